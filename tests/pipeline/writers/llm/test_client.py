"""Asking an endpoint: forms that it knows or not, waiting, deadlines, and who is told what."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ModelAnswerError, ModelError, ModelRefusedError, ModelUnavailableError
from pipeline.writers.llm.client import ChatClient, render
from pipeline.writers.llm.exchange import AnswerForm, Endpoint, Message, Question
from pipeline.writers.llm.waiting import retry_after
from tests.factories import make_plan
from tests.model_server import completion, good_answer, serving
from tests.pipeline.writers.llm.kit import KEY, make_settings, make_writer, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.model_server import Asked, Wire

QUESTION = Question(
    name="repair",
    model="test-model",
    messages=(Message("system", "Be exact."), Message("user", "What does it say?")),
    schema='{"$defs":{},"additionalProperties":false,"properties":{"claim":{"type":"null"}},"type":"object"}',
    form_template="As JSON: {schema}",
)


def at_once() -> None:
    """Nothing to wait for."""


def _refusing(*forms: str) -> Callable[[Asked, Wire, int], bool]:
    messages = {
        "json_schema": "response_format of type json_schema is not supported",
        "function_calling": "this model does not support tools",
        "json_mode": "unknown field response_format",
    }

    def script(asked: Asked, wire: Wire, _: int) -> bool:
        if asked.form not in forms:
            return False
        wire.reply_json(400, {"error": {"message": messages[asked.form]}})
        return True

    return script


def _failing(_: Asked, wire: Wire, _number: int) -> bool:
    wire.reply_json(500, {})
    return True


def _client(url: str, **changes: float | str) -> ChatClient:
    return ChatClient(make_settings(**changes), Endpoint(url, KEY), Random(1))  # noqa: S311 - spreads retries


@pytest.mark.parametrize(
    ("refused", "form"),
    [
        ((), AnswerForm.JSON_SCHEMA),
        (("json_schema",), AnswerForm.FUNCTION_CALLING),
        (("json_schema", "function_calling"), AnswerForm.JSON_MODE),
    ],
)
def test_the_first_form_that_the_endpoint_knows_is_kept(refused: tuple[str, ...], form: AnswerForm) -> None:
    with serving(_refusing(*refused)) as server:
        writer = make_writer(server.url)
        draft = write_whole(writer, make_plan())
    assert draft.tldr.claims
    assert len(server.asked) == 9 + len(refused)
    assert {item.form for item in server.asked[len(refused) :]} == {form.value}


def test_drafts_are_the_same_whatever_the_form() -> None:
    drafts = []
    for refused in ((), ("json_schema",), ("json_schema", "function_calling")):
        with serving(_refusing(*refused)) as server:
            drafts.append(write_whole(make_writer(server.url), make_plan()))
    assert drafts[0] == drafts[1] == drafts[2]


def test_an_endpoint_that_knows_no_form_is_named() -> None:
    with serving(_refusing("json_schema", "function_calling", "json_mode")) as server:
        with pytest.raises(ModelAnswerError, match="no way of asking for JSON"):
            _client(server.url).ask(QUESTION, at_once)
        assert len(server.asked) == 3


def test_the_schema_is_spelled_out_only_where_nothing_else_carries_it() -> None:
    with serving(_refusing("json_schema", "function_calling")) as server:
        _client(server.url).ask(QUESTION, at_once)
    assert [("As JSON" in asked.prompt) for asked in server.asked] == [False, False, True]


def test_model_settings_reach_the_endpoint() -> None:
    with serving() as server:
        client = _client(server.url, temperature=0.7, max_output_tokens=300)
        client.ask(replace(QUESTION, model="m-1"), at_once)
    body = server.asked[0].body
    assert (body["model"], body["temperature"], body["max_completion_tokens"]) == ("m-1", 0.7, 300)
    assert body["messages"] == [
        {"role": "system", "content": "Be exact."},
        {"role": "user", "content": "What does it say?"},
    ]
    assert not body.get("stream")


def test_the_wait_that_the_endpoint_asks_for_is_kept() -> None:
    waited: list[float] = []

    def script(_: Asked, wire: Wire, number: int) -> bool:
        if number == 1:
            wire.reply_json(429, {"error": {"message": "slow down"}}, retry_after="1")
        return number == 1

    with serving(script) as server:
        client = _client(server.url)
        client.sleep = waited.append
        client.ask(QUESTION, at_once)
    assert waited == [1.0]


def test_retries_are_spread_by_the_given_random_source() -> None:
    waits: list[list[float]] = []
    for _ in range(2):
        waited: list[float] = []
        with serving(_failing) as server:
            client = _client(server.url, attempts=4)
            client.sleep = waited.append
            with pytest.raises(ModelUnavailableError):
                client.ask(QUESTION, at_once)
        assert len(server.asked) == 4
        waits.append(waited)
    assert waits[0] == waits[1]
    assert len(set(waits[0])) == 3
    assert all(0 <= seconds <= 0.25 * 2**attempt for attempt, seconds in enumerate(waits[0], start=1))


def test_no_thread_reads_on_for_long_after_the_deadline() -> None:
    def drip(_asked: Asked, wire: Wire, _: int) -> bool:
        wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not wire.stopping.is_set():
            wire.raw(b" ")
            wire.wait(0.02)
        return True

    with serving(drip) as server:
        began = time.monotonic()
        with pytest.raises(ModelUnavailableError):
            _client(server.url, deadline_seconds=0.3, attempts=1).ask(QUESTION, at_once)
        assert time.monotonic() - began < 1.0
        time.sleep(0.2)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("model-call")]


_DRAFT_WITH_TRACING = """
import socket, sys, time
from tests.factories import make_plan
from tests.model_server import serving
from tests.pipeline.writers.llm.kit import make_writer, write_whole

