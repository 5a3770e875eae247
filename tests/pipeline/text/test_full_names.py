"""Family names that stand alone, and whose they are."""

from __future__ import annotations

from pipeline.text.full_names import with_full_names
from pipeline.text.names import find_names


def full_of(text: str, key: str) -> list[str]:
    return [name.full for name in with_full_names(text, find_names(text)) if name.key == key]


def test_speaker_named_in_full_before_lends_the_full_name() -> None:
    text = "Judge Juan Merchan ruled on the case. Merchan said the order stands."
    assert full_of(text, "merchan") == ["Juan Merchan"]


def test_name_of_two_persons_stays_alone() -> None:
    text = "Anna Ruiz said no. Carlos Ruiz said yes. Ruiz told the court so."
    assert full_of(text, "ruiz") == [""]


def test_place_is_no_family_name() -> None:
    text = "North Texas said no to the bill. Officials in Texas said yes."
    assert full_of(text, "texas") == [""]


def test_name_that_nobody_introduced_has_no_full_form() -> None:
    assert full_of("In Ohio a maker named Ruiz said no.", "ruiz") == [""]
