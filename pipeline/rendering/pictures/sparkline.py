"""A theme's activity as a small row of bars that fits into a line of text. It takes the color of that text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pipeline.rendering.plain import spelled_day

if TYPE_CHECKING:
    from pipeline.models import DayCount
    from pipeline.rendering.pictures.periods import Periods

_LEAST_HEIGHT = 1.5
_BAR_SHARE = 0.72


def sparkline(
    days: tuple[DayCount, ...], periods: Periods, width: float = 120.0, height: float = 20.0
) -> str:
    """An inline SVG element with a bar for each period that has articles, over a base line.

    Sparklines of one list are given the same ``periods``, so that their bars stand under each other; each has its own
    scale. What it shows is its title, for screen readers and when it is pointed at.
    """
    counts = periods.counts(days)
    step = width / max(1, len(counts))
    most = max(counts, default=0)
    bars = "".join(
        f"M{index * step:.2f},{height - 1:g}v{-_bar(count, most, height):.2f}h{step * _BAR_SHARE:.2f}V{height - 1:g}Z"
        for index, count in enumerate(counts)
        if count
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sparkline" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img"><title>{escape(sparkline_text(days, periods))}</title>'
        f'<path d="M0,{height - 0.5:g}H{width:g}" stroke="currentColor" stroke-opacity=".3"/>'
        f'<path d="{bars}" fill="currentColor"/></svg>'
    )


def _bar(count: int, most: int, height: float) -> float:
    return max(_LEAST_HEIGHT, (height - 2) * count / most)


def sparkline_text(days: tuple[DayCount, ...], periods: Periods) -> str:
    """The sparkline in words."""
    counts = periods.counts(days)
    total, most = sum(counts), max(counts, default=0)
    if not total:
        return "No dated articles."
    start = spelled_day(periods.starts[counts.index(most)].isoformat())
    when = {"day": f"on {start}", "week": f"in the week from {start}", "month": f"in the month from {start}"}
    if total == 1:
        return f"1 article, {when[periods.unit]}."
    return f"{total:,} articles; most, {most:,}, {when[periods.unit]}."
