from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from benchmarks.hostile_documents import feed
from pipeline.errors import ExtractionError, ExtractorUnavailableError, SetAsideError
from pipeline.extraction.attempts import RememberingExtractor
from pipeline.extraction.direct import DirectExtractor
from pipeline.models import FeedEntry, Skipped
from store.database import open_database
from store.failures import SqlFailureRepository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.models import Feed, Page

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
POISON = b"poison"


@dataclass(slots=True)
class Fragile(DirectExtractor):
    """An extractor that fails on whatever holds the poison, as if its process had ended; it counts what it is given."""

    poison: bytes = POISON
    error: type[ExtractionError] = ExtractionError
    tries: list[bytes] = field(default_factory=list)

    def page(self, content: bytes, url: str, content_type: str = "") -> Page:
        self._check(content)
        return DirectExtractor.page(self, content, url, content_type)

    def feed(self, content: bytes, location: str) -> Feed:
        self._check(content)
        return DirectExtractor.feed(self, content, location)

    def fragment(self, markup: str) -> str:
        self._check(markup.encode())
        return DirectExtractor.fragment(self, markup)

    def _check(self, content: bytes) -> None:
        self.tries.append(content)
        if self.poison and self.poison in content:
            raise self.error("Its process ended.")


@pytest.fixture
def failures(tmp_path: Path) -> Iterator[SqlFailureRepository]:
    with open_database(tmp_path / "store.db") as database:
        yield SqlFailureRepository(database)


def remembering(fragile: Fragile, failures: SqlFailureRepository) -> RememberingExtractor:
    return RememberingExtractor(fragile, failures, 3, lambda: NOON)


def test_a_document_that_failed_three_times_is_set_aside_in_this_and_later_runs(
    failures: SqlFailureRepository,
) -> None:
    fragile = Fragile()
    for _ in range(3):
        with pytest.raises(ExtractionError) as failed:
            remembering(fragile, failures).page(POISON, "https://x.example/a")
        assert failed.value.retry
    with pytest.raises(
        SetAsideError, match=r"x\.example/a: was set aside after it failed 3 times.*ended"
    ) as last:
        remembering(fragile, failures).page(POISON, "https://x.example/a")
    assert len(fragile.tries) == 3
    assert not last.value.retry
    (failure,) = failures.all().values()
    assert (failure.item, failure.attempts, failure.at) == ("https://x.example/a", 3, NOON)


def test_a_document_set_aside_is_tried_again_when_its_content_changes(failures: SqlFailureRepository) -> None:
    extractor = remembering(Fragile(), failures)
    for _ in range(4):
        with pytest.raises(ExtractionError):
            extractor.page(POISON, "u")
    assert extractor.page(b"<p>mended</p>", "u").url == "u"
    with pytest.raises(ExtractionError) as again:
        extractor.page(POISON + b" changed", "u")
    assert again.value.retry


def test_a_success_forgets_the_failures_before_it(failures: SqlFailureRepository) -> None:
    fragile = Fragile()
    extractor = remembering(fragile, failures)
    with pytest.raises(ExtractionError):
        extractor.page(POISON, "u")
    fragile.poison = b""
    extractor.page(POISON, "u")
    assert failures.all() == {}


def test_an_extractor_that_does_not_start_sets_nothing_aside(failures: SqlFailureRepository) -> None:
    extractor = remembering(Fragile(error=ExtractorUnavailableError), failures)
    for _ in range(4):
        with pytest.raises(ExtractorUnavailableError):
            extractor.page(POISON, "u")
        with pytest.raises(ExtractorUnavailableError):
            extractor.feed(POISON, "u")
    assert failures.all() == {}


def test_a_feed_with_one_poisonous_entry_keeps_the_others(failures: SqlFailureRepository) -> None:
    content = feed(5).replace(b"<description>&lt;p&gt;", b"<description>&lt;p&gt;poison ", 1)
    fragile = Fragile()
    extractor = remembering(fragile, failures)
    poisonous, *others = extractor.feed(content, "https://x.example/f").entries
    assert poisonous == Skipped("https://x.example/f#1", "Its process ended.", try_again=True)
    assert others == list(DirectExtractor().feed(content, "https://x.example/f").entries[1:])
    for _ in range(2):
        extractor.feed(content, "https://x.example/f")
    fragile.tries.clear()
    set_aside = extractor.feed(content, "https://x.example/f").entries[0]
    assert isinstance(set_aside, Skipped)
    assert not set_aside.try_again
    assert not any(POISON in content for content in fragile.tries)


def test_a_feed_of_poison_is_left_after_three_entries_and_said_so(failures: SqlFailureRepository) -> None:
    fragile = Fragile()
    entries = remembering(fragile, failures).feed(feed(6, POISON), "f.xml").entries
    assert all(isinstance(entry, Skipped) and entry.try_again for entry in entries)
    assert len(fragile.tries) == 4
    assert len(failures.all()) == 4


def test_titles_in_a_feed_read_by_entries_are_text_too(failures: SqlFailureRepository) -> None:
    content = feed(2, POISON).replace(b"Story 1", b"&lt;b&gt;Story&lt;/b&gt; 1").replace(POISON, b"poison", 1)
    content = content.replace(b"A paper", b"&lt;i&gt;A&lt;/i&gt; paper")
    fragile = Fragile(poison=b"<rss")
    read = remembering(fragile, failures).feed(content, "f.xml")
    assert read.title == "A paper"
    assert [entry.title for entry in read.entries if isinstance(entry, FeedEntry)] == ["Story 0", "Story 1"]
    assert "\x00" not in str(read)
