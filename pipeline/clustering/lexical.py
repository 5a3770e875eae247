"""Words: TF-IDF vectors of texts, and the terms that set one group of texts apart from the others (c-TF-IDF).

It works for any script: runs of letters are words, and scripts written without spaces are cut into pairs of characters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import sparse

from pipeline.clustering.written_dates import written_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.models import FloatVector

SparseMatrix: TypeAlias = "sparse.csr_array[np.float32, tuple[int, int]]"

WordsOf: TypeAlias = "Callable[[Sequence[str]], Sequence[str]]"
"""``words_of_all``, or something that remembers what that gave."""

LEAD_CHARACTERS = 800
"""How much of a text says what it is about: news puts that first, and more would cost time and add noise."""
_READ_CHARACTERS = 2 * LEAD_CHARACTERS
_BOILERPLATE_TEXTS = 10
MAX_VOCABULARY = 60_000
MAX_DOCUMENT_SHARE = 0.2
"""A word in more than this share of all texts says nothing about any of them."""
LEAST_TEXTS = 2
"""A word in fewer texts connects nothing."""
SMALL_CORPUS = 50
"""With fewer texts than this no word is too common or too rare to count."""
TERMS_PER_TEXT = 96
"""Only the heaviest words of a text are kept: the cost of a product grows with the square of a word's frequency."""
WORDS_REMEMBERED = 1 << 17
"""Words whose normal form is remembered: a corpus repeats its words thousands of times."""
NAME_MARK = "^"
NAME_REPEATS = 2
"""A name or a date counts as so many more words: two events of one kind differ in who, where and when, not in what."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.!?\n:;\"“”(]")
_ENDS = frozenset('.!?\n:;"“”(')
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_POSSESSIVES = ("'s", "’s")


def leads(articles: Sequence[tuple[str, str]]) -> list[str]:
    """For each title and text what lexical similarity looks at: the title, a line end, the beginning of the text.

    Lines that many texts have word for word ("Sign up for our newsletter") tell nothing of any and are left out.
    """
    lines = [text[:_READ_CHARACTERS].split("\n") for _, text in articles]
    counts = Counter(line for own in lines for line in {line.strip() for line in own} if line)
    common = {line for line, count in counts.items() if count >= _BOILERPLATE_TEXTS}
    beginnings = ("\n".join(line for line in own if line.strip() not in common) for own in lines)
    return [
        f"{title}\n{text[:LEAD_CHARACTERS]}" for (title, _), text in zip(articles, beginnings, strict=True)
    ]


@lru_cache(maxsize=WORDS_REMEMBERED)
def normal_form(written: str) -> str:
    """A word in lower case without a possessive ending."""
    folded = written.casefold()
    return folded[:-2] if folded.endswith(_POSSESSIVES) else folded


def features(text: str) -> list[str]:
    """What TF-IDF counts: every word in normal form, and names and dates again under marks of their own.

    A name is a capitalised word that does not begin a sentence. Thai, Chinese, Japanese and alike are cut into
    overlapping pairs of characters.
    """
    found: list[str] = []
    begins = True
    for token in _TOKEN.findall(text):
        if token in _ENDS:
            begins = True
            continue
        word = normal_form(token)
        if not token.isascii() and _UNSPACED.search(token):
            found.extend(word[start : start + 2] for start in range(max(1, len(word) - 1)))
        else:
            found.append(word)
            if not begins and token[0].isupper() and len(token) > 1:
                found.extend([NAME_MARK + word] * NAME_REPEATS)
        begins = False
    found.extend(word for word in written_dates(text) for _ in range(NAME_REPEATS))
    return found


def words_of(text: str) -> str:
    """The ``features`` of a text, separated by spaces, which no feature holds."""
    return " ".join(features(text))


def words_of_all(texts: Sequence[str]) -> list[str]:
    """``words_of`` each text."""
    return [words_of(text) for text in texts]


def tfidf(words: Sequence[str]) -> SparseMatrix:
    """TF-IDF vectors of texts given as by ``words_of``, shape (len(words), vocabulary), rows of length 1 or 0.

    Term frequency is logarithmic and document frequency smoothed, as scikit-learn has them. Each row keeps its heaviest
    TERMS_PER_TEXT terms.
    """
    counts = _counts(words)
    if not counts.nnz:
        return empty_matrix(len(words), 1)
    weights = (1 + np.log(counts.data)).astype(np.float32)
    rarity = np.log((1 + len(words)) / (1 + np.bincount(counts.indices))) + 1
    counts.data = weights * rarity.astype(np.float32)[counts.indices]
    return unit_rows(_heaviest(unit_rows(counts), TERMS_PER_TEXT))


def _counts(words: Sequence[str]) -> SparseMatrix:
    """How often each text has each word of the vocabulary, which is in alphabetical order."""
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    found = np.fromiter(map(numbers.__getitem__, chain.from_iterable(map(str.split, words))), dtype=np.int64)
    starts = np.cumsum([0, *(own.count(" ") + 1 if own else 0 for own in words)])
    ones = np.ones(found.size, dtype=np.float32)
    counts = sparse.csr_array((ones, found, starts), shape=(len(words), len(numbers)))
    counts.sum_duplicates()
    return sparse.csr_array(counts[:, _vocabulary(counts, list(numbers))])


def _vocabulary(counts: SparseMatrix, terms: Sequence[str]) -> list[int]:
    """The columns of the words that count, alphabetical: neither too rare nor too common, and of many the most used."""
    texts = counts.shape[0]
    used = np.bincount(counts.indices, minlength=len(terms))
    kept = list(range(len(terms)))
    if texts >= SMALL_CORPUS:
        kept = np.flatnonzero((used >= LEAST_TEXTS) & (used <= MAX_DOCUMENT_SHARE * texts)).tolist()
    if len(kept) > MAX_VOCABULARY:
        total = np.bincount(counts.indices, weights=counts.data, minlength=len(terms))
        kept = sorted(kept, key=lambda column: (-total[column], terms[column]))[:MAX_VOCABULARY]
    return sorted(kept, key=terms.__getitem__)


def empty_matrix(rows: int, columns: int) -> SparseMatrix:
    """A matrix of zeros."""
    nothing = np.zeros(0, dtype=np.int64)
    return sparse.csr_array((nothing.astype(np.float32), (nothing, nothing)), shape=(rows, columns))


def unit_rows(matrix: SparseMatrix) -> SparseMatrix:
    """The same rows, each divided by its length; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float32)).ravel()
    lengths[lengths == 0] = 1
    return scaled_rows(matrix, (1 / lengths).astype(np.float32))


def scaled_rows(matrix: SparseMatrix, factors: FloatVector) -> SparseMatrix:
    """The same rows, each times its factor, shape (n,)."""
    scaled = matrix.copy()
    scaled.data = (scaled.data * np.repeat(factors, np.diff(matrix.indptr))).astype(np.float32)
    return scaled


def _heaviest(matrix: SparseMatrix, count: int) -> SparseMatrix:
    """Only the ``count`` largest entries of each row; the lower column wins a tie."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(order.size) - matrix.indptr[rows[order]]
    kept = np.sort(order[rank < count])
    lengths = np.bincount(rows[kept], minlength=matrix.shape[0])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return sparse.csr_array(
        (matrix.data[kept], matrix.indices[kept], starts), shape=matrix.shape, dtype=np.float32
    )
