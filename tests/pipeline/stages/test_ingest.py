from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.direct import DirectExtractor
from pipeline.models import Article, RawArticle, Skipped
from pipeline.ports import KnownArticle
from pipeline.settings import IngestSettings
from pipeline.sources.article_line import parse_line
from pipeline.stages.ingest import IngestResult, Stored, ingest
from pipeline.text.identity import identities
from pipeline.text.publishers import independent_publishers

NOW = datetime(2026, 4, 10, tzinfo=UTC)
WORDS = (
    "council budget vote mayor river bridge school harbor storm market train winter energy water report plan"
)


def prose(seed: int, words: int = 150) -> str:
    made = random.Random(seed)  # noqa: S311 - made-up text
    return " ".join(made.choices(WORDS.split(), k=words)).capitalize() + "."


def raw(
    text: str,
    url: str = "",
    published: str = "",
    title: str = "T",
    publisher: str = "",
    origin: str = "f.jsonl:1",
) -> RawArticle:
    return RawArticle(origin, text, title, url, "", published, publisher, (), "f.jsonl")


def numbered(number: str, url: str = "", publisher: str = "", origin: str = "f.jsonl:1") -> RawArticle:
    return replace(raw(f"Text {number}.", url, publisher=publisher, origin=origin), external_id=number)


class Memory:
    """What a store would hold, kept in memory, so that one reading can follow another."""

    def __init__(self) -> None:
        self.revisions: dict[str, list[Article]] = {}
        self.signatures: dict[str, bytes] = {}
        self.groups: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.line_counts: Counter[tuple[str, str]] = Counter()

    def take(self, *raws: RawArticle | Skipped, settings: IngestSettings | None = None) -> IngestResult:
        result = ingest(raws, self.stored(), settings or IngestSettings(), NOW)
        for article, signature in zip(result.articles, result.signatures, strict=True):
            self.revisions.setdefault(article.id, []).append(article)
            self.signatures[article.id] = signature
            self.groups[article.id] = article.group_id
        self.groups.update(result.regrouped)
        self.aliases.update(result.aliases)
        self.line_counts.update(result.line_counts)
        return result

    def stored(self) -> Stored:
        known = {
            name: KnownArticle(
                name,
                revisions[-1].revision,
                revisions[-1].content_sha256,
                tuple(revision.content_sha256 for revision in revisions),
                self.groups[name],
            )
            for name, revisions in self.revisions.items()
        }
        return Stored(
            known,
            tuple(self.signatures),
            b"".join(self.signatures.values()),
            dict(self.aliases),
            lambda name: self.revisions[name][-1],
            lambda publisher, lines: {line: self.line_counts[publisher, line] for line in lines},
        )


def test_a_new_article_is_cleaned_and_described() -> None:
    item = replace(
        raw(
            "One.\r\n\r\n\r\n\r\nTwo\u200b.",
            "https://www.x.example/a/?utm_source=b#c",
            "April 7, 2026",
            " A\ntitle ",
        ),
        authors=("Ada ", "Ada"),
    )
    article = Memory().take(item).new[0]
    assert (article.revision, article.title, article.text) == (1, "A title", "One.\n\nTwo.")
    assert (article.url, article.publisher) == ("https://www.x.example/a/", "x.example")
    assert article.published == datetime(2026, 4, 7, tzinfo=UTC)
    assert (article.authors, article.ingested, article.group_id) == (("Ada",), NOW, article.id)
    assert article.id.startswith("a")
    assert len(article.id) == 17


def test_reading_the_same_again_changes_nothing() -> None:
    memory = Memory()
    items = [raw(prose(n), f"https://x.example/{n}") for n in range(5)]
    assert len(memory.take(*items).new) == 5
    again = memory.take(*items)
    assert (again.articles, again.signatures, again.unchanged, again.regrouped) == ((), (), 5, {})


