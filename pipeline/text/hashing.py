"""Short hashes for ids and keys."""

from __future__ import annotations

import hashlib


def short_hash(*parts: str) -> str:
    """Twelve hexadecimal digits of the SHA-256 of the parts: enough for ids within a workspace."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
