from __future__ import annotations

import pytest

from pipeline.extraction.headlines import headline, without_site
from tests.pages import parsed


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Bill passes | Capitol Docket", "Bill passes"),
        ("Capitol Docket - Bill passes", "Bill passes"),
        (
            "Bill passes after a long night of debate | Politics | capitoldocket.example",
            "Bill passes after a long night of debate",
        ),
        (
            "Bill passes - at last, and nobody knows what will come of it",
            "Bill passes - at last, and nobody knows what will come of it",
        ),
        ("Capitol Docket", "Capitol Docket"),
        ("", ""),
    ],
)
def test_a_title_loses_the_name_of_its_site(title: str, bare: str) -> None:
    assert without_site(title, ["Capitol Docket"]) == bare


def test_the_heading_that_agrees_with_the_declared_title_is_the_headline() -> None:
    tree = parsed("<h1>Capitol Docket</h1><h2>Most read</h2><h1 class='headline'>Bill passes at last</h1>")
    assert (
        headline(tree, ["Bill passes, at last | Capitol Docket"], ["Capitol Docket"]) == "Bill passes at last"
    )


def test_without_a_heading_the_declared_title_is_taken() -> None:
    assert (
        headline(parsed("<p>Words.</p>"), ["Bill passes | Capitol Docket"], ["Capitol Docket"])
        == "Bill passes"
    )


def test_headings_in_a_language_without_spaces_are_compared_too() -> None:
    tree = parsed("<h1>关于我们</h1><h1>委员会批准了水法案</h1>")
    assert headline(tree, ["委员会批准了水法案_首都新闻"], []) == "委员会批准了水法案"
