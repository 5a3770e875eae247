"""Reading documents in child processes, so that one that crashes, hangs or swells harms nothing but its own reading.

This is the parent's side; ``pipeline.extraction.child`` runs in the children.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from pipeline.child_process import ChildProcess
from pipeline.errors import ExtractionError, ExtractorUnavailableError, InputError
from pipeline.extraction.lenient import whole_characters
from pipeline.extraction.messages import (
    Job,
    Limits,
    Outcome,
    feed_of,
    page_of,
    sitemap_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from pipeline.models import Feed, Page, Sitemap
    from pipeline.settings import ExtractionSettings

_START_SECONDS = 60.0
"""How long a child may take to start, which takes about 0.4 s; a busy machine takes longer."""
_CLOSE_SECONDS = 2.0
_MOST_RESULT_BYTES = 32_000_000
_MOST_TIMES_LARGER = 4
"""A result is no larger than ``_MOST_RESULT_BYTES`` and so many times the document."""
_MOST_CHARACTERS_OF_REASON = 200

# A child sees nothing of the environment but what Python may need to start: keys are none of its business.
_PASSED_ON = ("LD_LIBRARY_PATH", "PYTHONHOME", "TZ")
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}

_Answer = TypeVar("_Answer")


class ExtractionPool:
    """An Extractor whose work is done by child processes; may be used from several threads at once.

    Children start when they are needed, as many as there are callers, ``settings.workers`` at most. A caller beyond
    these waits for its turn, which does not count against the time of its document.
    """

    def __init__(self, settings: ExtractionSettings) -> None:
        self._settings = settings
        self._turns = threading.BoundedSemaphore(settings.workers or _cores())
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._is_closed = False

    def page(self, content: bytes, url: str, content_type: str = "") -> Page:
        """The article of a web page or PDF. Raises InputError and ExtractionError."""
        job = Job(
            task="page",
            size=len(content),
            location=whole_characters(url),
            content_type=whole_characters(content_type),
        )
        return self._done(job, content, page_of)

    def feed(self, content: bytes, location: str) -> Feed:
        """The entries of a feed of any format. Raises InputError and ExtractionError."""
        return self._done(
            Job(task="feed", size=len(content), location=whole_characters(location)), content, feed_of
        )

    def feed_markup(self, content: bytes, location: str) -> Feed:
        """As ``DirectExtractor.feed_markup``. Raises InputError and ExtractionError."""
        job = Job(task="feed_markup", size=len(content), location=whole_characters(location))
        return self._done(job, content, feed_of)

    def sitemap(self, content: bytes, location: str) -> Sitemap:
        """The pages or sitemaps that a sitemap names. Raises InputError and ExtractionError."""
        job = Job(task="sitemap", size=len(content), location=whole_characters(location))
        return self._done(job, content, sitemap_of)

    def fragment(self, markup: str) -> str:
        """The visible text of some markup that is all article. Raises ExtractionError."""
        content = whole_characters(markup).encode()
        return self._done(Job(task="fragment", size=len(content)), content, text_of)

    def close(self) -> None:
        """End all children; a document that is being read fails."""
        with self._lock:
            self._is_closed = True
            idle, busy = self._idle, self._all.difference(self._idle)
            self._idle = []
        for child in busy:
            child.kill()
        for child in idle:
            self._end(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _done(self, job: Job, content: bytes, result_of: Callable[[Iterator[bytes]], _Answer]) -> _Answer:
        with self._turns, self._child() as child:
            return child.perform(job, content, result_of)

    @contextmanager
    def _child(self) -> Iterator[_Child]:
        child = self._idle_child() or self._started()
        try:
            yield child
        finally:
            self._take_back(child)

    def _idle_child(self) -> _Child | None:
        with self._lock:
            if self._is_closed:
                raise ExtractorUnavailableError("Reading documents has ended.", "Run again.")
            child = self._idle.pop() if self._idle else None
        if child is not None and not child.is_usable:
            # It was ended from outside while it had nothing to do: no document is to blame.
            self._end(child)
            return self._idle_child()
        return child

    def _started(self) -> _Child:
        child = _Child(self._settings)
        with self._lock:
            self._all.add(child)
        return child

    def _take_back(self, child: _Child) -> None:
        with self._lock:
            if child.is_usable and not self._is_closed:
                self._idle.append(child)
                return
        self._end(child)

    def _end(self, child: _Child) -> None:
        with self._lock:
            self._all.discard(child)
        child.close()


class _Child:
    """One child process, which reads one document at a time.

    Raises:
        ExtractorUnavailableError: It does not start.
    """

    def __init__(self, settings: ExtractionSettings) -> None:
        self._seconds = settings.timeout_seconds
        limits = Limits(memory_mb=settings.memory_mb, seconds=settings.timeout_seconds)
        passed_on = {name: value for name in _PASSED_ON if (value := os.environ.get(name)) is not None}
        try:
            self._process = ChildProcess(
                "pipeline.extraction.child", limits.model_dump_json(), {**passed_on, **_ENVIRONMENT}
            )
        except OSError as error:
            raise _unavailable(str(error)) from error
        self._can_go_on = False
        try:
            with self._process.deadline(_START_SECONDS):
                next(self._result(0), None)
        except (_BrokenOffError, ValidationError) as error:
            self.kill()
            reason = self._process.last_words()
            self.close()
            raise _unavailable(reason) from error
        except BaseException:
            self.kill()
            self.close()
            raise

    @property
    def is_usable(self) -> bool:
        """Whether it can take a document."""
        return self._can_go_on and not self._process.has_ended

    def perform(self, job: Job, content: bytes, result_of: Callable[[Iterator[bytes]], _Answer]) -> _Answer:
        """Have a document read. Raises InputError when the document is wrong, ExtractionError for all else."""
        self._can_go_on = False  # until the answer has come in full
        item = job.location or "The document"
        with self._process.deadline(self._seconds) as passed:
            try:
                self._send(job, content)
                return _whole(self._result(len(content)), result_of)
            except (_BrokenOffError, OSError, ValidationError, StopIteration) as error:
                raise self._failure(item, error, is_late=passed.is_set()) from error
            finally:
                # The deadline may pass just when all has come: then the child ends, though the result is whole.
                self._can_go_on = self._can_go_on and not passed.is_set()

    def kill(self) -> None:
        """End it at once; whoever waits for its answer gets an ExtractionError."""
        self._process.kill()

    def close(self) -> None:
        """End it: in order when it waits for a document, else at once."""
        if not self._can_go_on:
            self._process.kill()
        self._process.close(_CLOSE_SECONDS)

    def _send(self, job: Job, content: bytes) -> None:
        orders = self._process.orders
        orders.write(job.model_dump_json().encode() + b"\n")
        orders.write(content)
        orders.flush()

    def _result(self, size: int) -> Iterator[bytes]:
        """The lines of a result. Raises InputError when that is the result, _BrokenOffError when the lines do not come
        to an end, or are too long."""
        left = _MOST_RESULT_BYTES + _MOST_TIMES_LARGER * size
        outcome = Outcome.model_validate_json(self._line(left))
        while (line := self._line(left)) != b"\n":
            left -= len(line)
            yield line
        self._can_go_on = not outcome.last
        if outcome.error:
            raise InputError(outcome.error, outcome.remedy)

    def _line(self, limit: int) -> bytes:
        line = self._process.answers.readline(max(limit, 1) + 1)
        if len(line) > limit:
            raise _BrokenOffError("what it gave is too large")
        if not line.endswith(b"\n"):
            raise _BrokenOffError
        return line

    def _failure(self, item: str, error: Exception, *, is_late: bool) -> ExtractionError:
        self._process.kill()
        if is_late:
            return ExtractionError(
                f"{item}: reading it took more than {self._seconds:g} s.",
                "Raise extraction.timeout_seconds if such documents are wanted.",
            )
        reason = str(error) if isinstance(error, _BrokenOffError) else ""
        if isinstance(error, ValidationError | StopIteration):
            reason = "what it gave is no proper result"
        reason = reason or self._process.last_words()
        return ExtractionError(f"{item}: could not be read ({reason[:_MOST_CHARACTERS_OF_REASON]}).")


class _BrokenOffError(Exception):
    """The child's answer ended before it was complete; the message says why, "" when the child knows."""


def _whole(lines: Iterator[bytes], result_of: Callable[[Iterator[bytes]], _Answer]) -> _Answer:
    answer = result_of(lines)
    if next(lines, None) is not None:
        raise _BrokenOffError("what it gave is no proper result")
    return answer


def _unavailable(reason: str) -> ExtractorUnavailableError:
    return ExtractorUnavailableError(
        f"The process that reads documents does not start ({reason[:_MOST_CHARACTERS_OF_REASON]}).",
        "Raise extraction.memory_mb, or free memory and processes.",
    )


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
