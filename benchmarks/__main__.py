"""Runs a benchmark: ``python -m benchmarks TASK --data PATH [--json]``."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.machine import corpus, machine
from benchmarks.task import BenchmarkError, Request
from pipeline.errors import ThroughlineError
from pipeline.models import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.task import Figures


def available_tasks(folder: Path) -> dict[str, str]:
    """Tasks with their descriptions: the files of ``folder`` that define a function ``run``. None is imported."""
    tasks: dict[str, str] = {}
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
            tasks[path.stem] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return tasks


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one task and print its figures, the machine and the corpus; returns the exit code."""
    tasks = available_tasks(Path(__file__).parent)
    options = _parser(tasks).parse_args(arguments)
    request = Request(
        options.data,
        options.limit,
        options.stream,
        options.then,
        options.n,
        options.seed,
        options.cache,
    )
    try:
        figures: Figures = importlib.import_module(f"benchmarks.{options.task}").run(request)
    except (BenchmarkError, ThroughlineError) as error:
        print(f"{options.task}: {error}", file=sys.stderr)
        return 1
    document = {
        "schema_version": SCHEMA_VERSION,
        "task": options.task,
        "figures": dict(figures),
        "machine": dict(machine()),
        "corpus": dict(corpus(request.data)),
    }
    print(json.dumps(document, indent=2) if options.json else _as_text(document))
    return 0


def _parser(tasks: dict[str, str]) -> argparse.ArgumentParser:
    listing = "\n".join(f"  {name:12} {description}" for name, description in tasks.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measures the product's own code with its own defaults.\n\ntasks:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", choices=tasks, metavar="TASK")
    parser.add_argument("--data", type=Path, metavar="PATH", help="the corpus")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--limit", type=_count, default=0, metavar="N", help="read at most N items")
    parser.add_argument(
        "--stream", type=_count, default=0, metavar="K", help="feed the corpus in K dated batches"
    )
    parser.add_argument(
        "--then", type=_count, default=0, metavar="K", help="add K new articles and run again"
    )
    parser.add_argument("--n", type=_counts, default=(), metavar="N,N", help="numbers of vectors to make up")
    parser.add_argument("--seed", type=_count, default=0, metavar="S", help="seed of what is drawn at random")
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="keep what is slow to make, and use it again"
    )
    return parser


def _count(text: str) -> int:
    number = int(text.replace("_", ""))
    if number < 0:
        raise argparse.ArgumentTypeError("a number of items cannot be negative")
    return number


def _counts(text: str) -> tuple[int, ...]:
    return tuple(_count(part) for part in text.split(","))


def _as_text(document: dict[str, str | int | dict[str, float | int | str]]) -> str:
    lines = []
    for key, value in document.items():
        if isinstance(value, dict):
            lines.append(f"{key}:")
            lines.extend(f"  {name:28} {_shown(figure)}" for name, figure in value.items())
    return "\n".join(lines)


def _shown(figure: float | str) -> str:
    return f"{figure:.4g}" if isinstance(figure, float) else str(figure)


if __name__ == "__main__":
    sys.exit(main())
