from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.errors import FetchError, InputError
from pipeline.fetching.fetcher import HttpFetcher
from pipeline.models import Topic
from pipeline.settings import IngestSettings
from pipeline.sources.arxiv import INTERFACE, KIND, open_arxiv
from pipeline.sources.kinds import Interface
from tests.pipeline.fetching.fetchers import LOCAL, MemoryRobots
from tests.pipeline.sources.reading import NOW, NoNetwork, Recorder, articles, opening, outside
from tests.pipeline.sources.servers import Answer, Call, interface

CHIPS = Topic("chips", "Chips", "trade", "", ("export control", "GaN", 'so-called "fabs"'), ("snack: crisp",))
GARDENS = Topic("gardens", "Gardens", "gardens", "", ("moss",))
ENTRY = """<entry><id>http://arxiv.org/abs/{name}v{version}</id><updated>2026-06-29T10:00:00Z</updated>
<published>{published}</published><title>On moss\n  and stones</title><summary>  We measure moss.\n</summary>
<author><name>Ada Fern</name></author><author><name>Bo Lichen</name></author>
<arxiv:comment>12 pages</arxiv:comment><link href="http://arxiv.org/abs/{name}v{version}" rel="alternate"/>
<category term="q-bio.PE"/></entry>"""
ERROR = """<entry><id>http://arxiv.org/api/errors#incorrect_query</id><title>Error</title>
<summary>incorrect query: unbalanced bracket</summary></entry>"""


