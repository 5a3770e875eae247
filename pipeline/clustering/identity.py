"""Ids of groups."""

from __future__ import annotations

import hashlib

_DIGITS = 12


def new_id(prefix: str, seed: str) -> str:
    """An id made from what a group was founded on, such as ``e`` and 12 hexadecimal digits."""
    return prefix + hashlib.sha256(seed.encode()).hexdigest()[:_DIGITS]
