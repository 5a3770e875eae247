"""What runs in a child process of the pool: it reads documents, one after the other, within limits set by the kernel.

The limits are there for a child that hangs in native code while nobody watches it any more; a child that is watched is
killed by the pool. Whatever goes wrong beyond what a document may raise ends the process, and the pool starts another.
"""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.extraction.messages import Job, Limits, Outcome, result_lines

if TYPE_CHECKING:
    from typing import IO

    from pipeline.extraction.direct import DirectExtractor
    from pipeline.extraction.messages import Result

GRACE_SECONDS = 5.0
"""Beyond the time for a document, after which a child ends itself: the pool should be first."""
MOST_DOCUMENTS = 2_000
"""After so many a child ends, with all that libraries have kept of them."""

_DOCUMENTS_OF_CPU = 60
"""Processor time of a child's life, in the longest time that one document may take."""
_MOST_FILE_BYTES = 100_000_000
"""A child writes standard error, and a temporary file of 68 MB into which the model of languages is unpacked."""
_PRIORITY = 5
_MEBIBYTE = 1 << 20
_MEMORY = Path("/proc/self/statm")


def restrict(limits: Limits) -> None:
    """Give up what a reader of documents does not need: memory, processor time, files, core dumps, priority."""
    cpu_seconds = math.ceil(_DOCUMENTS_OF_CPU * limits.seconds)
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_mb * _MEBIBYTE),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, _MOST_FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    os.nice(_PRIORITY)


def serve(limits: Limits, jobs: IO[bytes], results: IO[bytes]) -> None:
    """Say that all is ready, then do jobs until there are no more, or half of what may be used is used."""
    # Imported within the limits: when they are too narrow, the child does not start, and no document is to blame.
    from pipeline.extraction.direct import DirectExtractor

    extractor = DirectExtractor()
    _send(results, Outcome(), None)
    for number in range(1, MOST_DOCUMENTS + 1):
        line = jobs.readline()
        if not line:
            return
        job = Job.model_validate_json(line)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + GRACE_SECONDS)
        result = _perform(extractor, job, jobs.read(job.size))
        last = number == MOST_DOCUMENTS or is_worn(limits)
        if isinstance(result, Outcome):
            _send(results, result.model_copy(update={"last": last}), None)
        else:
            _send(results, Outcome(last=last), result)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if last:
            return


def _perform(extractor: DirectExtractor, job: Job, content: bytes) -> Result | Outcome:
    try:
        match job.task:
            case "page":
                return extractor.page(content, job.location, job.content_type)
            case "feed":
                return extractor.feed(content, job.location)
            case "feed_markup":
                return extractor.feed_markup(content, job.location)
            case "sitemap":
                return extractor.sitemap(content, job.location)
            case "fragment":
                return extractor.fragment(content.decode())
    except InputError as error:
        return Outcome(error=error.message, remedy=error.remedy)


def is_worn(limits: Limits) -> bool:
    """Whether this process has used half of what it may, so that another had better take its place."""
    cpu_seconds = _DOCUMENTS_OF_CPU * limits.seconds
    return _resident_bytes() > limits.memory_mb * _MEBIBYTE / 2 or time.process_time() > cpu_seconds / 2


def _resident_bytes() -> int:
    """Memory in use now (proc(5)), 0 where the system does not say; getrusage(2) counts that of the parent as well."""
    try:
        return int(_MEMORY.read_text("ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _send(results: IO[bytes], outcome: Outcome, result: Result | None) -> None:
    results.write(outcome.model_dump_json().encode() + b"\n")
    for line in result_lines(result) if result is not None else ():
        results.write(line)
    results.write(b"\n")
    results.flush()


def _main() -> None:
    limits = Limits.model_validate_json(sys.argv[1])
    # Results have the standard output to themselves: what libraries print goes to standard error.
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    restrict(limits)
    try:
        serve(limits, sys.stdin.buffer, results)
    except BrokenPipeError:
        # The pool has ended, and nobody waits for the result.
        os._exit(0)


if __name__ == "__main__":
    _main()
