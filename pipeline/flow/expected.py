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
    ExpectedCalls("theme", 1, 2_500),
    ExpectedCalls("outline", 1, 11_000),
    ExpectedCalls("section", 3, 5_000),
    ExpectedCalls("connections", 1, 3_300),
    ExpectedCalls("timeline", 1, 5_000),
    ExpectedCalls("tables", 1, 5_000),
    ExpectedCalls("doubts", 1, 11_000),
    ExpectedCalls("summary", 1, 5_000),
    ExpectedCalls("advice", 1, 5_000),
    ExpectedCalls("repair", 11, 1_900),
)
"""When the model answers well; as many repairs as were counted on a piece of the demo."""
SHORT_PIECE = (
    ExpectedCalls("outline", 1, 11_000),
    ExpectedCalls("section", 2, 5_000),
    ExpectedCalls("summary", 1, 5_000),
    ExpectedCalls("repair", 5, 1_900),
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
