"""The connections of a piece as written: both ends from their sources, and the ground that they share in words.

The reason is made by code and labelled as inferred. It says only what follows from the two sentences: which name,
thing, figure or day is in both, what part it plays in each, and the words in which a source gives it as a cause.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.models import Basis, Citation, Claim, DraftConnection, GroundKind
from pipeline.text.ground import IRREGULAR_PASTS, cause_in, ends_phrase
from pipeline.text.names import name_key
from pipeline.text.wording import listed
from pipeline.writers.extractive.lines import to_claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import Connection, Evidence, NameMention
    from pipeline.writers.extractive.lines import Line

_QUOTE_WORDS = 18
_WORDS_BEFORE, _WORDS_AFTER = 6, 5
_AUXILIARY = r"(?:has|have|had|will|would|could|may|might|is|are|was|were|also|then|later|already|now)"
_VERB = re.compile(
    rf"\s(?P<words>(?:{_AUXILIARY}\s)*(?:[a-z]+ed|says|has|plans|wants|sells|makes|offers|expects|faces|holds|needs|leads|"
    rf"runs|remains|becomes|gives|takes|puts|keeps|works|{'|'.join(sorted(IRREGULAR_PASTS))})\b)"
)
"""What a subject does, right after its name."""
_NOT_A_SUBJECT = re.compile(
    r"(?:\b(?:in|of|at|for|from|on|by|to|with|against|between|and|or|than|like|as|named|called|about|the [a-z]+)|,)"
    r"\s(?:the\s)?$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:!?—–()\"“”]|[.,](?!\d)")
"""Where a quotation of a few words must stop."""
_TRAILING = re.compile(
    r"(?:\s(?:a|an|the|of|in|on|at|to|for|from|by|with|and|or|but|that|which|who|as|is|was|are|were|its|their|his|her|has|"
    r"had|have|be|will|would|could|may|than|into|after|before|because|about|some|more|what|it|not|no))+$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:and|but|that|which|who|than|as|or|is|was|are|were|a|an|the|to|not)\s)+", re.IGNORECASE
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
    """Why two findings belong together: the cause where a source states one, or else the part that the shared name
    plays in each; then the things, figures and days that stand in both."""
    texts = {kind: [item.text for item in connection.ground if item.kind is kind] for kind in GroundKind}
    names = texts[GroundKind.NAME][:2]
    sentences = (
        _cause(names, texts[GroundKind.CAUSE])
        or _measured(names, texts[GroundKind.MEASURE])
        or _time(names, texts[GroundKind.SEQUENCE])
        or _named(connection, names),
        _in_both(texts[GroundKind.TOPIC][:2], texts[GroundKind.FIGURE][:2], texts[GroundKind.DATE][:1]),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _cause(names: Sequence[str], clauses: Sequence[str]) -> str:
    """That one finding gives as a cause, or as brought about, something that the other tells of."""
    if not clauses:
        return ""
    held = listed([name for name in names if name in clauses[0]] or names)
    if cause := cause_in(clauses[0]):
        return f"One finding gives a cause, “{_short(cause)}”, and the other tells of {held} as well."
    effect = _short(clauses[0])
    return f"One finding says what {names[0]} brought about, “{effect}”; the other tells of {held} as well."


def _time(names: Sequence[str], clauses: Sequence[str]) -> str:
    """That one finding ties itself in time to something that the other tells of."""
    if not clauses:
        return ""
    quote = _short(clauses[0])
    held = listed([name for name in names if name in quote] or names)
    return f"One finding ties itself in time to {held} (“{quote}”), of which the other tells as well."


def _named(connection: Connection, names: Sequence[str]) -> str:
    """The part that the rarest shared name plays in each finding, in the words around it."""
    if not names:
        return ""
    ends = connection.from_evidence, connection.to_evidence
    name = _with_article(ends, names[0])
    (first_acts, first), (second_acts, second) = (_part(item, names[0]) for item in ends)
    more = f" Both name {listed(names[1:])} as well." if len(names) > 1 else ""
    if first_acts and second_acts:
        return f"In the one finding {name} “{first}”, in the other {name} “{second}”.{more}"
    if first_acts:
        return f"In the one finding {name} “{first}”; the other has “{second}”.{more}"
    if second_acts:
        return f"In the other finding {name} “{second}”; the one has “{first}”.{more}"
    return f"Both findings name {name}: “{first}” in the one, “{second}” in the other.{more}"


def _with_article(ends: Sequence[Evidence], name: str) -> str:
    """A name with "the" where a source writes it so."""
    found = (re.search(rf"\bthe {re.escape(name)}\b", item.text) for item in ends)
    return f"the {name}" if any(each and ends_phrase(each.string, each.end()) for each in found) else name


def _part(item: Evidence, text: str) -> tuple[bool, str]:
    """Whether a name acts in a sentence, being its subject, and what it does or else the words that it stands among."""
    name = next((each for each in item.names if each.text == text or each.key == name_key(text)), None)
    if name is None:
        return False, text
    verb = _VERB.match(item.text, name.end)
    if verb is not None and not _NOT_A_SUBJECT.search(item.text[: name.start]):
        return True, _short(item.text[verb.start("words") :])
    return False, _around(item, name)


def _around(item: Evidence, name: NameMention) -> str:
    """A name with a few words on either side, within its clause; no other name is cut in two."""
    text = item.text
    opening = max((found.end() for found in _BREAK.finditer(text, 0, name.start)), default=0)
    before = [opening + found.start() for found in re.finditer(r"\S+", text[opening : name.start])]
    closing = _BREAK.search(text, name.end)
    after = text[name.end : closing.start() if closing is not None else len(text)]
    following = re.match(rf"\S*(?:\s+\S+){{0,{_WORDS_AFTER}}}", after)
    start = (before[-_WORDS_BEFORE:] or [name.start])[0]
    end = name.end + (following.end() if following is not None else 0)
    for other in item.names:
        start = other.start if other.start < start < other.end else start
        end = other.end if other.start < end < other.end else end
    return _TRAILING.sub("", _LEADING.sub("", text[start:end].strip())).strip()


def _short(words: str) -> str:
    """The first few words of a clause, up to where it pauses."""
    clause = _BREAK.split(words)[0]
    few = re.match(rf"\S+(?:\s+\S+){{0,{_QUOTE_WORDS - 1}}}", clause.strip())
    return _TRAILING.sub("", few.group()) if few is not None else ""


def _measured(names: Sequence[str], values: Sequence[str]) -> str:
    """The value that either finding gives on what both name."""
    if len(values) < 2:
        return ""
    return f"Both measure by {names[0]}: {values[0]} in the one finding, {values[1]} in the other."


def _in_both(topics: Sequence[str], figures: Sequence[str], days: Sequence[str]) -> str:
    """The things, figures and days that stand in both findings."""
    shared = [*topics, *figures]
    if shared and days:
        return f"Both speak of {listed(shared)} and give {days[0]}."
    if shared:
        return f"Both speak of {listed(shared)}."
    return f"Both give {days[0]}." if days else ""
