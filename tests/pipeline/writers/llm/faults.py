"""What endpoints and models get wrong, each as a script for the server and the error that it must end in."""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from email.utils import formatdate
from time import time
from typing import TYPE_CHECKING

from pipeline.errors import (
    ContextTooLongError,
    ModelAnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnavailableError,
)
from tests.model_server import completion, good_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import JsonValue

    from tests.model_server import Asked, Wire


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault. ``ends_in`` is the error of a required part (None: the draft is whole), ``times`` how often it happens
    (0: always), ``saying`` words of the message."""

    name: str
    misbehave: Callable[[Asked, Wire], None]
    ends_in: type[ModelError] | None
    saying: str = ""
    times: int = 0

    def script(self, step: str = "") -> Callable[[Asked, Wire, int], bool]:
        """For the server: misbehave at this step (any step when empty), and answer all else well."""
        seen = 0

        def play(asked: Asked, wire: Wire, _: int) -> bool:
            nonlocal seen
            if step and asked.step != step:
                return False
            seen += 1
            if self.times and seen > self.times:
                return False
            self.misbehave(asked, wire)
            return True

        return play


def _content(text: str, finish: str = "stop") -> Callable[[Asked, Wire], None]:
    return lambda asked, wire: wire.complete(asked, text, finish)


def _edited(edit: Callable[[dict[str, JsonValue]], None]) -> Callable[[Asked, Wire], None]:
    def misbehave(asked: Asked, wire: Wire) -> None:
        answer = json.loads(good_answer(asked))
        edit(answer)
        wire.complete(asked, json.dumps(answer))

    return misbehave


def _body(edit: Callable[[dict[str, JsonValue]], None]) -> Callable[[Asked, Wire], None]:
    def misbehave(asked: Asked, wire: Wire) -> None:
        body = completion(asked, good_answer(asked))
        edit(body)
        wire.reply_json(200, body)

    return misbehave


def _status(status: int, message: str, code: str = "", **headers: str) -> Callable[[Asked, Wire], None]:
    error: JsonValue = {"error": {"message": message, "type": "error", "code": code or None}}
    return lambda _, wire: wire.reply_json(status, error, **headers)


def _come_back_in_two_hours(asked: Asked, wire: Wire) -> None:
    _status(429, "x", retry_after=formatdate(time() + 7200, usegmt=True))(asked, wire)


def _without_first(answer: dict[str, JsonValue]) -> None:
    del answer[next(iter(answer))]


def _choice(body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    choices = body["choices"]
    assert isinstance(choices, list)
    choice = choices[0]
    assert isinstance(choice, dict)
    return choice


def _message(body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    message = _choice(body)["message"]
    assert isinstance(message, dict)
    return message


def _truncated(asked: Asked, wire: Wire) -> None:
    answer = good_answer(asked)
    wire.complete(asked, answer[: len(answer) // 2], "length")


def _whole_but_cut_off(asked: Asked, wire: Wire) -> None:
    wire.complete(asked, good_answer(asked), "length")


def _fenced(asked: Asked, wire: Wire) -> None:
    wire.complete(asked, f"```json\n{good_answer(asked)}\n```")


def _fenced_in_prose(asked: Asked, wire: Wire) -> None:
    wire.complete(asked, f"Here you are:\n```json\n{good_answer(asked)}\n```\nGood luck!")


def _unknown_labels(asked: Asked, wire: Wire) -> None:
    wire.complete(asked, good_answer(asked).replace('"E1"', '"E4711"').replace('"C1"', '"C99"'))


def _in_german(asked: Asked, wire: Wire) -> None:
    def said(node: JsonValue, key: str = "") -> JsonValue:
        if isinstance(node, dict):
            return {name: said(child, name) for name, child in node.items()}
        if isinstance(node, list):
            return [said(child) for child in node]
        number = len(german)
        if key != "text":
            return node
        german.append("")
        return f"Das Ministerium ordnete am Dienstag die Meldung der Orte und der Wege an, Folge {chr(97 + number)}."

    german: list[str] = []
    wire.complete(asked, json.dumps(said(json.loads(good_answer(asked)))))


def _key_twice(asked: Asked, wire: Wire) -> None:
    answer = good_answer(asked)
    key = next(iter(json.loads(answer)))
    wire.complete(asked, f'{answer[:-1]}, "{key}": {json.dumps(json.loads(answer)[key])}}}')


def _addresses(asked: Asked, wire: Wire) -> None:
    wire.complete(asked, good_answer(asked).replace('": "The ', '": "See https://evil.example/x The '))


def _hang(_: Asked, wire: Wire) -> None:
    wire.wait(30)


def _drip(asked: Asked, wire: Wire) -> None:
    body = json.dumps(completion(asked, good_answer(asked))).encode()
    wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
    for place in range(len(body)):
        if wire.stopping.is_set():
            return
        wire.raw(body[place : place + 1])
        wire.wait(0.05)


def _drip_headers(_: Asked, wire: Wire) -> None:
    wire.raw(b"HTTP/1.1 200 OK\r\n")
    for place in range(600):
        if wire.stopping.is_set():
            return
        wire.raw(b"X-%d: a\r\n" % place)
        wire.wait(0.05)


def _reset(_: Asked, wire: Wire) -> None:
    connection = wire.handler.connection
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _cut_body(asked: Asked, wire: Wire) -> None:
    body = json.dumps(completion(asked, good_answer(asked))).encode()
    wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
    wire.raw(body[: len(body) // 2])


def _huge(_: Asked, wire: Wire) -> None:
    size = 50_000_000
    wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % size)
    for _turn in range(size // 100_000):
        wire.raw(b" " * 100_000)


def _not_http(_: Asked, wire: Wire) -> None:
    wire.raw(b"\x00\x01\x02 this is not HTTP\r\n\r\n")


def _redirect(_: Asked, wire: Wire) -> None:
    wire.reply(307, b"", Location="http://127.0.0.1:9/v1/chat/completions")


def _gzip(_: Asked, wire: Wire) -> None:
    wire.reply(200, b"\x1f\x8b\x08\x00", Content_Encoding="gzip")


def _set(key: str, value: JsonValue) -> Callable[[dict[str, JsonValue]], None]:
    return lambda holder: holder.update({key: value})


def _refusal(body: dict[str, JsonValue]) -> None:
    _message(body).update({"content": None, "refusal": "I cannot help with that."})


def _as_tool_call(body: dict[str, JsonValue]) -> None:
    message = _message(body)
    call: JsonValue = {
        "id": "c",
        "type": "function",
        "function": {"name": "answer", "arguments": message["content"]},
    }
    message.update({"content": None, "tool_calls": [call]})
    _choice(body)["finish_reason"] = "tool_calls"


ANSWER_FAULTS = (
    Fault("truncated with finish_reason length", _truncated, ModelAnswerError, "cut off"),
    Fault("valid JSON with finish_reason length", _whole_but_cut_off, ModelAnswerError, "cut off"),
    Fault("truncated once", _truncated, None, times=1),
    Fault("refusal", _body(_refusal), ModelAnswerError, "refused: I cannot help"),
    Fault("prose", _content("Certainly! The sources say a lot."), ModelAnswerError, "Invalid JSON"),
    Fault("prose once", _content("Certainly!"), None, times=1),
    Fault("fenced", _fenced, None),
    Fault("fenced within prose", _fenced_in_prose, ModelAnswerError, "Invalid JSON"),
    Fault("a key missing", _edited(_without_first), ModelAnswerError, "Field required"),
    Fault("an extra key", _edited(_set("remark", "x")), ModelAnswerError, "Extra inputs"),
    Fault("an extra key once", _edited(_set("remark", "x")), None, times=1),
    Fault("a list instead of an object", _content("[]"), ModelAnswerError),
    Fault("null", _content("null"), ModelAnswerError),
    Fault("empty content", _content(""), ModelAnswerError, "empty"),
    Fault(
        "content null",
        _body(lambda body: _message(body).update({"content": None})),
        ModelAnswerError,
        "empty",
    ),
    Fault("content_filter", _content("", "content_filter"), ModelAnswerError, "content filter"),
    Fault("unknown evidence ids", _unknown_labels, ModelAnswerError, "offered"),
    Fault("another language", _in_german, ModelAnswerError, "not in English"),
    Fault("a key twice", _key_twice, ModelAnswerError, "twice"),
    Fault("deep nesting", _content("[" * 200_000), ModelAnswerError, "Invalid JSON"),
    Fault("not a number", _content('{"thesis": NaN}'), ModelAnswerError),
    Fault("half a surrogate pair", _content('{"thesis": "\\ud800"}'), ModelAnswerError),
    Fault("web addresses", _addresses, ModelAnswerError, "web address"),
    Fault("a tool call nobody asked for", _body(_as_tool_call), None),
)
"""Faults of the model's answer: the call itself succeeds."""

