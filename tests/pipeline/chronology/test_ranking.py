from __future__ import annotations

from dataclasses import replace

from pipeline.chronology import Statement, rank_moments
from tests.pipeline.chronology.statements import statement


def labels(*statements: Statement) -> list[str]:
    return [item.moment.label for item in rank_moments(statements)]


def test_date_of_more_articles_comes_first() -> None:
    assert labels(
        statement("The bank failed on April 8.", "a"),
        statement("The minister resigned on April 9.", "b"),
        statement("The minister left on April 9.", "c"),
    ) == ["2026-04-09", "2026-04-08"]


def test_article_that_repeats_a_date_weighs_less_than_two_articles() -> None:
    repeated = [statement("The bank failed on April 8.", "a", ordinal=place) for place in range(5)]
    others = [statement("The minister left on April 9.", name) for name in "bc"]
    assert labels(*repeated, *others) == ["2026-04-09", "2026-04-08"]


def test_date_remembered_later_weighs_more_than_that_of_the_day() -> None:
    assert labels(
        statement("The bank failed on April 10.", "a"), statement("The bank failed on March 12.", "b")
    ) == ["2026-03-12", "2026-04-10"]


def test_date_given_with_its_year_weighs_more() -> None:
    assert labels(
        statement("The bank failed on March 11.", "a"), statement("The bank failed on March 12, 2026.", "b")
    ) == ["2026-03-12", "2026-03-11"]


def test_day_outranks_a_month_that_as_many_tell_of() -> None:
    assert labels(
        statement("The bank failed in February.", "a"), statement("The bank failed on March 12.", "b")
    ) == ["2026-03-12", "2026-02"]


def test_article_beside_the_subject_counts_less() -> None:
    about = [statement(f"The harbor bridge closed on April {day}.", f"a{day}") for day in (6, 7, 8, 9)]
    aside = [statement("Chess players met on April 2.", "b")]
    ranked = {item.moment.label: item.weight for item in rank_moments([*about, *aside])}
    assert ranked["2026-04-02"] < min(weight for label, weight in ranked.items() if label != "2026-04-02")


def test_date_in_a_weightier_sentence_weighs_more() -> None:
    light, heavy = statement("The bank failed on March 11.", "a"), statement("It failed on March 12.", "b")
    assert labels(light, replace(heavy, salience=0.8)) == ["2026-03-12", "2026-03-11"]


def test_nothing_is_ranked_without_dates() -> None:
    assert rank_moments([statement("The bank failed.")]) == ()
    assert rank_moments([]) == ()
