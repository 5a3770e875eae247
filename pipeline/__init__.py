"""Throughline: articles become events, events become themes, themes become cited drafts.

``pipeline.run`` holds the main path and is the file to open first.
"""

from __future__ import annotations

__version__ = "0.1.0"
"""The version of the program, the same as in ``pyproject.toml``."""
