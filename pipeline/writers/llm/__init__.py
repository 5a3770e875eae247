"""The language-model writer: ``LlmWriter``, where its model is (``Endpoint``), what prompts it needs.

evidence and marking show the model what it may use, answers and parsing say what it may answer, client and transport
ask, calls counts and caches, body and closing are the steps, assembly builds the draft.
"""

from __future__ import annotations

from pipeline.writers.llm.exchange import Endpoint
from pipeline.writers.llm.writer import PROMPT_CONTRACTS, LlmWriter

__all__ = ["PROMPT_CONTRACTS", "Endpoint", "LlmWriter"]
