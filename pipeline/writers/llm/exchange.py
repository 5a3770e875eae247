"""What passes between the writer and the client of its model: the endpoint, a question, a reply."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from pipeline.errors import ModelError, ModelRefusedError

OPENAI_BASE_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is. An empty ``base_url`` is OpenAI's own; local servers often want no key."""

    base_url: str
    api_key: str

    def checked(self, override: str) -> Endpoint:
        """This endpoint with its address filled in: ``override``, else its own, else OpenAI's.

        Raises:
            ModelError: the address is none that can be asked.
            ModelRefusedError: the key cannot be sent, so no endpoint would accept it.
        """
        url = override or self.base_url or OPENAI_BASE_URL
        endpoint = Endpoint(url, self.api_key)
        if not _can_be_asked(url):
            raise ModelError(
                f"{endpoint.address!r} is not the address of an endpoint.",
                "Set writer.base_url or OPENAI_BASE_URL to one such as http://127.0.0.1:8000/v1.",
            )
        if not (self.api_key.isascii() and self.api_key.isprintable()) or " " in self.api_key:
            raise ModelRefusedError(
                "The key has characters that no key has.",
                "Set OPENAI_API_KEY again, without spaces and line ends.",
            )
        return endpoint

    @property
    def address(self) -> str:
        """The address without a user name and password, for messages."""
        before, at, after = self.base_url.rpartition("@")
        return f"{before.partition('://')[0]}://{after}" if at else self.base_url


def _can_be_asked(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(
            parts.scheme in {"http", "https"} and parts.hostname and url.isprintable() and parts.port != 0
        )
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, as rendered."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which model: messages, and the JSON Schema of the answer under a name.

    ``form_template`` is the message that spells the schema out, with ``{schema}`` to be filled in, for endpoints that
    take none."""

    name: str
    model: str
    messages: tuple[Message, ...]
    schema: str
    form_template: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, not yet read. Tokens are None where the endpoint did not count."""

    text: str
    finish_reason: str
    refusal: str
    input_tokens: int | None
    output_tokens: int | None


class AnswerForm(StrEnum):
    """Ways to ask for JSON of a given form, best first."""

    JSON_SCHEMA = "json_schema"
    FUNCTION_CALLING = "function_calling"
    JSON_MODE = "json_mode"
