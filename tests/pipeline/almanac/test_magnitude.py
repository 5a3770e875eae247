from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.almanac.magnitude import (
    LEAD_CHARACTERS,
    SCALES,
    US_DOLLARS,
    FigureKind,
    figures_of,
    greatest_figure,
    lead,
)
from pipeline.models import Article
from pipeline.text.quantity_patterns import CURRENCIES

ARTICLE = Article(
    id="a1",
    revision=1,
    title="Dam  fails",
    text="Water rose. Crews came. People fled. The dam was built in 1950 for $9 billion.",
    url="",
    publisher="Gazette",
    authors=(),
    published=datetime(2026, 3, 1, tzinfo=UTC),
    ingested=datetime(2026, 3, 1, tzinfo=UTC),
    content_sha256="",
    source="",
    group_id="a1",
)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Northwind agreed to buy Lunde Lines for $2.5 billion on Monday.", FigureKind.MONEY, 2.5e9),
        ("A judge fined the ferry company £10 million.", FigureKind.MONEY, 12.7e6),
        ("At least 19 children and two adults were killed at a school in Orvik.", FigureKind.KILLED, 19),
        ("21 dead after ferry capsizes off Lunde", FigureKind.KILLED, 21),
        ("The death toll from the earthquake rose to more than 2,300 on Tuesday.", FigureKind.KILLED, 2300),
        ("A fire in Tarna killed at least 17 people and injured dozens.", FigureKind.KILLED, 17),
        ("The mine collapse claimed the lives of 40 miners.", FigureKind.KILLED, 40),
        ("The outbreak is linked to nine deaths, officials said.", FigureKind.KILLED, 9),
        ("The crash left 15 people injured, police said.", FigureKind.HURT, 15),
        ("Strikes on a depot hurt the mood, injuring at least 35 people.", FigureKind.HURT, 35),
        ("The storm left 1.2 million customers without power.", FigureKind.AFFECTED, 1.2e6),
        ("Northwind will lay off 11,000 employees.", FigureKind.AFFECTED, 11_000),
        ("Prices rose 9.1% in June.", FigureKind.PERCENT, 9.1),
    ],
)
def test_figure_of_a_sentence_is_read(text: str, kind: FigureKind, value: float) -> None:
    figure = greatest_figure([text])
    assert figure is not None
    assert figure.kind is kind
    assert figure.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Word",
        "The singer of Lunde dies at 79",
        "Tarna beat Orvik 3-1 on 4 April 2026.",
        "The court will rule in 14 days.",
        "Two-thirds of nothing",
        "Rockets destroyed 40 buildings and killed cattle.",
        "Überschwemmung an der Elbe: Tausende fliehen",
        "洪水で1万人が避難",
        "تسببت الفيضانات في نزوح الآلاف",
    ],
)
def test_text_without_a_telling_figure_has_none_of_people_or_money(text: str) -> None:
    assert not [one for one in figures_of(text) if one.kind is not FigureKind.PERCENT]


def test_verb_goes_with_its_own_number() -> None:
    found = figures_of("The gunman hit 12 people and killed one; 8 others were wounded.")
    assert [(one.kind, one.value) for one in found] == [(FigureKind.AFFECTED, 12), (FigureKind.HURT, 8)]


def test_largest_is_chosen_across_kinds() -> None:
    figure = greatest_figure(["Damage of $3 million", "Up 80%", "Floods killed 200 people"])
    assert figure is not None
    assert figure.shown == "200 people killed"


def test_percentages_stay_low() -> None:
    assert SCALES[FigureKind.PERCENT].share(1e6) == 0.25


def test_every_currency_has_a_rate() -> None:
    assert set(CURRENCIES.values()) <= set(US_DOLLARS)


def test_figure_further_down_is_not_in_the_lead() -> None:
    assert lead(ARTICLE) == "Dam fails\nWater rose.\nCrews came.\nPeople fled."
    assert greatest_figure([lead(ARTICLE)]) is None


def test_sentence_that_is_cut_off_is_not_in_the_lead() -> None:
    text = "Water rose. " + "very " * 112 + "fast and took $12,000,000,000 away"
    assert "$" in text[:LEAD_CHARACTERS]
    assert lead(replace(ARTICLE, text=text)) == "Dam fails\nWater rose."


@given(st.sampled_from(FigureKind), st.floats(0, 1e15), st.floats(0, 1e15))
def test_larger_figure_has_no_smaller_share(kind: FigureKind, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= SCALES[kind].share(low) <= SCALES[kind].share(high) <= 1


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    figure = greatest_figure([lead(replace(ARTICLE, title=text[:20], text=text))])
    assert figure is None or 0 <= figure.share <= 1
