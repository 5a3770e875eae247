"""The words a claim leans on, within the words around them, and how citations are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.text.instructions import addresses_machine, planted_places
from pipeline.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.models import Citation, Claim, Draft, SourceRef, Span

REACH = 240
"""Characters of context on either side of a quote."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with the text right before and right after it; "…" stands where that was cut."""

    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a citation marker opens: the passages of one source that one claim (or several) leans on."""

    id: str
    source: SourceRef
    passages: tuple[Passage, ...]


def passages_of(
    draft: Draft, texts: Mapping[tuple[str, int], str], reach: int = REACH
) -> dict[Citation, Passage]:
    """The passage of every citation of a draft, from stored texts by (article id, revision). A citation whose text is
    not given is left out; renderers then show its quote alone."""
    planted = {key: _planted(text) for key, text in texts.items()}
    return {
        citation: _passage(texts[key], citation, reach, planted[key])
        for claim in draft.claims()
        for citation in claim.citations
        if (key := (citation.article_id, citation.revision)) in texts
    }


def _planted(text: str) -> tuple[Span, ...]:
    """Orders to a machine in a text: a page does not spread them, not even as context."""
    if not addresses_machine(text):
        return ()
    spans = sentence_spans(text)
    return tuple(spans[place] for place in sorted(planted_places(text, spans)))


def _passage(text: str, citation: Citation, reach: int, planted: Sequence[Span]) -> Passage:
    ends = [span.end for span in planted if span.end <= citation.start]
    starts = [span.start for span in planted if span.start >= citation.end]
    first = max(0, citation.start - reach, *ends)
    last = min(citation.end + reach, *starts, len(text))
    before, after = text[first : citation.start], text[citation.end : last]
    if first > 0:  # start after a blank, so that no word is cut in two
        before = "… " + (before.partition(" ")[2] or before)
    if last < len(text):
        after = (after.rpartition(" ")[0] or after) + " …"
    return Passage(before, text[citation.start : citation.end], after)


class Notes:
    """The numbering of a draft's citations: ``[n]`` is the number of the source in ``draft.sources``.

    Raises:
        InputError: A claim cites an article that the draft does not list as a source.
    """

    def __init__(self, draft: Draft, passages: Mapping[Citation, Passage]) -> None:
        self._sources = {source.article_id: source for source in draft.sources}
        self._slug = draft.slug
        groups = sorted({group for claim in draft.claims() for group in self._groups(claim)}, key=_place)
        self._notes = {
            group: Note(f"q{number}", self._sources[group[0].article_id], _shown(group, passages))
            for number, group in enumerate(groups, 1)
        }

    def all(self) -> tuple[Note, ...]:
        """Every note once, by source and then by place in its text."""
        return tuple(sorted(self._notes.values(), key=lambda note: (note.source.n, int(note.id[1:]))))

    def of(self, claim: Claim) -> tuple[Note, ...]:
        """The notes of a claim, one for each source, by number."""
        notes = (self._notes[group] for group in self._groups(claim))
        return tuple(sorted(notes, key=lambda note: note.source.n))

    def quotes(self, source: SourceRef) -> tuple[str, ...]:
        """Everything that is quoted from a source, each once, in the order of its text."""
        groups = [group for group in self._notes if group[0].article_id == source.article_id]
        citations = sorted((citation for group in groups for citation in group), key=_span)
        return tuple(dict.fromkeys(citation.quote for citation in citations))

    def _groups(self, claim: Claim) -> Iterator[tuple[Citation, ...]]:
        for article_id in dict.fromkeys(citation.article_id for citation in claim.citations):
            if article_id not in self._sources:
                raise InputError(
                    f"The draft {self._slug!r} cites the article {article_id!r}, which is not among its sources.",
                    "Make the draft again; a citation that leads nowhere is not rendered.",
                )
            found = {citation for citation in claim.citations if citation.article_id == article_id}
            yield tuple(sorted(found, key=_span))


def _span(citation: Citation) -> tuple[int, int, int]:
    return (citation.revision, citation.start, citation.end)


def _place(group: tuple[Citation, ...]) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    return (group[0].article_id, tuple(map(_span, group)))


def _shown(group: tuple[Citation, ...], passages: Mapping[Citation, Passage]) -> tuple[Passage, ...]:
    return tuple(passages.get(citation, Passage("", citation.quote, "")) for citation in group)
