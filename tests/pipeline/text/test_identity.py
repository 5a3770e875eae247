from __future__ import annotations

from pipeline.text.identity import are_alike, plain_form

BODY = (
    "The council voted on Tuesday to build the bridge over the river, after years of debate about its cost. "
    "Engineers said the work would begin in spring and take until the end of next year."
)


def test_articles_are_alike_by_title_or_by_text() -> None:
    assert are_alike("Council votes for the bridge", BODY, "Council votes for new bridge", "Other words.")
    assert are_alike(
        "Council votes for the bridge", BODY, "A river is crossed", BODY + " " + BODY.replace("the", "a")
    )
    assert not are_alike(
        "Council votes for the bridge", BODY, "Storm closes the harbor", "Ships stay in port today."
    )


def test_short_texts_say_nothing_about_who_they_are() -> None:
    assert not are_alike("Council votes", "Comments", "Storm closes harbor", "Comments")
    assert not are_alike("", "", "", "")


def test_the_plain_form_knows_no_typography_and_no_parameters_of_links() -> None:
    assert plain_form("“It’s”  5 – 6…\n\nhttps://x.example/a?utm_source=b") == plain_form(
        '"It\'s" 5 - 6... https://www.x.example/a/'
    )


def test_the_plain_form_keeps_what_a_figure_says() -> None:
    assert plain_form("1.5") != plain_form("1,5")
    assert plain_form("-5%") != plain_form("5%")
