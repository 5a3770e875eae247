from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.replay import Snapshot, judge, run
from benchmarks.task import BenchmarkError, Request
from tests.store.builders import START, make_article

if TYPE_CHECKING:
    from pathlib import Path

CHALLENGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Wait.</body></html>"
TEXTS = (
    "The council voted on Tuesday to build the bridge.",
    "A storm closed the harbor for two days.",
    "Trains between the two cities run again.",
)


def feed(*numbers: int, edited: str = "") -> str:
    items = "".join(
        f"<item><title><![CDATA[Title {n}]]></title><link>https://x.example/{n}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>{n}</guid><description>{TEXTS[n]}{edited}</description></item>"
        for n in numbers
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>X</title>{items}</channel></rss>"


def archive(path: Path, *contents: str) -> Path:
    with tarfile.open(path, "w") as tar:
        for day, content in enumerate(contents, start=1):
            data = gzip.compress(content.encode())
            member = tarfile.TarInfo(f"replay/2026-03-{day:02d}T080000_ab.xml.gz")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


def test_snapshots_are_served_in_order_and_every_entry_is_one_article(tmp_path: Path) -> None:
    data = archive(tmp_path / "r.tar", feed(0, 1), CHALLENGE, feed(1, 2), feed(1, 2, edited=" It was loud."))
    figures = run(Request(data=data))
    assert {name: figures[name] for name in ("polls", "asked", "failed_polls", "challenges", "entries")} == {
        "polls": 4, "asked": 4, "failed_polls": 1, "challenges": 1, "entries": 3,
    }  # fmt: skip
    assert [figures[name] for name in ("articles", "duplicates", "challenges_taken", "lost", "revisions")] == [
        3, 0, 0, 0, 2,
    ]  # fmt: skip


def test_doubled_lost_and_false_articles_are_counted() -> None:
    snapshot = Snapshot(START, feed(0, 1).encode())
    right = replace(make_article("a", text=TEXTS[0]), url="https://x.example/0", title="Title 0")
    doubled = replace(right, id="b")
    challenge = replace(
        make_article("c", text="Wait."), url="https://x.example/feed.xml", title="Just a moment..."
    )
    figures = judge([snapshot], [right, doubled, challenge])
    assert (figures["duplicates"], figures["challenges_taken"], figures["lost"]) == (1, 1, 1)
    elsewhere = replace(right, id="d", url="https://y.example/other")
    assert judge([snapshot], [right, elsewhere])["duplicates"] == 1


def test_an_archive_without_snapshots_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "empty.tar", "w"):
        pass
    with pytest.raises(BenchmarkError, match="no snapshots"):
        run(Request(data=tmp_path / "empty.tar"))
