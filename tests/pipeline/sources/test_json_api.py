from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ExtractionError, InputError
from pipeline.extraction.direct import DirectExtractor
from pipeline.models import Topic
from pipeline.sources.json_api import KIND
from tests.pipeline.sources.reading import Recorder, articles, opening, outside, read, skipped
from tests.pipeline.sources.servers import Answer, Call, interface, json_answer

if TYPE_CHECKING:
    from pathlib import Path


FIELDS = """
[fields]
id = "uuid"
url = "links.0.href"
title = "head.line"
text = "body"
published = "day"
authors = "writers"
publisher = "paper"
language = "lang"
"""
ITEM = {
    "uuid": 7,
    "links": [{"href": "https://news.example/7"}],
    "head": {"line": "Moss &amp; fern"},
    "body": "<p>One wall.</p><p>Two walls.</p>",
    "day": "07/04/2026",
    "writers": [{"name": "Ada"}, {"name": "Bo"}],
    "paper": "The Wall",
    "lang": "en-GB",
}
GARDENS = Topic("gardens", "Gardens", "", "", ("moss wall", "fern"))


def described(folder: Path, text: str) -> str:
    path = folder / "news.api.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_items_become_articles_by_the_paths_of_their_fields(tmp_path: Path) -> None:
    calls: list[Call] = []

    def answer(call: Call) -> Answer:
        calls.append(call)
        return json_answer({"data": {"results": [ITEM, "odd", {"uuid": 8}]}})

    with interface(answer) as base:
        url = f'url = "{base}/v1?q={{query}}&from={{since}}"\nitems = "data.results"\ndate_format = "%d/%m/%Y"\n'
        place = described(tmp_path, url + 'topic = "gardens"\nsince_format = "%Y-%m-%d"\n' + FIELDS)
        reading = KIND.open(opening(place, outside(fetcher=Recorder(), topics=(GARDENS,)))).read()
    (article,) = articles(reading)
    assert (article.external_id, article.url) == ("7", "https://news.example/7")
    assert (article.title, article.text) == ("Moss & fern", "One wall.\n\nTwo walls.")
    assert (article.published, article.language) == ("2026-04-07T00:00:00+00:00", "en")
    assert (article.authors, article.publisher) == (("Ada", "Bo"), "The Wall")
    assert len(skipped(reading)) == 2
    assert calls[0].query == {"q": '"moss wall" OR fern', "from": "2026-06-23"}


class Unreadable(DirectExtractor):
    """Reading markup ends the process."""

    def fragment(self, markup: str) -> str:
        raise ExtractionError(f"{len(markup)} characters could not be read.")


def test_an_item_whose_reading_crashed_is_tried_again(tmp_path: Path) -> None:
    item = {**ITEM, "body": "<p>A wall of moss.</p>" * 1_000}
    with interface(lambda _: json_answer([item])) as base:
        place = described(tmp_path, f'url = "{base}/v1"\n{FIELDS}')
        around = replace(outside(fetcher=Recorder()), extractor=Unreadable())
        (crashed,) = skipped(KIND.open(opening(place, around)).read())
    assert crashed.try_again


@pytest.mark.parametrize(
    "paging",
    ['first_page = 0\npage_step = 2\nurl = "{base}?o={{page}}"', 'next = "more"\nurl = "{base}?o=0"'],
)
def test_pages_are_followed_to_the_last(tmp_path: Path, paging: str) -> None:
    offsets: list[int] = []

    def answer(call: Call) -> Answer:
        offset = int(call.query["o"])
        offsets.append(offset)
        items = [{"t": f"Text {n}", "u": str(n)} for n in range(offset, min(offset + 2, 5))]
        return json_answer({"list": items, "more": f"?o={offset + 2}" if items and offset < 4 else None})

    fields = '\nitems = "list"\n[fields]\ntext = "t"\nid = "u"\n'
    with interface(answer) as base:
        place = described(tmp_path, paging.format(base=base) + fields)
        assert [article.text for article in read(place, fetcher=Recorder())[0]] == [
            f"Text {n}" for n in range(5)
        ]
        assert offsets[:3] == [0, 2, 4]
        limited = described(tmp_path, "max_pages = 1\n" + paging.format(base=base) + fields)
        assert len(read(limited, fetcher=Recorder())[0]) == 2


