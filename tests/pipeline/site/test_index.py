from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import WorkspaceError
from pipeline.site.index import SiteStatus, index_page, write_index
from tests.factories_draft import sample_draft
from tests.hostile import HOSTILE, poisoned
from tests.pages import parsed

if TYPE_CHECKING:
    from pathlib import Path

_STATUS = SiteStatus(datetime(2026, 4, 10, 15, 0, tzinfo=UTC), datetime(2026, 4, 10, 21, 0, tzinfo=UTC))


def test_the_index_lists_the_newest_version_of_each_piece_newest_first(tmp_path: Path) -> None:
    draft = sample_draft()
    later = replace(draft, slug="later", published=date(2026, 5, 1))
    page = write_index(tmp_path, [draft, replace(draft, version=2), later], _STATUS)
    root = parsed(page.read_text(encoding="utf-8"))
    assert root.xpath("//h2/a/@href") == [
        "insights/later/v001.html",
        "insights/the-frontier-closes/v002.html",
    ]


def test_the_status_line_says_when_the_pipeline_ran_and_will_run() -> None:
    assert "Last run 10 April 2026, 15:00 UTC · Next run 10 April 2026, 21:00 UTC" in index_page([], _STATUS)
    assert "Last run none yet · Next run not scheduled" in index_page([], SiteStatus())


def test_what_is_not_approved_is_called_a_draft() -> None:
    draft = sample_draft()
    other = replace(draft, slug="other")
    assert "All of these are drafts not yet approved." in index_page([draft, other], _STATUS)
    assert "1 of these is a draft not yet approved." in index_page(
        [draft, other], replace(_STATUS, approved=frozenset({"other/v001"}))
    )
    everything = replace(_STATUS, approved=frozenset({"other/v001", "the-frontier-closes/v001"}))
    assert "not yet approved" not in index_page([draft, other], everything)


def test_an_approval_holds_for_its_version_only() -> None:
    page = index_page(
        [replace(sample_draft(), version=2)],
        replace(_STATUS, approved=frozenset({"the-frontier-closes/v001"})),
    )
    assert "Draft, not yet approved" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text: str) -> None:
    root = parsed(index_page([replace(poisoned(sample_draft(), text), slug="fine")], _STATUS))
    assert not root.xpath("//script | //img | //link | //b")
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert set(root.xpath("//a/@href")) <= {"#main", "index.html", "insights/fine/v001.html"}


def test_a_slug_that_is_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        write_index(tmp_path, [replace(sample_draft(), slug="../x")], _STATUS)
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    (tmp_path / "index.html" / "x").touch()
    with pytest.raises(WorkspaceError, match="Cannot write"):
        write_index(tmp_path, [], _STATUS)
