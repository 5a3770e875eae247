"""One call of a writer: render the prompt, look in the cache, ask, read strictly, ask once more, count the cost."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import ContextTooLongError, ModelAnswerError
from pipeline.ports import ModelCall, Spending
from pipeline.writers.llm.answers import Answer, answer_schema
from pipeline.writers.llm.client import render
from pipeline.writers.llm.exchange import Message, Question, Reply
from pipeline.writers.llm.parsing import parse_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.ports import CallCache, Tokens
    from pipeline.prompt_files import Prompt
    from pipeline.settings import WriterSettings
    from pipeline.writers.llm.answers import Offer
    from pipeline.writers.llm.client import ChatClient

AnswerType = TypeVar("AnswerType", bound=Answer)

_CUT_OFF = frozenset({"length", "max_tokens"})
_KEPT_ANSWER_TOKENS = 400
_SECOND_TRY_TOKENS = 1_000
"""What the second try adds to a prompt at most: the head of the unusable answer, the problem, the request."""


@dataclass(slots=True)
class Caller:
    """Makes the calls of a writer. ``spent`` is what reached the endpoint; ``used`` also counts answers from the cache,
    as they cost when they were new."""

    settings: WriterSettings
    prompts: Mapping[str, Prompt]
    client: ChatClient
    tokens: Tokens
    cache: CallCache
    spent: Spending = field(default_factory=Spending, init=False)
    used: Spending = field(default_factory=Spending, init=False)

    def room(self, prompt: str, values: Mapping[str, str], answer: type[Answer], offer: Offer) -> int:
        """Tokens that are left for evidence when everything else of the prompt is there; may be negative."""
        question = self._question(prompt, values, answer, offer)
        return self.settings.context_tokens - self._size(question) - _SECOND_TRY_TOKENS

    def ask(
        self, prompt: str, values: Mapping[str, str], answer: type[AnswerType], offer: Offer
    ) -> AnswerType:
        """The answer to a rendered prompt, from the cache or from the model.

        Raises:
            ModelAnswerError: two answers in a row could not be used, or the model refused; the prompt is named.
            ContextTooLongError: the prompt is longer than ``context_tokens``.
            ModelError: the endpoint failed; see ``ChatClient.ask``.
        """
        question = self._question(prompt, values, answer, offer)
        size = self._size(question)
        if size > self.settings.context_tokens:
            raise ContextTooLongError(
                f"{prompt}: the prompt has {size:,} tokens; writer.context_tokens is {self.settings.context_tokens:,}.",
                "Raise it to what the model can hold, or give the writer less.",
            )
        key = call_key(self.settings.model, question)
        known = self.cache.get(key)
        if known is not None:
            read = _read(known.answer, answer, offer)
            if not isinstance(read, str):
                self.used = self._plus(self.used, known.input_tokens, known.output_tokens)
                return read
        return self._ask_model(question, key, answer, offer)

    def _ask_model(self, question: Question, key: str, answer: type[AnswerType], offer: Offer) -> AnswerType:
        before = self.spent
        reply = self._reply(question)
        read = self._usable(question.name, reply, answer, offer)
        if isinstance(read, str):
            second = self._second_try(question, reply.text, read)
            reply = self._reply(second)
            read = self._usable(question.name, reply, answer, offer)
        if isinstance(read, str):
            raise ModelAnswerError(
                f"{question.name}: the model's answer could not be used, twice: {read}",
                "Try again, or use a model that follows schemas better.",
            )
        asked = self.spent.input_tokens - before.input_tokens
        answered = self.spent.output_tokens - before.output_tokens
        self.used = self._plus(self.used, asked, answered)
        request = json.dumps(
            [{"role": item.role, "content": item.text} for item in question.messages], ensure_ascii=False
        )
        self.cache.put(
            ModelCall(key, self.settings.model, question.name, request, reply.text, asked, answered)
        )
        return read

    def _reply(self, question: Question) -> Reply:
        reply = self.client.ask(question)
        asked = self._size(question) if reply.input_tokens is None else reply.input_tokens
        answered = self.tokens.count(reply.text) if reply.output_tokens is None else reply.output_tokens
        self.spent = self._plus(self.spent, asked, answered)
        return reply

    def _usable(self, name: str, reply: Reply, answer: type[AnswerType], offer: Offer) -> AnswerType | str:
        """The answer, or the problem with it. Why the model stopped comes first: half an answer can be valid JSON."""
        if reply.finish_reason == "content_filter":
            raise ModelAnswerError(
                f"{name}: the endpoint's content filter stopped the answer.", "Try another model."
            )
        if reply.refusal:
            shown = " ".join(reply.refusal.split())[:200]
            raise ModelAnswerError(f"{name}: the model refused: {shown}", "Try another model.")
        if reply.finish_reason in _CUT_OFF:
            return f"it was cut off at {self.settings.max_output_tokens} tokens; it must be shorter"
        if not reply.text.strip():
            return "it was empty"
        return _read(reply.text, answer, offer)

    def _second_try(self, question: Question, text: str, problem: str) -> Question:
        again = self._render("again", {"problem": problem[:1_500], "schema": question.schema})
        said = Message("assistant", self.tokens.truncate(text, _KEPT_ANSWER_TOKENS) or "-")
        return replace(question, messages=(*question.messages, said, *again))

    # --- rendering and counting ---------------------------------------------------------------------------------------

    def _question(
        self, prompt: str, values: Mapping[str, str], answer: type[Answer], offer: Offer
    ) -> Question:
        schema = answer_schema(answer, offer)
        house = self._render("system", {"tag": offer.marker.tag, "symbol": offer.marker.symbol})
        messages = (*house, *self._render(prompt, values))
        return Question(prompt.replace("-", "_"), messages, schema, self.prompts["form"].text)

    def _render(self, name: str, values: Mapping[str, str]) -> tuple[Message, ...]:
        prompt = self.prompts[name]
        return render([(prompt.role, prompt.text)], values)

    def _size(self, question: Question) -> int:
        texts = [item.text for item in question.messages]
        return sum(self.tokens.count(text) for text in (*texts, question.schema))

    def _plus(self, sum_: Spending, asked: int, answered: int) -> Spending:
        rate_in, rate_out = self.settings.usd_per_million_input, self.settings.usd_per_million_output
        return Spending(
            calls=sum_.calls + 1,
            input_tokens=sum_.input_tokens + asked,
            output_tokens=sum_.output_tokens + answered,
            cost_usd=sum_.cost_usd + (asked * rate_in + answered * rate_out) / 1_000_000,
        )


def call_key(model: str, question: Question) -> str:
    """sha256 of model, rendered messages and schema: what decides an answer. How the schema is handed over does not."""
    parts = [model, question.schema, *(part for item in question.messages for part in (item.role, item.text))]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _read(text: str, answer: type[AnswerType], offer: Offer) -> AnswerType | str:
    try:
        return parse_answer(text, answer, offer)
    except ModelAnswerError as error:
        return error.message
