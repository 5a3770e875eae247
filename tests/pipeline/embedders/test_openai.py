"""The embedder over the network, against a real server on this machine."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
from pydantic import BaseModel

from pipeline.embedders.openai import OpenAiEmbedder, Patience
from pipeline.errors import EmbedderError, ModelRefusedError, ModelUnavailableError, ThroughlineError
from pipeline.settings import EmbedderSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DIMENSION = 8


class Asked(BaseModel):
    """The body of a request."""

    model: str
    input: list[str]
    encoding_format: str
    dimensions: int | None = None


Answer: TypeAlias = "Callable[[BaseHTTPRequestHandler, Asked], None]"


def vector_of(text: str) -> list[float]:
    return [byte + 1.0 for byte in hashlib.sha256(text.encode()).digest()[:DIMENSION]]


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def embeddings(vectors: list[list[float]]) -> bytes:
    data = [{"object": "embedding", "index": index, "embedding": item} for index, item in enumerate(vectors)]
    data.reverse()  # the order of the answer is not promised
    return json.dumps({"object": "list", "model": "m", "data": data, "usage": {}}).encode()


def well(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
    send(handler, 200, embeddings([vector_of(text) for text in asked.input]))


def answering(status: int, body: bytes) -> Answer:
    return lambda handler, _asked: send(handler, status, body)


def drip(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
    """Answer correctly, one byte each tenth of a second."""
    body = embeddings([vector_of(text) for text in asked.input])
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    try:
        for byte in body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


@contextmanager
def endpoint(answer: Answer, asked: list[Asked] | None = None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = Asked.model_validate_json(self.rfile.read(int(self.headers["Content-Length"])))
            if asked is not None:
                asked.append(request)
            answer(self, request)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def embedder(url: str, attempts: int = 1, deadline: float = 5.0, batch: int = 128) -> OpenAiEmbedder:
    settings = EmbedderSettings(kind="openai", openai_model="m", openai_dimension=DIMENSION)
    return OpenAiEmbedder(
        settings, "", url, Patience(deadline_seconds=deadline, attempts=attempts, batch_size=batch)
    )


def test_vectors_come_back_in_the_order_of_the_texts() -> None:
    texts = [f"text {number}" for number in range(25)]
    expected = np.array([vector_of(text) for text in texts])
    with endpoint(well) as url:
        vectors = embedder(url, batch=4).embed(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-5)


def test_texts_are_sent_as_strings_in_batches() -> None:
    asked: list[Asked] = []
    with endpoint(well, asked) as url:
        embedder(url, batch=4).embed(["a"] * 10)
    assert sorted(len(request.input) for request in asked) == [2, 4, 4]
    assert {request.encoding_format for request in asked} == {"float"}


def test_empty_and_unsendable_texts_are_sent_as_something_harmless() -> None:
    asked: list[Asked] = []
    with endpoint(well, asked) as url:
        embedder(url).embed(["", "\ud800", "<|endoftext|>"])
    assert asked[0].input == [" ", "?", "<|endoftext|>"]


def test_fewer_dimensions_are_asked_for_only_of_models_that_can_shorten() -> None:
    asked: list[Asked] = []
    with endpoint(well, asked) as url:
        embedder(url).embed(["a"])
        settings = EmbedderSettings(kind="openai", openai_dimension=DIMENSION)
        OpenAiEmbedder(settings, "key", url).embed(["a"])
    assert [request.dimensions for request in asked] == [None, DIMENSION]


def test_no_texts_ask_nothing() -> None:
    with endpoint(answering(500, b"")) as url:
        assert embedder(url).embed([]).shape == (0, DIMENSION)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, b'{"error": {"message": "wrong key"}}', ModelRefusedError),
        (403, b"{}", ModelRefusedError),
        (404, b'{"error": {"message": "no such model"}}', EmbedderError),
        (400, b'{"error": {"message": "too long"}}', EmbedderError),
        (429, b"{}", ModelUnavailableError),
        (500, b"<html>", ModelUnavailableError),
        (200, b"{", EmbedderError),
        (200, b"", EmbedderError),
        (200, b"null", EmbedderError),
        (200, b"[1, 2]", EmbedderError),
        (200, b'{"error": {"message": "odd"}}', EmbedderError),
        (200, b'{"data": []}', EmbedderError),
        (200, b'{"data": [{"index": 0, "embedding": null}]}', EmbedderError),
        (200, b'{"data": [{"index": 0, "embedding": ["a"]}]}', EmbedderError),
        (200, b'{"data": [{"index": 0, "embedding": "AAAA"}]}', EmbedderError),
        (200, b'{"data": [{"embedding": [1, 2, 3, 4, 5, 6, 7, 8]}]}', EmbedderError),
        (200, embeddings([[1.0] * (DIMENSION + 1)]), EmbedderError),
        (200, embeddings([[1.0] * DIMENSION] * 2), EmbedderError),
        (200, embeddings([[0.0] * DIMENSION]), EmbedderError),
        (200, embeddings([[float("nan")] * DIMENSION]), EmbedderError),
    ],
)
def test_a_faulty_answer_is_an_error_of_ours(
    status: int, body: bytes, expected: type[ThroughlineError]
) -> None:
    with endpoint(answering(status, body)) as url, pytest.raises(expected) as raised:
        embedder(url).embed(["a"])
    assert raised.value.remedy


def test_an_answer_that_drips_ends_at_the_deadline() -> None:
    started = time.monotonic()
    with endpoint(drip) as url, pytest.raises(ModelUnavailableError, match=r"0\.5 seconds"):
        embedder(url, deadline=0.5).embed(["a"])
    assert time.monotonic() - started < 3


def test_an_overloaded_endpoint_is_asked_again() -> None:
    asked: list[Asked] = []

    def second_time_well(handler: BaseHTTPRequestHandler, request: Asked) -> None:
        answer = well if len(asked) > 1 else answering(503, b"{}")
        answer(handler, request)

    with endpoint(second_time_well, asked) as url:
        assert embedder(url, attempts=2).embed(["a"]).shape == (1, DIMENSION)


def test_nobody_there_is_unavailable() -> None:
    with endpoint(well) as url:
        pass
    with pytest.raises(ModelUnavailableError):
        embedder(url).embed(["a"])


def test_without_key_and_endpoint_nothing_is_sent() -> None:
    with pytest.raises(ModelRefusedError, match="key"):
        OpenAiEmbedder(EmbedderSettings(kind="openai"))


def test_the_model_id_names_model_and_dimension() -> None:
    assert embedder("http://127.0.0.1:9/v1").model_id == f"openai/m/{DIMENSION}"
