"""Words for a theme that are all its texts' own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.writers.extractive.describing import MAX_WORDS, describe_theme
from pipeline.writers.extractive.labelling import MAX_CHARACTERS, label_of, short_title
from tests.pipeline.writers.digests import CHIPS, FIRES, GOLDEN, RATES, TRIAL, make_theme_digest

if TYPE_CHECKING:
    from pipeline.ports import ThemeDigest


@pytest.mark.parametrize(("digest", "label"), GOLDEN, ids=[label for _, label in GOLDEN])
def test_a_label_reads_like_a_desks_slug(digest: ThemeDigest, label: str) -> None:
    assert label_of(digest) == label


@pytest.mark.parametrize(("digest", "label"), GOLDEN, ids=[label for _, label in GOLDEN])
def test_a_description_is_one_short_sentence_that_stands_alone(digest: ThemeDigest, label: str) -> None:
    words = describe_theme(digest)
    assert words.label == label
    assert words.note is None
    assert words.description.endswith(".")
    assert 5 <= len(words.description.split()) <= MAX_WORDS
    assert not words.description.startswith(("It ", "He ", "She ", "They ", "This "))


def test_a_weekday_in_a_description_is_made_absolute() -> None:
    day = make_theme_digest(
        "ferry strike",
        ("Ferry strike stops Harbour City boats", "A ferry strike stopped all Harbour City boats on Sunday."),
        ("Ferry strike enters second week", "A ferry strike in Harbour City entered its second week."),
    )
    assert describe_theme(day).description == (
        "A ferry strike stopped all Harbour City boats on 1 March 2026."
    )


def test_a_weekday_of_a_day_unknown_keeps_a_sentence_out() -> None:
    events = tuple(
        replace(event, leads=tuple(replace(lead, day=None) for lead in event.leads)) for event in FIRES.events
    )
    assert "Thursday" not in describe_theme(replace(FIRES, events=events)).description


def test_no_label_names_the_publisher() -> None:
    stories = (
        ("Harbour Post: Tide tables for March", "The Harbour Post prints the tide tables for March."),
        ("Harbour Post: Tide tables for April", "The Harbour Post prints the tide tables for April."),
    )
    label = label_of(make_theme_digest("Harbour Post; tide tables", *stories))
    assert label == "Tide tables"


def test_a_name_is_joined_to_a_phrase_by_a_colon_where_no_text_joins_them() -> None:
    assert label_of(TRIAL) == "Orrin Vale: hush-money payments"
    joined = make_theme_digest(
        "; ".join(TRIAL.terms),
        ("Orrin Vale on hush-money payments", "A grand jury heard Orrin Vale on hush-money payments."),
        ("Orrin Vale pleads not guilty", "Orrin Vale pleaded not guilty to hiding hush-money payments."),
    )
    assert label_of(joined) == "Orrin Vale on hush-money payments"


def test_a_single_event_is_called_by_its_title() -> None:
    digest = replace(CHIPS, events=CHIPS.events[:1], event_count=1)
    assert label_of(digest) == "US widens export controls on AI chips"


def test_events_that_share_nothing_are_described_by_span_and_size() -> None:
    digest = make_theme_digest(
        "orchestra; swimming pool",
        ("Orchestra opens summer season", "It was a warm evening."),
        ("Swimming pool closes for repairs", "They found a crack in it."),
    )
    words = describe_theme(digest)
    assert words.label == "Orchestra opens summer season"
    assert words.description == (
        "2 events from 2 March 2026 to 3 March 2026, among them: Swimming pool closes for repairs."
    )


def test_a_long_theme_without_a_sentence_names_what_its_events_share() -> None:
    events = tuple(replace(event, leads=()) for event in RATES.events)
    words = describe_theme(replace(RATES, events=events, event_count=12))
    assert words.description.startswith("12 events from 2 March 2026 to 4 March 2026")


@pytest.mark.parametrize(
    ("title", "label"),
    [
        (
            "City pool closes for three weeks to mend a crack",
            "City pool closes for three weeks to mend a crack",
        ),
        ("Olive oil prices ease after the best Spanish harvest in five years", "Olive oil prices ease"),
        (
            "Leaked papers: what are the charges Orrin Vale ...",
            "Leaked papers: what are the charges Orrin Vale",
        ),
        (
            "Opinion: The best advertisement open weights ever had",
            "The best advertisement open weights ever had",
        ),
        ("Do blue light glasses work? What experts say about their effects", "Do blue light glasses work?"),
    ],
)
def test_a_long_title_is_cut_where_a_clause_ends(title: str, label: str) -> None:
    assert short_title(title) == label


def test_a_digest_without_events_gets_its_strongest_term() -> None:
    assert label_of(make_theme_digest("export controls; China")) == "export controls"


TEXTS = st.text(alphabet=st.sampled_from("abAB .,:;'’&-“”!?0123\nÉ"), max_size=90)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5), TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_texts_get_a_label_that_fits_and_the_same_one_again(
    stories: list[tuple[str, str, str]], terms: str
) -> None:
    digest = make_theme_digest(terms, *stories)
    words = describe_theme(digest)
    assert len(words.label) <= MAX_CHARACTERS
    assert words == describe_theme(digest)
    assert words.description


def test_the_order_of_equally_important_events_changes_no_label() -> None:
    for digest, label in GOLDEN:
        assert label_of(replace(digest, events=digest.events[::-1])) == label