with socket.socket(fileno=int(sys.argv[1])) as elsewhere, serving() as server:
    write_whole(make_writer(server.url), make_plan())
    elsewhere.settimeout(1.0)
    try:
        elsewhere.accept()[0].close()
        print("called")
    except TimeoutError:
        print("silent")
"""


def test_tracing_in_the_environment_sends_nothing_elsewhere() -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        environment = {
            "PATH": os.environ["PATH"],
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_API_KEY": "none",
            "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{elsewhere.getsockname()[1]}",
        }
        done = subprocess.run(
            [sys.executable, "-c", _DRAFT_WITH_TRACING, str(elsewhere.fileno())],
            cwd=Path(__file__).parents[4],
            env=environment,
            pass_fds=[elsewhere.fileno()],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    assert done.stdout.strip() == "silent"


def test_a_setting_overrides_the_base_url() -> None:
    with serving() as server:
        _client("http://127.0.0.1:9/v1", base_url=server.url).ask(QUESTION, at_once)
    assert len(server.asked) == 1


def test_without_any_base_url_it_is_openai() -> None:
    assert _client("").endpoint.base_url == "https://api.openai.com/v1"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/v1",
        "localhost:8000/v1",
        "http://",
        "not a url",
        "http://[bad/v1",
        "http://h:99999",
        "http://h\x00/",
    ],
)
def test_an_address_that_cannot_be_asked_is_named_at_once(url: str) -> None:
    with pytest.raises(ModelError, match="is not the address of an endpoint"):
        _client(url)


@pytest.mark.parametrize("key", ["sk-\xe4", "sk-a\nb", "sk a"])
def test_a_key_that_cannot_be_sent_is_named_without_being_shown(key: str) -> None:
    with pytest.raises(ModelRefusedError, match="OPENAI_API_KEY") as caught:
        ChatClient(make_settings(), Endpoint("http://127.0.0.1:9/v1", key), Random(1))  # noqa: S311 - spreads retries
    assert key not in str(caught.value)


def test_an_address_is_shown_without_its_password() -> None:
    with pytest.raises(ModelUnavailableError, match="cannot be reached") as caught:
        _client("http://me:secret@127.0.0.1:9/v1", attempts=1).ask(QUESTION, at_once)
    assert "secret" not in str(caught.value)


def test_a_local_endpoint_needs_no_key() -> None:
    with serving() as server:
        ChatClient(make_settings(), Endpoint(server.url, ""), Random(1)).ask(QUESTION, at_once)  # noqa: S311 - spreads retries
    assert len(server.asked) == 1


def test_a_reply_tells_finish_reason_and_usage() -> None:
    def cut_off(asked: Asked, wire: Wire, _: int) -> bool:
        wire.reply_json(200, completion(asked, "{", "length"))
        return True

    with serving(cut_off) as server:
        reply = _client(server.url).ask(QUESTION, at_once)
    assert (reply.text, reply.finish_reason, reply.input_tokens, reply.output_tokens) == (
        "{",
        "length",
        100,
        20,
    )


def test_values_with_braces_are_inserted_as_they_are() -> None:
    assert render([("user", "{a} {{b}}")], {"a": "{x} {0.__class__}"})[0].text == "{x} {0.__class__} {b}"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": formatdate(0, usegmt=True)}, 0.0),
    ],
)
def test_retry_after_is_read_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_the_good_answer_of_the_test_server_depends_on_nothing_but_the_request() -> None:
    with serving() as server:
        write_whole(make_writer(server.url), make_plan())
    assert [good_answer(asked) for asked in server.asked] == [good_answer(asked) for asked in server.asked]
