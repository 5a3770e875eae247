from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import FetchError, InputError
from pipeline.models import Topic
from pipeline.sources.hackernews import KIND, open_hackernews
from pipeline.sources.kinds import Interface
from tests.pipeline.sources.reading import Recorder, articles, opening, outside, skipped
from tests.pipeline.sources.servers import Answer, Call, interface, json_answer

if TYPE_CHECKING:
    from pydantic import JsonValue

    from pipeline.ports import Source

ITEMS: dict[int, JsonValue] = {
    1: {"id": 1, "type": "story", "by": "ada", "time": 1782800000, "score": 120, "title": "Moss maps",
        "url": "https://www.moss.example/maps"},
    2: {"id": 2, "type": "story", "by": "bo", "time": 1782800100, "score": 40, "title": "Ask HN: Which moss?",
        "text": "I have a wall.<p>It&#x27;s wet."},
    3: {"id": 3, "type": "job", "title": "Moss Inc. is hiring", "score": 1, "url": "https://moss.example/jobs"},
    4: None,
    5: {"id": 5, "type": "story", "dead": True, "score": 300, "title": "Spam", "url": "https://spam.example"},
    6: {"id": 6, "deleted": True, "type": "story"},
    7: {"id": "7", "type": "story", "score": "many", "title": None, "url": "ftp://moss.example", "text": 5},
    8: "broken",
    9: 9.5,
}  # fmt: skip


def lists(call: Call) -> Answer:
    if call.path == "/topstories.json":
        return json_answer([*ITEMS, "x", 99])
    number = int(call.path.removeprefix("/item/").removesuffix(".json"))
    return json_answer(ITEMS[number]) if number in ITEMS else Answer(status=401)


def opened(location: str, base: str, *topics: Topic) -> Source:
    around = outside(fetcher=Recorder(), topics=topics)
    return open_hackernews(opening(location, around), Interface(base), Interface(base))


def test_stories_of_a_list_are_links_to_be_read_or_texts_of_their_own() -> None:
    with interface(lists) as base:
        reading = opened("hn:top", base).read()
    link, question, odd = articles(reading)
    assert (link.url, link.external_id, link.is_summary) == ("https://www.moss.example/maps", "hn:1", True)
    assert (link.text, link.authors, link.published, link.publisher) == ("", (), "", "moss.example")
    assert question.url == "https://news.ycombinator.com/item?id=2"
    assert (question.text, question.authors) == ("I have a wall.\n\nIt's wet.", ("bo",))
    assert (question.published, question.is_summary) == ("1782800100", False)
    assert odd.url == "https://news.ycombinator.com/item?id=7"
    assert [item.item for item in skipped(reading)] == ["https://news.ycombinator.com/item?id=99"]


def test_stories_with_too_few_points_and_beyond_the_wanted_number_are_left_out() -> None:
    with interface(lists) as base:
        assert [item.title for item in articles(opened("hn:top points=100", base).read())] == ["Moss maps"]
        assert len(articles(opened("hn:top points=1 stories=1", base).read())) == 1


def test_a_server_that_fails_or_gives_something_else_is_no_empty_list() -> None:
    with interface(lambda _: Answer(status=503)) as base, pytest.raises(FetchError):
        opened("hn:top", base).read()
    with interface(lambda _: json_answer({"error": "x"})) as base, pytest.raises(InputError, match="no list"):
        opened("hn:best", base).read()
    with interface(lambda _: Answer(b"<html>")) as base, pytest.raises(InputError, match="not JSON"):
        opened("hn:new", base).read()


def hit(number: int) -> JsonValue:
    return {
        "objectID": str(number), "title": f"Moss {number}", "url": f"https://moss.example/{number}",
        "story_text": None, "author": "ada", "points": 60, "created_at": "2026-06-29T10:00:00Z",
    }  # fmt: skip


def test_a_search_goes_through_its_pages() -> None:
    calls: list[Call] = []

    def answer(call: Call) -> Answer:
        calls.append(call)
        page = int(call.query["page"])
        return json_answer({"hits": [hit(page * 100 + n) for n in range(100 if page == 0 else 7)]})

    with interface(answer) as base:
        found = articles(opened("hn:search moss wall points=50", base).read())
    assert len(found) == 107
    assert found[0].is_summary
    assert calls[0].path == "/search_by_date"
    assert calls[0].query["query"] == "moss wall"
    assert calls[0].query["tags"] == "story"
    assert calls[0].query["numericFilters"].endswith(",points>=50")


def test_keywords_of_a_topic_are_searched_for_one_by_one() -> None:
    asked: list[str] = []

    def answer(call: Call) -> Answer:
        asked.append(call.query["query"])
        return json_answer({"hits": [hit(1)]})

    gardens = Topic("gardens", "Gardens", "", "", ("moss wall", "fern"), ("golf",))
    with interface(answer) as base:
        assert len(articles(opened("hn:@gardens", base, gardens).read())) == 1
        assert asked == ['"moss wall" -"golf"', '"fern" -"golf"']


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("hn:", "names no list"),
        ("hn:old", "names no list"),
        ("hn:top points=many", "not a number"),
        ("hn:top pints=5", "no option 'pints'"),
        ("hn:search ", "names no list"),
        ("hn:@moss", "no topic"),
    ],
)
def test_what_names_nothing_is_refused_when_it_is_opened(location: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        KIND.open(opening(location, outside()))
