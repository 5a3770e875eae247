"""The vector index in Chroma: the only file that imports chromadb, and only in a child process.

The index is disposable. The SQL store holds every vector; the index is compared with it by ids and rebuilt whenever
the two do not match. Chroma's embedded store does not survive every ``kill -9`` and can then end the process that
opens it, so it runs in a child process (``store.child``), one at a time, under a lock. What cannot be searched in
Chroma is searched exactly (``store.exact``), and ``ChromaIndex.notice`` says so.

On disk: ``manifest.json``, ``lock`` and ``index-<n>/``, the folder that the manifest names. An index is rebuilt in a
new folder, and replacing the manifest swaps it in.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from typing import TYPE_CHECKING, cast

import numpy as np

from pipeline.errors import IndexCorruptError, StoreError
from store.child import ChildIndex, Order, Reply, Request
from store.exact import ExactIndex
from store.manifest import (
    UNFINISHED,
    Manifest,
    digest_of,
    next_directory,
    read_manifest,
    remove_directories,
    remove_manifest,
    write_manifest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import IO, Self

    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

    from pipeline.models import FloatMatrix, FloatVector
    from pipeline.ports import Hit

ANSWER_SECONDS = 120.0
"""How long Chroma may take to open, which takes about 1.5 s, or to take 2,500 vectors, which takes about 1.5 s."""
LOCK_SECONDS = 10.0
"""How long another process that has the index open is waited for; a child whose parent has died ends by then."""
PAGE_ROWS = 10_000
"""Ids a call; Chroma gives fewer than 40,000."""
PROBES = 8
"""Vectors that are looked up by themselves before an index is trusted."""
FOUND_SIMILARITY = 0.999
"""Cosine similarity from which a vector counts as found."""

_REMEDY = "Run again: the index is then rebuilt from the store."


class ChromaIndex:
    """A VectorIndex in Chroma, kept equal to the vectors that ``sync`` is given.

    Once opened, the index stays open and locked until ``close``: meanwhile other processes search exactly.

    Args:
        folder: Where it lives; made when missing.
        model_id: The embedding model; an index of another model's vectors is rebuilt.
        answer_seconds: How long Chroma may take to open, or to answer.
        lock_seconds: How long another process that has the index open is waited for.
    """

    def __init__(
        self,
        folder: Path,
        model_id: str,
        answer_seconds: float = ANSWER_SECONDS,
        lock_seconds: float = LOCK_SECONDS,
    ) -> None:
        self.notice = ""
        """Why the newest ``sync`` or ``search`` did without Chroma, "" if it did not."""
        self._folder = folder.absolute()
        self._model_id = model_id
        self._answer_seconds = answer_seconds
        self._lock_seconds = lock_seconds
        self._exact = ExactIndex()
        self._child: ChildIndex | None = None
        self._usable = False

    def holds(self, ids: Sequence[str]) -> bool:
        """Whether the index is known to hold exactly these, so that ``sync`` has nothing to do."""
        return self._nothing_to_do(read_manifest(self._folder), ids)

    def sync(self, ids: Sequence[str], vectors: FloatMatrix) -> str:
        """Make the index hold exactly these vectors, shape (len(ids), dimension), finite, rows of length 1.

        With nothing to do, this reads one small file and starts no Chroma. Returns what was done: "unchanged",
        "added 120", "added 5, removed 2", "rebuilt: <why>", "emptied", or "exact search: <why>" when Chroma cannot be
        used; then searches are exact. Raises StoreError when ids and vectors do not fit each other.
        """
        self._exact.sync(ids, vectors)
        try:
            done = self._make_equal(ids, vectors)
        except (StoreError, OSError) as error:
            return f"exact search: {self._give_up(error)}"
        self.notice, self._usable = "", bool(ids)
        return done

    def search(self, vector: FloatVector, limit: int) -> list[Hit]:
        """Nearest chunk ids by cosine similarity, best first.

        Searches exactly when the index cannot be used, and ``notice`` then says why. Raises StoreError when ``vector``
        has another dimension than the vectors.
        """
        self._exact.rank(vector, ())  # a query of the wrong dimension says nothing about the index
        if self._usable and limit > 0:
            try:
                return self._nearest(vector, min(limit, len(self._exact.ids)))
            except (StoreError, OSError) as error:
                self._give_up(error)
        return self._exact.search(vector, limit)

    def close(self) -> None:
        """Close the index and let other processes have it. A later search opens it again."""
        if self._child is not None:
            child, self._child = self._child, None
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- making it equal to the store ---------------------------------------------------------------------------------

    def _make_equal(self, ids: Sequence[str], vectors: FloatMatrix) -> str:
        stored = read_manifest(self._folder)
        if self._nothing_to_do(stored, ids):
            return "unchanged"
        if not ids:
            self.close()
            remove_manifest(self._folder)
            return "emptied"
        self._folder.mkdir(parents=True, exist_ok=True)
        if stored is None:
            return self._rebuild(ids, vectors, "there was no whole one")
        try:
            return self._update(stored, ids, vectors)
        except IndexCorruptError as error:
            return self._rebuild(ids, vectors, error.message)

    def _nothing_to_do(self, stored: Manifest | None, ids: Sequence[str]) -> bool:
        if stored is None:
            return not ids
        return self._describes(stored, ids) and _exists(self._folder / stored.directory)

    def _describes(self, stored: Manifest, ids: Sequence[str]) -> bool:
        same = stored.model_id == self._model_id and stored.count == len(ids)
        return same and stored.digest == digest_of(ids)

    def _update(self, stored: Manifest, ids: Sequence[str], vectors: FloatMatrix) -> str:
        if stored.model_id != self._model_id:
            raise IndexCorruptError(f"The vectors were of {stored.model_id}.", _REMEDY)
        child = self._child or self._started(stored.directory, create=False)
        held = child.ids()
        new = [row for row, chunk_id in enumerate(ids) if chunk_id not in held]
        old = sorted(held.difference(ids))
        write_manifest(self._folder, stored.model_copy(update={"digest": UNFINISHED}))
        child.delete(old)
        child.upsert([ids[row] for row in new], vectors[new])
        self._finish(child, stored.directory)
        return f"added {len(new)}, removed {len(old)}" if old else f"added {len(new)}"

    def _rebuild(self, ids: Sequence[str], vectors: FloatMatrix, reason: str) -> str:
        self.close()
        name = next_directory(self._folder)
        child = self._started(name, create=True)
        remove_manifest(self._folder)
        child.upsert(ids, vectors)
        self._finish(child, name)
        remove_directories(self._folder, but=name)
        return f"rebuilt: {reason}"

    def _finish(self, child: ChildIndex, name: str) -> None:
        """Write the manifest, once the index has been seen to hold what it should."""
        ids = self._exact.ids
        self._check(child, child.count())
        write_manifest(
            self._folder,
            Manifest(model_id=self._model_id, count=len(ids), digest=digest_of(ids), directory=name),
        )

    # --- opening and searching ----------------------------------------------------------------------------------------

    def _started(self, directory: str, *, create: bool) -> ChildIndex:
        if not create and not _exists(self._folder / directory):
            raise IndexCorruptError("The vector index is gone.", _REMEDY)
        order = Order(
            directory=self._folder / directory,
            lock=self._folder / "lock",
            lock_seconds=self._lock_seconds,
            model_id=self._model_id,
            create=create,
        )
        self._child = ChildIndex(order, self._answer_seconds + self._lock_seconds)
        return self._child

    def _opened(self) -> ChildIndex:
        if self._child is None:
            stored = read_manifest(self._folder)
            if stored is None or not self._describes(stored, self._exact.ids):
                raise IndexCorruptError("The vector index was changed by another process.", _REMEDY)
            child = self._started(stored.directory, create=False)
            self._check(child, child.opened_with)
        return cast("ChildIndex", self._child)

    def _check(self, child: ChildIndex, count: int) -> None:
        """Raises IndexCorruptError when the index does not hold as many vectors as it should, or other ones."""
        ids = self._exact.ids
        _expect(count == len(ids), f"The vector index holds {count} vectors, not {len(ids)}.")
        rows = np.unique(np.linspace(0, len(ids) - 1, PROBES).astype(int))
        probes = [self._exact.vectors[row] for row in rows]
        nearest = [self._exact.rank(probe, child.nearest(probe, 1)) for probe in probes]
        found = sum(bool(hits) and hits[0].score >= FOUND_SIMILARITY for hits in nearest)
        # The search is approximate: it may miss one, but not most.
        _expect(2 * found >= len(rows), f"The vector index found {found} of {len(rows)} vectors of its own.")

    def _nearest(self, vector: FloatVector, limit: int) -> list[Hit]:
        try:
            hits = self._exact.rank(vector, self._opened().nearest(vector, limit))
            _expect(len(hits) == limit, "The vector index gave other chunks than it should hold.")
        except IndexCorruptError:
            remove_manifest(self._folder)  # so that the next sync rebuilds it
            raise
        return hits

    def _give_up(self, error: StoreError | OSError) -> str:
        """Search exactly from now on; returns why."""
        self.notice = error.message if isinstance(error, StoreError) else str(error)
        self._usable = False
        self.close()
        return self.notice


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise IndexCorruptError(otherwise, _REMEDY)


def _exists(directory: Path) -> bool:
    return (directory / "chroma.sqlite3").is_file()


# --- in the child process ---------------------------------------------------------------------------------------------


def _client(directory: Path) -> Client:
    from chromadb import PersistentClient
    from chromadb.config import Settings

    # No telemetry, and nothing taken from a .env file that happens to lie in the working directory.
    settings = Settings(_env_file=None, anonymized_telemetry=False)
    return cast("Client", PersistentClient(path=str(directory), settings=settings))


def _collection(client: Client, order: Order) -> Collection:
    name = f"chunks-{hashlib.sha256(order.model_id.encode()).hexdigest()[:16]}"
    if order.create:
        return client.create_collection(
            name,
            metadata={"model_id": order.model_id},
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )
    return client.get_collection(name, embedding_function=None)


def _perform(collection: Collection, request: Request, vectors: FloatMatrix) -> Reply:
    if request.task == "upsert":
        collection.upsert(ids=list(request.ids), embeddings=vectors)
    elif request.task == "delete":
        collection.delete(ids=list(request.ids))
    elif request.task == "nearest":
        found = collection.query(query_embeddings=vectors, n_results=request.limit, include=["distances"])
        return Reply(ids=tuple(found["ids"][0]))
    elif request.task == "ids":
        pages = range(0, collection.count(), PAGE_ROWS)
        return Reply(ids=tuple(_ids(collection, pages)))
    return Reply(count=collection.count())


def _ids(collection: Collection, starts: Sequence[int]) -> Iterator[str]:
    for start in starts:
        yield from collection.get(include=[], limit=PAGE_ROWS, offset=start)["ids"]


def _serve(order: Order, requests: IO[bytes], replies: IO[bytes]) -> None:
    """Open the index, say so, and answer requests until there are no more. A failure of Chroma ends the process; what
    it says on standard error is read by the parent."""
    client = _client(order.directory)
    collection = _collection(client, order)
    _say(replies, Reply(count=collection.count()))
    while line := requests.readline():
        request = Request.model_validate_json(line)
        numbers = requests.read(request.rows * request.columns * 4)
        vectors = np.frombuffer(numbers, dtype="<f4").reshape(request.rows, request.columns)
        _say(replies, _perform(collection, request, vectors))
    client.close()


def _say(replies: IO[bytes], reply: Reply) -> None:
    # The parent may have ended; then there are no more requests either, and the index is closed properly.
    with contextlib.suppress(BrokenPipeError):
        replies.write(reply.model_dump_json().encode() + b"\n")
        replies.flush()


def _main() -> None:
    from filelock import FileLock, Timeout

    order = Order.model_validate_json(sys.argv[1])
    # Replies have the standard output to themselves: what Chroma or its parts print goes to standard error.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        with FileLock(order.lock, timeout=order.lock_seconds):
            _serve(order, sys.stdin.buffer, replies)
    except Timeout:
        _say(replies, Reply(error="The vector index is in use by another process.", busy=True))


if __name__ == "__main__":
    _main()
