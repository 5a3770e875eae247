"""Headline, dek and headings: made of the sources' own titles and of counts, never of adjectives."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.text.genres import is_opinion
from pipeline.text.names import common_words, names_everywhere
from pipeline.text.verbs import has_verb
from pipeline.text.wording import count, written_day
from pipeline.text.words import word_set
from pipeline.writers.extractive.lines import content_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.models import Dossier, Event, InsightPlan, NameMention
    from pipeline.writers.extractive.lines import Line

MAX_HEADLINE = 170
MAX_CLAUSE = 90
MAX_INITIALS = 2
"""Letters of a name that is too short to tell a story from another ("AI", "EU")."""
_CLAUSE_END = re.compile(
    r",\s(?=(?:which|who|whose|where|while|as|after|when|\w+ing|\w+ed)\b[^,]*$)|\s[–—]\s|;\s|\s(?=(?:after|amid)\s)"
)
"""Where what a sentence trails off with begins; a clause between commas is no such thing."""
_SUBORDINATE = re.compile(
    r"(?:as|with|though|although|while|after|before|when|if|since|because|amid|despite|during|for|from|in|on|at|by|to|of|"
    r"once|until|under|first|\w+ed|\w+ing|according|among|there|some|many|most|earlier|later)\s",
    re.IGNORECASE,
)
"""How a sentence opens that does not begin with its subject."""
_LABEL = re.compile(
    r"^(?:opinion|analysis|exclusive|watch|video|photos?|review|editorial|explainer|fact check|live(?: updates?)?|"
    r"breaking|update|correction|podcast|q&a|the week in [a-z ]+)\s?[:|–—-]\s+",
    re.IGNORECASE,
)
_TRAILER = re.compile(r"\s+[|–—-]\s+[\w .&'’]{2,30}$")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9”’'\"][.!?])\s+(?=[A-Z“\"‘])")
_NOT_A_STATEMENT = re.compile(
    r"[?;!:|…]|^(?:no,|letters?|read\b|see\b|your\b|\w+['’]s mailbag)"
    r"|^(?:how|why|what|when|where|who|which|is|are|can|should|will|do|does|meet|here|inside|watch|\d+|five|ten|three|"
    r"seven|eight|six|four|nine)\b"
    r"|\b(?:things to know|need to know|quiz|live updates|in pictures|newsletter|podcast|of the week|roundup|recap|"
    r"takeaways|updates?|your guide|timeline|how to|mailbag|horoscopes?|predictions?|explained|"
    r"i['’]m|my|our|we|you|also|"
    r"today|tonight|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:this|next|last) (?:week|weekend|month|year|season))\b",
    re.IGNORECASE,
)
_BREAKS_OFF = word_set(
    "a an the of in on at to for from by with and or but nor as than that which who whose what when where why how if",
    "is are was were be has have had will would can could may might must not some any our your their his her its my",
    "this these those no into over under about after before since until while because",
)
"""Words that no headline ends with."""


def clean_title(title: str) -> str:
    """A title without a label in front ("Opinion:"), a publisher behind it, or a final full stop."""
    cleaned = _TRAILER.sub("", _LABEL.sub("", " ".join(title.split())))
    return (cleaned[:1].upper() + cleaned[1:]).rstrip(". ")


def is_statement(title: str) -> bool:
    """Whether a title says something, rather than asks, counts or announces, and does not break off."""
    words = title.split()
    whole = len(words) >= 4 and words[-1].casefold() not in _BREAKS_OFF and title.count('"') % 2 == 0
    return whole and not _NOT_A_STATEMENT.search(title) and has_verb(title)


def _parts(title: str) -> list[str]:
    """A title as it is, its first sentence, and what stands before its last comma, for one that breaks off."""
    whole = clean_title(title)
    return [whole, clean_title(_SENTENCE_END.split(whole)[0]), whole.rpartition(", ")[0]]


def event_headings(dossiers: Sequence[Dossier], lines: Sequence[Line]) -> dict[str, str]:
    """A heading for each event, no two alike: the heaviest title that is a statement and fits, else the main clause of
    its weightiest line, else a title as it is."""
    headings: dict[str, str] = {}
    for dossier in dossiers:
        for event in dossier.events:
            used = set(headings.values())
            titles = [event.title, *(item.title for item in dossier.evidence if item.event_id == event.id)]
            told = [line for line in lines if line.evidence.event_id == event.id]
            known = _cut_names([name for line in told for name in line.evidence.names])
            good = [title for title in _titles(titles) if title.split()[-1].casefold() not in known]
            candidates = [*good, *_clauses(event.title, told), *map(clean_title, titles), dossier.title]
            headings[event.id] = next((text for text in candidates if text not in used), dossier.title)
    return headings


def _cut_names(names: Sequence[NameMention]) -> set[str]:
    """Words that only begin names: a title that ends with one breaks off within a name."""
    keys = {name.key for name in names}
    return {key.split()[0] for key in keys if " " in key} - {key.split()[-1] for key in keys}


def _titles(titles: Sequence[str]) -> list[str]:
    parts = dict.fromkeys(part for title in titles if not is_opinion(title) for part in _parts(title))
    return list(filter(_is_heading, parts))


def _clauses(title: str, lines: Sequence[Line]) -> list[str]:
    """The main clauses of lines that say what happened, those nearest to the title first."""
    wanted = content_words(title)
    ranked = sorted(lines, key=lambda line: (-len(wanted & line.words), -line.news_value, line.evidence.id))
    clauses = [
        _CLAUSE_END.split(line.text)[0].rstrip(".")
        for line in ranked
        if line.opens_cold and not line.is_overtaken
    ]
    return [text for text in clauses if _is_heading(text) and not _SUBORDINATE.match(text)]


def _is_heading(text: str) -> bool:
    return is_statement(text) and len(text) <= MAX_CLAUSE


def headline(plan: InsightPlan, headings: Mapping[str, str]) -> str:
    """The lead event's heading and that of the event that best goes with it, joined by a semicolon.

    An event of another dossier that a connection reaches comes first, then one that shares a name with the lead.
    """
    first = _lead(plan, headings)
    for other in _partners(plan, headings, first):
        both = f"{headings[first.id]}; {_inside(headings[other.id])}"
        if len(both) <= MAX_HEADLINE and not _alike(headings[first.id], headings[other.id]):
            return both
    return headings[first.id]


def _lead(plan: InsightPlan, headings: Mapping[str, str]) -> Event:
    events = plan.dossiers[0].events
    return next((event for event in events[:3] if is_statement(headings[event.id])), events[0])


def _partners(plan: InsightPlan, headings: Mapping[str, str], first: Event) -> list[Event]:
    """Events that may stand beside the lead in the headline, best first."""
    joined = {end.event_id for item in plan.connections for end in (item.from_evidence, item.to_evidence)}
    names = _names_of(plan, first)

    def rank(event: Event) -> tuple[bool, bool, int]:
        return (event.domain == first.domain, event.id not in joined, -len(names & _names_of(plan, event)))

    others = [event for dossier in plan.dossiers for event in dossier.events[:4] if event.id != first.id]
    stated = [event for event in others if is_statement(headings[event.id])]
    return sorted((event for event in stated if names & _names_of(plan, event)), key=rank)


def _names_of(plan: InsightPlan, event: Event) -> frozenset[str]:
    """Keys of the names in an event's evidence that tell one story from another."""
    evidence = (item for dossier in plan.dossiers for item in dossier.evidence if item.event_id == event.id)
    return frozenset(name.key for item in evidence for name in item.names) - names_everywhere()