def test_an_edited_article_becomes_a_revision() -> None:
    memory = Memory()
    first = memory.take(raw("One text.", "https://x.example/a")).new[0]
    second = memory.take(raw("Another text.", "http://www.x.example/a/")).revised[0]
    assert (second.id, second.revision) == (first.id, 2)
    third = memory.take(raw("Another text.", "https://x.example/a", title="New title")).revised[0]
    assert third.revision == 3


def test_an_older_file_read_again_does_not_bring_the_old_text_back() -> None:
    memory = Memory()
    old, new = raw("Old text.", "https://x.example/a"), raw("New text.", "https://x.example/a")
    memory.take(old)
    memory.take(new)
    again = memory.take(old, new, old)
    assert (again.articles, again.unchanged) == ((), 3)


def test_an_edit_is_taken_back_only_by_the_source_that_made_it() -> None:
    memory = Memory()
    old, new = raw("Old text.", "https://x.example/a"), raw("New text.", "https://x.example/a")
    memory.take(old)
    memory.take(new)
    assert memory.take(replace(old, source="https://other.example/feed", is_latest=True)).articles == ()
    (back,) = memory.take(replace(old, is_latest=True)).revised
    assert (back.revision, back.text) == (3, "Old text.")
    assert memory.take(replace(old, is_latest=True)).articles == ()


def test_one_batch_may_hold_copies_and_revisions_of_one_article() -> None:
    one, two = raw("First.", "https://x.example/a"), raw("Second.", "https://x.example/a")
    result = Memory().take(one, one, two, one)
    assert [article.revision for article in result.articles] == [1, 2]
    assert result.unchanged == 2


def test_a_date_that_is_learned_later_is_a_revision_and_other_metadata_is_not() -> None:
    memory = Memory()
    memory.take(raw("Text.", "https://x.example/a"))
    assert memory.take(raw("Text.", "https://x.example/a", publisher="X")).unchanged == 1
    assert memory.take(raw("Text.", "https://x.example/a", published="2026-04-07")).revised[0].revision == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (raw("A", "https://x.example/a"), raw("B", "https://x.example/b"), False),
        (numbered("1", "https://x.example/"), numbered("2", "https://x.example/"), False),
        (numbered("1", publisher="CNN"), numbered("1", publisher="cnn.com"), True),
        (numbered("1", publisher="CNN"), numbered("1", publisher="NPR"), False),
        (numbered("1"), numbered("1", origin="f.jsonl:9"), True),
        (numbered("1"), numbered("1", origin="g.jsonl:1"), False),
        (raw("A"), raw("A ", origin="g.jsonl:5"), True),
        (raw("A"), raw("B"), False),
    ],
)
def test_identity_is_the_url_else_the_given_id_else_the_text(
    one: RawArticle, other: RawArticle, same: bool
) -> None:
    assert (identities(one, one.text.strip()).first == identities(other, other.text.strip()).first) is same


def test_a_url_that_others_share_is_no_identity() -> None:
    shared = replace(numbered("v1", "https://x.example/log"), url_is_shared=True)
    assert identities(shared, "Text").first != identities(replace(shared, external_id="v2"), "Text").first
    assert Memory().take(shared).new[0].url == "https://x.example/log"


def test_articles_without_text_and_skipped_items_are_reported() -> None:
    before = Skipped("f:9", "broken")
    result = Memory().take(
        before, raw("\u200b \n"), raw("x" * 50, origin="f:2"), settings=IngestSettings(max_article_bytes=40)
    )
    assert result.articles == ()
    assert [item.item for item in result.skipped] == ["f:9", "f.jsonl:1", "f:2"]
    assert "50 bytes" in result.skipped[2].reason


def test_names_of_files_of_any_characters_can_be_reported_and_stored() -> None:
    item = replace(raw("Text.", published="never", origin="odd\udcff name\n:1"), source="odd\udcff")
    result = Memory().take(Skipped("bad\udcff", "worse\udcff\x1b[31m"), item)
    assert (result.notes[0].item, result.skipped[0].item) == ("odd name :1", "bad")
    assert (result.skipped[0].reason, result.new[0].source) == ("worse", "odd")


