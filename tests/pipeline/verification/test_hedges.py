"""Reservations that a claim keeps, moves or drops."""

from __future__ import annotations

import pytest

from pipeline.verification.hedges import dropped_hedge


@pytest.mark.parametrize(
    ("source", "claim", "cue"),
    [
        ("The agency may ban the pump.", "The agency will ban the pump.", "may"),
        ("The agency might also ban the pump.", "The agency will ban the pump.", "might"),
        ("Orca plans to close the mill.", "Orca will close the mill.", "plans"),
        ("A proposed levy on steel worries mills.", "A levy on steel worries mills.", "proposed"),
        ("He allegedly stole the boat.", "He stole the boat.", "allegedly"),
        ("They are likely to appeal the ruling.", "They will appeal the ruling.", "likely"),
        (
            "The firm could not reach the pilot and may sue.",
            "The firm couldn’t reach the pilot and will sue.",
            "may",
        ),
    ],
)
def test_dropped_reservation_is_found(source: str, claim: str, cue: str) -> None:
    assert dropped_hedge(claim, source) == cue


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The agency may ban the pump.", "The agency might ban the pump."),
        ("The agency may ban the pump.", "It is possible that the agency bans the pump."),
        ("Orca plans to close the mill.", "Orca intends to close the mill."),
        ("They could not say why.", "They couldn’t say why."),
        ("The agency banned the pump.", "The agency banned the pump."),
        ("The agency may ban the pump. It tested the valve.", "It tested the valve."),
    ],
)
def test_kept_reservation_is_no_fault(source: str, claim: str) -> None:
    assert dropped_hedge(claim, source) == ""
