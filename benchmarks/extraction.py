"""Articles found in saved web pages with gold, beside what trafilatura finds with its defaults.

The text is scored as trafilatura's authors do (Barbaresi 2021): each page names segments that must and segments that
must not be in it, and white space counts as one space. F1, precision and recall are over all segments of all pages. Of
title, author and date the share of pages is given for which they are right, among those that have gold: titles are
compared by their words, authors as sets of names (without accents and punctuation), dates by the day. The pages are
also shown in two halves, by a hash of their names: the rules were made on the first.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import sys
import tarfile
import time
import unicodedata
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field

from benchmarks.task import BenchmarkError, required_data
from pipeline.extraction.pages import extract_page
from pipeline.models import Page
from pipeline.text.decoding import decode_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.task import Figures, Request

_GOLD: Final = "evaldata.json"
_FOLDERS: Final = ("cache", "eval")
"""Where the pages are, in the order in which they are looked for."""
_BETWEEN_NAMES: Final = re.compile(r";|,|&|/|\s(?:and|und|et|y|e)\s")
_BATCH: Final = 60


def _joined(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value or ""


_Text = Annotated[str, BeforeValidator(_joined)]


class _Gold(BaseModel):
    file: str
    wanted: tuple[str, ...] = Field(alias="with")
    unwanted: tuple[str, ...] = Field(alias="without")
    title: _Text = ""
    author: _Text = ""
    date: _Text = ""


@dataclass(frozen=True, slots=True)
class _Item:
    url: str
    gold: _Gold
    content: bytes


@dataclass(frozen=True, slots=True)
class _Score:
    """Of one page or many: segments found rightly, wrongly and missed; fields that have gold, and those right."""

    found: int = 0
    wrong: int = 0
    missed: int = 0
    titles: int = 0
    right_titles: int = 0
    authors: int = 0
    right_authors: int = 0
    dates: int = 0
    right_dates: int = 0
    problems: int = 0

    def __add__(self, other: _Score) -> _Score:
        return _Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def figures(self, prefix: str) -> dict[str, float]:
        """The measures, with four digits."""
        values = {
            "f1": 2 * self.found / max(1, 2 * self.found + self.wrong + self.missed),
            "precision": self.found / max(1, self.found + self.wrong),
            "recall": self.found / max(1, self.found + self.missed),
            "author": self.right_authors / max(1, self.authors),
            "title": self.right_titles / max(1, self.titles),
            "date": self.right_dates / max(1, self.dates),
        }
        return {prefix + name: round(value, 4) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class _Result:
    is_first_half: bool
    ours: _Score
    peer: _Score
    seconds: float
    peer_seconds: float


def run(request: Request) -> Figures:
    """Score the product's extractor and trafilatura on a folder or archive of pages, on all cores."""
    items = list(_items(required_data(request), request.limit))
    results: list[_Result] = []
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for batch in _batches(items):
            results.extend(pool.map(_measured, batch, chunksize=4))
            sys.stderr.write(f"{len(results)} of {len(items)} pages\n")
    ours = sum((result.ours for result in results), _Score())
    peer = sum((result.peer for result in results), _Score())
    halves = {
        name: sum((result.ours for result in results if result.is_first_half is is_first), _Score())
        for name, is_first in (("first_half_", True), ("second_half_", False))
    }
    return {
        "pages": len(items),
        **ours.figures(""),
        "called_no_article": ours.problems,
        "ms_per_page": round(1_000 * sum(result.seconds for result in results) / max(1, len(items)), 1),
        **peer.figures("trafilatura_"),
        "trafilatura_ms_per_page": round(
            1_000 * sum(result.peer_seconds for result in results) / max(1, len(items)), 1
        ),
        **{name: value for prefix, half in halves.items() for name, value in half.figures(prefix).items()},
    }


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """The pages in groups, so that few wait for a process at once."""
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


# --- data -------------------------------------------------------------------------------------------------------------


def _items(path: Path, limit: int) -> Iterator[_Item]:
    files = _folder(path) if path.is_dir() else _archive(path)
    if _GOLD not in files:
        raise BenchmarkError(f"there is no {_GOLD} in {path}")
    gold = {url: _Gold.model_validate(row) for url, row in json.loads(files[_GOLD]).items()}
    for url, row in list(gold.items())[: limit or None]:
        content = next(
            (files[name] for folder in _FOLDERS if (name := f"{folder}/{row.file}") in files), None
        )
        if content is None:
            raise BenchmarkError(f"the page {row.file} is missing from {path}")
        yield _Item(url, row, content)


def _folder(path: Path) -> Mapping[str, bytes]:
    return {
        file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()
    }


def _archive(path: Path) -> Mapping[str, bytes]:
    files = {}
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                files[member.name.removeprefix("./")] = content.read()
    return files


# --- scores -----------------------------------------------------------------------------------------------------------


def _measured(item: _Item) -> _Result:
    logging.disable(
        logging.CRITICAL
    )  # trafilatura logs what it cannot read; a figure is all that is wanted here
    html = decode_html(item.content).text
    ours, seconds = _timed(lambda: extract_page(html, item.url))
    peer, peer_seconds = _timed(lambda: _peer_page(html, item.url))
    is_first_half = hashlib.sha256(item.gold.file.encode("utf-8")).digest()[0] % 2 == 0
    return _Result(is_first_half, _score(item.gold, ours), _score(item.gold, peer), seconds, peer_seconds)


def _timed(work: Callable[[], Page]) -> tuple[Page, float]:
    started = time.perf_counter()
    page = work()
    return page, time.perf_counter() - started


def _peer_page(html: str, url: str) -> Page:
    """What trafilatura finds with its defaults and without comments, which the gold leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from trafilatura import bare_extraction
        from trafilatura.settings import Document
    found = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    if not isinstance(found, Document):
        return Page("")
    authors = tuple((found.author or "").split("; "))
    return Page(found.text or "", title=found.title or "", published=found.date or "", authors=authors)


def _score(gold: _Gold, page: Page) -> _Score:
    text = _spaced(page.text)
    found = sum(_spaced(segment) in text for segment in gold.wanted)
    return _Score(
        found=found,
        wrong=sum(_spaced(segment) in text for segment in gold.unwanted),
        missed=len(gold.wanted) - found,
        titles=int(bool(gold.title)),
        right_titles=int(bool(gold.title) and _words(gold.title) == _words(page.title)),
        authors=int(bool(gold.author)),
        right_authors=int(bool(gold.author) and _names([gold.author]) == _names(page.authors)),
        dates=int(bool(gold.date)),
        right_dates=int(bool(gold.date) and gold.date[:10] == page.published[:10]),
        problems=int(bool(page.problem)),
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> str:
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text).casefold()
        if not unicodedata.combining(letter)
    )
    return " ".join(re.findall(r"\w+", plain))


def _names(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(name for text in texts for part in _BETWEEN_NAMES.split(text) if (name := _words(part)))
