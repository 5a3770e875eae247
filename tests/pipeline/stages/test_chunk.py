from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Article
from pipeline.settings import ChunkSettings
from pipeline.stages.chunk import chunk_article, embedding_text
from pipeline.text.sentences import sentence_spans

NOW = datetime(2026, 4, 10, tzinfo=UTC)
SETTINGS = ChunkSettings(max_tokens=16)
ANY_TEXT = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [
            "The bill passed.",
            "It has 42 votes!",
            "x" * 90,
            "a b c d e f g " * 6,
            "\n\n",
            "   ",
            "Mr. Lee",
            "é",
        ]
    ),
    max_size=12,
).map(" ".join)


class Pieces:
    """Counts a token for every four characters of a word and for every other visible character."""

    _piece = re.compile(r"\s?(?:\w{1,4}|\S)|\s+")

    def count(self, text: str) -> int:
        return sum(1 for _ in self._piece.finditer(text))

    def truncate(self, text: str, limit: int) -> str:
        pieces = list(self._piece.finditer(text))
        return text if len(pieces) <= limit else text[: pieces[limit].start()]


def article(text: str, revision: int = 1) -> Article:
    return Article("a1", revision, "Title", text, "", "", (), None, NOW, "", "", "a1")


@given(ANY_TEXT)
def test_chunks_cover_every_visible_character_once_and_in_order(text: str) -> None:
    chunks = chunk_article(article(text), Pieces(), SETTINGS)
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    assert all(0 <= chunk.start < chunk.end <= len(text) for chunk in chunks)
    edges = [0, *(edge for chunk in chunks for edge in (chunk.start, chunk.end)), len(text)]
    assert edges == sorted(edges)
    between = [text[edges[place] : edges[place + 1]] for place in range(0, len(edges), 2)]
    assert not "".join(between).strip()


@given(ANY_TEXT)
def test_no_chunk_is_over_the_limit(text: str) -> None:
    tokens = Pieces()
    for chunk in chunk_article(article(text), tokens, SETTINGS):
        assert tokens.count(text[chunk.start : chunk.end]) == chunk.tokens <= SETTINGS.max_tokens


@given(ANY_TEXT)
def test_sentences_that_fit_stay_whole(text: str) -> None:
    tokens = Pieces()
    chunks = chunk_article(article(text), tokens, SETTINGS)
    for span in sentence_spans(text):
        if tokens.count(text[span.start : span.end]) <= SETTINGS.max_tokens:
            assert sum(chunk.start <= span.start and span.end <= chunk.end for chunk in chunks) == 1


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "The " + "very long and winding " * 20 + "sentence ends."
    chunks = chunk_article(article(text), Pieces(), SETTINGS)
    assert len(chunks) > 3
    assert " ".join(text[chunk.start : chunk.end] for chunk in chunks) == text


def test_a_word_longer_than_a_chunk_is_cut_in_time() -> None:
    text = "x" * 1_000_000
    chunks = chunk_article(article(text), Pieces(), ChunkSettings(max_tokens=200))
    assert "".join(text[chunk.start : chunk.end] for chunk in chunks) == text


def test_chunks_are_packed_full() -> None:
    text = "The bill passed now. " * 9
    assert len(chunk_article(article(text), Pieces(), ChunkSettings(max_tokens=21))) == 3


def test_ids_are_stable_and_differ_between_revisions() -> None:
    text = "The bill passed. It has 42 votes."
    first = chunk_article(article(text), Pieces(), SETTINGS)
    assert first == chunk_article(article(text), Pieces(), SETTINGS)
    assert {chunk.id for chunk in first}.isdisjoint(
        chunk.id for chunk in chunk_article(article(text, revision=2), Pieces(), SETTINGS)
    )
    assert all(re.fullmatch("c[0-9a-f]{16}", chunk.id) for chunk in first)


def test_an_empty_text_has_no_chunks() -> None:
    assert chunk_article(article(" \n "), Pieces(), SETTINGS) == []


def test_the_title_goes_before_what_is_embedded() -> None:
    one = article("The bill passed.")
    assert embedding_text(one, chunk_article(one, Pieces(), SETTINGS)[0]) == "Title\n\nThe bill passed."