def test_a_notice_in_place_of_many_articles_is_left_out() -> None:
    notice = "We use cookies. Please accept them, or subscribe, to read on."
    items = [raw(notice, f"https://x.example/{n}", title=f"Title {n}") for n in range(6)]
    result = Memory().take(
        *items, raw(prose(1), "https://x.example/good"), raw(notice, "https://y.example/1", title="Y")
    )
    assert [article.url for article in result.new] == ["https://x.example/good", "https://y.example/1"]
    assert [item.item for item in result.skipped] == [f"https://x.example/{n}" for n in range(6)]
    assert "6 titles of x.example" in result.skipped[0].reason


def test_revisions_are_counted_without_the_notices_between_them() -> None:
    items = [raw("Please subscribe.", f"https://x.example/{n}", title=f"Title {n}") for n in range(5)]
    result = Memory().take(*items, raw(prose(1), "https://x.example/0"), raw(prose(2), "https://x.example/0"))
    assert [(article.url, article.revision) for article in result.articles] == [
        ("https://x.example/0", 1),
        ("https://x.example/0", 2),
    ]


def test_a_date_that_is_not_believed_is_noted_and_the_article_kept() -> None:
    result = Memory().take(raw("Text.", published="2031-01-01"), raw("More.", published=""))
    assert [article.published for article in result.new] == [None, None]
    assert len(result.notes) == 1
    assert "future" in result.notes[0].reason


def test_what_was_guessed_while_reading_is_noted_once() -> None:
    memory = Memory()
    item = replace(raw("Text."), notes=("read as cp1252",))
    assert memory.take(item).notes == (Skipped("f.jsonl:1", "read as cp1252"),)
    assert memory.take(item).notes == ()


def test_an_article_without_a_title_gets_the_beginning_of_its_text() -> None:
    text = "The council voted on Tuesday to build the bridge over the river, after years of debate about its cost."
    result = Memory().take(raw(text, title=""), raw("Short.\n\nMore.", title=""))
    assert (
        result.new[0].title
        == "The council voted on Tuesday to build the bridge over the river, after years of debate…"
    )
    assert result.new[1].title == "Short."


def test_copies_are_grouped_under_the_earliest() -> None:
    text = prose(1)
    items = [
        raw(text, "https://c.example/x", published="2026-04-03"),
        raw(f"CITY (Wire) - {text}\n\nCopyright 2026 C.", "https://b.example/y", published="2026-04-02"),
        raw(prose(2), "https://d.example/z"),
    ]
    result = Memory().take(*items)
    groups = {article.publisher: article.group_id for article in result.new}
    ids = {article.publisher: article.id for article in result.new}
    assert groups == {
        "c.example": ids["b.example"],
        "b.example": ids["b.example"],
        "d.example": ids["d.example"],
    }


def test_groups_stay_when_later_copies_join() -> None:
    memory = Memory()
    first = memory.take(raw(prose(1), "https://a.example/x", published="2026-04-03")).new[0]
    earlier = memory.take(raw(prose(1) + " More.", "https://b.example/x", published="2026-04-01"))
    assert earlier.new[0].group_id == first.id
    assert earlier.regrouped == {}


def test_a_copy_that_is_rewritten_leaves_its_group() -> None:
    memory = Memory()
    memory.take(raw(prose(1), "https://a.example/x", published="2026-04-01"))
    copy = memory.take(raw(prose(1), "https://b.example/x", published="2026-04-02")).new[0]
    result = memory.take(raw(prose(2), "https://b.example/x", published="2026-04-02"))
    assert result.regrouped == {copy.id: copy.id}
    assert result.revised[0].group_id == copy.id


