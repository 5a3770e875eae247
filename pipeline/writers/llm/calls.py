"""One call of a writer: render the prompt, look in the cache, ask, read strictly, ask once more, count the cost."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from pipeline.errors import ContextTooLongError, ModelAnswerError, ThroughlineError
from pipeline.ports import CallRecord, ModelCall, Spending
from pipeline.writers.llm.answers import Answer
from pipeline.writers.llm.client import render
from pipeline.writers.llm.exchange import Message, Question, Reply
from pipeline.writers.llm.parsing import parse_answer
from pipeline.writers.llm.schemas import answer_schema
from pipeline.writers.llm.till import Till, refuse_beyond

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.ports import CallCache, CallLedger, Tokens
    from pipeline.prompt_files import Prompt
    from pipeline.settings import RunSettings, WriterSettings
    from pipeline.writers.llm.answers import Offer
    from pipeline.writers.llm.client import ChatClient
    from pipeline.writers.llm.rates import Rates

AnswerType = TypeVar("AnswerType", bound=Answer)

_CUT_OFF = frozenset({"length", "max_tokens"})
_KEPT_ANSWER_TOKENS = 400
_SECOND_TRY_TOKENS = 1_000
"""What the second try adds to a prompt at most: the head of the unusable answer, the problem, the request."""


@dataclass(frozen=True, slots=True)
class Job:
    """What calls are made for: a run, and the slug of a piece or the id of a theme or an event."""

    run_id: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Makes the calls of a writer. ``till`` is shared by all jobs and counts what reached the endpoint; ``used`` is the
    job's own and also counts answers from the cache, as they cost when they were new."""

    settings: WriterSettings
    limits: RunSettings
    prompts: Mapping[str, Prompt]
    client: ChatClient
    tokens: Tokens
    cache: CallCache
    ledger: CallLedger
    rates: Rates
    clock: Callable[[], float] = time.monotonic
    till: Till = field(default_factory=Till)
    job: Job = Job()
    used: Till = field(default_factory=Till)

    def for_job(self, job: Job) -> Caller:
        """The same caller, counting for another job."""
        return replace(self, job=job, used=Till())

    def room(self, prompt: str, values: Mapping[str, str], answer: type[Answer], offer: Offer) -> int:
        """Tokens that are left for evidence when everything else of the prompt is there; may be negative."""
        question = self._question(prompt, values, answer, offer)
        return self.settings.context_tokens - self.size(question) - _SECOND_TRY_TOKENS

    def ask(
        self, prompt: str, values: Mapping[str, str], answer: type[AnswerType], offer: Offer
    ) -> AnswerType:
        """The answer to a rendered prompt, from the cache or from the model.

        Raises:
            ModelAnswerError: two answers in a row could not be used, or the model refused; the prompt is named.
            ContextTooLongError: the prompt is longer than ``context_tokens``.
            ModelError: the endpoint failed; see ``ChatClient.ask``.
            CeilingError: the run has spent what it may.
        """
        question = self._question(prompt, values, answer, offer)
        size = self.size(question)
        if size > self.settings.context_tokens:
            raise ContextTooLongError(
                f"{prompt}: the prompt has {size:,} tokens; writer.context_tokens is {self.settings.context_tokens:,}.",
                "Raise it to what the model can hold, or give the writer less.",
            )
        call = _Call(self, prompt, call_key(question), answer, offer)
        return call.remembered() or call.made(question)

    # --- rendering and counting ---------------------------------------------------------------------------------------

    def _question(
        self, prompt: str, values: Mapping[str, str], answer: type[Answer], offer: Offer
    ) -> Question:
        schema = answer_schema(answer, offer)
        house = self.render("system", {"tag": offer.marker.tag, "symbol": offer.marker.symbol})
        messages = (*house, *self.render(prompt, values))
        model = self.settings.model_for(self.prompts[prompt].schema)
        return Question(prompt.replace("-", "_"), model, messages, schema, self.prompts["form"].text)

    def render(self, name: str, values: Mapping[str, str]) -> tuple[Message, ...]:
        """The messages of a prompt file with its values filled in."""
        prompt = self.prompts[name]
        return render([(prompt.role, prompt.text)], values)

    def size(self, question: Question) -> int:
        """Tokens of all that is sent."""
        texts = [item.text for item in question.messages]
        return sum(self.tokens.count(text) for text in (*texts, question.schema))


@dataclass(slots=True)
class _Exchange:
    """One question put to the endpoint, while it is put. ``cost`` is 0 until an answer came."""

    question: Question
    attempts: int = 0
    reply: Reply | None = None
    cost: Spending = field(default_factory=Spending)


