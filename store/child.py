"""The child process in which Chroma runs, seen from this side: requests go in, replies come out.

A damaged index can end the process that opens or searches it (SIGSEGV in native code), and no check made beforehand
rules that out. So the process that ends is never ours (``pipeline.child_process``): a child that dies or does not
answer in time is an IndexCorruptError. When this process dies, the child finishes what it is doing, closes the index
properly and ends.

A request is a line of JSON, then its vectors as little-endian float32; a reply is a line of JSON.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.child_process import ChildProcess
from pipeline.errors import IndexCorruptError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import FloatMatrix, FloatVector

UPSERT_ROWS = 2_500
"""Vectors in one request: Chroma takes at most 5,461, and the child should never be busy for long."""
CLOSE_SECONDS = 10.0
"""How long the child may take to end."""

_NOTHING = np.zeros((0, 0), dtype=np.float32)
_REMEDY = "Run again: the index is then rebuilt from the store."


class Order(BaseModel):
    """What the child is started with, as its only argument: the folder of the index, the file of the lock and how long
    to wait for it, the embedding model, and whether the index is to be made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    directory: Path
    lock: Path
    lock_seconds: float
    model_id: str
    create: bool


class Request(BaseModel):
    """What the child is asked. ``rows`` times ``columns`` numbers follow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Literal["count", "ids", "upsert", "delete", "nearest"]
    ids: tuple[str, ...] = ()
    limit: int = 0
    rows: int = 0
    columns: int = 0


class Reply(BaseModel):
    """What the child answers. ``busy`` says that another process has the index; ``error`` is "" if all went well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: tuple[str, ...] = ()
    count: int = 0
    error: str = ""
    busy: bool = False


class ChildIndex:
    """A Chroma collection that is open, and locked, in a child process.

    Every method raises IndexCorruptError when the child dies, does not answer in time, or reports a failure.

    Args:
        order: What to open or create.
        seconds: How long the child may take to open it, and to answer a request.

    Raises:
        StoreError: Another process has the index open.
    """

    def __init__(self, order: Order, seconds: float) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process = ChildProcess("store.vectors", order.model_dump_json(), os.environ)
        try:
            self.opened_with = self._ask(None, _NOTHING).count
            """Number of vectors that it held when it was opened."""
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the child close the index and end."""
        self._process.close(CLOSE_SECONDS)

    def count(self) -> int:
        """Number of vectors."""
        return self._ask(Request(task="count"), _NOTHING).count

    def ids(self) -> set[str]:
        """All ids."""
        return set(self._ask(Request(task="ids"), _NOTHING).ids)

    def upsert(self, ids: Sequence[str], vectors: FloatMatrix) -> None:
        """Add vectors, shape (len(ids), dimension), or replace those with the same ids."""
        for start in range(0, len(ids), UPSERT_ROWS):
            stop = start + UPSERT_ROWS
            self._ask(Request(task="upsert", ids=tuple(ids[start:stop])), vectors[start:stop])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors."""
        for start in range(0, len(ids), UPSERT_ROWS):
            self._ask(Request(task="delete", ids=tuple(ids[start : start + UPSERT_ROWS])), _NOTHING)

    def nearest(self, vector: FloatVector, limit: int) -> Sequence[str]:
        """The nearest ids."""
        return self._ask(Request(task="nearest", limit=limit), vector[None, :]).ids

    def _ask(self, request: Request | None, vectors: FloatMatrix) -> Reply:
        """The reply to a request; None waits for the one that says that the index is open."""
        with self._process.deadline(self._seconds), self._turn:
            line = self._exchange(request, vectors)
        if not line:
            raise IndexCorruptError(f"The vector index failed ({self._process.last_words()}).", _REMEDY)
        try:
            reply = Reply.model_validate_json(line)
        except ValidationError as error:
            raise IndexCorruptError("The vector index gave no proper answer.", _REMEDY) from error
        if reply.busy:
            raise StoreError(reply.error, "Run again when that has ended.")
        if reply.error:
            raise IndexCorruptError(reply.error, _REMEDY)
        return reply

    def _exchange(self, request: Request | None, vectors: FloatMatrix) -> bytes:
        requests, replies = self._process.orders, self._process.answers
        try:
            if request is not None:
                rows, columns = vectors.shape
                header = request.model_copy(update={"rows": rows, "columns": columns})
                requests.write(header.model_dump_json().encode() + b"\n")
                requests.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
                requests.flush()
            return replies.readline()
        except BrokenPipeError:
            return b""
