"""What a run may still spend, and which form of a piece that pays for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.flow.expected import piece_spending

if TYPE_CHECKING:
    from pipeline.flow.services import Services


class Form(StrEnum):
    """How a piece is written, best first."""

    FULL = "full"
    SHORT = "short"
    """By the model: fewer sections and no optional parts."""
    PLAIN = "plain"
    """By the extractive writer, which costs nothing."""


def ceiling_reached(services: Services) -> bool:
    """Whether the writer has spent as much money or as many tokens as the run's settings allow."""
    spent = services.writer.spent()
    return services.settings.run.reached_by(spent.cost_usd, spent.tokens)


def affordable_form(services: Services) -> Form:
    """The best form of the next piece whose expected cost fits what is left."""
    if services.writer.name == "extractive":
        return Form.FULL
    for form in (Form.FULL, Form.SHORT):
        total = services.writer.spent().plus(
            piece_spending(services.settings.writer, short=form is Form.SHORT)
        )
        if not services.settings.run.exceeded_by(total.cost_usd, total.tokens):
            return form
    return Form.PLAIN
