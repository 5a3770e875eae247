from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.extraction.feeds import parse_feed
from pipeline.models import Feed, FeedEntry, Skipped
from pipeline.text.html import fragment_text
from tests.pipeline.extraction.bombs import BOMBS, SECRET

LOCATION = "https://docket.example/feed"
LONG = "The committee heard both sides and put off its decision once more. " * 30
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(*items: str, head: str = "") -> bytes:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<rss version="2.0" {SPACES}><channel><title>Docket</title>{head}{listed}</channel></rss>'.encode()
    )


def atom(*entries: str, attributes: str = "", head: str = "") -> bytes:
    listed = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Docket</title>{head}{listed}</feed>'.encode()


def json_feed(*items: object, **about: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": list(items), **about}).encode()


def entries(content: bytes) -> list[FeedEntry]:
    return [entry for entry in parse_feed(content, LOCATION).entries if isinstance(entry, FeedEntry)]


def only(content: bytes) -> FeedEntry:
    (entry,) = entries(content)
    return entry


# --- links and ids ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<link>/a</link><guid>https://x.example/b</guid>", "/a"),
        ("<guid>https://x.example/b</guid>", "https://x.example/b"),
        ('<guid isPermaLink="false">https://x.example/b</guid>', ""),
        ("<guid>b-17</guid>", ""),
        (
            "<link>https://feeds.example/~r/1</link><feedburner:origLink>https://x.example/a</feedburner:origLink>",
            "https://x.example/a",
        ),
        ('<atom:link rel="replies" href="https://x.example/r"/><link>https://x.example/a</link>', "https://x.example/a"),
        ('<atom:link rel="self" href="https://x.example/self"/>', ""),
        ('<link uri="at://did:plc:1/app.post/2">https://x.example/a</link>', "https://x.example/a"),
        ('<enclosure url="https://x.example/a.mp3" type="audio/mpeg" length="9"/>', "https://x.example/a.mp3"),
    ],
)  # fmt: skip
def test_the_link_of_an_rss_item_leads_to_the_article(item: str, link: str) -> None:
    assert only(rss(f"<title>Bill</title>{item}")).link == link


@pytest.mark.parametrize(
    "links",
    [
        '<link rel="self" href="https://x.example/self"/><link href="https://x.example/a"/>',
        '<link rel="enclosure" href="https://x.example/a.mp3"/><link rel="alternate" href="https://x.example/a"/>',
        '<link href="at://did/1"/><link rel="hub" href="https://x.example/hub"/><link href="https://x.example/a"/>',
    ],
)
def test_the_link_of_an_atom_entry_is_its_alternate_on_the_web(links: str) -> None:
    assert only(atom(f"<title>Bill</title>{links}")).link == "https://x.example/a"


def test_links_are_meant_from_the_base_that_the_feed_gives() -> None:
    feed = atom('<title>Bill</title><link href="a"/>', attributes='xml:base="https://x.example/news/"')
    assert only(feed).link == "https://x.example/news/a"


def test_an_id_stays_as_the_publisher_wrote_it() -> None:
    assert only(rss("<title>Bill</title><guid>b-17</guid>")).id == "b-17"


# --- texts ------------------------------------------------------------------------------------------------------------


def test_the_content_is_the_text_and_the_summary_stands_beside_it() -> None:
    entry = only(
        rss(
            "<title>Bill</title><link>/a</link><description>In short.</description>"
            "<content:encoded><![CDATA[<p>It passed.</p><p>At last.</p>]]></content:encoded>"
        )
    )
    assert (entry.text, entry.summary) == ("It passed.\n\nAt last.", "In short.")
    assert entry.original == "<p>It passed.</p><p>At last.</p>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&lt;p&gt;A &lt;b&gt;big&lt;/b&gt; day&lt;/p&gt;", "A big day"),
        ("<![CDATA[<p>A big day</p>]]>", "A big day"),
        ("<![CDATA[<![CDATA[<p>A big day</p>]]]]>", "A big day"),
        ("&amp;lt;p&amp;gt;A big day&amp;lt;/p&amp;gt;", "A big day"),
        ("<p>A <b>big</b> day</p>", "A big day"),
        ("A big\nday\n\nfor all", "A big day\n\nfor all"),
        ("2 &lt; 3 &amp;amp; 4 &amp;gt; 1", "2 < 3 & 4 > 1"),
        ("&lt;p&gt;Safe&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;", "Safe"),
        ("&lt;p&gt;Seen&lt;iframe src=x&gt; and read&lt;/p&gt;", "Seen and read"),
    ],
)
def test_descriptions_become_text(markup: str, text: str) -> None:
    assert only(rss(f"<title>Bill</title><description>{markup}</description>")).text == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ('<title type="text">1 &lt;b&gt; 2</title>', "1 <b> 2"),
        ('<title type="html">&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>', "A & B"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>B</b>\n C</div></title>',
            "A B C",
        ),
        ("", ""),
    ],
)
def test_titles_of_atom_are_read_by_their_type(title: str, text: str) -> None:
    assert only(atom(f"{title}<id>1</id>")).title == text


