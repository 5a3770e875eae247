"""An OpenAI-compatible endpoint on loopback for the tests: well-behaved, or faulty in a way that a script decides.

Well behaved, it builds a valid answer from nothing but the request: from the JSON Schema that came with it (as
``response_format``, as a tool, or in the text of the prompt) and from the evidence block in the prompt. Where an object
of the schema has ``evidence`` and a text, the text is the sentence of that label, so that a verifier has nothing to
object. The same request always gets the same answer.
"""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import JsonValue

_EVIDENCE_LINE = re.compile(r"^(E\d+): (.*)$", re.MULTILINE)
_BLOCK_TAG = re.compile(r"^\[evidence ([0-9a-f]+)\]$", re.MULTILINE)
USAGE: dict[str, JsonValue] = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
_TEXT_KEYS = ("text", "headline")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived."""

    body: dict[str, JsonValue]
    path: str
    authorization: str

    @property
    def form(self) -> str:
        """How an answer of a given form is asked for: json_schema, function_calling, json_mode or none."""
        if "tools" in self.body:
            return "function_calling"
        wanted = self.body.get("response_format")
        kind = wanted.get("type") if isinstance(wanted, dict) else None
        return {"json_schema": "json_schema", "json_object": "json_mode"}.get(str(kind), "none")

    @property
    def prompt(self) -> str:
        """All messages, one after the other."""
        messages = self.body.get("messages")
        assert isinstance(messages, list)
        return "\n\n".join(str(item["content"]) for item in messages if isinstance(item, dict))

    @property
    def schema(self) -> dict[str, JsonValue]:
        """The JSON Schema of the answer."""
        body = self.body
        if self.form == "json_schema":
            found = _inside(body, "response_format", "json_schema", "schema")
        elif self.form == "function_calling":
            tools = body["tools"]
            assert isinstance(tools, list)
            found = _inside(tools[0], "function", "parameters")
        else:
            found = json.loads(self.prompt[self.prompt.rindex('{"$defs"') :])
        assert isinstance(found, dict)
        return found

    @property
    def step(self) -> str:
        """Which step of the draft this is, told by the keys of its schema."""
        keys = self.schema.get("properties")
        assert isinstance(keys, dict)
        known = {
            "thesis": "outline",
            "headline": "headline",
            "paragraphs": "section",
            "connections": "connections",
            "entries": "timeline",
            "tables": "tables",
            "tldr": "summary",
            "practitioners": "advice",
            "gaps": "doubts",
            "claim": "repair",
            "votes": "entailment",
            "label": "theme",
            "importance": "importance",
        }
        return next(name for key, name in known.items() if key in keys)


def _inside(node: JsonValue, *path: str) -> JsonValue:
    for key in path:
        assert isinstance(node, dict)
        node = node[key]
    return node


@dataclass(slots=True)
class Wire:
    """What a script may do with the connection: answer properly, or write whatever it likes."""

    handler: BaseHTTPRequestHandler
    stopping: threading.Event

    def reply(self, status: int, body: bytes, content_type: str = "application/json", **headers: str) -> None:
        handler = self.handler
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    def reply_json(self, status: int, value: JsonValue, **headers: str) -> None:
        self.reply(status, json.dumps(value).encode(), **headers)

    def complete(
        self,
        asked: Asked,
        content: str,
        finish: str = "stop",
        *,
        usage: bool = True,
        prompt_tokens: int = 100,
    ) -> None:
        body = completion(asked, content, finish, usage=usage)
        if usage:
            body["usage"] = {**USAGE, "prompt_tokens": prompt_tokens}
        self.reply_json(200, body)

    def raw(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def wait(self, seconds: float) -> None:
        """Do nothing for a while; ends early when the test is over."""
        self.stopping.wait(seconds)


def completion(
    asked: Asked, content: str, finish: str = "stop", *, usage: bool = True
) -> dict[str, JsonValue]:
    """A chat completion of ``content``, as a tool call if tools were asked for."""
    message: dict[str, JsonValue] = {"role": "assistant", "content": content}
    if asked.form == "function_calling":
        tools = asked.body["tools"]
        assert isinstance(tools, list)
        call: JsonValue = {
            "id": "call_1",
            "type": "function",
            "function": {"name": _inside(tools[0], "function", "name"), "arguments": content},
        }
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        finish = "tool_calls" if finish == "stop" else finish
    body: dict[str, JsonValue] = {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 1,
        "model": "test-model",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
    }
    if usage:
        body["usage"] = {**USAGE}
    return body


def answer_well(asked: Asked, wire: Wire) -> None:
    """The well-behaved answer."""
    wire.complete(asked, good_answer(asked))


def good_answer(asked: Asked) -> str:
    """A valid answer to a request, as JSON."""
    return json.dumps(_Builder(asked).build(asked.schema))


@dataclass(slots=True)
class ModelServer:
    """The endpoint. ``script`` sees each request first; what it does not answer (False) is answered well."""

    script: Callable[[Asked, Wire, int], bool] | None = None
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    @property
    def steps(self) -> list[str]:
        """The steps asked for, in order."""
        return [item.step for item in self.asked]


@contextmanager
def serving(script: Callable[[Asked, Wire, int], bool] | None = None) -> Iterator[ModelServer]:
    """A running server on a free port; all its threads have ended when the block has."""
    model = ModelServer(script)
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            asked = Asked(
                json.loads(self.rfile.read(length)), self.path, self.headers.get("Authorization", "")
            )
            model.asked.append(asked)
            wire = Wire(self, stopping)
            self.close_connection = True
            try:
                if model.script is None or not model.script(asked, wire, len(model.asked)):
                    answer_well(asked, wire)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client gave up, as some tests want it to

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield model
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Builder:
    """Builds a value of a schema, depth first, always the same for the same request."""

    def __init__(self, asked: Asked) -> None:
        self.schema, self.prompt = asked.schema, asked.prompt
        self.sentences = self._sentences(asked.prompt)
        self.turns: dict[str, int] = {}
        self.said: set[str] = set()
        self.lines = 0

    @staticmethod
    def _sentences(prompt: str) -> dict[str, str]:
        if not _BLOCK_TAG.search(prompt):
            return {}
        symbol = re.search(r"joined by (\S) instead of spaces", prompt)
        assert symbol is not None
        return {label: text.replace(symbol[1], " ") for label, text in _EVIDENCE_LINE.findall(prompt)}

    def build(self, node: dict[str, JsonValue]) -> JsonValue:
        node = self._resolved(node)
        if "enum" in node:
            return self._choose(node["enum"])
        options = node.get("anyOf")
        if isinstance(options, list):
            assert isinstance(options[0], dict)
            return self.build(options[0])
        made: dict[JsonValue, Callable[[dict[str, JsonValue]], JsonValue]] = {
            "object": self._object,
            "array": self._array,
            "string": self._line,
            "null": lambda _: None,
        }
        return made[node["type"]](node)

    def _resolved(self, node: dict[str, JsonValue]) -> dict[str, JsonValue]:
        reference = node.get("$ref")
        if isinstance(reference, str):
            found = _inside(self.schema, *reference.removeprefix("#/").split("/"))
            assert isinstance(found, dict)
            return found
        return node

    def _choose(self, options: JsonValue) -> JsonValue:
        """The next of a list of labels, the first of a list of words."""
        assert isinstance(options, list)
        if not re.fullmatch(r"[EC]\d+[a-h]?", str(options[0])):
            return options[0]
        key = json.dumps(options)
        turn = self.turns.get(key, 0)
        self.turns[key] = turn + 1
        return options[turn % len(options)]

    def _object(self, node: dict[str, JsonValue]) -> JsonValue:
        properties = node["properties"]
        assert isinstance(properties, dict)
        made: dict[str, JsonValue] = {}
        for key, child in properties.items():
            assert isinstance(child, dict)
            made[key] = self.build(child)
        if "connection" in made:
            self._say_what_is_connected(made)
        self._say_what_is_cited(made)
        return made

    def _say_what_is_connected(self, made: dict[str, JsonValue]) -> None:
        ends = re.search(rf"^{made['connection']}: from (E\d+) .* to (E\d+) ", self.prompt, re.MULTILINE)
        assert ends is not None
        made["from_text"], made["to_text"] = self.sentences[ends[1]], self.sentences[ends[2]]
        made["why"] = "The one likely acts on the other."

    def _say_what_is_cited(self, made: dict[str, JsonValue]) -> None:
        labels = made.get("evidence")
        key = next((key for key in _TEXT_KEYS if key in made), None)
        if key is None or not isinstance(labels, list) or "point" in made:
            return
        sentence = self.sentences.get(str(labels[0]), "The sources say so.")
        if "detail" in made:
            made["detail"] = None
        while sentence in self.said:
            sentence = f"Indeed: {sentence}"
        self.said.add(sentence)
        made[key] = sentence[:160] if key == "text" and "cells" in json.dumps(self.schema) else sentence

    def _array(self, node: dict[str, JsonValue]) -> JsonValue:
        items, fewest, most = node["items"], node.get("minItems", 0), node.get("maxItems", 3)
        assert isinstance(items, dict)
        assert isinstance(fewest, int)
        assert isinstance(most, int)
        # Lists of labels and of table parts as short as allowed, others of two or so, so that every part is there.
        count = fewest or min(2, most)
        if "enum" not in self._resolved(items) and "CellAnswer" not in json.dumps(items):
            count = max(count, min(2, most))
        limit = len(self._options(items))
        return [self.build(items) for _ in range(min(count, limit) if limit else count)]

    def _options(self, items: dict[str, JsonValue]) -> list[JsonValue]:
        found = self._resolved(items).get("enum", [])
        assert isinstance(found, list)
        return found

    def _line(self, _: dict[str, JsonValue]) -> str:
        self.lines += 1
        word = "abcdefghijklmnopqrstuvwxyz"[self.lines % 26] * (1 + self.lines // 26)
        return f"{self._words_of_evidence()} {word}"

    def _words_of_evidence(self) -> str:
        """A few words of a sentence, without its names and figures: the next sentence for every line."""
        if not self.sentences:
            return "The sources say so in part"
        sentence = list(self.sentences.values())[self.lines % len(self.sentences)]
        return " ".join(re.findall(r"(?<!\S)[a-z]+(?!\S)", sentence)[:6])
