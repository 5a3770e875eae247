"""How long to wait before asking an endpoint again."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

_FIRST_SECONDS = 0.25
_LONGEST_SECONDS = 8.0


def backoff(attempt: int, random: Random) -> float:
    """Seconds to wait after the failed ``attempt``, counted from 1.

    Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
    """
    return random.uniform(0, min(_FIRST_SECONDS * 2**attempt, _LONGEST_SECONDS))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait according to ``retry-after-ms`` or ``Retry-After`` (seconds or HTTP date, RFC 9110 10.2.3)."""
    milliseconds, seconds = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    for value, scale in ((milliseconds, 0.001), (seconds, 1.0)):
        try:
            waited = float(value) * scale
        except ValueError:
            continue
        if 0 <= waited < float("inf"):
            return waited
    try:
        return max(parsedate_to_datetime(seconds).timestamp() - time.time(), 0.0)
    except ValueError:
        return None


def spoken(seconds: float) -> str:
    """A duration for a message."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"
