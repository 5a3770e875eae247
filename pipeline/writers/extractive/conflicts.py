"""Where independent sources disagree: on a figure, on a day, on whether something is so.

Precision comes before recall. Two figures are set against each other only when both count the same thing in the same
event and neither source gives the other's figure. What runs on (victims, cases, arrests) and is reported later is an
update, not a disagreement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from pipeline.models import Conflict, Precision, QuantityKind
from pipeline.text.dates import absolute_text
from pipeline.text.names import name_key
from pipeline.text.quantities import same_quantity
from pipeline.text.units import amount_of
from pipeline.text.words import word_set
from pipeline.writers.extractive.lines import content_words, overlap, to_claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.models import DateMention, Quantity
    from pipeline.writers.extractive.lines import Line
    from pipeline.writers.extractive.readings import Reading

MAX_DAYS = 10
"""Reports further apart tell of different states of things."""
MAX_RATIO = 3.0
"""Values further apart count different things, or one of them is misread."""
MIN_SHARED_WORDS = 3
"""Fewest words around two figures that must be the same for both to measure one thing."""
_SAME_STORY = 0.6
"""Share of a sentence's content words in the other sentence and its neighbors from which both tell of one thing."""
_WINDOW = 45
"""Characters on either side of a figure whose words say what it measures."""
_RUNNING = word_set(
    "person people victim death fatality casualty injury case patient arrest customer home house rescue missing vote",
    "man woman child civilian soldier outage evacuee acre hostage survivor infection hospitalization",
)
"""What is counted anew every day while an event goes on."""
_BOUND_BEFORE = re.compile(
    r"\b(?:at least|more than|over|up to|as many as|fewer than|less than|under|nearly|almost)\s(?:an? |the )?$",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\s(?:(?:has|have|had|also|later|repeatedly)\s){0,2}(?P<verb>denie[sd]|dispute[sd]|rejects|rejected|contradict(?:s|ed))\s"
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput\w+|reject\w*|contradict\w*|not|no|never|refus\w+)\b", re.IGNORECASE
)


def find_conflicts(
    readings: Sequence[Reading], lines: Sequence[Line], limit: int = 3
) -> tuple[Conflict, ...]:
    """Pairs of independent reports that cannot both be right, each with a note that gives both sides."""
    by_event: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_event[line.evidence.event_id].append(line)
    found = list(_of_readings(readings))
    for told in by_event.values():
        for finder in (_of_figures, _of_days, _of_denials):
            found.extend(finder(told))
    distinct = {frozenset(claim.id for claim in conflict.claims): conflict for conflict in found}
    return tuple(distinct.values())[:limit]


def _conflict(first: Line, second: Line, note: str) -> Conflict:
    return Conflict((to_claim("conflict", first), to_claim("conflict", second)), note)


def _are_independent(first: Line, second: Line) -> bool:
    """Whether two lines come from different publishers, near in time."""
    one, other = first.evidence, second.evidence
    apart = abs((one.published - other.published).days)
    return name_key(one.publisher) != name_key(other.publisher) and apart <= MAX_DAYS


def _differ(first: Quantity, second: Quantity) -> bool:
    """Whether two values are too far apart to be one rounded, and near enough to be two of one thing."""
    low, high = sorted((abs(amount_of(first).value), abs(amount_of(second).value)))
    least = 1.12 if first.approximate or second.approximate else 1.01
    return low > 0 and least <= high / low <= MAX_RATIO


# --- figures ----------------------------------------------------------------------------------------------------------


def _of_readings(readings: Sequence[Reading]) -> Iterator[Conflict]:
    """Different values of one measure of one thing, each from a sentence that names both."""
    by_key: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in (each for each in readings if each.scale_line is None):
        by_key[(reading.thing_key, reading.measure_key)].append(reading)
    for group in by_key.values():
        for first, second in combinations(group, 2):
            if _are_independent(first.line, second.line) and _differ(first.quantity, second.quantity):
                note = _values_note(f"{first.thing} ({first.measure})", first, second)
                yield _conflict(first.line, second.line, note)
                break


def _values_note(what: str, first: Reading, second: Reading) -> str:
    one, other = first.line.evidence.publisher, second.line.evidence.publisher
    return f"On {what}, {one} gives {_said(first.quantity)}, {other} gives {_said(second.quantity)}."


def _of_figures(lines: Sequence[Line]) -> Iterator[Conflict]:
    """Different counts of the same things, or sums for the same, in reports of one event."""
    given = _given_by_article(lines)
    for first, second in combinations(lines, 2):
        if not _are_independent(first, second):
            continue
        pair = next(_clashing(first, second, given), None)
        if pair is not None:
            yield _conflict(first, second, _figures_note(first, second, *pair))


def _given_by_article(lines: Sequence[Line]) -> Mapping[str, list[Quantity]]:
    """All figures that each article gives in these lines and their neighbors."""
    given: dict[str, list[Quantity]] = defaultdict(list)
    for line in lines:
        given[line.evidence.article_id].extend(line.evidence.quantities)
    return given


def _clashing(
    first: Line, second: Line, given: Mapping[str, Sequence[Quantity]]
) -> Iterator[tuple[Quantity, Quantity]]:
    for one in first.evidence.quantities:
        for other in second.evidence.quantities:
            if _count_the_same(first, one, second, other) and not (
                _gives(given[first.evidence.article_id], one, other)
                or _gives(given[second.evidence.article_id], other, one)
            ):
                yield one, other