def test_a_key_comes_from_the_environment_and_goes_to_no_other_host(tmp_path: Path) -> None:
    place = described(tmp_path, "")

    def answer(_: Call) -> Answer:
        return json_answer({"items": [{"t": "Text"}], "next": "https://elsewhere.example/2"})

    with interface(answer) as base:
        described(
            tmp_path,
            f'url = "{base}"\nitems = "items"\nnext = "next"\nheaders = {{ X-Key = "Bearer env:NEWS_KEY" }}\n'
            '[fields]\ntext = "t"\n',
        )
        recorder = Recorder()
        around = outside(fetcher=recorder, secrets={"NEWS_KEY": "s3cret"})
        with pytest.raises(InputError, match="another host") as raised:
            KIND.open(opening(place, around)).read()
        assert "s3cret" not in str(raised.value)
        assert [request.headers for request in recorder.requests] == [(("X-Key", "Bearer s3cret"),)]
        assert all(request.url.startswith(base) for request in recorder.requests)
        with pytest.raises(InputError, match="NEWS_KEY, which is not set"):
            KIND.open(opening(place, outside(fetcher=Recorder()))).read()


def test_a_key_follows_no_redirect_to_another_host(tmp_path: Path) -> None:
    got: list[str] = []

    def elsewhere(call: Call) -> Answer:
        got.append(call.headers.get("X-Key", ""))
        return json_answer([{"t": "Text"}])

    def first(call: Call) -> Answer:
        got.append(call.headers.get("X-Key", ""))
        return Answer(status=302, headers={"Location": other})

    with interface(elsewhere) as other, interface(first) as base:
        place = described(
            tmp_path, f'url = "{base}"\nheaders = {{ X-Key = "env:NEWS_KEY" }}\n[fields]\ntext = "t"\n'
        )
        around = outside(fetcher=Recorder(), secrets={"NEWS_KEY": "s3cret"})
        assert len(articles(KIND.open(opening(place, around)).read())) == 1
    assert got == ["s3cret", ""]


def test_items_without_their_text_are_pages_to_be_read(tmp_path: Path) -> None:
    with interface(lambda _: json_answer([{"u": "https://news.example/1"}, {"u": ""}])) as base:
        place = described(tmp_path, f'url = "{base}"\nsummaries = true\n[fields]\nurl = "u"\n')
        found, left_out = read(place, fetcher=Recorder())
    assert [(article.url, article.is_summary, article.publisher) for article in found] == [
        ("https://news.example/1", True, "news.example")
    ]
    assert len(left_out) == 1


def test_an_answer_that_is_not_as_described_says_what_it_has(tmp_path: Path) -> None:
    with interface(lambda _: json_answer({"status": "error", "hint": "no key"})) as base:
        place = described(tmp_path, f'url = "{base}"\nitems = "data"\n[fields]\ntext = "t"\n')
        with pytest.raises(InputError, match="It has: status, hint"):
            read(place, fetcher=Recorder())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            'url = "https://x.example"\n[fields]\ntitel = "t"\n',
            "line 3: unknown key 'fields.titel'. Did you mean 'title'",
        ),
        (
            'url = "https://x.example"\nitem = "a"\n[fields]\n',
            "line 2: unknown key 'item'. Did you mean 'items'",
        ),
        ('url = "https://x.example/{quarry}"\n[fields]\n', "line 1: url: has {quarry}"),
        ('url = "https://{query}.example/"\n[fields]\n', "line 1: url: must be an http or https address"),
        ('url = "https://me:secret@x.example/"\n[fields]\n', "keys belong in headers"),
        ('url = "file:///etc/passwd"\n[fields]\n', "must be an http or https address"),
        ('url = "https://x.example"\n', "line 1: fields: Field required"),
        ('url = "https://x.example"\nmax_pages = 0\n[fields]\n', "line 2: max_pages"),
        ('url = "https://x.example"\n[headers]\nHost = "y"\n[fields]\n', "'Host' is not a header"),
        (
            'url = "https://x.example"\n[headers]\nX = "a\\r\\nHost: y"\n[fields]\n',
            "characters that a header",
        ),
        ("url = [\n", "is not TOML"),
        ('url = "https://x.example/{query}"\ntopic = "gardns"\n[fields]\n', "Did you mean 'gardens'"),
    ],
)
def test_a_wrong_description_is_told_by_line_and_nearest_key(tmp_path: Path, text: str, reason: str) -> None:
    place = described(tmp_path, text)
    with pytest.raises(InputError) as raised:
        KIND.open(opening(place, outside(topics=(GARDENS,))))
    assert reason in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_description_in_a_watched_folder_reaches_no_network(tmp_path: Path) -> None:
    described(tmp_path, 'url = "https://x.example"\n[fields]\n')
    recorder = Recorder()
    found, left_out = read(tmp_path, fetcher=recorder)
    assert (found, recorder.requests) == ([], [])
    assert "must not lead to the network" in left_out[0].reason
