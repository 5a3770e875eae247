"""Cutting articles into chunks that the embedder can read whole."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import Chunk
from pipeline.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.models import Article, Span
    from pipeline.ports import Tokens
    from pipeline.settings import ChunkSettings

_WORD = re.compile(r"\S+")
_CHARACTERS_PER_TOKEN = 12
"""A sentence with more characters than so many for each allowed token is cut without counting it whole first: that is
slow for very long runs of letters."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a text: a word, a sentence, or as many of them as fit in a chunk. ``tokens`` are those of it alone."""

    start: int
    end: int
    tokens: int


def chunk_article(article: Article, tokens: Tokens, settings: ChunkSettings) -> list[Chunk]:
    """Cut an article's text into runs of whole sentences of at most ``settings.max_tokens`` o200k tokens.

    Every sentence is in exactly one chunk. A sentence that is longer than a chunk is cut between words, and a word that
    is longer between characters.
    """
    text, limit = article.text, settings.max_tokens
    packed = _packed(_sentences(text, tokens, limit), text, tokens, limit)
    return [_chunk(article, ordinal, piece) for ordinal, piece in enumerate(packed)]


def embedding_text(article: Article, chunk: Chunk) -> str:
    """What is embedded for a chunk: the article's title, which says what the sentences are about, and the sentences."""
    body = article.text[chunk.start : chunk.end]
    return f"{article.title}\n\n{body}" if article.title else body


def _chunk(article: Article, ordinal: int, piece: _Piece) -> Chunk:
    name = f"{article.id}\n{article.revision}\n{ordinal}\n{piece.start}\n{piece.end}"
    return Chunk(
        id="c" + hashlib.sha256(name.encode()).hexdigest()[:16],
        article_id=article.id,
        revision=article.revision,
        ordinal=ordinal,
        start=piece.start,
        end=piece.end,
        tokens=piece.tokens,
    )


def _packed(pieces: Iterable[_Piece], text: str, tokens: Tokens, limit: int) -> Iterator[_Piece]:
    """Neighbouring pieces joined as long as they fit. Each piece must fit alone."""
    run: deque[_Piece] = deque()
    total = 0
    for piece in pieces:
        while run and total + piece.tokens > limit:
            yield _taken(run, text, tokens, limit)
            total = sum(left.tokens for left in run)
        run.append(piece)
        total += piece.tokens
    while run:
        yield _taken(run, text, tokens, limit)


def _taken(run: deque[_Piece], text: str, tokens: Tokens, limit: int) -> _Piece:
    """Take from the beginning of ``run`` what fits together. Text has not always as many tokens as its parts do."""
    held = list(run)
    while (count := tokens.count(text[held[0].start : held[-1].end])) > limit and len(held) > 1:
        held.pop()
    for _ in held:
        run.popleft()
    return _Piece(held[0].start, held[-1].end, count)


def _sentences(text: str, tokens: Tokens, limit: int) -> Iterator[_Piece]:
    for span in sentence_spans(text):
        if span.end - span.start <= limit * _CHARACTERS_PER_TOKEN:
            count = tokens.count(text[span.start : span.end])
            if count <= limit:
                yield _Piece(span.start, span.end, count)
                continue
        yield from _packed(_words(text, span, tokens, limit), text, tokens, limit)


def _words(text: str, span: Span, tokens: Tokens, limit: int) -> Iterator[_Piece]:
    """The words of a sentence; a word longer than a chunk comes in parts."""
    window = limit * _CHARACTERS_PER_TOKEN
    for word in _WORD.finditer(text, span.start, span.end):
        position = word.start()
        while position < word.end():
            part = text[position : min(word.end(), position + window)]
            count = tokens.count(part)
            if count > limit:
                part = tokens.truncate(part, limit) or part[0]
                count = tokens.count(part)
            yield _Piece(position, position + len(part), count)
            position += len(part)
