"""A draft as one self-contained HTML page: no script, no request, every sentence leading to the words it leans on.

Citation markers are buttons with the Popover API (HTML Living Standard), which needs no script; where a browser does
not know it, and on paper, the passages stand at the end of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.rendering.passages import Notes
from pipeline.rendering.plain import sources_note, what_is_new
from pipeline.rendering.templating import PACKAGE, environment
from pipeline.rendering.timeline import days_of, described, draw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.models import Citation, Draft
    from pipeline.rendering.passages import Passage

_WIDE = 880.0
_NARROW = 344.0
_SENTIMENT_SIGNS = {"optimistic": "↗", "cautionary": "△", "critical": "▼", "mixed": "◇", "neutral": "○"}
_LEVELS = {"low": 1, "medium": 2, "high": 3}


@dataclass(frozen=True, slots=True)
class Share:
    """One stretch of the verification bar, in percent of its length."""

    name: str
    label: str
    count: int
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a draft is covered by evidence. ``cited`` counts the claims with at least one quote."""

    claims: int
    cited: int
    quotes: int
    sources: int
    publishers: int

    @property
    def percent(self) -> int:
        """Whole percent of claims that are cited, rounded down so that 100 means all."""
        return 100 * self.cited // self.claims if self.claims else 0


def draft_to_html(draft: Draft, passages: Mapping[Citation, Passage], status: str = "") -> str:
    """The page of a draft. A citation without a passage shows its quote alone.

    ``status`` is the status line; by default it says that the draft is not approved.

    Raises:
        InputError: A claim cites an article that the draft does not list as a source.
    """
    template = environment(PACKAGE).get_template("insight.html.j2")
    pictures = [draw(draft.timeline.entries, width) for width in (_WIDE, _NARROW)]
    return template.render(
        draft=draft,
        notes=Notes(draft, passages),
        status=status or f"Draft · version {draft.version} · not yet approved",
        pictures=list(zip(("wide", "narrow"), pictures, strict=True)) if all(pictures) else [],
        picture_text=described(draft.timeline.entries),
        dates=[days_of(entry.date) for entry in draft.timeline.entries],
        whats_new=what_is_new(draft),
        sources_note=sources_note(draft.tldr.claims),
        fresh=frozenset(draft.news.claims if draft.news is not None else ()),
        shares=_shares(draft),
        coverage=_coverage(draft),
        sentiment_sign=_SENTIMENT_SIGNS[draft.tldr.sentiment.value],
        level=_LEVELS[draft.impact.level.value],
        sources=sorted(draft.sources, key=lambda source: source.n),
    )


def _coverage(draft: Draft) -> Coverage:
    claims = list(draft.claims())
    return Coverage(
        claims=len(claims),
        cited=sum(1 for claim in claims if claim.citations),
        quotes=len({citation for claim in claims for citation in claim.citations}),
        sources=len(draft.sources),
        publishers=len({source.publisher for source in draft.sources if source.publisher}),
    )


def _shares(draft: Draft) -> list[Share]:
    counts = draft.verification
    parts = [
        ("supported", "Supported by what they cite", counts.supported),
        ("partial", "Partly supported", counts.partial),
        ("conflicting", "Sources conflict", counts.conflicting),
        ("unsupported", "Not supported", counts.unsupported),
    ]
    whole = sum(count for _, _, count in parts)
    shares, start = [], 0.0
    for name, label, count in parts:
        length = round(100 * count / whole, 2) if whole else 0.0
        shares.append(Share(name, label, count, start, length))
        start = round(start + length, 2)
    return shares
