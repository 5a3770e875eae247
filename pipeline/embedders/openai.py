"""Embeddings from OpenAI or any endpoint that answers like it: the one embedder that imports the openai client."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import BaseModel, ValidationError

from pipeline.errors import EmbedderError, ModelRefusedError, ModelUnavailableError, ThroughlineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai import AsyncOpenAI, OpenAIError

    from pipeline.models import FloatMatrix
    from pipeline.settings import EmbedderSettings

# Models whose vectors can be asked for in fewer dimensions than these, their full ones.
_SHORTENABLE: Final = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}

_OPENAI: Final = "https://api.openai.com/v1"
_NO_KEY: Final = "none"  # the client insists on a key; endpoints of one's own mostly want none


class _Vector(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    """The part of an answer that is read; the client itself checks nothing."""

    data: list[_Vector]


@dataclass(frozen=True, slots=True)
class Patience:
    """How texts are sent, and how long to wait for their vectors.

    ``deadline_seconds`` is a wall-clock limit for one batch of ``batch_size`` texts with all of its ``attempts``;
    batches are sent ``parallel`` at a time.
    """

    deadline_seconds: float = 60.0
    attempts: int = 3
    batch_size: int = 128
    parallel: int = 4


def model_id(settings: EmbedderSettings) -> str:
    """The id of the configured model: its name and the length of its vectors."""
    return f"openai/{settings.openai_model}/{settings.openai_dimension}"


class OpenAiEmbedder:
    """Embeds texts over the network; satisfies ``pipeline.ports.Embedder``.

    Texts are sent as strings, since compatible endpoints do not take token ids.
    """

    def __init__(
        self,
        settings: EmbedderSettings,
        api_key: str = "",
        base_url: str = "",
        patience: Patience | None = None,
    ) -> None:
        """Name the model and its place; nothing is sent yet.

        Args:
            settings: Model and dimension.
            api_key: "" for an endpoint of one's own that wants none.
            base_url: "" for OpenAI itself.
            patience: Batches, deadline and attempts.

        Raises:
            ModelRefusedError: OpenAI itself is meant and there is no key.
        """
        if not api_key and not base_url:
            raise ModelRefusedError(
                "Embeddings from OpenAI need a key, and there is none.",
                'Set OPENAI_API_KEY, or use the local embedder (embedder.kind = "minilm").',
            )
        self._model_id = model_id(settings)
        self._model = settings.openai_model
        self._dimension = settings.openai_dimension
        self._api_key = api_key or _NO_KEY
        self._base_url = base_url or _OPENAI
        self._patience = patience or Patience()

    @property
    def model_id(self) -> str:
        """Names the model and the length of its vectors."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        """Vectors of shape (len(texts), dimension), float32, rows of length 1.

        Runs an event loop of its own: call it from a thread that has none.

        Raises:
            ModelRefusedError: The key is refused.
            ModelUnavailableError: The endpoint cannot be reached, is overloaded or too slow.
            EmbedderError: The request is refused for another reason, or the answer is not what was asked for.
        """
        if not texts:
            return np.empty((0, self._dimension), dtype=np.float32)
        size = self._patience.batch_size
        batches = [texts[first : first + size] for first in range(0, len(texts), size)]
        return np.concatenate(asyncio.run(self._embed_all(batches)))

    async def _embed_all(self, batches: Sequence[Sequence[str]]) -> list[FloatMatrix]:
        from openai import AsyncOpenAI

        places = asyncio.Semaphore(self._patience.parallel)
        async with AsyncOpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            timeout=self._patience.deadline_seconds,
            max_retries=self._patience.attempts - 1,
        ) as client:
            tasks = [asyncio.create_task(self._embed_batch(client, batch, places)) for batch in batches]
            try:
                return await asyncio.gather(*tasks)
            finally:  # the first failure ends the others
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _embed_batch(
        self, client: AsyncOpenAI, batch: Sequence[str], places: asyncio.Semaphore
    ) -> FloatMatrix:
        from openai import OpenAIError

        try:
            async with places, asyncio.timeout(self._patience.deadline_seconds):
                content = await self._request(client, batch)
        except TimeoutError as error:
            raise ModelUnavailableError(
                f"The embedding endpoint did not answer within {self._patience.deadline_seconds:g} seconds.",
                "Try again later.",
            ) from error
        except OpenAIError as error:
            raise _translated(error) from error
        try:
            answer = _Answer.model_validate_json(content)
        except ValidationError as error:
            raise EmbedderError(
                f"What the embedding endpoint answered is no list of embeddings ({error.error_count()} faults).",
                "Check the base URL and the model's name.",
            ) from error
        return self._checked(answer, len(batch))

    async def _request(self, client: AsyncOpenAI, batch: Sequence[str]) -> bytes:
        from openai import omit

        # Empty strings and lone surrogates are refused by the endpoint or cannot be sent at all.
        texts = [text.encode("utf-8", errors="replace").decode("utf-8") or " " for text in batch]
        shorter = self._dimension < _SHORTENABLE.get(self._model, 0)
        response = await client.embeddings.with_raw_response.create(
            model=self._model,
            input=texts,
            encoding_format="float",
            dimensions=self._dimension if shorter else omit,
        )
        return response.content

    def _checked(self, answer: _Answer, count: int) -> FloatMatrix:
        items = sorted(answer.data, key=lambda item: item.index)
        if [item.index for item in items] != list(range(count)):
            raise self._unusable(f"{len(items)} vectors came back for {count} texts")
        lengths = {len(item.embedding) for item in items}
        if lengths != {self._dimension}:
            raise self._unusable(
                f"vectors of {sorted(lengths)} dimensions came back, not of {self._dimension}"
            )
        vectors = np.array([item.embedding for item in items], dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(norms).all() and (norms > 0).all()):
            raise self._unusable("a vector came back that has no direction")
        normalized: FloatMatrix = vectors / norms
        return normalized

    def _unusable(self, what: str) -> EmbedderError:
        return EmbedderError(
            f"The embedding model {self._model} gave nothing usable: {what}.",
            "Check embedder.openai_model and embedder.openai_dimension.",
        )


def _translated(error: OpenAIError) -> ThroughlineError:
    """Our error for one of the client's."""
    import openai

    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return ModelRefusedError("The embedding endpoint refused the key.", "Check OPENAI_API_KEY.")
        case openai.APIConnectionError() | openai.RateLimitError() | openai.InternalServerError():
            return ModelUnavailableError(
                f"The embedding endpoint is not available: {error}.", "Try again later."
            )
        case openai.NotFoundError():
            return EmbedderError(
                f"The embedding endpoint knows no such model: {error}.",
                "Check embedder.openai_model and the base URL.",
            )
        case _:
            return EmbedderError(
                f"The embedding endpoint refused the request: {error}.", "Check the settings."
            )
