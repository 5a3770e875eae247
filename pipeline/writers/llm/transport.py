"""The HTTP client under LangChain: what is not a chat completion never gets past it.

openai and LangChain read a malformed answer with six kinds of exception, or as ``None``. Here the body is read against
a wall clock and a cap, parsed strictly, and handed on as a small completion of known shape: one choice, text, finish
reason, refusal, usage. A tool call's arguments become the text, because LangChain would parse them leniently.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import httpx2
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from typing_extensions import override

from pipeline.errors import ModelAnswerError, ModelUnavailableError

if TYPE_CHECKING:
    import ssl

MAX_ANSWER_BYTES = 4_000_000
"""Far above any answer of 100,000 tokens."""
_KEPT_HEADERS = ("retry-after", "retry-after-ms")
_TRANSIENT = frozenset({408, 409, 425, 429, *range(500, 600)})


class _Wire(BaseModel):
    """Base of what is read from the endpoint: unknown keys are ignored, wrong types are not."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Function(_Wire):
    arguments: str = ""


class _ToolCall(_Wire):
    function: _Function


class _AnswerMessage(_Wire):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(_Wire):
    message: _AnswerMessage
    finish_reason: str | None = None


class _Usage(_Wire):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)


class _Completion(_Wire):
    choices: list[_Choice] = Field(min_length=1)
    usage: JsonValue = None
    error: None = None


class _Fault(_Wire):
    message: str = ""
    code: int | str | None = None


class _FaultBody(_Wire):
    error: _Fault | str


class CheckedTransport(httpx2.BaseTransport):
    """A transport whose answers with status 200 are chat completions of known shape; others come through as they are.

    ``deadline`` is on the clock of ``time.monotonic``. It sends through a client of its own, which honours proxies from
    the environment. Raises ModelError; openai wraps whatever a transport raises, so the cause must be unwrapped.
    """

    def __init__(self, deadline: float, certificates: ssl.SSLContext) -> None:
        remaining = max(deadline - time.monotonic(), 0.001)
        # No redirects: the key and the evidence go to the configured endpoint or nowhere.
        self._client = httpx2.Client(timeout=remaining, follow_redirects=False, verify=certificates)
        self._deadline = deadline

    @override
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send, read the whole body within the deadline and the cap, and check it."""
        request.headers["Accept-Encoding"] = "identity"
        response = self._client.send(request, stream=True)
        try:
            body = self._read(response)
        finally:
            response.close()
        if response.status_code == httpx2.codes.OK:
            body = canonical_completion(body)
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        return httpx2.Response(
            response.status_code, headers=headers | {"content-type": "application/json"}, content=body
        )

    @override
    def close(self) -> None:
        self._client.close()

    def _read(self, response: httpx2.Response) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise ModelAnswerError(
                "The endpoint compressed its answer although it was asked not to.",
                "Turn compression off there.",
            )
        body = bytearray()
        # Raw chunks, because a decoding iterator would hide a server that sends a byte a second.
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise ModelAnswerError(
                    f"The endpoint's answer is larger than {MAX_ANSWER_BYTES:,} bytes.",
                    "Check writer.base_url.",
                )
            if time.monotonic() > self._deadline:
                raise ModelUnavailableError(
                    "The answer did not arrive in time.", "Raise writer.deadline_seconds."
                )
        return bytes(body)


def canonical_completion(body: bytes) -> bytes:
    """A body with status 200 as a completion of known shape.

    Raises:
        ModelAnswerError: it is not a chat completion.
        ModelUnavailableError: it is an error object that says to come again.
    """
    text = body.decode("utf-8", "replace")
    try:
        completion = _Completion.model_validate_json(text)
    except ValidationError as error:
        raise _explained(text, error) from error
    choice = completion.choices[0]
    calls = choice.message.tool_calls or []
    content = calls[0].function.arguments if calls else (choice.message.content or "")
    message: JsonValue = {"role": "assistant", "content": content, "refusal": choice.message.refusal}
    plain: dict[str, JsonValue] = {
        "id": "completion",
        "object": "chat.completion",
        "created": 0,
        "model": "",
        "choices": [{"index": 0, "message": message, "finish_reason": choice.finish_reason}],
    }
    usage = _usage(completion.usage)
    if usage is not None:
        plain["usage"] = usage
    return json.dumps(plain).encode()


def _usage(reported: JsonValue) -> JsonValue:
    """The token counts, or None when the endpoint gives none that make sense: they are counted here then."""
    try:
        usage = _Usage.model_validate(reported)
    except ValidationError:
        return None
    asked, answered = usage.prompt_tokens, usage.completion_tokens
    return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}


def _explained(text: str, error: ValidationError) -> ModelAnswerError | ModelUnavailableError:
    try:
        fault = _FaultBody.model_validate_json(text).error
    except ValidationError:
        if text.lstrip()[:1] == "<":
            return ModelAnswerError(
                "The endpoint answered with a web page instead of a completion.", "Check writer.base_url."
            )
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part)[:40] for part in first["loc"]) or "body"
        return ModelAnswerError(
            f"The endpoint's answer is not a chat completion ({where}: {first['msg']}).",
            "Check writer.base_url.",
        )
    message = fault if isinstance(fault, str) else fault.message
    code = None if isinstance(fault, str) else fault.code
    shown = " ".join(message.split())[:200]
    if str(code).isdigit() and int(str(code)) in _TRANSIENT:
        return ModelUnavailableError(f"The endpoint reported error {code}: {shown}", "Try again later.")
    return ModelAnswerError(
        f"The endpoint reported an error with status 200: {shown}", "Look at the endpoint's log."
    )