def test_content_in_base64_is_read() -> None:
    content = '<content type="application/octet-stream">SXQgcGFzc2VkLg==</content>'
    assert only(atom(f"<id>1</id><title>Bill</title>{content}")).text == "It passed."


def test_the_description_of_a_video_is_its_text() -> None:
    group = "<media:group><media:title>x</media:title><media:description>It passed.</media:description></media:group>"
    assert only(rss(f"<title>Bill</title>{group}")).text == "It passed."


def test_who_reads_may_say_how_markup_becomes_text() -> None:
    feed = parse_feed(
        rss("<title>a</title><description>&lt;p&gt;x&lt;/p&gt;</description>"), LOCATION, lambda _: "text"
    )
    assert [entry.text for entry in feed.entries if isinstance(entry, FeedEntry)] == ["text"]


# --- summaries --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "is_summary"),
    [
        ("<description>Short.</description>", True),
        ("", True),
        (f"<description>{LONG}</description>", False),
        (f"<description>{LONG} […]</description>", True),
        ("<content:encoded>Short, and all of it.</content:encoded>", False),
        ("<content:encoded>Short, and cut off [&amp;#8230;]</content:encoded>", True),
        ("<content:encoded>It passed... Read more »</content:encoded>", True),
        ("<content:encoded>All of it. The post Bill appeared first on Docket.</content:encoded>", False),
        ("<content:encoded>Cut… The post Bill appeared first on Docket.</content:encoded>", True),
        (f"<content:encoded>{LONG} And so on...</content:encoded>", False),
    ],
)
def test_a_summary_is_told_from_an_article(body: str, is_summary: bool) -> None:
    assert only(rss(f"<title>Bill</title><link>/a</link>{body}")).is_summary is is_summary


def test_a_short_text_is_whole_in_a_feed_of_whole_articles() -> None:
    whole = f"<title>a</title><link>/a</link><description>{LONG}</description>"
    short = "<title>b</title><link>/b</link><description>Corrected.</description>"
    cut = "<title>c</title><link>/c</link><description>Corrected, and...</description>"
    assert [entry.is_summary for entry in entries(rss(whole, whole, whole, short, cut))] == [False] * 4 + [
        True
    ]


def test_a_message_without_a_title_is_whole() -> None:
    assert not only(rss("<link>/a</link><description>It passed!</description>")).is_summary
    assert only(rss("<link>/a</link><description>It passed, and...</description>")).is_summary


def test_there_is_no_more_to_fetch_without_a_link() -> None:
    assert not only(rss("<title>Bill</title><description>Short.</description>")).is_summary


def test_content_that_is_elsewhere_is_to_be_fetched() -> None:
    content = f'<content type="text/html" src="https://x.example/full"/><summary>{LONG}</summary>'
    assert only(atom(f'<id>1</id><link href="/a"/><title>Bill</title>{content}')).is_summary


# --- dates, people, languages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ("<pubDate>Tue, 07 Apr 2026 10:00:00 EST</pubDate>", "2026-04-07T15:00:00+00:00"),
        ("<dc:date>2026-04-07T10:00:00+02:00</dc:date>", "2026-04-07T08:00:00+00:00"),
        (
            "<atom:updated>2026-05-01T00:00:00Z</atom:updated><pubDate>Tue, 07 Apr 2026 10:00:00 GMT</pubDate>",
            "2026-04-07T10:00:00+00:00",
        ),
        ("<pubDate>7 avril 2026</pubDate>", "7 avril 2026"),
        ("<pubDate>1775552400</pubDate>", "1775552400"),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", "1970-01-01T00:00:00+00:00"),
        ("<pubDate>Thu, 01 Jan 2999 00:00:00 GMT</pubDate>", "2999-01-01T00:00:00+00:00"),
        ("", ""),
    ],
)
def test_the_date_is_that_of_publication_and_nobody_judges_it_here(dates: str, published: str) -> None:
    assert only(rss(f"<title>Bill</title>{dates}")).published == published


