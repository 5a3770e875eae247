"""The only file that imports LangChain: asks a question of an OpenAI-compatible endpoint, and names every failure.

A chain of LangChain runnables (messages | model | reader) makes the call, without streaming. ``with_structured_output``
is not used: what it raises, or silently gives as ``None``, differs by method and by fault. The form of the answer is
bound to the request instead, in the first of three ways that the endpoint accepts, and the answer is read by our own
strict parser. A wall clock stands around every call, because timeouts of HTTP clients start anew with every byte.
"""

from __future__ import annotations

import json
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import SystemRandom
from typing import TYPE_CHECKING, Literal

from pydantic import SecretStr

from pipeline.errors import (
    ContextTooLongError,
    ModelAnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnavailableError,
)
from pipeline.writers.llm.exchange import AnswerForm, Endpoint, Message, Question, Reply
from pipeline.writers.llm.waiting import backoff, retry_after, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    import httpx2
    import openai
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable
    from pydantic import JsonValue

    from pipeline.settings import WriterSettings

_RETRIED_STATUS = frozenset({408, 409, 425, 429})
_FORM_WORDS = (
    "response_format",
    "json_schema",
    "structured output",
    "json_object",
    "json mode",
    "guided",
    "grammar",
)
_SHORTEST_KEY = 7
_TOOL_WORDS = ("tool", "function")
_CONTEXT_WORDS = (
    "context_length",
    "context length",
    "context window",
    "context size",
    "too long",
    "too many tokens",
)


@dataclass(frozen=True, slots=True)
class _Trouble:
    """A failure that another try may mend. ``wait`` is what the endpoint asked for, in seconds."""

    error: ModelError
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class _FormRefused:
    """The endpoint does not know this way of asking for JSON."""

    reason: str


@dataclass(slots=True)
class ChatClient:
    """Asks the models of one endpoint. ``forms`` is what each has accepted so far."""

    settings: WriterSettings
    endpoint: Endpoint
    random: Random = field(default_factory=SystemRandom)
    """Spreads retries."""
    sleep: Callable[[float], None] = time.sleep
    forms: dict[str, AnswerForm] = field(default_factory=dict, init=False)
    _certificates: ssl.SSLContext | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.endpoint = self.endpoint.checked(self.settings.base_url)

    def ask(self, question: Question, admit: Callable[[], None]) -> Reply:
        """One reply, after falling back to forms that the model knows and after bounded retries. ``admit`` is called
        before each request and may wait, or refuse by raising.

        Raises:
            ModelUnavailableError: unreachable, overloaded, or no answer within ``deadline_seconds``.
            ModelRefusedError: the key is missing or refused.
            ContextTooLongError: the endpoint says that the prompt does not fit.
            ModelAnswerError: what came back is no completion.
            ModelError: the endpoint refuses the request for another reason, which is named.
        """
        attempt = 1
        while True:
            form = self.forms.get(question.model, AnswerForm.JSON_SCHEMA)
            admit()
            outcome = self._attempt(question, form)
            if isinstance(outcome, Reply):
                return outcome
            if isinstance(outcome, _FormRefused):
                self.forms[question.model] = _next_form(form, self.endpoint.address, outcome.reason)
                continue
            wait = self._wait(outcome, attempt)
            if attempt >= self.settings.attempts or wait > self.settings.deadline_seconds:
                raise outcome.error
            self.sleep(wait)
            attempt += 1

    def _wait(self, trouble: _Trouble, attempt: int) -> float:
        if trouble.wait is not None:
            return trouble.wait
        return backoff(attempt, self.random)

    def _attempt(self, question: Question, form: AnswerForm) -> Reply | _Trouble | _FormRefused:
        import httpx2
        import openai

        from pipeline.writers.llm.transport import CheckedTransport

        deadline = self.settings.deadline_seconds
        transport = CheckedTransport(time.monotonic() + deadline, self._authorities())
        client = httpx2.Client(transport=transport, timeout=deadline)
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model-call")
        try:
            chain = self._chain(question, form, client)
            return worker.submit(_invoke, chain, _messages(question, form)).result(timeout=deadline)
        except TimeoutError:
            late = ModelUnavailableError(
                f"The model did not answer within {deadline:g} s.",
                "Raise writer.deadline_seconds, or try again later.",
            )
            return _Trouble(late)
        except ModelUnavailableError as error:
            return _Trouble(error)
        except openai.APIStatusError as error:
            return self._status_trouble(error, question.model, form)
        except openai.APIConnectionError as error:
            return self._connection_trouble(error)
        except openai.OpenAIError as error:
            message = f"The model client failed: {self._shown(str(error))}"
            raise ModelError(message, "Check writer.model and writer.base_url.") from error
        finally:
            # Closing the connections ends a worker that is still reading, so that nothing outlives the call for long.
            client.close()
            worker.shutdown(wait=False)

    def _authorities(self) -> ssl.SSLContext:
        """The authorities to trust; none (and quickly) for a plain local address. Loading them takes 50 ms: once."""
        if self._certificates is None:
            import httpx2

            plain = self.endpoint.base_url.startswith("http://")
            self._certificates = (
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else httpx2.create_ssl_context()
            )
        return self._certificates

    def _chain(
        self, question: Question, form: AnswerForm, http_client: httpx2.Client
    ) -> Runnable[tuple[Message, ...], Reply]:
        from langchain_core.runnables import RunnableLambda
        from langchain_openai import ChatOpenAI

        model = ChatOpenAI(
            model=question.model,
            base_url=self.endpoint.base_url,
            api_key=SecretStr(self.endpoint.api_key or "none"),
            temperature=self.settings.temperature,
            max_tokens=self.settings.max_output_tokens,
            max_retries=0,
            http_client=http_client,
            cache=False,
            use_responses_api=False,
        )
        bound = model.bind(extra_body=_form_parameters(form, question))
        return RunnableLambda(_langchain_messages) | bound | RunnableLambda(_reply)

    # --- what a failure means -----------------------------------------------------------------------------------------

    def _status_trouble(
        self, error: openai.APIStatusError, model: str, form: AnswerForm
    ) -> _Trouble | _FormRefused:
        status = error.status_code
        message = self._shown(error.message.removeprefix(f"Error code: {status} - "))
        lowered = f"{error.code} {error.type} {error.message}".lower()
        if status in {401, 403}:
            raise ModelRefusedError(
                f"{self.endpoint.address} refuses the key ({status}): {message}",
                "Set OPENAI_API_KEY to a key that it accepts.",
            ) from error
        if "insufficient_quota" in lowered:
            raise ModelUnavailableError(
                f"The account behind OPENAI_API_KEY is out of credit: {message}",
                "Check its plan and billing.",
            ) from error
        if status in _RETRIED_STATUS or status >= 500:
            return self._overload_trouble(error, status, message)
        if any(word in lowered for word in _CONTEXT_WORDS):
            raise ContextTooLongError(
                f"The prompt does not fit {model}: {message}", "Lower writer.context_tokens."
            ) from error
        if status in {400, 404, 422, 501} and _names_form(form, lowered):
            return _FormRefused(message)
        raise ModelError(
            f"{self.endpoint.address} refuses the request ({status}): {message}",
            "Check writer.model and writer.base_url.",
        ) from error

    def _overload_trouble(self, error: openai.APIStatusError, status: int, message: str) -> _Trouble:
        wait = retry_after(error.response.headers)
        when = "Try again later." if wait is None else f"Try again in {spoken(wait)}."
        what = "is asked too often" if status == 429 else "failed"
        return _Trouble(
            ModelUnavailableError(f"{self.endpoint.address} {what} ({status}): {message}", when), wait
        )

    def _connection_trouble(self, error: openai.APIConnectionError) -> _Trouble:
        cause: BaseException = error
        while cause.__cause__ is not None:
            cause = cause.__cause__
            if isinstance(cause, ModelUnavailableError):
                return _Trouble(cause)
            if isinstance(cause, ModelError):
                raise cause
        reason = self._shown(str(cause)) or type(cause).__name__
        return _Trouble(
            ModelUnavailableError(
                f"{self.endpoint.address} cannot be reached: {reason}",
                "Check that it is running and that the address is right.",
            )
        )

    def _shown(self, message: str) -> str:
        """A message from outside, on one line, short, and without the key."""
        key = self.endpoint.api_key
        line = " ".join("".join(char if char.isprintable() else " " for char in message).split())
        return (line.replace(key, "***") if len(key) > _SHORTEST_KEY else line)[:300]


