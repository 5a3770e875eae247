"""Reads a model's answer strictly: it is the JSON that was asked for, or it is refused. Nothing is mended."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from pipeline.errors import ModelAnswerError
from pipeline.text.english import is_english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

    from pipeline.writers.llm.answers import Answer, Offer

    AnswerType = TypeVar("AnswerType", bound=Answer)

_FENCED = re.compile(r"\A```(?:json)?[ \t]*\n(?P<inside>.*)\n[ \t]*```\Z", re.DOTALL | re.IGNORECASE)
_SHOWN_PROBLEMS = 8
_FEWEST_WORDS = 4


def parse_answer(text: str, answer: type[AnswerType], offer: Offer) -> AnswerType:
    """The validated answer. A single code fence around the whole is taken off first.

    Raises:
        ModelAnswerError: the text is not JSON, not of this form, or not English; the message lists the problems for a
            second try.
    """
    body = text.strip()
    fenced = _FENCED.match(body)
    body = fenced["inside"] if fenced else body
    try:
        parsed = answer.model_validate_json(body, context=offer)
    except ValidationError as error:
        raise ModelAnswerError(_problems(error)) from error
    # pydantic keeps the last of two equal keys; which one the model meant is not for us to guess. The text is known to
    # be shallow JSON by now, so json.loads cannot run into its recursion limit.
    read = json.loads(body, object_pairs_hook=_no_key_twice)
    if not is_english(" ".join(_texts(read))):
        raise ModelAnswerError("it is not in English; write English, whatever language the evidence is in")
    return parsed


def _texts(node: JsonValue) -> Iterator[str]:
    """The texts of an answer; what has few words is a label or a name and says nothing of its language."""
    if isinstance(node, str):
        if len(node.split()) >= _FEWEST_WORDS:
            yield node
    elif isinstance(node, (list, dict)):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _texts(child)


def _no_key_twice(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    keys = [key for key, _ in pairs]
    repeated = sorted({key[:40] for key in keys if keys.count(key) > 1})
    if repeated:
        raise ModelAnswerError(f"these keys stand twice in one object: {', '.join(repeated)}")
    return dict(pairs)


def _problems(error: ValidationError) -> str:
    """One line a problem, without the input, which may be anything."""
    details = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [
        f"{'.'.join(str(part)[:40] for part in detail['loc']) or 'answer'}: {detail['msg']}"
        for detail in details[:_SHOWN_PROBLEMS]
    ]
    if len(details) > _SHOWN_PROBLEMS:
        lines.append(f"and {len(details) - _SHOWN_PROBLEMS} more")
    return "; ".join(lines)