def _inside(heading: str) -> str:
    """A heading as it stands after a semicolon: a first word that is, or begins, no name loses its capital."""
    first, _, rest = heading.partition(" ")
    is_name = first.casefold() not in common_words() or first[1:].isupper() or rest[:1].isupper()
    return heading if is_name else f"{first.casefold()} {rest}"


def _alike(first: str, second: str) -> bool:
    one, other = content_words(first), content_words(second)
    return len(one & other) / max(1, min(len(one), len(other))) >= 0.5


def dek(plan: InsightPlan, headings: Mapping[str, str], lines: Sequence[Line]) -> str:
    """What no single source says, by counting: from what to what the story went, in how many days, and which name
    runs through how much of it."""
    days = {event: _day_of(event, headings[event.id], lines) for event in _told(plan, headings)}
    events = sorted(days, key=lambda event: (days[event], event.id))
    if plan.question or len(events) < 2:
        return f"{_scope(plan)}."
    first, last = events[0], events[-1]
    begin, end = (f"“{headings[event.id]}” ({written_day(days[event])})" for event in (first, last))
    span = count((days[last] - days[first]).days + 1, "day")
    told = f"{count(len(events), 'development')} in {span}, from {begin} to {end}"
    return f"{told}{_thread(plan, events)}; the piece draws on {_scope(plan)}."


def _day_of(event: Event, heading: str, lines: Sequence[Line]) -> date:
    """The day of the first report of an event that has its heading as a title or in its words."""
    told = [line for line in lines if line.evidence.event_id == event.id]
    days = [
        line.evidence.published
        for line in told
        if heading in _parts(line.evidence.title) or line.text.startswith(heading)
    ]
    return min(days, default=event.first_day)


def _told(plan: InsightPlan, headings: Mapping[str, str]) -> list[Event]:
    return [event for event in plan.dossiers[0].events if is_statement(headings[event.id])]


def _thread(plan: InsightPlan, events: Sequence[Event]) -> str:
    """The name that most of the events have in their evidence, in how many; "" when none is in two of them."""
    printed = {
        name.key: name.text for dossier in plan.dossiers for item in dossier.evidence for name in item.names
    }
    found = Counter(key for event in events for key in _names_of(plan, event) if len(key) > MAX_INITIALS)
    key, tellers = max(found.items(), key=lambda pair: (pair[1], len(pair[0]), pair[0]), default=("", 0))
    if tellers < 2:
        return ""
    share = f"{tellers} of them" if tellers < len(events) else "both" if tellers == 2 else "all of them"
    return f"; {printed[key]} is named in {share}"


def _scope(plan: InsightPlan) -> str:
    articles = {article for dossier in plan.dossiers for article in dossier.article_ids}
    publishers = {name for dossier in plan.dossiers for name in dossier.publishers}
    days = [item.published for dossier in plan.dossiers for item in dossier.evidence]
    told = f"{count(len(articles), 'article')} from {count(len(publishers), 'publisher')}"
    return f"{told}, {_period(min(days), max(days))}"


def _period(first: date, last: date) -> str:
    if first == last:
        return written_day(first)
    start = f"{first.day} {first:%B}" if first.year == last.year else written_day(first)
    return f"{start} to {written_day(last)}"
