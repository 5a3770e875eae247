"""The schema of an answer as the endpoint gets it, with the closed lists of a call spelled out."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from pipeline.writers.llm.answers import Answer, Offer


def answer_schema(answer: type[Answer], offer: Offer) -> str:
    """The JSON Schema of ``answer`` as compact JSON, each closed list spelled out once under ``$defs``.

    Only what structured outputs of OpenAI-compatible endpoints understand is left in: no titles, no descriptions. Keys
    keep the order of the classes, because models write them in the schema's order: evidence first, then the text.
    """
    lists = {"evidence": offer.evidence, "dates": offer.dates, "connections": offer.connections}
    used: set[str] = set()
    closed = _close(json.loads(_open_schema(answer)), lists, used)
    if not isinstance(closed, dict):
        raise TypeError("a pydantic model's schema is an object")
    definitions = closed.setdefault("$defs", {})
    if isinstance(definitions, dict):
        definitions.update({name: {"type": "string", "enum": list(lists[name])} for name in sorted(used)})
    return json.dumps(closed, separators=(",", ":"))


@cache
def _open_schema(answer: type[Answer]) -> str:
    """The schema without its closed lists: it takes milliseconds to make and is the same for every call."""
    return json.dumps(answer.model_json_schema())


def _close(node: JsonValue, lists: Mapping[str, tuple[str, ...]], used: set[str]) -> JsonValue:
    if isinstance(node, list):
        return [_close(item, lists, used) for item in node]
    if not isinstance(node, dict):
        return node
    marked = node.get("format")
    if isinstance(marked, str) and marked in lists:
        used.add(marked)
        return {"$ref": f"#/$defs/{marked}"}
    kept = {
        key: value
        for key, value in node.items()
        if not (key in {"title", "description"} and isinstance(value, str))
    }
    return {key: _close(value, lists, used) for key, value in kept.items()}
