from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.people import people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ada Byron", ("Ada Byron",)),
        ("Von Emma Müller und Karl von Ritter", ("Emma Müller", "Karl von Ritter")),
        ("Ada Byron, Science Editor", ("Ada Byron",)),
        ("Byron, Ada", ("Ada Byron",)),
        ("Ada Byron, Alan Turing and Grace Hopper", ("Ada Byron", "Alan Turing", "Grace Hopper")),
        ("ADA BYRON | @adabyron | ada@docket.example", ("Ada Byron",)),
        ("Written by: Ada Byron on 7 April 2026", ("Ada Byron",)),
        ("Reporter Ada Byron", ("Ada Byron",)),
        ("par Zoé Lefèvre avec AFP", ("Zoé Lefèvre",)),
        ("Ada Byron Ada Byron", ("Ada Byron",)),
        ("John le Carré", ("John le Carré",)),
        ("Mohamed El Fassi", ("Mohamed El Fassi",)),
        ("c1ph4", ("c1ph4",)),
        ("Docket Staff", ()),
        ("admin", ()),
        ("Redaktion", ()),
        ("docket.com", ()),
        ("https://docket.example/people/ada", ()),
        ("Reuters", ()),
        ("some words that say nothing", ()),
        ("", ()),
    ],
)
def test_bylines_become_the_names_of_people(text: str, names: tuple[str, ...]) -> None:
    assert people([text]) == names


def test_a_publisher_is_an_author_only_where_there_is_no_other() -> None:
    assert people(["Capitol Docket", "Ada Byron"], "Capitol Docket") == ("Ada Byron",)
    assert people(["Ada Byron"], "Ada Byron") == ("Ada Byron",)


def test_a_shorter_form_of_a_name_is_no_second_author() -> None:
    assert people(["Ada Byron", "Byron", "ada byron"]) == ("Ada Byron",)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_names_are_short_have_letters_and_come_once(texts: list[str]) -> None:
    names = people(texts)
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 60 and any(map(str.isalpha, name)) for name in names)
