"""Seeded faults: each changes what its kind says, rewordings keep it, and the same seed makes the same claims."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from benchmarks.rewording import REWORDINGS
from benchmarks.seeding import FAULTS, SUBTLE_FAULTS, Seed, merged
from pipeline.models import Citation

ARTICLE = (
    "Orca Bank may buy 40 cranes for $2.5 million on 7 April 2026, Ada Fox said. "
    "The board approved the plan on Monday. "
    "“The rule is final and will not be changed again,” Ben Reed said. "
    "Calder Mills closed 12 plants for $9 million on 3 March 2026, Cara Lund said. "
    "The court dismissed the suit, and the union welcomed the ruling."
)
OTHERS = ("Dora Pike said that Elbe Works sold 77 ships on 1 June 2026.",)


def seed(sentence: str) -> Seed:
    start = ARTICLE.index(sentence)
    return Seed(
        sentence, (Citation("a", 1, start, start + len(sentence), sentence),), ARTICLE, date(2026, 4, 8)
    )


BANK = seed("Orca Bank may buy 40 cranes for $2.5 million on 7 April 2026, Ada Fox said.")
RULE = seed("“The rule is final and will not be changed again,” Ben Reed said.")
BOARD = seed("The board approved the plan on Monday.")
PLACES = {"quotation": RULE, "negation": RULE, "deed": BOARD}


@pytest.mark.parametrize("kind", [*FAULTS, *SUBTLE_FAULTS])
def test_fault_changes_the_claim_and_is_made_again_by_the_same_seed(kind: str) -> None:
    make = {**FAULTS, **SUBTLE_FAULTS}[kind]
    place = PLACES.get(kind, BANK)
    faulty = make(place, OTHERS, Random(1))  # noqa: S311
    assert faulty is not None
    assert faulty != place
    assert faulty == make(place, OTHERS, Random(1))  # noqa: S311


def test_halves_of_two_claims_are_put_together() -> None:
    other = seed("Calder Mills closed 12 plants for $9 million on 3 March 2026, Cara Lund said.")
    joined = merged(BANK, other)
    assert joined is not None
    assert joined.text.startswith("Orca Bank closed 12 plants")
    assert len(joined.citations) == 2


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (
            "attributed_elsewhere",
            "The plan is sound as it stands today, Ada Fox said.",
            "Ada Fox said that the plan is",
        ),
        (
            "reordered",
            "In the north, the mill sold all of its old ships.",
            "The mill sold all of its old ships in the",
        ),
        (
            "passive",
            "Orca Bank approved the plan for the quay.",
            "The plan for the quay was approved by Orca Bank.",
        ),
        (
            "refigured",
            "It paid $2.5 million for 5% of five mills.",
            "It paid 2.5 million dollars for 5 percent of 5",
        ),
        ("dated", "The mill closed Tuesday.", "The mill closed on 7 April 2026."),
        ("contracted", "It did not close.", "It didn’t close."),
    ],
)
def test_rewording_keeps_the_meaning(rule: str, before: str, after: str) -> None:
    assert REWORDINGS[rule](before, date(2026, 4, 8)).startswith(after)
