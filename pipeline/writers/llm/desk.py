"""What the steps of a draft share: the numbered evidence, the marker, and one way of asking about some of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.models import Basis, Citation, Claim
from pipeline.writers.llm.answers import Answer, Based, Offer, figures_in, no_objection
from pipeline.writers.llm.evidence import fit_evidence, item_text, number_evidence, show_evidence
from pipeline.writers.llm.marking import make_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from pipeline.models import Evidence, InsightPlan
    from pipeline.writers.llm.answers import Sourced
    from pipeline.writers.llm.calls import Caller
    from pipeline.writers.llm.evidence import Numbered
    from pipeline.writers.llm.marking import Marker

AnswerType = TypeVar("AnswerType", bound=Answer)

_LABEL_TOKENS = 8
"""What a sentence's labels add to the closed lists of the schema."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A plan laid out for writing. ``items`` is all of its evidence under labels."""

    plan: InsightPlan
    items: tuple[Numbered, ...]
    marker: Marker
    caller: Caller
    today: date
    progress: Callable[[str], None]

    def by_label(self) -> dict[str, Numbered]:
        """All items by label."""
        return {item.label: item for item in self.items}

    def label_of(self, evidence: Evidence) -> str:
        """The label of a sentence of the plan."""
        return next(item.label for item in self.items if item.evidence.id == evidence.id)

    def labelled(self, labels: Iterable[str]) -> tuple[Numbered, ...]:
        """The items with these labels, in the desk's order."""
        wanted = set(labels)
        return tuple(item for item in self.items if item.label in wanted)

    def ask(
        self,
        prompt: str,
        answer: type[AnswerType],
        items: Sequence[Numbered],
        values: Mapping[str, str],
        links: Mapping[str, tuple[str, str]] | None = None,
        objection: Callable[[str], str] = no_objection,
    ) -> AnswerType:
        """Ask with as much of ``items`` as fits. ``values`` fill the prompt beside the evidence; what came from outside
        must be marked already. ``links`` are connections on offer: label -> labels of both ends, which are never cut.
        ``objection`` judges the lines that the form says must be unopposed.

        Raises:
            ModelError: as ``Caller.ask``.
        """
        links = links or {}
        room = self.caller.room(prompt, {**values, "evidence": ""}, answer, self._offer((), links))
        needed = frozenset(label for ends in links.values() for label in ends)
        kept = fit_evidence(items, room, self._cost, needed)
        shown = show_evidence(kept, self.plan.dossiers, self.marker)
        offer = replace(self._offer(kept, links), objection=objection)
        return self.caller.ask(prompt, {**values, "evidence": shown}, answer, offer)

    def _cost(self, item: Numbered) -> int:
        return self.caller.tokens.count(item_text(item, self.marker)) + _LABEL_TOKENS * (1 + len(item.dates))

    def _offer(self, items: Sequence[Numbered], links: Mapping[str, tuple[str, str]]) -> Offer:
        days = (f"{day.isoformat()} {day.year} {day.day}" for item in items for day in _days(item))
        return Offer(
            marker=self.marker,
            evidence=tuple(item.label for item in items),
            dates=tuple(option.label for item in items for option in item.dates),
            connections=tuple(links),
            figures=figures_in((*(item.evidence.text for item in items), *days)),
        )

    def cited(self, claims: Iterable[Claim]) -> tuple[Numbered, ...]:
        """The items that these claims cite, in the desk's order."""
        spans = {(citation.article_id, citation.start) for claim in claims for citation in claim.citations}
        return tuple(item for item in self.items if _span(item) in spans)

    def show_claims(self, claims: Iterable[Claim]) -> str:
        """One line a claim, with the labels of what it cites."""
        labels = {_span(item): item.label for item in self.items}
        lines = []
        for claim in claims:
            spans = [(citation.article_id, citation.start) for citation in claim.citations]
            found = ", ".join(labels[span] for span in spans if span in labels)
            lines.append(f"- {self.marker.mark(claim.text)} ({found})")
        return "\n".join(lines)

    def claims(self, name: str, answers: Iterable[Sourced | Based]) -> tuple[Claim, ...]:
        """What a model answered as claims called ``name-1``, ``name-2``, ..."""
        return tuple(
            self.claim(f"{name}-{number}", answer.text, answer.evidence, _basis(answer))
            for number, answer in enumerate(answers, start=1)
        )

    def claim(self, claim_id: str, text: str, labels: Sequence[str], basis: Basis = Basis.SOURCED) -> Claim:
        """A claim that cites these labels, each once; its citations are the characters of the store."""
        found = self.by_label()
        return Claim(
            claim_id, text, tuple(cite(found[label].evidence) for label in dict.fromkeys(labels)), basis
        )


def _span(item: Numbered) -> tuple[str, int]:
    return item.evidence.article_id, item.evidence.start


def _basis(answer: Sourced | Based) -> Basis:
    return Basis(answer.basis) if isinstance(answer, Based) else Basis.SOURCED


def _days(item: Numbered) -> Iterable[date]:
    yield item.evidence.published
    for mention in item.evidence.dates:
        yield mention.first
        yield mention.last


def cite(evidence: Evidence) -> Citation:
    """The citation of a sentence."""
    return Citation(evidence.article_id, evidence.revision, evidence.start, evidence.end, evidence.text)


def lay_out(
    plan: InsightPlan, caller: Caller, secret: bytes, today: date, progress: Callable[[str], None]
) -> Desk:
    """A plan with its evidence numbered and its marker made."""
    items = number_evidence(plan)
    marker = make_marker(secret, (item.evidence.text for item in items))
    return Desk(plan, items, marker, caller, today, progress)
