"""Flaws of the prose of drafts, counted by rules: the drafts of a folder such as a workspace's ``outputs/insights``.

Only the newest version of each draft is read. A sentence is one claim of the summary, the takeaways or a section. It is
told twice when an earlier one has a cosine of SAME or more with it; ``told_by_timeline`` counts timeline entries that
repeat one so. A section's sentence is ``unintroduced`` when it opens with "The" and a noun that neither the heading nor
what stands before it has.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.task import BenchmarkError, required_data
from pipeline.documents import draft_from_json
from pipeline.embedders.minilm import MiniLmEmbedder

if TYPE_CHECKING:
    from benchmarks.task import Figures, Request
    from pipeline.models import Draft, Section
    from pipeline.ports import Embedder

SAME = 0.8
_FLAWS = {
    "opens_with_pronoun": re.compile(
        r"(?:he|she|it|they|his|her|its|their|this|that|these|those|here|there)\b", re.IGNORECASE
    ),
    "speaker_without_name": re.compile(
        r"\b(?:he|she|they)\s(?:said|says|told|added)\b|\bsaid\s(?:he|she)\b", re.IGNORECASE
    ),
    "relative_day": re.compile(
        r"\b(?:yesterday|today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
        r"(?:last|this|next|coming|past few) (?:week|weekend|month|year|days|weeks))\b",
        re.IGNORECASE,
    ),
    "first_person": re.compile(r"\b(?:I|I['’]m|[Ww]e|[Oo]ur|[Mm]y|us)\b"),
    "question": re.compile(r"\?"),
    "boilerplate": re.compile(
        r"subscribe|newsletter|read more|sign up|photo by|contributed to|follow us|click|USA TODAY Network",
        re.IGNORECASE,
    ),
}
_DEFINITE = re.compile(r"The ([a-z]{3,})\b")
_WHOLE = re.compile(r"[A-Z0-9“\"‘'$€£].*[.!][”\"’')]*", re.DOTALL)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def run(request: Request) -> Figures:
    """Count the flaws of all drafts together; ``flawed`` is the share of sentences with at least one."""
    drafts = newest_drafts(required_data(request))
    sentences = [text for draft in drafts for text in _sentences(draft)]
    found = [_flaws(text) for text in sentences]
    counts = {name: sum(name in flaws for flaws in found) for name in (*_FLAWS, "half_sentence")}
    with tempfile.TemporaryDirectory() as cache:
        embedder = MiniLmEmbedder(Path(cache))
        retold = [_retold(draft, embedder) for draft in drafts]
    return {
        "drafts": len(drafts),
        "sentences": len(sentences),
        "words_per_sentence": round(sum(len(text.split()) for text in sentences) / max(1, len(sentences)), 1),
        **counts,
        "unintroduced": sum(_unintroduced(section) for draft in drafts for section in draft.sections),
        "told_twice": sum(body for body, _ in retold),
        "told_by_timeline": sum(entries for _, entries in retold),
        "flawed": round(sum(map(bool, found)) / max(1, len(sentences)), 3),
    }


def newest_drafts(folder: Path) -> list[Draft]:
    """The newest version of every draft of a folder. Raises BenchmarkError when there is none."""
    files = [max(one.glob("v*.json")) for one in sorted(folder.iterdir()) if any(one.glob("v*.json"))]
    if not files:
        raise BenchmarkError(f"there is no draft in {folder}")
    return [draft_from_json(path.read_text(encoding="utf-8")) for path in files]


def _sentences(draft: Draft) -> list[str]:
    body = [claim for section in draft.sections for paragraph in section.paragraphs for claim in paragraph]
    return [claim.text for claim in (*draft.tldr.claims, *draft.takeaways, *body)]


def _flaws(text: str) -> set[str]:
    plain = _QUOTED.sub(" ", text)
    found = {name for name, pattern in _FLAWS.items() if _holds(name, pattern, plain)}
    return found if _WHOLE.fullmatch(text) else found | {"half_sentence"}


def _holds(name: str, pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.match(text) if name == "opens_with_pronoun" else pattern.search(text))


def _unintroduced(section: Section) -> int:
    told, count = section.heading.casefold(), 0
    for claim in (claim for paragraph in section.paragraphs for claim in paragraph):
        opening = _DEFINITE.match(claim.text)
        count += opening is not None and opening[1].rstrip("s") not in told
        told = f"{told} {claim.text.casefold()}"
    return count


def _retold(draft: Draft, embedder: Embedder) -> tuple[int, int]:
    """How many sentences, and how many entries of the timeline, tell what a sentence before them told."""
    sentences, entries = _sentences(draft), [entry.headline.text for entry in draft.timeline.entries]
    vectors = embedder.embed([*sentences, *entries])
    near = vectors @ vectors.T >= SAME
    count = len(sentences)
    body = sum(bool(near[row, :row].any()) for row in range(1, count))
    return body, sum(bool(near[row, :count].any()) for row in range(count, count + len(entries)))
