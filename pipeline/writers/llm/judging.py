"""Asks a model whether cited sentences say what claims say: votes for the verifier, some claims to a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.models import Entailment
from pipeline.text.wording import written_day
from pipeline.writers.llm.answers import EntailmentAnswer, Offer
from pipeline.writers.llm.marking import make_marker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.models import Claim, Evidence
    from pipeline.writers.llm.calls import Caller
    from pipeline.writers.llm.marking import Marker

_CLAIMS_A_CALL: Final = 10
_VOTES: Final = {"yes": Entailment.YES, "partly": Entailment.PARTLY, "no": Entailment.NO}


def ask_entailment(
    claims: Sequence[Claim], evidence: Sequence[Evidence], caller: Caller, secret: bytes
) -> dict[str, Entailment]:
    """The model's votes by claim id; a claim that it forgets has none.

    Raises:
        ModelError: as ``Caller.ask``.
    """
    known = {(item.article_id, item.start): item for item in evidence}
    votes: dict[str, Entailment] = {}
    for start in range(0, len(claims), _CLAIMS_A_CALL):
        labelled = {
            f"C{number}": claim
            for number, claim in enumerate(claims[start : start + _CLAIMS_A_CALL], start=1)
        }
        marker = make_marker(secret, _texts(labelled.values()))
        shown = {"statements": _block(labelled, known, marker)}
        answer = caller.ask("entailment", shown, EntailmentAnswer, Offer(marker, tuple(labelled)))
        votes.update({labelled[entry.statement].id: _VOTES[entry.vote] for entry in answer.votes})
    return votes


def _texts(claims: Iterable[Claim]) -> Iterator[str]:
    for claim in claims:
        yield claim.text
        yield from (citation.quote for citation in claim.citations)


def _block(claims: Mapping[str, Claim], known: Mapping[tuple[str, int], Evidence], marker: Marker) -> str:
    lines = [f"[evidence {marker.tag}]"]
    for label, claim in claims.items():
        lines.append(f"{label}: {marker.mark(claim.text)}")
        for citation in claim.citations:
            source = known.get((citation.article_id, citation.start))
            head = (
                f"{marker.mark(source.publisher)}, {written_day(source.published)}: "
                if source is not None
                else ""
            )
            lines.append(f"   cites: {head}{marker.mark(citation.quote)}")
    return "\n".join((*lines, f"[end of evidence {marker.tag}]"))
