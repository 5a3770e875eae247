"""The language-model writer: ``LlmWriter``, what it asks through, and what prompts it needs.

evidence and marking show the model what it may use, answers and parsing say what it may answer, client and transport
ask, rates and till hold it back, calls counts and caches, body, doubts and closing are the steps, assembly builds the
draft.
"""

from __future__ import annotations

from pipeline.writers.llm.calls import Caller
from pipeline.writers.llm.client import ChatClient
from pipeline.writers.llm.exchange import Endpoint
from pipeline.writers.llm.rates import make_rates
from pipeline.writers.llm.writer import PROMPT_CONTRACTS, LlmWriter

__all__ = ["PROMPT_CONTRACTS", "Caller", "ChatClient", "Endpoint", "LlmWriter", "make_rates"]
