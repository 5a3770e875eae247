"""A model's votes on claims: by label, some to a call, and nothing said in place of a vote that failed."""

from __future__ import annotations

import json

import pytest

from pipeline.errors import ModelError
from pipeline.models import Citation, Claim, Entailment
from tests.model_server import Asked, Wire, serving
from tests.pipeline.writers.llm.kit import make_writer

QUOTE = "The ministry ordered 30 checks of cranes in May."


def claims(number: int) -> list[Claim]:
    cited = (Citation("a", 1, 0, len(QUOTE), QUOTE),)
    return [Claim(f"claim-{at}", f"The ministry ordered checks, {at}.", cited) for at in range(number)]


def voting(*votes: tuple[str, str]) -> str:
    return json.dumps(
        {"votes": [{"statement": label, "reason": "so", "vote": vote} for label, vote in votes]}
    )


def test_votes_come_back_by_claim() -> None:
    def vote(asked: Asked, wire: Wire, _: int) -> bool:
        wire.complete(asked, voting(("C1", "yes"), ("C2", "partly"), ("C3", "no")))
        return True

    with serving(vote) as server:
        votes = make_writer(server.url).entails(claims(4), [])
    assert votes == {
        "claim-0": Entailment.YES,
        "claim-1": Entailment.PARTLY,
        "claim-2": Entailment.NO,
    }


def test_many_claims_are_asked_in_several_calls_with_their_sentences_marked() -> None:
    with serving() as server:
        votes = make_writer(server.url).entails(claims(23), [])
    assert server.steps == ["entailment"] * 3
    assert set(votes) <= {claim.id for claim in claims(23)}
    assert QUOTE not in server.asked[0].prompt  # its words are joined by the marker
    assert "checks" in server.asked[0].prompt


def test_label_that_was_not_offered_is_no_vote() -> None:
    def stray(asked: Asked, wire: Wire, _: int) -> bool:
        wire.complete(asked, voting(("C9", "yes")))
        return True

    with serving(stray) as server, pytest.raises(ModelError):
        make_writer(server.url).entails(claims(2), [])


def test_nothing_to_judge_asks_nobody() -> None:
    assert make_writer("http://127.0.0.1:9/v1").entails([], []) == {}
