"""Words that can be a finite verb."""

from __future__ import annotations

import pytest

from pipeline.text.verbs import has_verb


@pytest.mark.parametrize(
    "text",
    [
        "Ministry orders checks",
        "The makers protested",
        "Ohio is late",
        "Northwind didn’t answer",
        "Makers protest",
    ],
)
def test_statement_has_a_verb(text: str) -> None:
    assert has_verb(text)


@pytest.mark.parametrize(
    "text", ["Alma Adams and Mayor Vi Lyles", "The delayed show", "A history of Ohio", ""]
)
def test_name_list_and_label_have_none(text: str) -> None:
    assert not has_verb(text)