@dataclass(frozen=True, slots=True)
class _Call(Generic[AnswerType]):
    """A question with what is needed to read its answers, each of which becomes a line of the ledger."""

    caller: Caller
    prompt: str
    key: str
    answer: type[AnswerType]
    offer: Offer

    def remembered(self) -> AnswerType | None:
        """The answer that is in the cache, if it still can be used."""
        known = self.caller.cache.get(self.key)
        read = "" if known is None else _read(known.answer, self.answer, self.offer)
        if known is None or isinstance(read, str):
            return None
        self.caller.used.add(self._cost(known.model, known.input_tokens, known.output_tokens))
        self.caller.ledger.add(self._record(known.model, "used", 0.0))
        return read

    def made(self, question: Question) -> AnswerType:
        """The model's answer, or its second one; kept in the cache."""
        first, problem = self._exchange(question)
        exchanges, read = [first], problem
        if isinstance(problem, str):
            second, read = self._exchange(self._second_try(question, _text(first), problem))
            exchanges.append(second)
        if isinstance(read, str):
            raise ModelAnswerError(
                f"{question.name}: the model's answer could not be used, twice: {read}",
                "Try again, or use a model that follows schemas better.",
            )
        cost = first.cost if len(exchanges) == 1 else first.cost.plus(exchanges[1].cost)
        self.caller.used.add(replace(cost, calls=1))
        self.caller.cache.put(
            ModelCall(
                self.key,
                question.model,
                question.name,
                _request(question),
                _text(exchanges[-1]),
                cost.input_tokens,
                cost.output_tokens,
            )
        )
        return read

    def _exchange(self, question: Question) -> tuple[_Exchange, AnswerType | str]:
        """What came back, read: the answer, or the problem with it. Whatever happens is written down."""
        exchange, began, outcome = _Exchange(question), self.caller.clock(), "interrupted"
        try:
            reply = self._reply(exchange)
            read = self._usable(question.name, reply)
            outcome = "unusable" if isinstance(read, str) else "used"
        except ThroughlineError as error:
            outcome = type(error).__name__
            raise
        finally:
            seconds = self.caller.clock() - began
            if exchange.attempts:
                self.caller.ledger.add(self._record(question.model, outcome, seconds, exchange))
        return exchange, read

    def _reply(self, exchange: _Exchange) -> Reply:
        caller, question = self.caller, exchange.question
        size = caller.size(question)

        def admit() -> None:
            refuse_beyond(caller.limits, caller.till.spent)
            caller.rates.admit(size)
            exchange.attempts += 1

        reply = exchange.reply = caller.client.ask(question, admit)
        asked = size if reply.input_tokens is None else reply.input_tokens
        answered = caller.tokens.count(reply.text) if reply.output_tokens is None else reply.output_tokens
        caller.rates.answered(answered)
        exchange.cost = self._cost(question.model, asked, answered)
        caller.till.add(exchange.cost)
        return reply

    def _usable(self, name: str, reply: Reply) -> AnswerType | str:
        """The answer, or the problem with it. Why the model stopped comes first: half an answer can be valid JSON."""
        if reply.finish_reason == "content_filter":
            raise ModelAnswerError(
                f"{name}: the endpoint's content filter stopped the answer.", "Try another model."
            )
        if reply.refusal:
            shown = " ".join(reply.refusal.split())[:200]
            raise ModelAnswerError(f"{name}: the model refused: {shown}", "Try another model.")
        if reply.finish_reason in _CUT_OFF:
            limit = self.caller.settings.max_output_tokens
            return f"it was cut off at {limit} tokens; it must be shorter"
        if not reply.text.strip():
            return "it was empty"
        return _read(reply.text, self.answer, self.offer)

    def _second_try(self, question: Question, text: str, problem: str) -> Question:
        again = self.caller.render("again", {"problem": problem[:1_500], "schema": question.schema})
        said = Message("assistant", self.caller.tokens.truncate(text, _KEPT_ANSWER_TOKENS) or "-")
        return replace(question, messages=(*question.messages, said, *again))

    def _cost(self, model: str, asked: int, answered: int) -> Spending:
        usd = self.caller.settings.price_of(model).of(asked, answered)
        return Spending(1, asked, answered, usd)

    def _record(
        self, model: str, outcome: str, seconds: float, exchange: _Exchange | None = None
    ) -> CallRecord:
        """A line of the ledger; without an exchange, of an answer from the cache."""
        prompt, job = self.caller.prompts[self.prompt], self.caller.job
        cost = exchange.cost if exchange is not None else Spending()
        lost = exchange is not None and outcome != "used"  # the cache will not have it
        return CallRecord(
            run_id=job.run_id,
            slug=job.slug,
            prompt_name=self.prompt,
            prompt_version=prompt.version,
            prompt_sha256=prompt.sha256,
            model=model,
            key=self.key,
            input_tokens=cost.input_tokens,
            output_tokens=cost.output_tokens,
            cost_usd=cost.cost_usd,
            seconds=round(seconds, 3),
            cached=exchange is None,
            attempts=exchange.attempts if exchange is not None else 0,
            outcome=outcome,
            request=_request(exchange.question) if exchange is not None and lost else "",
            answer=_text(exchange) if exchange is not None and lost else "",
        )


def call_key(question: Question) -> str:
    """sha256 of model, rendered messages and schema: what decides an answer. How the schema is handed over does not."""
    texts = (part for item in question.messages for part in (item.role, item.text))
    parts = [question.model, question.schema, *texts]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _request(question: Question) -> str:
    messages = [{"role": item.role, "content": item.text} for item in question.messages]
    return json.dumps(messages, ensure_ascii=False)


def _text(exchange: _Exchange) -> str:
    return exchange.reply.text if exchange.reply is not None else ""


def _read(text: str, answer: type[AnswerType], offer: Offer) -> AnswerType | str:
    try:
        return parse_answer(text, answer, offer)
    except ModelAnswerError as error:
        return error.message
