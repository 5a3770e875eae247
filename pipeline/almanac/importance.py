"""How much an event matters, 1 to 10, by a formula that can be followed by hand: ``docs/importance.md`` explains it.

Each part has a value, which a scale turns into a share of 0 to 1, and a weight; the score is read off the weighted mean
of the shares. All of it is stored with the event, and nothing in it depends on other events' scores or on today's date,
so that a score can be computed again from its parts for ever.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.almanac.magnitude import greatest_figure, lead
from pipeline.models import DayCount, Importance, ImportancePart
from pipeline.text.publishers import publisher_key
from pipeline.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.almanac.magnitude import Figure
    from pipeline.models import Article, Event, Topic
    from pipeline.settings import ImportanceSettings

EXPONENT = 1.5
STEEPNESS = 3.5
"""The curve 1 - (1 - mean ** EXPONENT) ** STEEPNESS (Kumaraswamy 1980) is flat near 0, where routine news lies, and
near 1, since no story is the greatest in every respect. No setting: stored scores rely on it."""
CENTRAL_ARTICLES = 3
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ImportanceInputs:
    """What the score of an event is computed from.

    ``tiers`` gives the tier of publishers by ``publisher_key``, 1 is best. ``activity`` holds dated articles only.
    ``earlier_similarity`` is the greatest cosine to an earlier event, 0 when there is none. ``domains`` counts those
    that the event touches. ``model_opinion`` is a share of 0 to 1, None when no model was asked.
    """

    publishers: tuple[str, ...]
    tiers: Mapping[str, int]
    activity: tuple[DayCount, ...]
    figure: Figure | None
    earlier_similarity: float = 0.0
    domains: int = 1
    model_opinion: float | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A part before it is weighed."""

    name: str
    value: float
    shown: str
    share: float


def publisher_tiers(topics: Iterable[Topic]) -> dict[str, int]:
    """The tier of every publisher that a topic ranks, by ``publisher_key``; the best where topics differ."""
    tiers: dict[str, int] = {}
    for topic in topics:
        for publisher, tier in topic.source_tiers.items():
            key = publisher_key(publisher)
            tiers[key] = min(tier, tiers.get(key, tier))
    return tiers


def dated_activity(event: Event, articles: Iterable[Article]) -> tuple[DayCount, ...]:
    """An event's activity without the articles that have no publication date: the day on which they were taken in says
    nothing about how fast or how long a story was told."""
    undated = Counter(
        article.day for article in articles if article.published is None and article.is_representative
    )
    dated = (DayCount(one.day, one.articles - undated[one.day]) for one in event.activity)
    return tuple(one for one in dated if one.articles > 0)


def central_figure(articles: Sequence[Article]) -> Figure | None:
    """The greatest figure in the leads of an event's central articles, which are the first of ``articles``."""
    return greatest_figure(map(lead, articles[:CENTRAL_ARTICLES]))


def rate(inputs: ImportanceInputs, settings: ImportanceSettings) -> Importance:
    """The importance of an event, 1.0 to 10.0, with its parts in a fixed order."""
    weights = _weights(settings, asked=inputs.model_opinion is not None)
    parts = tuple(
        ImportancePart(one.name, one.value, one.shown, round(one.share, _DIGITS), weights[one.name])
        for one in _readings(inputs, settings)
    )
    return Importance(_score(weighted_mean(parts)), parts)


def recompute(importance: Importance) -> float:
    """The score that the stored parts give, whatever the settings are by now."""
    return _score(weighted_mean(importance.parts))


def weighted_mean(parts: Sequence[ImportancePart]) -> float:
    """The mean of the shares by weight, 0 to 1, to four digits so that it can be checked by hand; 0 without weight."""
    total = math.fsum(part.weight for part in parts)
    mean = math.fsum(part.share * part.weight for part in parts) / total if total else 0.0
    return _clamped(round(mean, _DIGITS))


def explained(importance: Importance) -> tuple[str, ...]:
    """The computation line by line: each part with its product, then the mean and the score."""
    parts = importance.parts
    named, shown = (max(map(len, column), default=0) for column in _columns(parts))
    products = [part.share * part.weight for part in parts]
    mean, summed = weighted_mean(parts), math.fsum(products)
    weights = math.fsum(part.weight for part in parts)
    return (
        *(
            f"{part.name:<{named}}  {part.shown:<{shown}}  {part.share:.4f} x {part.weight:.4f} = {product:.4f}"
            for part, product in zip(parts, products, strict=True)
        ),
        f"mean   {summed:.4f} / {weights:.4f} = {mean:.4f}",
        f"score  1 + 9 x (1 - (1 - {mean:.4f}^{EXPONENT:g})^{STEEPNESS:g}) = {recompute(importance):.1f}",
    )


