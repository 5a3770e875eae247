"""What a run asked its models: sums by prompt and model, and every prompt with its raw answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.cli.output import safe, write_lines, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.cli.shell import Shell
    from pipeline.ports import CallRecord


@dataclass(frozen=True, slots=True)
class CallSum:
    """The questions of one prompt to one model. ``cached`` of them were answered from the cache, ``failed`` had no
    usable answer; ``attempts`` are requests, retries included."""

    prompt: str
    model: str
    questions: int
    cached: int
    failed: int
    attempts: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    seconds: float


def sums(records: Iterable[CallRecord]) -> tuple[CallSum, ...]:
    """Sums by prompt and model, the dearest first."""
    ordered = sorted(records, key=_kind)
    found = [_sum(kind, list(members)) for kind, members in groupby(ordered, key=_kind)]
    return tuple(sorted(found, key=lambda each: (-each.cost_usd, each.prompt, each.model)))


def _kind(record: CallRecord) -> tuple[str, str]:
    return record.prompt_name, record.model


def _sum(kind: tuple[str, str], records: Sequence[CallRecord]) -> CallSum:
    return CallSum(
        *kind,
        questions=len(records),
        cached=sum(each.cached for each in records),
        failed=sum(each.outcome != "used" for each in records),
        attempts=sum(each.attempts for each in records),
        input_tokens=sum(each.input_tokens for each in records),
        output_tokens=sum(each.output_tokens for each in records),
        cost_usd=round(sum(each.cost_usd for each in records), 6),
        seconds=round(sum(each.seconds for each in records), 3),
    )


def write_sums(shell: Shell, found: Sequence[CallSum]) -> None:
    """Print the sums as a table; nothing when nobody was asked."""
    if not found:
        return
    headings = (
        "prompt", "model", "asked", "cached", "failed", "requests", "tokens in", "out", "USD", "seconds",
    )  # fmt: skip
    rows = [
        (
            each.prompt,
            each.model,
            each.questions,
            each.cached,
            each.failed,
            each.attempts,
            each.input_tokens,
            each.output_tokens,
            f"{each.cost_usd:.4f}",
            round(each.seconds, 1),
        )
        for each in found
    ]
    write_lines(shell, [""])
    write_table(shell, headings, rows)


def write_prompts(shell: Shell, records: Iterable[CallRecord]) -> None:
    """Print every prompt as it was rendered, and its answer as it came."""
    for record in records:
        write_lines(shell, list(_prompt_lines(record)))


def _prompt_lines(record: CallRecord) -> Iterator[str]:
    source = "from the cache" if record.cached else f"{record.attempts} requests, {record.seconds:.1f} s"
    yield ""
    yield (
        f"=== {record.prompt_name} (version {record.prompt_version}, {record.prompt_sha256[:12]}) for "
        f"{safe(record.slug)}: {safe(record.model)}, {record.outcome}, {source}"
    )
    for message in json.loads(record.request or "[]"):
        yield f"--- {safe(message['role'])}"
        yield from map(safe, message["content"].splitlines())
    yield "--- answer"
    yield from map(safe, record.answer.splitlines())
