"""What writing a piece with a model is expected to take, call by call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from pipeline.ports import Spending

if TYPE_CHECKING:
    from pipeline.settings import WriterSettings

OUTPUT_TOKENS = 280
"""Mean of an answer, at four characters a token: counted on one piece of the bundled demo."""


@dataclass(frozen=True, slots=True)
class ExpectedCalls:
    """Calls of one role in a piece. Tokens are means of a prompt with its schema."""

    role: str
    calls: int
    input_tokens: int


FULL_PIECE = (
    ExpectedCalls("theme", 1, 3_500),
    ExpectedCalls("outline", 1, 11_000),
    ExpectedCalls("section", 3, 3_500),
    ExpectedCalls("connections", 1, 2_000),
    ExpectedCalls("timeline", 1, 6_500),
    ExpectedCalls("tables", 1, 10_000),
    ExpectedCalls("doubts", 1, 11_000),
    ExpectedCalls("summary", 1, 4_500),
    ExpectedCalls("advice", 1, 4_500),
    ExpectedCalls("repair", 11, 1_900),
    ExpectedCalls("entailment", 6, 2_000),
)
"""Input tokens as counted on the pieces of the bundled demo; as many repairs as one of them needed when a model
answered well, and one vote for ten claims. A careless model needs twice as many repairs."""
SHORT_PIECE = (
    ExpectedCalls("outline", 1, 11_000),
    ExpectedCalls("section", 2, 3_500),
    ExpectedCalls("summary", 1, 3_500),
    ExpectedCalls("repair", 5, 1_900),
    ExpectedCalls("entailment", 3, 2_000),
)


def piece_spending(settings: WriterSettings, *, short: bool = False) -> Spending:
    """Calls, tokens and money that a piece is expected to take, at the prices of the models of its roles."""
    parts = (_spending(settings, part) for part in (SHORT_PIECE if short else FULL_PIECE))
    return reduce(Spending.plus, parts, Spending())


def _spending(settings: WriterSettings, part: ExpectedCalls) -> Spending:
    asked = part.calls * min(part.input_tokens, settings.context_tokens)
    answered = part.calls * OUTPUT_TOKENS
    price = settings.price_of(settings.model_for(part.role))
    return Spending(part.calls, asked, answered, price.of(asked, answered))
