"""Lets the steps of a draft that do not depend on each other be written at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def crew(size: int) -> Iterator[ThreadPoolExecutor]:
    """``size`` threads, to which steps are given in their order. When the block ends early, because a step failed,
    those that have not begun are not begun; it ends only when all others have."""
    workers = ThreadPoolExecutor(size, thread_name_prefix="writer")
    try:
        yield workers
    finally:
        workers.shutdown(wait=True, cancel_futures=True)