def feed(*entries: str, total: int = -1) -> Answer:
    count = total if total >= 0 else len(entries)
    return Answer(
        f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"
        xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
        <title>Query</title><id>http://arxiv.org/api/x</id>
        <opensearch:totalResults>{count}</opensearch:totalResults>{"".join(entries)}</feed>""".encode(),
        headers={"Content-Type": "application/atom+xml"},
    )


def entry(name: str = "2606.01234", version: int = 1, days_ago: float = 1) -> str:
    published = f"{NOW - timedelta(days=days_ago):%Y-%m-%dT%H:%M:%SZ}"
    return ENTRY.format(name=name, version=version, published=published)


def nineteen_a_day(call: Call) -> Answer:
    start = int(call.query["start"])
    numbers = range(start, start + int(call.query["max_results"]))
    return feed(*(entry(f"2606.{n:05}", days_ago=n / 19) for n in numbers))


def test_a_preprint_becomes_an_article_named_without_its_version() -> None:
    calls: list[Call] = []

    def answer(call: Call) -> Answer:
        calls.append(call)
        return feed(entry(version=3), entry("hep-th/9901001", 1))

    with interface(answer) as base:
        recorder = Recorder()
        source = open_arxiv(opening("arxiv:cat:q-bio.PE", outside(fetcher=recorder)), Interface(base, 0.5))
        first, second = articles(source.read())
    assert (first.external_id, first.url) == ("arxiv:2606.01234", "https://arxiv.org/abs/2606.01234")
    assert (first.title, first.text) == ("On moss and stones", "We measure moss.")
    assert (first.authors, first.publisher) == (("Ada Fern", "Bo Lichen"), "arxiv.org")
    assert not first.is_summary
    assert second.external_id == "arxiv:hep-th/9901001"
    assert calls[0].query["search_query"] == "cat:q-bio.PE"
    assert calls[0].query["sortBy"] == "submittedDate"
    assert [(request.is_interface, request.gap_seconds) for request in recorder.requests] == [(True, 0.5)]


def test_pages_are_read_until_the_last_reading_is_reached() -> None:
    starts: list[int] = []

    def answer(call: Call) -> Answer:
        starts.append(int(call.query["start"]))
        return nineteen_a_day(call)

    with interface(answer) as base:
        source = open_arxiv(opening("arxiv:moss", outside(fetcher=Recorder())), Interface(base))
        reading = source.read()
        assert starts == [0, 100]  # the first reading goes back seven days
        assert len(articles(reading)) == 200
        starts.clear()
        assert (
            len(articles(source.read(reading.fingerprint))) == 100
        )  # later ones five, as listing takes a while
        few = outside(IngestSettings(max_search_results=120), Recorder())
        reading = open_arxiv(opening("arxiv:moss", few), Interface(base)).read()
        assert len(articles(reading)) == 120
        assert "left out" in reading.steps[-1]


def test_keywords_of_topics_become_queries_one_for_each_topic() -> None:
    asked: list[str] = []

    def answer(call: Call) -> Answer:
        asked.append(call.query["search_query"])
        return feed(entry())

    with interface(answer) as base:
        around = outside(fetcher=Recorder(), topics=(CHIPS, GARDENS))
        found = articles(open_arxiv(opening("arxiv:@", around), Interface(base)).read())
        assert len(found) == 1  # found twice
        open_arxiv(opening("arxiv:@gardens", around), Interface(base)).read()
    assert asked == [
        '(all:"export control" OR all:"GaN" OR all:"so-called fabs") ANDNOT (all:"snack crisp")',
        'all:"moss"',
        'all:"moss"',
    ]


def test_new_keywords_are_searched_for_from_the_beginning() -> None:
    with interface(nineteen_a_day) as base:
        before = open_arxiv(opening("arxiv:@", outside(fetcher=Recorder(), topics=(CHIPS,))), Interface(base))
        after = open_arxiv(
            opening("arxiv:@", outside(fetcher=Recorder(), topics=(GARDENS,))), Interface(base)
        )
        assert len(articles(after.read(before.read().fingerprint))) == 200


def test_a_query_that_is_not_understood_is_an_input_error_in_its_words() -> None:
    with interface(lambda _: feed(ERROR)) as base:
        source = open_arxiv(opening("arxiv:((", outside(fetcher=Recorder())), Interface(base))
        with pytest.raises(InputError, match="unbalanced bracket"):
            source.read()


def test_a_page_left_empty_is_no_end_of_the_results() -> None:
    with interface(lambda _: feed(total=40)) as base:
        source = open_arxiv(opening("arxiv:moss", outside(fetcher=Recorder())), Interface(base))
        with pytest.raises(FetchError, match="empty"):
            source.read()


def test_no_results_are_no_articles() -> None:
    with interface(lambda _: feed()) as base:
        assert (
            articles(open_arxiv(opening("arxiv:moss", outside(fetcher=Recorder())), Interface(base)).read())
            == []
        )


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("arxiv:", "nothing to search"),
        ("arxiv:@chops", "Did you mean 'chips'"),
        ("arxiv:@gravel", "Topics: chips, bare"),
        ("arxiv:@bare", "no keywords"),
    ],
)
def test_a_search_for_nothing_is_refused_when_it_is_opened(location: str, reason: str) -> None:
    bare = Topic("bare", "Bare", "", "", ())
    with pytest.raises(InputError, match=reason):
        KIND.open(opening(location, outside(topics=(CHIPS, bare))))


def test_the_real_interface_is_called_as_rarely_as_it_asks() -> None:
    recorder = Recorder(NoNetwork())
    with pytest.raises(FetchError):
        KIND.open(opening("arxiv:cat:cs.CL", outside(fetcher=recorder))).read()
    (request,) = recorder.requests
    assert request.url.startswith("https://export.arxiv.org/api/query?search_query=cat%3Acs.CL&")
    assert request.gap_seconds == INTERFACE.gap_seconds == 3.0


def test_calls_are_as_far_apart_as_an_interface_asks() -> None:
    waits: list[float] = []
    fetcher = HttpFetcher(LOCAL, "9.9", MemoryRobots(), clock=lambda: 100.0, sleep=waits.append)
    with interface(nineteen_a_day) as base, fetcher:
        open_arxiv(opening("arxiv:moss", outside(fetcher=fetcher)), Interface(base, gap_seconds=3.0)).read()
    assert waits == [3.0]
