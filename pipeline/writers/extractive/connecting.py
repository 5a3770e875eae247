"""The connections of a piece as written: both ends from their sources, and the ground that they share in words.

The reason is made by code and labelled as inferred. It says only what follows from the two sentences: which name,
thing, figure or day is in both, what part it plays in each, and the words in which a source gives it as a cause. Common
nouns are told of only where the two share no name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.models import Basis, Citation, Claim, DraftConnection, GroundKind
from pipeline.text.alignment import stem
from pipeline.text.ground import IRREGULAR_PASTS, cause_in, ends_phrase, topics
from pipeline.text.names import name_key
from pipeline.text.quantities import same_quantity
from pipeline.text.wording import listed
from pipeline.writers.extractive.lines import to_claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.models import Connection, Evidence
    from pipeline.writers.extractive.lines import Line

_LEAST_WORDS, _QUOTE_WORDS = 4, 24
_AUXILIARY = r"(?:has|have|had|will|would|could|may|might|is|are|was|were|also|then|later|already|now)"
_VERB_WORDS = (
    r"[a-z]+ed|says|has|plans|wants|sells|makes|offers|expects|faces|holds|needs|leads|runs|remains|becomes|gives|takes|"
    rf"puts|keeps|works|{'|'.join(sorted(IRREGULAR_PASTS))}"
)
_VERB = re.compile(rf"\s(?P<words>(?:{_AUXILIARY}\s)*(?:{_VERB_WORDS})\b)")
"""What a subject does, right after its name."""
_NOT_A_SUBJECT = re.compile(
    r"(?:\b(?:in|of|at|for|from|on|by|to|with|against|between|and|or|than|like|as|named|called|about|the [a-z]+)|,)"
    r"\s(?:the\s)?$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:!?—–()\"“”]|,(?!\d)|\.(?!\s?\d)")
"""Where a quotation of a few words must stop."""
_PAUSE = re.compile(r"[;:!?—–()\"“”]|,(?!\d)|(?<!\b[A-Z])\.$")
"""Where a clause may begin or end."""
_OPENS_AMID = re.compile(
    rf"(?:{_AUXILIARY}|and|but|or|nor|that|which|who|whom|whose|where|when|than|as|to|not|[a-z]+(?:ed|ing))\b"
)
"""The first words of what cannot be read without the words before it."""
_HAS_VERB = re.compile(rf"\s(?:{_AUXILIARY}\b|(?:{_VERB_WORDS})\b)")
_FOLLOWS = re.compile(r"follow(?:s|ed)\s(?!by\b)", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?:\s(?:a|an|the|of|in|on|at|to|for|from|by|with|and|or|but|that|which|who|as|is|was|are|were|its|their|his|her|has|"
    r"had|have|be|will|would|could|may|than|into|after|before|because|about|some|more|what|it|not|no))+$",
    re.IGNORECASE,
)


def draft_connection(connection: Connection, lines: Sequence[Line]) -> DraftConnection:
    """A connection with its ends as the ``lines`` have them, trimmed, or else whole."""
    by_id = {line.evidence.id: line for line in lines}
    first, second = connection.from_evidence, connection.to_evidence
    return DraftConnection(
        from_claim=_end("from", first, by_id.get(first.id), connection.id),
        to_claim=_end("to", second, by_id.get(second.id), connection.id),
        domains=connection.domains,
        why=_why(connection),
    )


def _end(part: str, evidence: Evidence, line: Line | None, connection_id: str) -> Claim:
    whole = Claim("", evidence.text, (_cite(evidence),), verbatim=True)
    claim = to_claim(part, line) if line is not None else whole
    return replace(claim, id=f"{part}-{connection_id}")


def _cite(evidence: Evidence) -> Citation:
    return Citation(evidence.article_id, evidence.revision, evidence.start, evidence.end, evidence.text)


def _why(connection: Connection) -> Claim:
    """The shared ground in words, as an inference that cites both ends."""
    return Claim(
        id=f"why-{connection.id}",
        text=reason(connection),
        citations=(_cite(connection.from_evidence), _cite(connection.to_evidence)),
        basis=Basis.INFERRED,
    )


def reason(connection: Connection) -> str:
    """Why two findings belong together: the cause, measure or time that one gives of what the other tells of, or else
    the part that the shared name plays in each, or the shared things; then the figures and the day that both give."""
    texts = {kind: [item.text for item in connection.ground if item.kind is kind] for kind in GroundKind}
    names = texts[GroundKind.NAME][:2]
    told = (
        _cause(connection, names, texts[GroundKind.CAUSE])
        or _measured(connection, names, texts[GroundKind.MEASURE])
        or _time(connection, names, texts[GroundKind.SEQUENCE])
        or _named(connection, names)
        or _things(connection, texts[GroundKind.TOPIC][:2])
    )
    more = [name for name in names if name not in told]
    sentences = (
        told,
        f"Both findings also name {listed(more)}." if more else "",
        *(_figure(connection, text) for text in texts[GroundKind.FIGURE][:1]),
        *(f"Both findings give {day}." for day in texts[GroundKind.DATE][:1]),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _cause(connection: Connection, names: Sequence[str], clauses: Sequence[str]) -> str:
    """What one finding gives as a cause, or as brought about, and what the other tells of it."""
    if not clauses:
        return ""
    held = [name for name in names if name in clauses[0]] or names
    also = _also(_without(connection, clauses[0]), held)
    if cause := cause_in(clauses[0]):
        return f"One finding gives “{_short(cause)}” as a cause; {also}."
    return f"One finding says that {names[0]} “{_short(clauses[0])}”; {also}."


def _measured(connection: Connection, names: Sequence[str], values: Sequence[str]) -> str:
    """The value that either finding gives on what both name, with its words where they can be read by themselves."""
    if len(values) < 2:
        return ""
    ends = connection.from_evidence, connection.to_evidence
    quotes = _quoted(_part(item, names[0])[1] for item in ends)
    return f"Both findings give a result on {names[0]}{quotes or f': {values[0]} in one, {values[1]} in the other'}."


def _time(connection: Connection, names: Sequence[str], clauses: Sequence[str]) -> str:
    """What one finding puts before or after something, and what the other tells of that."""
    if not clauses:
        return ""
    quote = _short(clauses[0])
    held = [name for name in names if name in quote] or names
    that = " that" if _FOLLOWS.match(quote) else ""
    return f"One finding tells of something{that} “{quote}”; {_also(_without(connection, clauses[0]), held)}."


def _without(connection: Connection, clause: str) -> Evidence:
    """The end that does not have a clause."""
    has_it = clause in connection.from_evidence.text
    return connection.to_evidence if has_it else connection.from_evidence


def _also(item: Evidence, names: Sequence[str]) -> str:
    """What a finding tells of names that the other one has brought up."""
    acts, quote = _part(item, names[0])
    if acts:
        return f"in the other, {names[0]} “{quote}”"
    return f"the other tells of {listed(names)} too" + (f": “{quote}”" if quote else "")


def _named(connection: Connection, names: Sequence[str]) -> str:
    """The part that the rarest shared name plays in each finding, in the words around it."""
    if not names:
        return ""
    ends = connection.from_evidence, connection.to_evidence
    name = _with_article(ends, names[0])
    acting = [quote for acts, quote in (_part(item, names[0]) for item in ends) if acts]
    if len(acting) > 1:
        return f"In one finding {name} “{acting[0]}”; in the other, {name} “{acting[1]}”."
    if acting:
        other = next(item for item in ends if not _part(item, names[0])[0])
        return f"In one finding {name} “{acting[0]}”; {_also(other, [name])}."
    quotes = _quoted(_part(item, names[0])[1] for item in ends)
    return (
        f"Both findings tell of {name}{quotes}."
        if quotes
        else f"Both findings tell of {listed([name, *names[1:]])}."
    )


def _things(connection: Connection, things: Sequence[str]) -> str:
    """The things that two findings speak of which share no name, in the words around the first."""
    if not things:
        return ""
    ends = connection.from_evidence, connection.to_evidence
    quotes = _quoted(_around_thing(item, things[0]) for item in ends)
    return f"Both findings speak of {listed([f'“{thing}”' for thing in things])}{quotes}."


def _around_thing(item: Evidence, thing: str) -> str:
    """A thing, as a sentence has it in the singular or the plural, with its clause."""
    written = topics(item).get(stem(thing), thing)
    found = re.search(rf"\b{re.escape(written)}\b", item.text)
    return _around(item, *found.span()) if found is not None else ""


def _quoted(quotes: Iterable[str]) -> str:
    """The words of either end as an addition to a sentence, "" unless both have some."""
    one, other = quotes
    return f": one has “{one}”, the other “{other}”" if one and other else ""


def _with_article(ends: Sequence[Evidence], name: str) -> str:
    """A name with "the" where a source writes it so."""
    found = (re.search(rf"\bthe {re.escape(name)}\b", item.text) for item in ends)
    return f"the {name}" if any(each and ends_phrase(each.string, each.end()) for each in found) else name


def _part(item: Evidence, text: str) -> tuple[bool, str]:
    """Whether a name acts in a sentence, being its subject, and what it does or else the words that it stands among."""
    key = name_key(text)
    name = next((each for each in item.names if each.text == text or each.key == key), None)
    if name is None:
        return False, ""
    verb = _VERB.match(item.text, name.end)
    if verb is not None and not _NOT_A_SUBJECT.search(item.text[: name.start]):
        return True, _short(item.text[verb.start("words") :])
    return False, _around(item, name.start, name.end)


def _around(item: Evidence, start: int, end: int) -> str:
    """What stands at ``start:end`` with its clause, or with its sentence up to there where the clause opens amid one;
    "" when that is too long, too short or no statement."""
    text = item.text
    opening = max((found.end() for found in _PAUSE.finditer(text, 0, start)), default=0)
    if _OPENS_AMID.match(text[opening:].lstrip()):
        opening = 0
    closing = _PAUSE.search(text, end)
    words = text[opening : closing.start() if closing is not None else len(text)].strip()
    is_quoted = any(mark in words for mark in '“”"')
    fits = _LEAST_WORDS <= len(words.split()) <= _QUOTE_WORDS
    return _TRAILING.sub("", words) if fits and not is_quoted and _HAS_VERB.search(words) else ""


def _short(words: str) -> str:
    """The first few words of a clause, up to where it pauses."""
    clause = _BREAK.split(words)[0]
    few = re.match(rf"\S+(?:\s+\S+){{0,{_QUOTE_WORDS - 1}}}", clause.strip())
    return _TRAILING.sub("", few.group()) if few is not None else ""


def _figure(connection: Connection, text: str) -> str:
    """A figure that both findings give, as each writes it."""
    first = next((each for each in connection.from_evidence.quantities if each.text == text), None)
    twins = (each.text for each in connection.to_evidence.quantities if first and same_quantity(first, each))
    twin = next(twins, text)
    if twin == text:
        return f"Both findings give {text}."
    return f"Both findings give the same figure: {text} in one, {twin} in the other."