def _columns(parts: Sequence[ImportancePart]) -> tuple[list[str], list[str]]:
    return [part.name for part in parts], [part.shown for part in parts]


def _score(mean: float) -> float:
    return round(1 + 9 * (1 - math.pow(1 - math.pow(mean, EXPONENT), STEEPNESS)), 1)


def _weights(settings: ImportanceSettings, *, asked: bool) -> dict[str, float]:
    """The weight of each part by name, together 1. A model's opinion takes its share off all others."""
    own = {
        "publishers": settings.publishers,
        "source tier": settings.source_tier,
        "novelty": settings.novelty,
        "velocity": settings.velocity,
        "magnitude": settings.magnitude,
        "reach": settings.reach,
        "persistence": settings.persistence,
    }
    opinion = settings.model_opinion if asked else 0.0
    total = math.fsum(own.values())
    weights = {name: round((1 - opinion) * weight / total, _DIGITS) for name, weight in own.items()}
    return {**weights, "model opinion": opinion}


def _readings(inputs: ImportanceInputs, settings: ImportanceSettings) -> list[_Reading]:
    readings = [
        _publishers(inputs, settings),
        _source_tier(inputs, settings),
        _novelty(inputs),
        _velocity(inputs, settings),
        _magnitude(inputs),
        _reach(inputs, settings),
        _persistence(inputs, settings),
    ]
    if inputs.model_opinion is not None:
        share = _clamped(inputs.model_opinion)
        readings.append(_Reading("model opinion", share, f"{share:.0%} by a model's reading", share))
    return readings


def _publishers(inputs: ImportanceInputs, settings: ImportanceSettings) -> _Reading:
    known = len(inputs.publishers)
    shown = count(known, "independent publisher") if known else "no publisher known"
    return _Reading("publishers", known, shown, _log_share(known, settings.publishers_in_full))


def _source_tier(inputs: ImportanceInputs, settings: ImportanceSettings) -> _Reading:
    """The best of the publishers' tiers; one that no topic ranks has the neutral share."""
    ranked = [(inputs.tiers.get(publisher_key(name)), name) for name in inputs.publishers]
    best = min(((tier, name) for tier, name in ranked if tier is not None), default=None)
    share = 0.0 if best is None else _clamped(1 - (best[0] - 1) / settings.lowest_tier)
    is_all_ranked = bool(ranked) and all(tier is not None for tier, _ in ranked)
    if best is None or (not is_all_ranked and share < settings.unranked_source):
        return _Reading("source tier", 0, "no topic ranks it", settings.unranked_source)
    return _Reading("source tier", best[0], f"tier {best[0]}: {best[1]}", share)


def _novelty(inputs: ImportanceInputs) -> _Reading:
    share = _clamped(1 - inputs.earlier_similarity)
    return _Reading("novelty", round(share, _DIGITS), f"{share:.0%} unlike any earlier event", share)


def _velocity(inputs: ImportanceInputs, settings: ImportanceSettings) -> _Reading:
    told = {one.day: one.articles for one in inputs.activity}
    most = max((articles + told.get(day + timedelta(days=1), 0) for day, articles in told.items()), default=0)
    shown = f"{count(most, 'article')} within two days" if most else "no dated article"
    return _Reading("velocity", most, shown, _log_share(most, settings.velocity_in_full))


def _magnitude(inputs: ImportanceInputs) -> _Reading:
    figure = inputs.figure
    if figure is None:
        return _Reading("magnitude", 0.0, "no telling figure", 0.0)
    return _Reading("magnitude", figure.value, figure.shown, figure.share)


def _reach(inputs: ImportanceInputs, settings: ImportanceSettings) -> _Reading:
    share = _log_share(inputs.domains, settings.reach_in_full)
    return _Reading("reach", inputs.domains, count(inputs.domains, "domain"), share)


def _persistence(inputs: ImportanceInputs, settings: ImportanceSettings) -> _Reading:
    days = {one.day for one in inputs.activity if one.articles}
    if not days:
        return _Reading("persistence", 0, "no dated article", 0.0)
    span = (max(days) - min(days)).days + 1
    shown = f"told on {count(len(days), 'day')}" + (f" of {span}" if span > len(days) else "")
    return _Reading("persistence", len(days), shown, _log_share(len(days), settings.persistence_in_full))


def _log_share(number: int, in_full: int) -> float:
    """0 for one (or none), 1 from ``in_full`` on, and equal steps for equal ratios between."""
    return min(1.0, math.log(number) / math.log(in_full)) if number > 1 else 0.0


def _clamped(share: float) -> float:
    return min(1.0, max(0.0, share))
