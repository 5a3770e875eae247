"""The last steps of a draft, written from nothing but the claims of its body that were found to hold.

The headline was planned before anything was written. Where the claims that are left do not bear it out, it is written
anew, so that nothing above the piece says more than the piece.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.models import Horizon, Level, Sentiment, Tldr, Verdict
from pipeline.verification.facts import CitedText, missing_fact
from pipeline.verification.passages import Passage
from pipeline.verification.wording import overstated
from pipeline.writers.llm.answers import AdviceAnswer, HeadlineAnswer, SummaryAnswer
from pipeline.writers.llm.desk import cite
from pipeline.writers.llm.evidence import without_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pipeline.models import Claim, Draft
    from pipeline.writers.llm.desk import Desk
    from pipeline.writers.llm.evidence import Numbered


@dataclass(frozen=True, slots=True)
class Summary:
    """What the busy reader gets."""

    tldr: Tldr
    takeaways: tuple[Claim, ...]
    level: Level
    horizon: Horizon


@dataclass(frozen=True, slots=True)
class Advice:
    """Who should do what by when."""

    action: Claim | None = None
    adoption: tuple[Claim, ...] = ()
    practitioners: tuple[Claim, ...] = ()


def with_headline(desk: Desk, draft: Draft) -> Draft:
    """The draft with a headline and a dek that its claims bear out: its own, or new ones."""
    claims = _firm(draft)
    objection = _objection_to(desk.cited(claims))
    if not (objection(draft.title) or objection(draft.dek)):
        return draft
    desk.progress("headline")
    values = {"claims": desk.show_claims(claims)}
    answer = desk.ask("headline", HeadlineAnswer, _shown(desk, claims), values, objection=objection)
    return replace(draft, title=answer.headline, dek=answer.dek)


def write_summary(desk: Desk, draft: Draft) -> Summary:
    """TL;DR and takeaways, from nothing but the draft's claims and the evidence that they cite."""
    desk.progress("summary")
    claims = _firm(draft)
    answer = desk.ask("summary", SummaryAnswer, _shown(desk, claims), _values(desk, draft))
    tldr, takeaways = answer.told_once()
    return Summary(
        Tldr(Sentiment(answer.sentiment), desk.claims("tldr", tldr)),
        desk.claims("takeaway", takeaways),
        Level(answer.level),
        Horizon(answer.horizon),
    )


def write_advice(desk: Desk, draft: Draft) -> Advice:
    """What practitioners should do, each piece of advice tied to what it rests on."""
    desk.progress("advice")
    values = {**_values(desk, draft), "today": desk.today.isoformat()}
    answer = desk.ask("advice", AdviceAnswer, _shown(desk, _firm(draft)), values)
    action = desk.claims("action", [answer.action] if answer.action is not None else [])
    return Advice(
        action[0] if action else None,
        desk.claims("adoption", answer.adoption),
        desk.claims("practitioner", answer.practitioners),
    )


def _firm(draft: Draft) -> tuple[Claim, ...]:
    """What closing parts may lean on: sentences that are fully supported or dispute each other; cells of tables, which
    say nothing by themselves, are not among them. All that there is where there are no such sentences."""
    cells = {
        cell.id for table in draft.tables for row in table.rows for cell in row.cells if cell is not None
    }
    sentences = [claim for claim in draft.claims() if claim.id not in cells]
    firm = [claim for claim in sentences if claim.verdict in {Verdict.SUPPORTED, Verdict.CONFLICTING}]
    return tuple(firm or sentences or draft.claims())


def _shown(desk: Desk, claims: Iterable[Claim]) -> tuple[Numbered, ...]:
    return without_dates(desk.cited(claims))


def _values(desk: Desk, draft: Draft) -> Mapping[str, str]:
    mark = desk.marker.mark
    distinct = {claim.text: claim for claim in _firm(draft)}.values()
    return {"headline": mark(draft.title), "dek": mark(draft.dek), "claims": desk.show_claims(distinct)}


def _objection_to(items: Iterable[Numbered]) -> Callable[[str], str]:
    """What the evidence of the claims does not bear out of a line without citations, in words."""
    seen = CitedText(tuple(_passage(item) for item in items))

    def objection(line: str) -> str:
        return missing_fact(line, seen) or overstated(line, seen)

    return objection


def _passage(item: Numbered) -> Passage:
    evidence = item.evidence
    context = f"{evidence.title} {evidence.publisher} {evidence.before}"
    return Passage(cite(evidence), evidence.text, evidence.published, context)
