"""JSON Lines, plain or gzip: one article a line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError, InputError
from pipeline.models import RawArticle, Skipped
from pipeline.sources.article_line import parse_line
from pipeline.sources.files import checked_size, file_fingerprint, read_unless_same
from pipeline.sources.kinds import Opening, SourceKind, has_ending
from pipeline.sources.lines import Line, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ports import Reading

_ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_TRIED_LINES = 20
"""A file whose first lines are all no articles is taken for something else."""
_MOST_SKIPPED = 10_000
"""Beyond so many bad lines the rest of a file is left out: the report of them must fit in memory."""


class JsonlFile:
    """A file with one JSON object a line."""

    is_remote = False

    def __init__(self, opening: Opening) -> None:
        self._location = opening.location
        self._settings = opening.settings
        self._extractor = opening.outside.extractor

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._location

    def read(self, fingerprint: str = "") -> Reading:
        """Every article, and every line that holds none. The items raise InputError when the file is not JSON Lines."""
        path = Path(self._location)
        return read_unless_same(
            file_fingerprint(path, self._settings), fingerprint, lambda: self._items(path)
        )

    def _items(self, path: Path) -> Iterator[RawArticle | Skipped]:
        if checked_size(path) == 0:
            yield Skipped(self._location, "The file is empty")
            return
        good, bad = 0, 0
        for item in self._lines(path):
            bad += isinstance(item, Skipped)
            good += isinstance(item, RawArticle)
            if not good and bad == _TRIED_LINES and isinstance(item, Skipped):
                raise InputError(
                    f"{path}: its first {bad} lines hold no article.", f"The last: {item.reason}."
                )
            yield item
            if bad == _MOST_SKIPPED:
                yield Skipped(self._location, f"After {bad:,} lines without an article the rest was left out")
                return

    def _lines(self, path: Path) -> Iterator[RawArticle | Skipped]:
        for line in read_lines(path, self._settings.max_article_bytes):
            yield line if isinstance(line, Skipped) else self._parsed(line, path)

    def _parsed(self, line: Line, path: Path) -> RawArticle | Skipped:
        origin = f"{path.as_posix()}:{line.number}"
        try:
            parsed = parse_line(line.text, origin, self._location, self._extractor)
        except (ExtractionError, InputError) as error:
            return Skipped(origin, error.message, error.remedy, try_again=error.retry)
        if isinstance(parsed, str):
            return Skipped(origin, parsed)
        return replace(parsed, notes=(*parsed.notes, line.note)) if line.note else parsed


KIND = SourceKind(
    name="jsonl",
    takes="JSON Lines (.jsonl, .jsonl.gz)",
    accepts=lambda location: has_ending(location, *_ENDINGS),
    open=JsonlFile,
)
