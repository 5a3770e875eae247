from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.ports import NEVER, SourceRow
from pipeline.site.index import SiteStatus, index_page
from pipeline.site.sources import sources_page, write_sources
from pipeline.stages.health import SourceHealth, judge
from tests.hostile import HOSTILE
from tests.pages import parsed

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
ROW = SourceRow("https://paper.example/feed", NOW, last_read=NOW, last_change=NOW, articles=1_234)


def health(row: SourceRow) -> SourceHealth:
    return judge(row, [], 617, NOW, is_remote=True)


def test_page_tells_how_each_source_is(tmp_path: Path) -> None:
    gone = replace(ROW, location="https://old.example/feed", next_due=NEVER, error="the server answered 410")
    page = write_sources(tmp_path, [health(gone), health(ROW)], NOW).read_text("utf-8")
    rows = [" ".join(row.text_content().split()) for row in parsed(page).xpath("//tbody/tr")]
    assert "✕ gone" in rows[0]
    assert "the server answered 410" in rows[0]
    assert "✓ healthy 30 June 2026 1,234 0.0 – 50%" in rows[1]
    assert "2 sources: 1 gone, 1 healthy." in page


def test_page_without_sources_says_how_to_add_one() -> None:
    assert "throughline source add" in sources_page([], NOW)


def test_front_page_leads_to_it_only_where_it_is() -> None:
    assert "sources.html" in index_page([], SiteStatus(has_sources=True))
    assert "sources.html" not in index_page([], SiteStatus())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text: str) -> None:
    root = parsed(sources_page([health(replace(ROW, location=text, error=text))], NOW))
    assert not root.xpath("//script | //img | //b")
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
