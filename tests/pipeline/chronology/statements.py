"""Statements for tests of the chronology."""

from __future__ import annotations

from datetime import date

from pipeline.chronology import Span, Statement
from pipeline.text.dates import find_dates

PUBLISHED = date(2026, 4, 10)  # a Friday
ANY_DAY = Span(date.min, date.max)


def statement(text: str, article: str = "a1", published: date = PUBLISHED, ordinal: int = 0) -> Statement:
    """A sentence of an article with the dates that it gives."""
    dates = tuple(find_dates(text, published))
    return Statement(f"{article}-{ordinal}", text, article, published, ordinal, dates)
