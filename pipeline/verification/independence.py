"""Whether a claim rests on more than one source: other publishers, and no copies of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.text.alignment import word_overlap
from pipeline.text.publishers import publisher_key
from pipeline.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.models import Claim

_BEARS_OUT: Final = 0.3
"""Share of a claim's wording that a passage must have to count for it: citing anything of a second publisher will not
do. The same as for a conflicting or corroborating report in other words."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article comes from: its publisher, the group of copies it belongs to, and the independent publishers of
    the events that it reports."""

    publisher: str
    group: str
    reporting: frozenset[str]


def single_source(claim: Claim, origins: Mapping[str, Origin]) -> str:
    """Why a claim rests on one source, in words; "" when two independent ones bear it out.

    Articles of one publisher, or of one group of copies, are one source. ``origins`` are by article id; an article
    without one counts for nothing.
    """
    bearing = [
        origins[citation.article_id]
        for citation in claim.citations
        if citation.article_id in origins and word_overlap(claim.text, citation.quote) >= _BEARS_OUT
    ]
    publishers = {publisher_key(origin.publisher) for origin in bearing}
    if min(len(publishers), len({origin.group for origin in bearing})) > 1:
        return ""
    cited = [origins[citation.article_id] for citation in claim.citations if citation.article_id in origins]
    others = {publisher_key(name) for origin in cited for name in origin.reporting} - publishers
    if not others:
        return "one source: no other publisher reports it"
    verb = "reports" if len(others) == 1 else "report"
    return f"one source: {count(len(others), 'other publisher')} {verb} the event, and none of them is cited for it"
