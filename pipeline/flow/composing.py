"""plan → body → verified → closing parts → verified: one piece, by whichever writer the services have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.flow.drafting import check
from pipeline.stages.verify import Verified, joined

if TYPE_CHECKING:
    from pipeline.flow.services import Services
    from pipeline.models import Draft, InsightPlan
    from pipeline.ports import WriterContext


def compose(services: Services, item: InsightPlan, context: WriterContext) -> Verified:
    """A piece in which every claim has its verdict. What is said at the end is said from claims that held: a claim that
    was dropped from the body reaches no closing part.

    Raises:
        ModelError: the writer's model failed.
        CeilingError: the run may spend no more.
    """
    draft = services.writer.write(item, context)
    context.progress("verifying")
    body = check(services, item, draft)
    closed = services.writer.close(item, body.draft, context)
    if closed is body.draft:
        return body
    return joined(closed, body, check(services, item, _added(closed, body.draft)))


def _added(closed: Draft, body: Draft) -> Draft:
    """The closed draft with nothing but its new claims: the others have their verdicts."""
    known = {claim.id for claim in body.claims()}
    return closed.with_claims({claim.id: claim for claim in closed.claims() if claim.id not in known})