def test_a_representative_that_is_edited_keeps_its_group() -> None:
    memory = Memory()
    first = memory.take(
        raw(prose(1), "https://a.example/x"), raw(prose(1), "https://b.example/x", published="2026-04-02")
    )
    head = next(article for article in first.new if article.is_representative)
    result = memory.take(raw(prose(3), head.url, published="2026-04-02"))
    assert result.revised[0].group_id == head.id
    assert result.regrouped == {}


def test_signatures_belong_to_articles_in_their_order() -> None:
    memory = Memory()
    memory.take(raw(prose(1), "https://a.example/x"))
    result = memory.take(raw(prose(5), "https://a.example/x"), raw(prose(6), "https://b.example/x"))
    assert [article.revision for article in result.articles] == [1, 2]
    alone = Memory().take(raw(prose(6), "https://b.example/x"))
    assert result.signatures[0] == alone.signatures[0]


def test_the_copies_in_the_demo_corpus_are_found() -> None:
    lines = (files("pipeline.demo") / "articles.jsonl").read_text("utf-8").splitlines()
    raws = [
        parse_line(line, f"demo:{number}", "demo", DirectExtractor())
        for number, line in enumerate(lines, start=1)
    ]
    result = Memory().take(*(item for item in raws if isinstance(item, RawArticle)))
    sizes = Counter(article.group_id for article in result.new)
    assert sorted(size for size in sizes.values() if size > 1) == [2, 2, 2, 3, 3, 3, 4]
    copied = [article for article in result.new if sizes[article.group_id] > 1]
    assert len(independent_publishers(copied)) <= 7


def test_thousands_of_articles_are_taken_in_within_seconds() -> None:
    items = (raw(prose(n, 100), f"https://x.example/{n}") for n in range(2_000))
    started = datetime.now(UTC)
    assert len(Memory().take(*items).new) == 2_000
    assert datetime.now(UTC) - started < timedelta(seconds=10)


# --- one article under many identities --------------------------------------------------------------------------------

BODY = (
    "The council voted on Tuesday to build the bridge over the river, after years of debate about its cost. "
    "Engineers said the work would begin in spring and take until the end of next year."
)
OTHER = (
    "A storm closed the harbor for two days and sank three boats. Ships waited outside while crews cleared the sand "
    "from the channel, and the market opened late on both mornings."
)


def entry(guid: str, url: str, title: str = "Council votes for the bridge", text: str = BODY) -> RawArticle:
    return replace(raw(text, url, title=title, origin="https://x.example/feed#1"), external_id=guid)


def test_a_new_identifier_of_a_known_url_is_the_same_article() -> None:
    memory = Memory()
    memory.take(entry("1", "https://x.example/a"))
    assert memory.take(entry("2", "https://x.example/a")).unchanged == 1


def test_a_new_url_of_a_known_identifier_is_the_same_article() -> None:
    memory = Memory()
    first = memory.take(entry("1", "https://x.example/a")).new[0]
    assert memory.take(entry("1", "https://new.example/2026/a")).unchanged == 1
    edited = memory.take(entry("1", "https://new.example/2026/a", title="Storm", text=OTHER))
    assert [article.id for article in edited.revised] == [first.id]


def test_an_identifier_used_again_for_another_story_does_not_merge_them() -> None:
    memory = Memory()
    memory.take(entry("1", "https://x.example/a"))
    assert len(memory.take(entry("1", "https://x.example/b", "Storm closes harbor", OTHER)).new) == 1


@pytest.mark.parametrize("links", [True, False])
def test_a_feed_with_one_identifier_on_all_entries_loses_none(links: bool) -> None:
    items = [
        entry("same", f"https://x.example/{n}" if links else "", f"{WORDS.split()[n]} {n}", prose(n))
        for n in range(8)
    ]
    memory = Memory()
    assert len(memory.take(*items).new) == 8
    again = memory.take(*reversed(items))
    assert (again.articles, again.unchanged) == ((), 8)


