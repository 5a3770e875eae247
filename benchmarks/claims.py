"""Files of claims with evidence and a label, one JSON document a line."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from benchmarks.task import BenchmarkError

if TYPE_CHECKING:
    from pathlib import Path

Row = TypeVar("Row", bound=BaseModel)

_ABSTRACTS: Final = "../retrieval/scifact/corpus.jsonl.gz"
"""Where the abstracts lie that rows with ``evidence_doc_id`` point into, from the folder of the claims."""
_QUOTED: Final = re.compile(r"(?<=['\"])\s+(?=['\"])")


class _Pointing(BaseModel):
    """A claim that points to sentences of an abstract."""

    claim: str
    evidence_doc_id: str
    evidence_label: str
    evidence_sentences: str


class _Any(BaseModel):
    evidence_doc_id: str | None = None


class _Whole(BaseModel):
    """A claim with its evidence."""

    claim: str
    evidence: list[str]
    label: str


class _Abstract(BaseModel):
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim, the evidence that it is held against (each piece a list of sentences), and whether that supports it."""

    text: str
    evidence: tuple[tuple[str, ...], ...]
    supported: bool


def read_lines(path: Path, kind: type[Row], limit: int = 0) -> list[Row]:
    """The rows of a ``.jsonl`` or ``.jsonl.gz`` file; ``limit`` 0 reads all.

    Raises:
        BenchmarkError: a line is no such row.
    """
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        return [kind.model_validate(json.loads(line)) for line in (lines[:limit] if limit else lines)]
    except (ValueError, ValidationError) as error:
        raise BenchmarkError(f"{path} is not a file of claims: {error}") from error


def read_claims(path: Path) -> list[GoldClaim]:
    """The claims of a file, rows of one claim put together: each row is one piece of evidence.

    A claim counts as supported when most of its rows say so, which is all of them but for one claim. Where rows point
    into abstracts, a contradicted claim is one that is not supported, and rows without evidence are left out.
    """
    rows = _pointed(path) if _points(path) else read_lines(path, _Whole)
    found: dict[str, list[_Whole]] = {}
    for row in rows:
        found.setdefault(row.claim, []).append(row)
    return [
        GoldClaim(
            claim, tuple(tuple(row.evidence) for row in group), _supported([row.label for row in group])
        )
        for claim, group in found.items()
    ]


def _supported(labels: list[str]) -> bool:
    return 2 * sum(label.casefold() in {"supported", "support"} for label in labels) > len(labels)


def _points(path: Path) -> bool:
    return read_lines(path, _Any, limit=1)[0].evidence_doc_id is not None


def _pointed(path: Path) -> list[_Whole]:
    abstracts = {
        row.id: [part.strip("'\" ") for part in _QUOTED.split(row.text.replace("\n", " "))]
        for row in read_lines(path.parent / _ABSTRACTS, _Abstract)
    }
    rows = []
    for row in read_lines(path, _Pointing):
        sentences = abstracts.get(row.evidence_doc_id, [])
        chosen = [int(at) for at in re.findall(r"\d+", row.evidence_sentences)]
        if chosen and max(chosen) < len(sentences):
            evidence = [sentences[at] for at in chosen]
            rows.append(_Whole(claim=row.claim, evidence=evidence, label=row.evidence_label))
    return rows
