"""Faults seeded into true claims of an article file: how many are blocked, and how many true claims are.

500 claims are made from the articles: sentences as they stand, and sentences in other words by rules that keep the
meaning (``benchmarks.rewording``). Each gets one fault (``benchmarks.seeding``). Both are judged by the product's
verifier, as one draft; blocked is a claim that it drops. Beside the seven kinds that count, subtler ones are shown,
for which a verdict below "supported" is enough.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.corpora import read_corpus
from benchmarks.rewording import REWORDINGS
from benchmarks.seeding import FAULTS, SUBTLE_FAULTS, Seed, merged
from benchmarks.task import required_data
from pipeline.embedders.minilm import MiniLmEmbedder
from pipeline.models import (
    Citation,
    Claim,
    Draft,
    Horizon,
    Impact,
    Level,
    Provenance,
    Section,
    Sentiment,
    SourceRef,
    Timeline,
    Tldr,
    Verdict,
    Verification,
)
from pipeline.stages.verify import Stored, verify
from pipeline.text.sentences import sentence_spans
from pipeline.text.trimming import is_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.task import Figures, Request
    from pipeline.models import Article

_CLAIMS: Final = 500
_SUBTLE: Final = 40
_PER_ARTICLE: Final = 2
_READ: Final = 12
"""Sentences of an article that may become claims."""
_AS_WRITTEN: Final = 0.35
"""Share of claims that are sentences as they stand."""
_BOILERPLATE: Final = re.compile(
    r"\b(?:newsletter|subscribe|sign up|click|editor['’]s note|usa today)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Seeded:
    """A true claim, how it was reworded, and the same claim with a fault."""

    seed: Seed
    wording: str
    kind: str
    faulty: Seed


def run(request: Request) -> Figures:
    """Seed faults into claims of an article file and count the blocked ones, by kind."""
    articles = read_corpus(required_data(request)).articles
    items = _seeded(articles, request.limit or _CLAIMS, Random(request.seed))  # noqa: S311 - makes claims, no secrets
    verdicts = _verdicts(items, articles)
    return {**_by_kind(items, verdicts), **_by_wording(items, verdicts)}


# --- making -----------------------------------------------------------------------------------------------------------


def _seeded(articles: Sequence[Article], wanted: int, random: Random) -> list[_Seeded]:
    """As many claims as wanted with faults of the kinds that count in turn, and some of each subtler kind."""
    seeds = _reworded(articles, random)
    others = [article.text for article in random.sample(articles, min(60, len(articles)))]
    kinds = [*FAULTS] * (wanted // len(FAULTS) + 1)
    wanted_kinds = Counter(kinds[:wanted]) + Counter(dict.fromkeys(SUBTLE_FAULTS, _SUBTLE))
    makers = {**FAULTS, **SUBTLE_FAULTS}
    items: list[_Seeded] = []
    for seed, wording in seeds:
        for kind in sorted(wanted_kinds, key=lambda kind: -wanted_kinds[kind]):
            faulty = makers[kind](seed, others, random)
            if faulty is not None and faulty != seed:
                items.append(_Seeded(seed, wording, kind, faulty))
                wanted_kinds = wanted_kinds - Counter([kind])
                break
        if not wanted_kinds:
            break
    return items + _merged(items, random)


def _merged(items: Sequence[_Seeded], random: Random) -> list[_Seeded]:
    """Halves of two true claims of different articles put together."""
    seeds = [item.seed for item in items]
    pairs = (
        (seed, merged(seed, other))
        for seed in random.sample(seeds, len(seeds))
        for other in random.sample(seeds, 3)
    )
    made = [_Seeded(seed, "joined", "merged", faulty) for seed, faulty in pairs if faulty is not None]
    return made[:_SUBTLE]


def _reworded(articles: Sequence[Article], random: Random) -> Iterator[tuple[Seed, str]]:
    """Sentences of articles in random order, as they stand or reworded once or twice, with the names of the rules."""
    for article in random.sample(articles, len(articles)):
        sentences = list(_sentences(article))
        for seed in random.sample(sentences, min(_PER_ARTICLE, len(sentences))):
            if random.random() < _AS_WRITTEN:
                yield seed, "as written"
                continue
            text = seed.text
            used: list[str] = []
            drawn = random.sample([*REWORDINGS], len(REWORDINGS))
            for name in sorted(
                drawn, key=lambda name: name != "dated"
            ):  # before anything moves a date's verb away
                changed = REWORDINGS[name](text, seed.day)
                if changed != text and len(used) < 2:
                    text, used = changed, [*used, name]
            if used:
                yield replace(seed, text=text), " ".join(sorted(used))


def _sentences(article: Article) -> Iterator[Seed]:
    for span in sentence_spans(article.text)[1:_READ]:
        text = article.text[span.start : span.end]
        if (
            9 <= len(text.split()) <= 45
            and "\n" not in text
            and is_whole(text)
            and not _BOILERPLATE.search(text)
        ):
            citation = Citation(article.id, 1, span.start, span.end, text)
            yield Seed(text, (citation,), article.text, article.day)


# --- judging ----------------------------------------------------------------------------------------------------------


def _verdicts(items: Sequence[_Seeded], articles: Sequence[Article]) -> Mapping[str, tuple[Verdict, str]]:
    """Verdict and reason by id: ``t12`` is the true claim of item 12, ``f12`` the faulty one."""
    claims = [Claim(f"t{at}", item.seed.text, item.seed.citations) for at, item in enumerate(items)]
    claims += [Claim(f"f{at}", item.faulty.text, item.faulty.citations) for at, item in enumerate(items)]
    by_id = {article.id: article for article in articles}
    judged: dict[str, tuple[Verdict, str]] = {}

    def drop(claim: Claim, reason: str) -> None:
        judged[claim.id] = (Verdict.UNSUPPORTED, reason)

    def text(article_id: str, revision: int) -> str | None:
        return by_id[article_id].text if revision == 1 and article_id in by_id else None

    with tempfile.TemporaryDirectory() as folder:
        embedder = MiniLmEmbedder(Path(folder))
        days = {article.id: article.day for article in articles}
        result = verify(_draft(claims, articles), Stored(text, days.get), drop, embedder.embed)
    judged |= {claim.id: (claim.verdict, claim.reason) for claim in result.draft.claims()}
    return judged


def _draft(claims: Sequence[Claim], articles: Sequence[Article]) -> Draft:
    sources = tuple(
        SourceRef(number, article.id, article.title, article.publisher, article.url, article.day.isoformat())
        for number, article in enumerate(articles, start=1)
    )
    return Draft(
        slug="seeded",
        version=0,
        kind="insight",
        title="",
        dek="",
        published=date(2025, 1, 1),
        read_minutes=1,
        tags=(),
        tldr=Tldr(Sentiment.NEUTRAL, ()),
        impact=Impact(Level.LOW, Horizon.SHORT, None, ()),
        connections=(),
        takeaways=(),
        sections=(Section("s", "", (tuple(claims),)),),
        timeline=Timeline("", "", ()),
        tables=(),
        practitioners=(),
        conflicts=(),
        gaps=(),
        sources=sources,
        dossiers=(),
        verification=Verification(),
        provenance=Provenance("", "seeded", "", {}, 0, 0.0, ""),
    )


# --- counting ---------------------------------------------------------------------------------------------------------


def _by_kind(items: Sequence[_Seeded], verdicts: Mapping[str, tuple[Verdict, str]]) -> Figures:
    found = {at: verdicts[f"f{at}"][0] for at in range(len(items))}
    counted = [at for at, item in enumerate(items) if item.kind in FAULTS]
    figures: dict[str, float | int | str] = {
        "faults": len(counted),
        "faults_blocked": _share([found[at] is Verdict.UNSUPPORTED for at in counted]),
    }
    for kind in FAULTS:
        ours = [at for at in counted if items[at].kind == kind]
        figures[f"blocked_{kind}"] = _share([found[at] is Verdict.UNSUPPORTED for at in ours])
    for kind in (*SUBTLE_FAULTS, "merged"):
        ours = [at for at, item in enumerate(items) if item.kind == kind]
        figures[f"not_supported_{kind}"] = _share([found[at] is not Verdict.SUPPORTED for at in ours])
        figures[f"blocked_{kind}"] = _share([found[at] is Verdict.UNSUPPORTED for at in ours])
    return figures


def _by_wording(items: Sequence[_Seeded], verdicts: Mapping[str, tuple[Verdict, str]]) -> Figures:
    truths = [at for at, item in enumerate(items) if item.kind in FAULTS]
    figures: dict[str, float | int | str] = {
        "true_claims": len(truths),
        "true_blocked": _share([verdicts[f"t{at}"][0] is Verdict.UNSUPPORTED for at in truths]),
        "true_supported": _share([verdicts[f"t{at}"][0] is Verdict.SUPPORTED for at in truths]),
    }
    for wording in ("as written", *REWORDINGS):
        ours = [at for at in truths if wording in items[at].wording]
        figures[f"true_blocked_{wording.replace(' ', '_')}"] = _share(
            [verdicts[f"t{at}"][0] is Verdict.UNSUPPORTED for at in ours]
        )
    return figures


def _share(hits: Sequence[bool]) -> str | float:
    return round(sum(hits) / len(hits), 4) if hits else "none"
