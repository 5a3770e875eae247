from __future__ import annotations

import pytest

from pipeline.extraction.boilerplate import link_texts, share_of_links, without_boilerplate
from tests.pages import parsed

PROSE = "The harbor board met on Tuesday and heard what the new crane would cost the town over twenty years."


@pytest.mark.parametrize(
    "line",
    [
        "Read also: what the mayor said about it",
        "Mehr zum Thema",
        "Lea también: el puerto y su grúa",
        "Subscribe to our newsletter",
        "Jetzt abonnieren und weiterlesen",
        "© 2026 Harbor News. All rights reserved",
        "Photo: Ada Byron",
        "Filed under: harbor, crane",
        "Share",
    ],
)
def test_lines_around_an_article_are_left_out(line: str) -> None:
    assert without_boilerplate([PROSE, PROSE, line], frozenset()) == [PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "The newsletter of the harbor board reaches two thousand people, and most of them read it.",
        "The company said that advertisement brought it more than it had cost, for the first time in years.",
        "More than forty people came.",
        "He shared the photo: nobody believed it.",
    ],
)
def test_sentences_about_such_things_stay(line: str) -> None:
    assert without_boilerplate([PROSE, line, PROSE], frozenset()) == [PROSE, line, PROSE]


def test_a_line_that_is_only_a_link_to_another_page_is_left_out() -> None:
    tree = parsed(
        '<p><a href="/b">Governor signs the water bill</a></p><p><a href="#top">Back to where it began again</a></p>'
    )
    links = link_texts(tree)
    shown = "Back to where it began again"
    lines = [PROSE, PROSE, "Governor signs the water bill", "See: Governor signs the water bill", shown]
    assert without_boilerplate(lines, links) == [PROSE, PROSE, shown]
    assert share_of_links(["Governor signs the water bill"], links) == 1


def test_a_text_that_would_lose_much_of_itself_is_kept() -> None:
    lines = ["Governor signs the water bill", PROSE[:20]]
    assert without_boilerplate(lines, frozenset({"governor signs the water bill"})) == lines
