"""What all sources on disk have in common: guarded opening, fingerprints, and the source that is one article."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError, InputError
from pipeline.models import RawArticle, Skipped
from pipeline.ports import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.settings import IngestSettings
    from pipeline.sources.kinds import Opening

_HASHED_BYTES = 64_000_000
"""Contents are hashed for fingerprints up to this size; beyond it, size and time of change must do."""

_FINGERPRINT_VERSION = "1"


def checked_size(path: Path) -> int:
    """Size in bytes of a readable file. Raises InputError for all else, so that no pipe or device is opened."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be found ({_cause(error)}).", "Check the path.") from error
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{path}: is not a file.", "Give a file, a folder or a URL.")
    if not os.access(path, os.R_OK):
        raise InputError(f"{path}: may not be read.", "Change its permissions.")
    return status.st_size


def read_bytes(path: Path, limit: int) -> bytes:
    """All of a file, ``limit`` bytes at most. Raises InputError when it is larger or cannot be read."""
    size = checked_size(path)
    if size > limit:
        raise InputError(
            f"{path}: has {size:,} bytes, more than {limit:,}.", "Raise the limit in [ingest], or split it."
        )
    try:
        with path.open("rb") as stream:
            return stream.read(limit)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({_cause(error)}).", "Check the disk and the permissions."
        ) from error


def file_fingerprint(path: Path, settings: IngestSettings) -> str:
    """Path, size, time of change, content where that is cheap, and the settings it is read with, as one digest.

    "" when the file is not there: reading it says why.
    """
    return files_fingerprint([path], settings)


def files_fingerprint(paths: list[Path], settings: IngestSettings) -> str:
    """The fingerprint of several files together; contents are hashed while their sizes sum up to less than 64 MB."""
    digest = hashlib.sha256(f"{_FINGERPRINT_VERSION}\n{settings.model_dump_json()}\n".encode())
    budget = _HASHED_BYTES
    for path in paths:
        try:
            status = path.stat()
            digest.update(f"{path.as_posix()!r} {status.st_size} {status.st_mtime_ns}\n".encode())
            budget -= status.st_size
            if budget >= 0 and stat.S_ISREG(status.st_mode):
                with path.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
        except (OSError, ValueError):
            return ""
    return digest.hexdigest()


def read_unless_same(
    present: str, fingerprint: str, items: Callable[[], Iterable[RawArticle | Skipped]]
) -> Reading:
    """A reading of what is on disk: unchanged when its present fingerprint is the one handed in."""
    if present and present == fingerprint:
        return Reading(fingerprint=present, is_unchanged=True)
    return Reading(items(), present)


def readable_title(path: Path) -> str:
    """A title from a file name: ``2026-04-07-chip_export-rules.md`` -> ``2026 04 07 chip export rules``."""
    return " ".join(path.stem.replace("_", " ").replace("-", " ").split())


class OneArticleFile:
    """A file that is one article. ``parse`` makes it from the content, or says why it is none; it raises InputError
    when the file is not what it should be, and may raise ExtractionError."""

    is_remote = False

    def __init__(self, opening: Opening, parse: Callable[[bytes, Path], RawArticle | Skipped]) -> None:
        self._location = opening.location
        self._settings = opening.settings
        self._parse = parse

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._location

    def read(self, fingerprint: str = "") -> Reading:
        """The article, or why there is none. The items raise InputError when the file cannot be read at all."""
        return read_unless_same(
            file_fingerprint(Path(self._location), self._settings), fingerprint, self._items
        )

    def _items(self) -> Iterator[RawArticle | Skipped]:
        path = Path(self._location)
        size = checked_size(path)
        limit = self._settings.max_article_bytes
        if size == 0:
            yield Skipped(self._location, "The file is empty")
        elif size > limit:
            reason = f"The file has {size:,} bytes, more than the {limit:,} allowed for an article"
            yield Skipped(self._location, reason, "Raise max_article_bytes in [ingest].")
        else:
            yield self._parsed(read_bytes(path, limit), path)

    def _parsed(self, content: bytes, path: Path) -> RawArticle | Skipped:
        try:
            return self._parse(content, path)
        except ExtractionError as error:
            return Skipped(self._location, error.message, error.remedy, try_again=error.retry)


def _cause(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