def test_the_url_decides_when_identities_disagree() -> None:
    memory = Memory()
    one = memory.take(entry("1", "https://x.example/a")).new[0]
    memory.take(entry("2", "https://x.example/b"))
    edited = memory.take(entry("2", "https://x.example/a", text=BODY + " It was approved.")).revised[0]
    assert edited.id == one.id


def test_a_link_that_entries_share_for_a_while_doubles_none_of_them() -> None:
    memory = Memory()
    log = "https://x.example/log"
    one, two = entry("1", log), entry("2", log, "Storm closes harbor", OTHER)
    memory.take(replace(one, url_is_shared=True), replace(two, url_is_shared=True))
    assert memory.take(two).unchanged == 1
    assert memory.take(one).articles == ()


def test_an_address_that_an_article_names_leads_to_it() -> None:
    memory = Memory()
    phone = replace(raw(BODY, "https://read.example/77"), other_urls=("https://x.example/a",))
    memory.take(phone)
    assert memory.take(raw(BODY, "https://x.example/a/index.html?utm_source=x")).unchanged == 1


def test_a_canonical_address_that_is_wrong_does_not_merge_articles() -> None:
    section = ("https://x.example/news",)
    one = replace(raw(BODY, "https://x.example/a", title="Council votes"), other_urls=section)
    two = replace(raw(OTHER, "https://x.example/b", title="Storm closes harbor"), other_urls=section)
    assert len(Memory().take(one, two).new) == 2


def test_two_sources_with_the_same_url_carry_one_article() -> None:
    memory = Memory()
    memory.take(replace(raw(BODY, "https://x.example/a"), source="one"))
    assert memory.take(replace(raw(BODY, "https://amp.x.example/a/amp"), source="two")).unchanged == 1


def test_known_articles_get_their_further_identities_when_they_are_met_again() -> None:
    memory = Memory()
    memory.take(entry("1", "https://x.example/a"))
    memory.aliases.clear()
    assert memory.take(entry("1", "https://x.example/a")).aliases
    assert memory.take(entry("1", "https://x.example/moved")).unchanged == 1


def test_an_article_that_its_source_deleted_is_named_and_nothing_stored() -> None:
    memory = Memory()
    first = memory.take(entry("1", "https://x.example/a")).new[0]
    gone = replace(entry("1", "", "", ""), is_withdrawn=True)
    result = memory.take(gone, replace(gone, external_id="unknown"))
    assert (result.withdrawn, result.articles, result.skipped) == ((first.id,), (), ())


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_reading_does_not_matter_for_articles_with_urls(order: list[int]) -> None:
    forms = ["https://x.example/a", "http://www.x.example/a/amp", "https://m.x.example/a?utm_source=b"]
    items = [raw(BODY, form) for form in forms] + [raw(prose(n), f"https://x.example/{n}") for n in range(5)]
    result = Memory().take(*(items[place] for place in order))
    expected = Memory().take(*items)
    assert {(a.id, a.text) for a in result.articles} == {(a.id, a.text) for a in expected.articles}
    assert result.unchanged == 2


# --- what is a revision -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        BODY.replace(". ", ".\n\n"),
        BODY.replace("Tuesday", "Tue\u200bsday"),
        BODY + "\u00a0",
        BODY.replace(",", ",  "),
    ],
)
def test_white_space_makes_no_revision(text: str) -> None:
    memory = Memory()
    memory.take(raw(BODY, "https://x.example/a"))
    assert memory.take(raw(text, "https://x.example/a")).unchanged == 1


def test_typography_and_parameters_of_links_make_no_revision() -> None:
    memory = Memory()
    memory.take(raw('"It\'s done" - see https://y.example/b', "https://x.example/a", "2026-04-01"))
    plain = raw("“It’s done” – see https://y.example/b?utm_medium=feed", "https://x.example/a")
    assert memory.take(plain).unchanged == 1


