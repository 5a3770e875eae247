"""Asks a model for the words of a theme, and for its opinion of an event, and holds both to the digest that it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.models import Citation
from pipeline.ports import ThemeWords
from pipeline.text.alignment import content_words, stem
from pipeline.text.wording import written_day
from pipeline.verification.facts import CitedText, missing_fact
from pipeline.verification.passages import Passage
from pipeline.verification.wording import overstated
from pipeline.writers.llm.answers import ImportanceAnswer, Offer, ThemeAnswer
from pipeline.writers.llm.marking import make_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from pipeline.ports import EventDigest, ThemeDigest
    from pipeline.writers.llm.calls import Caller
    from pipeline.writers.llm.marking import Marker

_SHOWN_EVENTS = 12
_LEADS_PER_EVENT = 3
_FEW_EVENTS = 4
"""With few events, all leads of each are shown."""
_HIGHEST = 10
_MOST_STRANGERS = 0.4
"""Largest share of words that are the model's own: it may say in one word what the events say in many."""


def ask_words(digest: ThemeDigest, caller: Caller, secret: bytes) -> ThemeWords:
    """The model's label and description of a theme, all of whose facts stand in the digest.

    Raises:
        ModelError: as ``Caller.ask``.
    """
    events = digest.events[:_SHOWN_EVENTS]
    marker = make_marker(secret, _texts(events))
    count = None if len(events) <= _FEW_EVENTS else _LEADS_PER_EVENT
    values = {
        "events": _block([line for event in events for line in _lines(event, marker, count)], marker),
        "terms": ", ".join(map(marker.mark, digest.terms)),
        "domains": ", ".join(map(marker.mark, digest.domains)),
    }
    answer = caller.ask("theme", values, ThemeAnswer, Offer(marker, objection=_objection_to(digest)))
    return ThemeWords(answer.label, answer.summary)


def ask_importance(digest: EventDigest, caller: Caller, secret: bytes) -> float:
    """The model's judgement of an event, 0 to 1.

    Raises:
        ModelError: as ``Caller.ask``.
    """
    marker = make_marker(secret, _texts([digest]))
    values = {"event": _block(list(_lines(digest, marker)), marker)}
    answer = caller.ask("importance", values, ImportanceAnswer, Offer(marker))
    return (answer.importance - 1) / (_HIGHEST - 1)


# --- what is shown ----------------------------------------------------------------------------------------------------


def _block(lines: Sequence[str], marker: Marker) -> str:
    return "\n".join((f"[evidence {marker.tag}]", *lines, f"[end of evidence {marker.tag}]"))


def _lines(event: EventDigest, marker: Marker, leads: int | None = None) -> Iterator[str]:
    yield (
        f"-- {marker.mark(event.title)} (first report {written_day(event.day)}; articles: {event.articles}; "
        f"independent publishers: {len(event.publishers)})"
    )
    for lead in event.leads[:leads]:
        yield marker.mark(" ".join(lead.sentences))


def _texts(events: Sequence[EventDigest]) -> Iterator[str]:
    for event in events:
        yield event.title
        for lead in event.leads:
            yield from lead.sentences


# --- what holds -------------------------------------------------------------------------------------------------------


def _objection_to(digest: ThemeDigest) -> Callable[[str], str]:
    """What the digest does not bear out of a line: a fact that it does not state, an overstatement, words of the
    model's own making, nothing that events have in common."""
    seen = CitedText(tuple(_passages(digest)))
    words = [frozenset(map(stem, content_words(" ".join(_texts([event]))))) for event in digest.events]
    needed = min(2, len(digest.events))

    def objection(line: str) -> str:
        fault = missing_fact(line, seen) or overstated(line, seen)
        if fault:
            return fault
        reach = {word: sum(stem(word) in own for own in words) for word in content_words(line)}
        strangers = [word for word, events in reach.items() if not events]
        if len(strangers) > _MOST_STRANGERS * len(reach):
            return f"too many of its words stand in none of the events: {', '.join(strangers)}"
        if max(reach.values(), default=0) < needed:
            return "no word of it stands in more than one of the events"
        return ""

    return objection


def _passages(digest: ThemeDigest) -> Iterator[Passage]:
    for event in digest.events:
        yield _passage(event.event_id, f"{event.title}. ({written_day(event.day)})", event.day)
        for lead in event.leads:
            yield _passage(lead.article_id, " ".join(lead.sentences), lead.day or event.day)


def _passage(source: str, text: str, day: date) -> Passage:
    return Passage(Citation(source, 1, 0, len(text), text), text, day, "")
