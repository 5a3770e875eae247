"""plans → drafts: every piece that is due is written, verified and stored.

When money or tokens run short the run does not stop. Pieces come in order of their weight, so fewer of them get the
whole form: the next one gets a short form if that can still be paid for, and the rest is written without the model.
The report names each, and the next run writes it anew if it may spend more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import CeilingError, ModelRefusedError, ThroughlineError
from pipeline.flow import keys
from pipeline.flow.ceilings import Form, affordable_form
from pipeline.flow.composing import compose
from pipeline.flow.planning import with_news
from pipeline.flow.publishing import draft_name
from pipeline.models import PlanAction, Skipped
from pipeline.ports import WriterContext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import InsightPlan
    from pipeline.stages.verify import Verified

_SAID_OF = {
    Form.SHORT: "This is a short form: the run could not pay for more sections, connections, tables and advice.",
    Form.PLAIN: "This piece was put together without a language model: the run had spent what it may.",
}
_REMEDY = "Raise --max-cost or --max-tokens; the next run writes it in full then."


@dataclass(frozen=True, slots=True)
class _Composed:
    """A verified piece, and the form in which it came out."""

    piece: Verified
    form: Form


def write(services: Services, recorder: Recorder, plans: Sequence[InsightPlan], today: date) -> None:
    """Draft, verify and store every piece that the plan does not leave alone.

    A piece whose model fails is skipped and named.
    """
    with recorder.stage("draft", len(plans)) as tally:
        due = [item for item in plans if item.appraisal.action is not PlanAction.LEAVE]
        forms = Counter[Form]()
        for number, item in enumerate(due, start=1):
            forms[_write_one(services, recorder, item, today)] += 1
            recorder.reporter.advanced("draft", number)
        recorder.stopped = _ceiling(forms)
        tally.items_in, tally.items_out, tally.reused = len(plans), len(recorder.drafts), not due
        tally.note = f"{len(plans) - len(due)} left alone" if len(due) < len(plans) else ""


def _key(services: Services, item: InsightPlan, form: Form = Form.FULL) -> str:
    return keys.piece_key(item.evidence_sha256, services.writer.fingerprint, form.value)


def _ceiling(forms: Counter[Form]) -> CeilingError | None:
    """The error of a run that could not pay for all its pieces."""
    short, plain = forms[Form.SHORT], forms[Form.PLAIN]
    if not short + plain:
        return None
    return CeilingError(
        f"The ceiling of the run left {short} of {forms.total()} insights short and {plain} without the model.",
        "Raise --max-cost or --max-tokens; the next run writes them in full then.",
    )


def _write_one(services: Services, recorder: Recorder, item: InsightPlan, today: date) -> Form:
    """Write a piece in the best form that can be paid for, and say which that was."""
    form = affordable_form(services)
    if form is not Form.FULL and services.drafts.made_from(item.slug) == _key(services, item, form):
        _report(recorder, item, form)  # nothing better can be had than what there is
        return form
    context = WriterContext(recorder.run_id, today, recorder.reporter.note)
    try:
        composed = _composed(services, item, context, form)
    except ModelRefusedError:
        raise
    except ThroughlineError as error:
        recorder.skip([Skipped(f"insight {item.slug}", error.message, error.remedy)])
        recorder.incomplete = True
        return Form.FULL
    _report(recorder, item, composed.form)
    _store(services, recorder, item, composed)
    return composed.form


def _composed(services: Services, item: InsightPlan, context: WriterContext, form: Form) -> _Composed:
    """The piece in this form; without the model when the run reaches its ceiling on the way."""
    piece = _by_model(services, item, context, form) if form is not Form.PLAIN else None
    if piece is not None:
        return _Composed(piece, form)
    return _Composed(compose(replace(services, writer=services.plain_writer()), item, context), Form.PLAIN)


def _by_model(services: Services, item: InsightPlan, context: WriterContext, form: Form) -> Verified | None:
    """The piece by the run's own writer; None when the ceiling does not let it finish."""
    writer = services.writer.for_piece(context.run_id, item.slug)
    try:
        return compose(replace(services, writer=writer), item, replace(context, short=form is Form.SHORT))
    except CeilingError:
        return None


def _report(recorder: Recorder, item: InsightPlan, form: Form) -> None:
    if form is not Form.FULL:
        recorder.skip([Skipped(f"insight {item.slug}", f"not in full: {_SAID_OF[form]}", _REMEDY)])
        recorder.incomplete = True


def _store(services: Services, recorder: Recorder, item: InsightPlan, composed: _Composed) -> None:
    draft, form = composed.piece.draft, composed.form
    recorder.notes.extend(composed.piece.dropped)
    if not draft.tldr.claims or not draft.sections:
        reason = "neither its summary nor a section passed verification"
        remedy = "Its theme needs more, or clearer, articles."
        recorder.skip([Skipped(f"insight {item.slug}", reason, remedy)])
        return
    said = [_SAID_OF[form]] if form in _SAID_OF else []
    finished = with_news(replace(draft, gaps=(*draft.gaps, *said)), item)
    stored = services.drafts.add(finished, _key(services, item, form))
    recorder.drafts.append(draft_name(stored))