def test_a_corrected_figure_is_a_revision() -> None:
    memory = Memory()
    memory.take(raw(BODY + " It costs $1.5 million.", "https://x.example/a"))
    assert len(memory.take(raw(BODY + " It costs $15 million.", "https://x.example/a")).revised) == 1


def test_the_full_text_after_a_summary_is_a_revision_and_a_later_summary_is_not() -> None:
    memory = Memory()
    summary = replace(raw("The council voted to build.", "https://x.example/a"), is_summary=True)
    memory.take(summary)
    assert memory.take(raw(BODY, "https://x.example/a")).revised[0].revision == 2
    edited = replace(summary, text="The council voted to build a bridge.")
    assert memory.take(summary, edited).unchanged == 2


# --- boilerplate and originals ----------------------------------------------------------------------------------------

FOOTER = "Sign up for our newsletter to get the news every morning."


def test_lines_under_many_titles_of_a_publisher_are_left_out_of_the_batch_and_of_later_articles() -> None:
    memory = Memory()
    items = [raw(f"{prose(n)}\n\n{FOOTER}", f"https://x.example/{n}", title=f"Title {n}") for n in range(6)]
    first = memory.take(*items)
    assert [article.text for article in first.new] == [prose(n) for n in range(6)]
    assert first.originals[0] == items[0].text
    later = memory.take(raw(f"{prose(9)}\n\n{FOOTER}", "https://x.example/9", title="Title 9"))
    assert later.new[0].text == prose(9)
    other = memory.take(raw(f"{prose(8)}\n\n{FOOTER}", "https://y.example/8", title="Title 8"))
    assert FOOTER in other.new[0].text


def test_lines_are_counted_over_runs_and_revise_nothing_that_is_stored() -> None:
    memory = Memory()
    items = [raw(f"{prose(n)}\n\n{FOOTER}", f"https://x.example/{n}", title=f"Title {n}") for n in range(6)]
    taken = [memory.take(item).new[0].text.endswith(FOOTER) for item in items]
    assert taken == [True, True, True, True, False, False]
    again = memory.take(*items)
    assert (again.articles, again.unchanged) == ((), 6)


def test_a_new_footer_makes_no_revisions() -> None:
    memory = Memory()
    memory.take(*(raw(prose(n), f"https://x.example/{n}", title=f"Title {n}") for n in range(6)))
    items = [raw(f"{prose(n)}\n\n{FOOTER}", f"https://x.example/{n}", title=f"Title {n}") for n in range(6)]
    assert memory.take(*items).unchanged == 6
    assert memory.take(items[0]).unchanged == 1


def test_an_article_polled_again_and_again_does_not_make_its_own_lines_boilerplate() -> None:
    memory = Memory()
    linked = f"{BODY}\n\nSubscribe at https://x.example/s?utm_source=a to read the report."
    memory.take(raw(linked, "https://x.example/a"))
    for _ in range(8):
        assert memory.take(raw(linked.replace("=a", "=b"), "https://x.example/a")).articles == ()
    assert memory.take(raw(f"{linked} More.", "https://x.example/a")).revised[0].text.endswith("More.")


def test_what_was_received_is_given_back_where_the_text_differs_from_it() -> None:
    marked = replace(raw(BODY, "https://x.example/a"), original=f"<p>{BODY}</p>")
    dirty = raw("Caf\u00c3\u00a9 &amp;amp; bar.", "https://x.example/b")
    result = Memory().take(marked, dirty, raw("Clean text.", "https://x.example/c"))
    assert result.originals == (f"<p>{BODY}</p>", dirty.text, "")
    assert result.new[1].text == "Café & bar."


def test_scripts_that_leaked_into_a_text_are_left_out() -> None:
    leak = '{"@context": "https://schema.org", "@type": "NewsArticle"}'
    assert Memory().take(raw(f"{BODY} {leak}", "https://x.example/a")).new[0].text == BODY