def _gives(figures: Sequence[Quantity], own: Quantity, other: Quantity) -> bool:
    """Whether an article has the other's figure too, or several of the kind, so that they count different things."""
    alike = [each for each in figures if each.kind is own.kind and each.unit == own.unit]
    return any(same_quantity(each, other) or not same_quantity(each, own) for each in alike)


def _count_the_same(first: Line, one: Quantity, second: Line, other: Quantity) -> bool:
    if one.kind is not other.kind or one.unit != other.unit or not _differ(one, other):
        return False
    if _may_both_hold(first, one, second, other):
        return False
    shared = _words_around(first, one) & _words_around(second, other) - content_words(one.unit)
    if one.kind is QuantityKind.COUNT and _is_thing(one.unit):
        return _tell_the_same(first, second) or len(shared) >= MIN_SHARED_WORDS
    return one.kind in {QuantityKind.MONEY, QuantityKind.PERCENT} and len(shared) >= MIN_SHARED_WORDS


def _is_thing(unit: str) -> bool:
    """Whether a counted noun is a thing of its own, and no score, multiple or short unit."""
    return unit.isalpha() and len(unit) > 4 and unit != "times"


def _may_both_hold(first: Line, one: Quantity, second: Line, other: Quantity) -> bool:
    """Whether two figures can both be right: counts that run on, limits, and what may have grown since."""
    is_limit = _is_bound(first, one) or _is_bound(second, other)
    return one.unit in _RUNNING or is_limit or _is_update(first, one, second, other)


def _is_update(first: Line, one: Quantity, second: Line, other: Quantity) -> bool:
    """Whether the larger figure is the later one, so that the count may simply have grown."""
    (earlier, before), (later, after) = sorted(
        ((first.evidence.published, one.value), (second.evidence.published, other.value))
    )
    return earlier < later and before < after


def _is_bound(line: Line, quantity: Quantity) -> bool:
    """Whether a figure is only a limit, which a larger or smaller one does not contradict."""
    return _BOUND_BEFORE.search(line.evidence.text[: quantity.start]) is not None


def _words_around(line: Line, quantity: Quantity) -> frozenset[str]:
    text = line.evidence.text
    before, after = (
        text[max(0, quantity.start - _WINDOW) : quantity.start],
        text[quantity.end : quantity.end + _WINDOW],
    )
    return content_words(before.partition(" ")[2]) | content_words(after.rpartition(" ")[0])


def _tell_the_same(first: Line, second: Line) -> bool:
    """Whether the shorter line's words are in the other or beside it."""
    line, other = sorted((first, second), key=lambda each: len(each.words))
    around = other.evidence.before, other.evidence.text, other.evidence.after
    words = {word for word in line.words if not word[:1].isdigit()}
    return bool(words) and len(words & content_words(" ".join(around))) / len(words) >= _SAME_STORY


def _figures_note(first: Line, second: Line, one: Quantity, other: Quantity) -> str:
    return f"{first.evidence.publisher} gives {_said(one)}, {second.evidence.publisher} gives {_said(other)}."


def _said(quantity: Quantity) -> str:
    return f"about {quantity.text}" if quantity.approximate else quantity.text


# --- days -------------------------------------------------------------------------------------------------------------


def _of_days(lines: Sequence[Line]) -> Iterator[Conflict]:
    """Different days for the same thing, where neither article gives the other's day."""
    days: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        days[line.evidence.article_id] |= {absolute_text(mention) for mention in line.evidence.dates}
    for first, second in combinations(lines, 2):
        one, other = _only_day(first), _only_day(second)
        if one is None or other is None or one.first == other.first or not _are_independent(first, second):
            continue
        said, denied = absolute_text(one), absolute_text(other)
        known = denied in days[first.evidence.article_id] or said in days[second.evidence.article_id]
        if (
            not known
            and overlap(first, second) >= _SAME_STORY
            and abs((one.first - other.first).days) <= MAX_DAYS
        ):
            publishers = first.evidence.publisher, second.evidence.publisher
            yield _conflict(first, second, f"{publishers[0]} gives {said}, {publishers[1]} gives {denied}.")


def _only_day(line: Line) -> DateMention | None:
    """The day a line gives, None when it gives none or several."""
    found = line.evidence.dates
    return found[0] if len(found) == 1 and found[0].precision is Precision.DAY else None


# --- denials ----------------------------------------------------------------------------------------------------------


def _of_denials(lines: Sequence[Line]) -> Iterator[Conflict]:
    """What one source reports and, according to another, the one concerned denies."""
    for claim, denial in permutations(lines, 2):
        found = _DENIES.search(denial.evidence.text)
        if found is None or _DENIAL.search(claim.evidence.text) or not _are_independent(claim, denial):
            continue
        who = next((name for name in denial.evidence.names if name.end == found.start()), None)
        denied = content_words(denial.evidence.text[found.end() :])
        named = who is not None and any(name.key == who.key for name in claim.evidence.names)
        if who is not None and named and len(denied & claim.words) >= max(3, _SAME_STORY * len(denied)):
            told, held = claim.evidence.publisher, denial.evidence.publisher
            yield _conflict(
                claim, denial, f"{told} reports it; {who.text} {found['verb']} it, according to {held}."
            )
