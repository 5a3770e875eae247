from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import FetchError, InputError
from pipeline.models import Topic
from pipeline.settings import IngestSettings
from pipeline.sources.gdelt import keyword_queries, open_gdelt
from pipeline.sources.kinds import Interface
from tests.pipeline.sources.reading import NOW, Recorder, articles, opening, outside
from tests.pipeline.sources.servers import Answer, Call, interface, json_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.ports import Source

CHIPS = Topic("chips", "Chips", "trade", "", ("export control", "wafer", "AI", "D-Wave", "U.S."), ("potato",))


def listed(number: int, minutes_ago: int = 60) -> dict[str, str]:
    return {
        "url": f"https://www.paper.example/{number}",
        "url_mobile": "",
        "title": f"Moss , says report {number} ; more",
        "seendate": f"{NOW - timedelta(minutes=minutes_ago):%Y%m%dT%H%M%SZ}",
        "domain": "paper.example",
        "language": "English",
        "sourcecountry": "United Kingdom",
    }


def _answering(body: bytes) -> Callable[[Call], Answer]:
    return lambda _: Answer(body)


def opened(location: str, base: str, settings: IngestSettings | None = None) -> Source:
    around = outside(settings, Recorder(), (CHIPS,))
    return open_gdelt(opening(location, around), Interface(base))


def test_listed_articles_are_pages_to_be_read() -> None:
    calls: list[Call] = []

    def answer(call: Call) -> Answer:
        calls.append(call)
        return json_answer({"articles": [listed(1)]})

    with interface(answer) as base:
        (article,) = articles(opened('gdelt:"moss walls" sourcelang:english', base).read())
    assert (article.url, article.external_id) == ("https://www.paper.example/1",) * 2
    assert (article.text, article.is_summary) == ("", True)
    assert article.title == "Moss, says report 1; more"
    assert (article.publisher, article.language, article.published) == (
        "paper.example",
        "en",
        "20260630T110000Z",
    )
    query = calls[0].query
    assert query["query"] == '"moss walls" sourcelang:english'
    assert (query["mode"], query["format"], query["maxrecords"]) == ("artlist", "json", "250")
    assert (query["startdatetime"], query["enddatetime"]) == ("20260623120000", "20260630120000")


def test_more_than_an_answer_can_hold_is_asked_for_backward_in_time() -> None:
    def answer(call: Call) -> Answer:
        end = call.query["enddatetime"]
        numbers = [n for n in range(600) if listed(n, n)["seendate"].replace("T", "") <= f"{end}Z"]
        return json_answer({"articles": [listed(n, n) for n in numbers[:250]]})

    with interface(answer) as base:
        assert len(articles(opened("gdelt:moss", base).read())) == 600
        reading = opened("gdelt:moss", base, IngestSettings(max_search_results=250)).read()
        assert "left out" in reading.steps[-1]


def test_keywords_become_a_query_without_those_that_are_refused() -> None:
    asked: list[str] = []

    def answer(call: Call) -> Answer:
        asked.append(call.query["query"])
        return json_answer({})

    with interface(answer) as base:
        reading = opened("gdelt:@chips", base).read()
        assert articles(reading) == []
        opened("gdelt:@chips language=any", base).read()
    assert asked == [
        '("export control" OR wafer OR "D-Wave") -potato sourcelang:english',
        '("export control" OR wafer OR "D-Wave") -potato',
    ]
    assert any("AI, U.S." in step for step in reading.steps)


@settings(max_examples=25)
@given(
    st.lists(st.from_regex(r"[a-z]{3,30}", fullmatch=True), min_size=1, max_size=60, unique=True),
    st.lists(st.from_regex(r"[a-z]{3,30}", fullmatch=True), max_size=30),
)
def test_every_keyword_is_in_one_query_and_no_query_is_too_long(
    wanted: list[str], unwanted: list[str]
) -> None:
    queries = keyword_queries(tuple(wanted), tuple(unwanted), "english")
    assert all(len(query) <= 250 for query in queries)
    assert all(query.count("(") == (" OR " in query) for query in queries)
    asked = [re.findall(r"[a-z]+", query.partition(" -")[0].partition(" sourcelang")[0]) for query in queries]
    assert [word for words in asked for word in words] == wanted


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"Your search contained a keyword that was too short.", "too short"),
        (b"Parentheses may only be used around OR'd statements.", "Parentheses"),
        (b'{"articles": 5}', "not in its form"),
        (b'{"articles": [', "not JSON"),
    ],
)
def test_a_refusal_with_status_200_is_an_input_error_in_its_words(body: bytes, reason: str) -> None:
    with interface(lambda _: Answer(body)) as base, pytest.raises(InputError, match=reason):
        opened("gdelt:moss", base).read()


def test_being_told_to_wait_is_no_refusal_of_the_search() -> None:
    body = b"Please limit requests to one every 5 seconds or contact us for larger queries."
    with interface(lambda _: Answer(body)) as base, pytest.raises(FetchError) as raised:
        opened("gdelt:moss", base).read()
    assert raised.value.status == 429
    assert raised.value.retry_after_seconds > 60
    for broken in (b"", b"<html>502</html>"):
        with interface(_answering(broken)) as base, pytest.raises(FetchError):
            opened("gdelt:moss", base).read()


def test_titles_that_are_not_escaped_as_json_wants_are_read() -> None:
    body = json.dumps({"articles": [listed(1)]}).replace("Moss", r"Moss \'\d\\d\u00e9 \" " + "\t").encode()
    with interface(lambda _: Answer(body)) as base:
        (article,) = articles(opened("gdelt:moss", base).read())
    assert article.title == "Moss \\'\\d\\dé \" \t, says report 1; more".replace(" \t,", ",")


def test_a_topic_of_short_keywords_only_is_an_input_error() -> None:
    short = Topic("short", "Short", "", "", ("AI", "EU"))
    source = open_gdelt(opening("gdelt:@short", outside(topics=(short,))), Interface("http://127.0.0.1:1"))
    with pytest.raises(InputError, match="too short"):
        source.read()
