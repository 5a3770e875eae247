"""What all tables share: a cell as an excerpt of its sentence, and the words for who reports what is in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.text.dates import days_text
from pipeline.text.quantities import start_with_bound
from pipeline.text.wording import count
from pipeline.writers.extractive.lines import excerpt_claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Claim, Quantity
    from pipeline.writers.extractive.lines import Line


def excerpt(line: Line, quantity: Quantity) -> Claim:
    """A figure as its sentence gives it, with its "about" or "at least"."""
    return excerpt_claim("table", line, start_with_bound(line.evidence.text, quantity), quantity.end)


def reports(lines: Sequence[Line]) -> str:
    """Who reports it and when: "As reported in 3 articles by 2 publishers, 8 April to 10 June 2026"."""
    articles = {line.evidence.article_id for line in lines}
    publishers = {line.evidence.publisher for line in lines}
    days = sorted(line.evidence.published for line in lines)
    sources = f"{count(len(articles), 'article')} by {count(len(publishers), 'publisher')}"
    return f"As reported in {sources}, {days_text(days[0], days[-1])}"
