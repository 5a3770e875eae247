"""Evidence packs: exact offsets, one of each group of copies, diverse, nothing for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Article, Event, Theme
from pipeline.settings import DossierSettings
from pipeline.stages.dossiers import Pack, build_dossier, eligible, theme_score
from pipeline.text.evidence import Library
from tests.factories import CHIP_ORDER, CHIP_PROTEST, SampleArticle, make_event

if TYPE_CHECKING:
    from pipeline.embedders.minilm import MiniLmEmbedder

SETTINGS = DossierSettings()


def article(sample: SampleArticle, group: str = "") -> Article:
    published = datetime(sample.published.year, sample.published.month, sample.published.day, tzinfo=UTC)
    return Article(
        id=sample.id,
        revision=1,
        title=sample.title,
        text=sample.text,
        url=sample.url,
        publisher=sample.publisher,
        authors=(),
        published=published,
        ingested=published,
        content_sha256=sample.id,
        source="test",
        group_id=group or sample.id,
    )


def theme(*events: Event) -> Theme:
    return Theme(
        id="theme-chips",
        label="Chips",
        terms=("chips",),
        event_ids=tuple(event.id for event in events),
        article_count=sum(len(event.article_ids) for event in events),
        publishers=tuple(sorted({name for event in events for name in event.publishers})),
        first_day=min(event.first_day for event in events),
        last_day=max(event.last_day for event in events),
        domain="chips",
        domains=("chips",),
    )


def test_every_sentence_of_a_dossier_stands_where_it_says(minilm: MiniLmEmbedder) -> None:
    events = [make_event(CHIP_ORDER, "chips"), make_event(CHIP_PROTEST, "chips")]
    articles = {sample.id: article(sample) for sample in (CHIP_ORDER, CHIP_PROTEST)}
    pack = build_dossier(
        theme(*events), {e.id: e for e in events}, Library(articles, {}), minilm.embed, SETTINGS, 1.0
    )
    assert pack is not None
    assert len(pack.dossier.evidence) == len(CHIP_ORDER.sentences) + len(CHIP_PROTEST.sentences)
    assert pack.vectors.shape == (len(pack.dossier.evidence), minilm.dimension)
    for item in pack.dossier.evidence:
        assert articles[item.article_id].text[item.start : item.end] == item.text
        spans = [(q.start, q.end, q.text) for q in item.quantities] + [
            (n.start, n.end, n.text) for n in item.names
        ]
        spans += [(date.start, date.end, date.text) for date in item.dates]
        assert all(item.text[start:end] == text for start, end, text in spans)
        assert 0 <= item.weight <= 1


def test_copy_of_an_article_adds_no_evidence(minilm: MiniLmEmbedder) -> None:
    copied = replace(CHIP_ORDER, id="copy", publisher="Copying Courier")
    event = replace(make_event(CHIP_ORDER, "chips"), article_ids=(CHIP_ORDER.id, copied.id))
    articles = {CHIP_ORDER.id: article(CHIP_ORDER), copied.id: article(copied, group=CHIP_ORDER.id)}
    pack = build_dossier(theme(event), {event.id: event}, Library(articles, {}), minilm.embed, SETTINGS, 1.0)
    assert pack is not None
    assert {item.article_id for item in pack.dossier.evidence} == {CHIP_ORDER.id}


def test_article_without_a_usable_sentence_gives_no_dossier(minilm: MiniLmEmbedder) -> None:
    empty = replace(CHIP_ORDER, sentences=("Menu", "Login", "Share"))
    event = make_event(empty, "chips")
    found = build_dossier(
        theme(event), {event.id: event}, Library({empty.id: article(empty)}, {}), minilm.embed, SETTINGS, 1.0
    )
    assert found is None


def test_same_input_gives_the_same_dossier(minilm: MiniLmEmbedder) -> None:
    event = make_event(CHIP_ORDER, "chips")
    packs = [
        build_dossier(
            theme(event),
            {event.id: event},
            Library({CHIP_ORDER.id: article(CHIP_ORDER)}, {}),
            minilm.embed,
            SETTINGS,
            1.0,
        )
        for _ in range(2)
    ]
    assert packs[0] is not None
    assert packs[1] is not None
    assert packs[0].dossier == packs[1].dossier
    assert np.array_equal(packs[0].vectors, packs[1].vectors)


def test_undated_article_gives_no_relative_dates(minilm: MiniLmEmbedder) -> None:
    sample = replace(
        CHIP_ORDER, sentences=("The Ministry of Trade ordered on Tuesday that chips report where they are.",)
    )
    event = make_event(sample, "chips")
    undated = replace(article(sample), published=None)
    pack = build_dossier(
        theme(event), {event.id: event}, Library({sample.id: undated}, {}), minilm.embed, SETTINGS, 1.0
    )
    assert pack is not None
    assert pack.dossier.evidence[0].dates == ()


def test_more_independent_publishers_and_fresher_news_score_higher() -> None:
    event = make_event(CHIP_ORDER, "chips")
    narrow = theme(event)
    broad = replace(narrow, publishers=("A", "B", "C"))
    old = replace(narrow, last_day=narrow.last_day.replace(month=1))
    newest = CHIP_ORDER.published
    assert theme_score(broad, newest) > theme_score(narrow, newest) > theme_score(old, newest)


def test_theme_with_too_few_articles_is_not_eligible() -> None:
    few = replace(theme(make_event(CHIP_ORDER, "chips")), article_count=2)
    assert not eligible(few, SETTINGS, tracked=True)
    assert eligible(replace(few, article_count=3), SETTINGS, tracked=True)


def test_theme_of_no_tracked_domain_is_not_eligible_where_topics_are_tracked() -> None:
    stray = replace(theme(make_event(CHIP_ORDER, "other")), article_count=9, domain="other")
    assert not eligible(stray, SETTINGS, tracked=True)
    assert eligible(stray, SETTINGS, tracked=False)


def test_weekday_added_by_an_edit_is_not_taken_for_one_of_the_publication_week(
    minilm: MiniLmEmbedder,
) -> None:
    kept = "The Ministry of Trade ordered on Tuesday that chips report where they are."
    added = "The Ministry of Trade said on Friday that it would change the order again."
    event = make_event(CHIP_ORDER, "chips")
    edited = replace(article(replace(CHIP_ORDER, sentences=(kept, added))), revision=2)
    library = Library({CHIP_ORDER.id: edited}, {CHIP_ORDER.id: kept})
    pack = build_dossier(theme(event), {event.id: event}, library, minilm.embed, SETTINGS, 1.0)
    assert pack is not None
    assert {item.text: [mention.text for mention in item.dates] for item in pack.dossier.evidence} == {
        kept: ["Tuesday"],
        added: [],
    }


STORM = SampleArticle(
    "storm",
    "Storm floods villages on the coast of Kalmar",
    "Coast Courier",
    date(2026, 4, 9),
    (
        "A storm flooded eleven villages on the coast of Kalmar on 8 April 2026.",
        "Rain of 200 millimeters fell on Kalmar within a day.",
    ),
)
OPINION = replace(
    CHIP_PROTEST,
    id="view",
    title="Opinion: The chip order is a mistake",
    sentences=("The chip order ruins Ohio in 2026.",),
)


def assembled(minilm: MiniLmEmbedder, *samples: SampleArticle) -> Pack:
    events = [make_event(sample, "chips") for sample in samples]
    articles = {sample.id: article(sample) for sample in samples}
    by_id = {event.id: event for event in events}
    pack = build_dossier(theme(*events), by_id, Library(articles, {}), minilm.embed, SETTINGS, 1.0)
    assert pack is not None
    return pack


def test_event_that_has_nothing_to_do_with_the_lead_is_left_out_and_lowers_the_score(
    minilm: MiniLmEmbedder,
) -> None:
    mixed, pure = (
        assembled(minilm, CHIP_ORDER, CHIP_PROTEST, STORM),
        assembled(minilm, CHIP_ORDER, CHIP_PROTEST),
    )
    assert {event.id for event in mixed.dossier.events} == {"event-chip-order", "event-chip-protest"}
    assert mixed.dossier.evidence == pure.dossier.evidence
    assert mixed.dossier.score < pure.dossier.score


def test_views_are_no_evidence(minilm: MiniLmEmbedder) -> None:
    pack = assembled(minilm, CHIP_ORDER, OPINION)
    assert {item.article_id for item in pack.dossier.evidence} == {CHIP_ORDER.id}


def test_sentences_that_tell_one_fact_carry_the_id_of_the_first(minilm: MiniLmEmbedder) -> None:
    again = "On 7 April 2026 the Ministry of Trade ordered every export chip to report its location."
    echo = replace(CHIP_PROTEST, sentences=(again, *CHIP_PROTEST.sentences))
    facts = [item.fact for item in assembled(minilm, CHIP_ORDER, echo).dossier.evidence]
    assert len(set(facts)) == len(facts) - 1


def told_as_one_event(minilm: MiniLmEmbedder, *samples: SampleArticle) -> Pack:
    """The dossier of one event that all samples report."""
    whole = replace(
        make_event(samples[0], "chips"),
        article_ids=tuple(sample.id for sample in samples),
        publishers=tuple(dict.fromkeys(sample.publisher for sample in samples)),
        last_day=max(sample.published for sample in samples),
    )
    articles = {sample.id: article(sample) for sample in samples}
    pack = build_dossier(theme(whole), {whole.id: whole}, Library(articles, {}), minilm.embed, SETTINGS, 1.0)
    assert pack is not None
    return pack


def test_what_another_publisher_tells_as_well_is_kept_beside_what_it_bears_out(
    minilm: MiniLmEmbedder,
) -> None:
    again = "Every export chip must report its location, the Ministry of Trade ordered on 7 April 2026."
    echo = replace(CHIP_PROTEST, sentences=(again, *CHIP_PROTEST.sentences))
    evidence = told_as_one_event(minilm, CHIP_ORDER, echo).dossier.evidence
    by_text = {item.text: item for item in evidence}
    first = by_text[CHIP_ORDER.sentences[0]]
    assert by_text[again].id in first.echoes
    assert first.id in by_text[again].echoes


def test_the_same_publisher_bears_nothing_out(minilm: MiniLmEmbedder) -> None:
    again = "Every export chip must report its location, the Ministry of Trade ordered on 7 April 2026."
    own = replace(CHIP_PROTEST, publisher=CHIP_ORDER.publisher, sentences=(again,))
    evidence = told_as_one_event(minilm, CHIP_ORDER, own).dossier.evidence
    assert all(item.echoes == () for item in evidence)


def test_newest_report_of_an_event_is_told_however_many_there_are(minilm: MiniLmEmbedder) -> None:
    crowd = [
        replace(
            CHIP_ORDER,
            id=f"report-{number}",
            publisher=f"Paper {number}",
            sentences=(
                f"The Ministry of Trade spoke of {number + 20} chip models in Harbor {number} on Monday.",
            ),
        )
        for number in range(12)
    ]
    newest = replace(crowd[0], id="newest", publisher="Paper 0", published=date(2026, 4, 20))
    assert "newest" in told_as_one_event(minilm, *crowd, newest).dossier.article_ids