WIRE_FAULTS = (
    Fault("no choices", _body(_set("choices", [])), ModelAnswerError, "not a chat completion"),
    Fault("choices null", _body(_set("choices", None)), ModelAnswerError, "not a chat completion"),
    Fault("no message", _body(_set("choices", [{"index": 0}])), ModelAnswerError, "not a chat completion"),
    Fault("error with status 200", _body(_set("error", {"message": "boom"})), ModelAnswerError, "boom"),
    Fault(
        "only an error with status 200",
        lambda _, wire: wire.reply_json(200, {"error": "boom"}),
        ModelAnswerError,
    ),
    Fault(
        "overload with status 200",
        lambda _, wire: wire.reply_json(200, {"error": {"message": "busy", "code": 503}}),
        ModelUnavailableError,
        "busy",
    ),
    Fault(
        "HTML", lambda _, wire: wire.reply(200, b"<html>hi</html>", "text/html"), ModelAnswerError, "web page"
    ),
    Fault(
        "HTML with status 502", lambda _, wire: wire.reply(502, b"<html>", "text/html"), ModelUnavailableError
    ),
    Fault("empty body", lambda _, wire: wire.reply(200, b""), ModelAnswerError),
    Fault("a list as body", lambda _, wire: wire.reply_json(200, [1]), ModelAnswerError),
    Fault("compressed", _gzip, ModelAnswerError, "compressed"),
    Fault("strange usage", _body(_set("usage", {"prompt_tokens": "many"})), None),
    Fault("429 short, then well", _status(429, "slow down", retry_after_ms="20"), None, times=1),
    Fault("429 without Retry-After, for ever", _status(429, "slow down"), ModelUnavailableError, "too often"),
    Fault(
        "429 with Retry-After 3600",
        _status(429, "quota", retry_after="3600"),
        ModelUnavailableError,
        "60 minutes",
    ),
    Fault(
        "429 with Retry-After a date ahead",
        _come_back_in_two_hours,
        ModelUnavailableError,
        "120 minutes",
    ),
    Fault("out of credit", _status(429, "no", "insufficient_quota"), ModelUnavailableError, "billing"),
    Fault("500, then well", _status(500, "oops"), None, times=1),
    Fault("500 for ever", _status(500, "oops"), ModelUnavailableError, "oops"),
    Fault("401", _status(401, "bad key sk-test-key-of-no-value"), ModelRefusedError, "OPENAI_API_KEY"),
    Fault("403", _status(403, "not yours"), ModelRefusedError, "OPENAI_API_KEY"),
    Fault("404", _status(404, "no such model"), ModelError, "writer.model"),
    Fault("400", _status(400, "temperature is not allowed"), ModelError, "temperature"),
    Fault(
        "context length",
        _status(400, "maximum context length is 8192", "context_length_exceeded"),
        ContextTooLongError,
    ),
    Fault("redirect", _redirect, ModelError, "307"),
    Fault("hang", _hang, ModelUnavailableError, "in time|within|timed out"),
    Fault("a byte now and then", _drip, ModelUnavailableError, "in time|within|timed out"),
    Fault("a header now and then", _drip_headers, ModelUnavailableError, "in time|within|timed out"),
    Fault("connection reset", _reset, ModelUnavailableError, "cannot be reached"),
    Fault("connection reset once", _reset, None, times=1),
    Fault("body cut short", _cut_body, ModelUnavailableError, "cannot be reached"),
    Fault("not HTTP", _not_http, ModelUnavailableError, "cannot be reached"),
    Fault("50 MB", _huge, ModelAnswerError, "larger than"),
)
"""Faults of the endpoint or of the way to it."""