def _invoke(chain: Runnable[tuple[Message, ...], Reply], messages: tuple[Message, ...]) -> Reply:
    from langsmith import tracing_context

    # Evidence goes to the configured endpoint and nowhere else, whatever LANGSMITH_TRACING says.
    with tracing_context(enabled=False):
        return chain.invoke(messages)


def _names_form(form: AnswerForm, lowered: str) -> bool:
    words = _TOOL_WORDS if form is AnswerForm.FUNCTION_CALLING else _FORM_WORDS
    return any(word in lowered for word in words)


def _next_form(form: AnswerForm, address: str, reason: str) -> AnswerForm:
    forms = list(AnswerForm)
    place = forms.index(form) + 1
    if place == len(forms):
        raise ModelAnswerError(
            f"{address} accepts no way of asking for JSON: {reason}",
            "Use an endpoint that knows tools or response_format.",
        )
    return forms[place]


def _form_parameters(form: AnswerForm, question: Question) -> Mapping[str, JsonValue]:
    """What to add to the request's body, past LangChain's own ``response_format``, whose parser would raise."""
    schema: JsonValue = json.loads(question.schema)
    if form is AnswerForm.JSON_SCHEMA:
        wanted: JsonValue = {"name": question.name, "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": wanted}}
    if form is AnswerForm.FUNCTION_CALLING:
        function: JsonValue = {"name": question.name, "parameters": schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": question.name}},
        }
    return {"response_format": {"type": "json_object"}}


def _messages(question: Question, form: AnswerForm) -> tuple[Message, ...]:
    if form is not AnswerForm.JSON_MODE:
        return question.messages
    return (*question.messages, *render([("user", question.form_template)], {"schema": question.schema}))


def _langchain_messages(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages]


def _reply(message: AIMessage) -> Reply:
    usage = message.usage_metadata
    return Reply(
        text=message.text,
        finish_reason=str(message.response_metadata.get("finish_reason") or ""),
        refusal=str(message.additional_kwargs.get("refusal") or ""),
        input_tokens=usage["input_tokens"] if usage else None,
        output_tokens=usage["output_tokens"] if usage else None,
    )


def render(
    templates: Sequence[tuple[Literal["system", "user"], str]], values: Mapping[str, str]
) -> tuple[Message, ...]:
    """Templates with ``{name}`` filled in, through LangChain's ChatPromptTemplate."""
    from langchain_core.prompts import ChatPromptTemplate

    rendered = ChatPromptTemplate.from_messages(list(templates)).format_messages(**values)
    return tuple(
        Message(role, str(message.text)) for (role, _), message in zip(templates, rendered, strict=True)
    )