@pytest.mark.parametrize(
    ("people", "authors"),
    [
        ("<author>ada@docket.example (Ada Byron)</author>", ("Ada Byron",)),
        ("<author>noreply@blogger.com (Ada Byron)</author>", ("Ada Byron",)),
        ("<author>noreply@blogger.com</author>", ()),
        ("<author>ada@docket.online</author>", ("ada@docket.online",)),
        ("<author>ada@docket.info (ada)</author>", ("ada",)),
        ("<author>danah boyd</author>", ("danah boyd",)),
        (
            "<dc:creator><![CDATA[Ada Byron]]></dc:creator><dc:creator>Alan T.</dc:creator>",
            ("Ada Byron", "Alan T."),
        ),
    ],
)
def test_authors_are_named_in_many_ways(people: str, authors: tuple[str, ...]) -> None:
    assert only(rss(f"<title>Bill</title>{people}")).authors == authors


def test_the_author_of_an_atom_feed_wrote_the_entries_that_name_none() -> None:
    head = "<author><name>Ada</name></author>"
    named = "<id>2</id><author><name>Alan</name></author>"
    assert [entry.authors for entry in entries(atom("<id>1</id>", named, head=head))] == [("Ada",), ("Alan",)]


def test_the_publisher_of_an_aggregated_item_is_not_in_its_title() -> None:
    entry = only(
        rss('<title>Bill passes - The Paper</title><source url="https://p.example">The Paper</source>')
    )
    assert (entry.title, entry.publisher) == ("Bill passes", "The Paper")


@pytest.mark.parametrize(
    "content",
    [
        rss("<title>x</title>", head="<language>de-AT</language>"),
        atom("<id>1</id><title>x</title>", attributes='xml:lang="de_AT"'),
        atom('<id>1</id><title xml:lang="de">x</title>', attributes='xml:lang="en"'),
        json_feed({"id": "1", "title": "x"}, language="DE"),
    ],
    ids=["rss", "atom", "entry", "json"],
)
def test_the_language_is_a_code_of_two_letters(content: bytes) -> None:
    assert only(content).language == "de"


# --- JSON Feed --------------------------------------------------------------------------------------------------------


def test_values_of_wrong_types_count_as_missing() -> None:
    content = json_feed(
        {
            "id": 7,
            "title": ["x"],
            "content_html": {},
            "content_text": "It passed.",
            "authors": "Ada",
            "url": None,
        },
        None,
        {"id": "8", "title": "Bill", "summary": "Short.", "external_url": "https://x.example/a"},
        authors=[{"name": "Alan"}],
    )
    first, second, third = parse_feed(content, LOCATION).entries
    assert isinstance(first, FeedEntry)
    assert (first.id, first.title, first.text) == ("7", "", "It passed.")
    assert (first.authors, first.link) == (("Ada",), "")
    assert isinstance(second, Skipped)
    assert isinstance(third, FeedEntry)
    assert (third.text, third.link, third.authors) == ("Short.", "https://x.example/a", ("Alan",))
    assert third.is_summary


def test_a_version_that_is_written_wrongly_is_forgiven() -> None:
    content = json.dumps(
        {"version": "1.0", "items": [{"id": "1", "content_html": "<p>It passed.</p>"}]}
    ).encode()
    assert only(content).text == "It passed."


# --- what is withdrawn, damaged, hostile, or no feed ------------------------------------------------------------------


def test_entries_that_a_feed_says_were_deleted_are_withdrawn() -> None:
    stones = "".join(f'<at:deleted-entry ref="tag:x,{n}" when="2026-04-07T10:00:00Z"/>' for n in (1, 2))
    feed = parse_feed(
        atom("<id>tag:x,3</id>", attributes='xmlns:at="http://purl.org/atompub/tombstones/1.0"', head=stones),
        LOCATION,
    )
    assert feed.withdrawn == ("tag:x,1", "tag:x,2")
    assert [entry.id for entry in feed.entries if isinstance(entry, FeedEntry)] == ["tag:x,3"]


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<title>Café “Ω”</title>"),
        b'<?xml version="1.0" encoding="utf-8"?>'
        + rss("<title>Café “Ω”</title>").replace("é".encode(), b"\xe9"),
        rss("<title>Café “Ω”</title>").replace("é".encode(), b"\xe9"),
        rss("<title>Café “Ω”</title>").decode().encode("utf-16"),
        b"\n\xef\xbb\xbf" + rss("<title>Café “Ω”</title>"),
        b"<br />\n<b>Warning</b>: headers sent <?xml version='1.0'?>" + rss("<title>Café “Ω”</title>"),
    ],
    ids=["declared wrongly", "one byte wrong", "undeclared", "utf-16", "late mark", "words before"],
)
def test_characters_are_right_whatever_is_declared(content: bytes) -> None:
    assert only(content).title == "Café “Ω”"


@pytest.mark.parametrize(
    "damage",
    [
        "<description>a & b < c",
        "<title>x</titel>",
        "<width/>",
        "&#99999999;",
        "<georss:box/>",
        "\x08",
        "<image><width>",
    ],
)
def test_what_is_ill_formed_costs_no_other_entry(damage: str) -> None:
    titles = [entry.title for entry in entries(rss("<title>Whole</title>", f"<title>Hurt</title>{damage}"))]
    assert "Whole" in titles


@pytest.mark.parametrize("form", ["rss", "feed"])
def test_entry_that_breaks_off_before_it_is_named_is_left_out(form: str) -> None:
    entries = {
        "rss": "<item><description>%s</description><link>https://x.example/%s</link><guid>%s</guid></item>",
        "feed": '<entry><content>%s</content><link href="https://x.example/%s"/><id>%s</id></entry>',
    }[form]
    whole = (
        f"<{form}>" + "".join(entries.replace("%s", f"number{place}") for place in range(3)) + f"</{form}>"
    )
    assert not parse_feed(whole.encode(), "").breaks_off
    for cut in range(1, len(whole) // 3):
        feed = parse_feed(whole[:-cut].encode(), "")
        assert feed.breaks_off == (f"</{form}" not in whole[:-cut])
        assert all(entry.link or entry.id for entry in feed.entries if isinstance(entry, FeedEntry))


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_entities_are_never_expanded(bomb: str) -> None:
    item = "<channel><title>T</title><item><title>a</title><description>&x;</description></item></channel>"
    content = bomb.replace("ROOT", "rss").replace("BODY", item).encode()
    started = time.perf_counter()
    entry = only(content)
    assert time.perf_counter() - started < 1
    assert len(entry.text) < 20
    assert SECRET.decode() not in entry.text


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<!DOCTYPE html><html><head><title>Just a moment...</title>", "a web page .“Just a moment...”"),
        (b"<!-- x --><HTML><BODY><item>no</item></BODY></HTML>", "a web page"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "a sitemap"),
        (b"<opml/>", "a list of feeds"),
        (b"%PDF-1.7", "a PDF"),
        (b"", "empty"),
        (b"words", "no XML"),
        (b'{"a": 1}', "JSON, but not a JSON Feed"),
        (b"[1]", "not a JSON Feed"),
    ],
)
def test_what_is_no_feed_is_refused_by_its_name(content: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        parse_feed(content, LOCATION)


SAMPLES = [
    rss("<title>a</title><link>/a</link><description>&lt;p&gt;x&lt;/p&gt;</description>", "<guid>g</guid>"),
    atom('<id>1</id><link href="/a"/><content type="xhtml"><div>x</div></content>'),
    json_feed({"id": "1", "content_html": "<p>x</p>"}),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 700), st.binary(max_size=12), st.integers(0, 30))
def test_a_damaged_feed_is_read_or_refused(sample: bytes, place: int, junk: bytes, cut: int) -> None:
    try:
        feed = parse_feed(sample[:place] + junk + sample[place + cut :], LOCATION)
    except InputError:
        return
    assert isinstance(feed, Feed)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("<>/ab !-[]\"'&;=phtmlbody\x08"), max_size=80))
def test_any_markup_has_text(markup: str) -> None:
    assert isinstance(fragment_text(f"<html>{markup}"), str)
