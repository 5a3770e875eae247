"""Exact and near duplicates by MinHash (Broder 1997). The only file that imports rensa.

A signature is the MinHash of the 5-word shingles of a text (R-MinHash, 128 permutations) followed by their number, so
that both Jaccard similarity and containment can be estimated from two signatures alone. Candidates come from banding
(Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4).

Groups are stars: every member is a copy of the group's representative. So groups do not chain, never merge, and a copy
that comes later joins without moving anybody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from pipeline.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_PERMUTATIONS = 128
_SEED = 42
_SHINGLE_WORDS = 5
_BANDS = 32  # of 4 rows each: 87% of pairs with similarity 0.5 become candidates, and all above 0.7
_BATCH = 256
_TABLE = 1 << 16  # powers for texts of nearly all lengths are computed once
_GOLDEN = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio, the usual odd multiplier

SIGNATURE_BYTES = 4 * (_PERMUTATIONS + 1)
"""Length of a signature."""

_CONTAINMENT = 0.75
_MIN_JACCARD = 0.5
_MIN_SHINGLES = 80
"""A shorter text is a copy only by similarity: containment of a few words says nothing."""

_Words: TypeAlias = npt.NDArray[np.uint32]
_Hashes: TypeAlias = npt.NDArray[np.uint64]

_DATELINE = re.compile(
    r"\A[^\n]{0,60}?\([^()\n]{2,40}\)\s*[-\u2013\u2014:]+\s*"  # "BOSTON (Agency) - "
    r"|\A[A-Z][A-Z .,'/]{2,40}[-\u2013\u2014]+\s*"  # "BOSTON, MASS. - "
)
_RIGHTS = (
    "©",
    "(c) 19",
    "(c) 20",
    "copyright",
    "all rights reserved",
    "reprinted with perm",
    "reprinted by perm",
)
_RIGHTS_CHARACTERS = 300
_LETTERS = bytes(
    code if code >= 0x80 else ord(chr(code).lower()) * chr(code).isalnum() for code in range(256)
)
"""What each byte of UTF-8 counts as: itself in lower case within a word, 0 between words."""

_APOSTROPHES = "'\u2019\u2018\u02bc"
_PUNCTUATION_BEYOND_ASCII = "\u2013\u2014\u201c\u201d\u2026\u2022\u00a0\u00b7\u00ab\u00bb"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article to be grouped. ``rank`` orders candidates: the least becomes the representative of its group."""

    id: str
    signature: bytes
    rank: tuple[float, int, str]


def sign(texts: Iterable[str]) -> Iterator[bytes]:
    """Signatures of texts, in their order; equal texts have equal signatures. Reads ahead by 256 texts only."""
    pending = iter(texts)
    while batch := list(islice(pending, _BATCH)):
        yield from _sign_batch([_shingles(_core(text)) for text in batch])


def similarity(first: bytes, second: bytes) -> float:
    """Estimated Jaccard similarity of two signed texts, in [0, 1]; standard error at most 0.045."""
    one, two = _matrix(first + second)
    return float(_jaccard(one, two[None, :])[0]) if one[0] and two[0] else 0.0


def group_ids(
    new: Sequence[Candidate],
    stored: tuple[Sequence[str], bytes],
    representatives: Mapping[str, str],
    threshold: float,
) -> dict[str, str]:
    """The group of each new article: the id of the article it copies, or its own.

    ``stored`` are ids and joined signatures of articles that are grouped already, ``representatives`` the group of each
    of them. Copies share at least ``threshold`` of their shingles, or one is nearly contained in the other. Raises
    StoreError when stored signatures are not of this kind.
    """
    index = _index_of_stored(new, stored, representatives)
    ordered = sorted(new, key=lambda item: item.rank)
    rows = _matrix(b"".join(candidate.signature for candidate in ordered))
    groups: dict[str, str] = {}
    for candidate, row, keys in zip(ordered, rows, _band_keys(rows).tolist(), strict=True):
        found = index.best(row, keys, threshold)
        if found is None:
            index.add(candidate.id, row, keys)
        groups[candidate.id] = found or candidate.id
    return groups


class _Index:
    """Signatures of representatives, found by the keys of the bands that they share with a signature."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._rows: list[_Words] = []
        self._buckets: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, article_id: str, row: _Words, keys: Iterable[int]) -> None:
        if not row[0]:
            return
        for key in keys:
            self._buckets[key].append(len(self._ids))
        self._ids.append(article_id)
        self._rows.append(row)

    def best(self, row: _Words, keys: Iterable[int], threshold: float) -> str | None:
        """The id of the representative that ``row`` is most surely a copy of."""
        positions = sorted({place for key in keys for place in self._buckets.get(key, ())})
        if not positions or not row[0]:
            return None
        rows = np.stack([self._rows[place] for place in positions])
        jaccard = _jaccard(row, rows)
        is_copy = (jaccard >= threshold) | _is_contained(row, rows, jaccard)
        if not is_copy.any():
            return None
        return self._ids[positions[int(np.argmax(np.where(is_copy, jaccard, -1.0)))]]


def _index_of_stored(
    new: Sequence[Candidate], stored: tuple[Sequence[str], bytes], representatives: Mapping[str, str]
) -> _Index:
    """An index of only those stored representatives that share a band with something new, and by these bands only."""
    index = _Index()
    ids, joined = stored
    rows = _matrix(joined)
    if len(rows) != len(ids):
        raise StoreError(
            "The stored signatures of texts do not fit their articles.", "Take the articles in again."
        )
    if not new or not ids:
        return index
    keys = _band_keys(rows)
    fresh = _band_keys(_matrix(b"".join(candidate.signature for candidate in new)))
    fresh_ids = {candidate.id for candidate in new}
    is_shared = np.isin(keys, fresh)
    for place in np.flatnonzero(is_shared.any(axis=1)).tolist():
        article_id = ids[place]
        if article_id not in fresh_ids and representatives.get(article_id, article_id) == article_id:
            index.add(article_id, rows[place], keys[place, is_shared[place]].tolist())
    return index


def _band_keys(rows: _Words) -> _Hashes:
    """One number for each band of each row, shape (rows, bands); equal bands in different places get different ones."""
    halves = np.ascontiguousarray(rows[:, 1:]).view(np.uint64)
    halves = halves.reshape(len(rows), _BANDS, halves.shape[1] // _BANDS)
    values = np.tile(np.arange(1, _BANDS + 1, dtype=np.uint64), (len(rows), 1))
    for part in range(halves.shape[2]):
        values = _mixed(values * np.uint64(_GOLDEN) + halves[:, :, part])
    return values


def _jaccard(row: _Words, rows: _Words) -> npt.NDArray[np.float64]:
    matching: npt.NDArray[np.float64] = (rows[:, 1:] == row[1:]).mean(axis=1)
    return matching


def _is_contained(row: _Words, rows: _Words, jaccard: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Whether nearly all shingles of the smaller text are in the larger: |A & B| = J (|A| + |B|) / (1 + J)."""
    sizes = rows[:, 0].astype(np.float64)
    smaller = np.minimum(sizes, float(row[0]))
    shared = jaccard * (sizes + float(row[0])) / (1.0 + jaccard)
    is_contained: npt.NDArray[np.bool_] = (
        (shared >= _CONTAINMENT * smaller) & (jaccard >= _MIN_JACCARD) & (smaller >= _MIN_SHINGLES)
    )
    return is_contained


# --- signatures -------------------------------------------------------------------------------------------------------


def _core(text: str) -> str:
    """The text without what agencies and sites put around it: dateline, lines about rights."""
    body = _DATELINE.sub("", text, count=1)
    if not _tells_rights(body):
        return body
    lines = body.split("\n")
    return "\n".join(line for line in lines if len(line) > _RIGHTS_CHARACTERS or not _tells_rights(line))


def _tells_rights(text: str) -> bool:
    lowered = text.lower()
    return any(mark in lowered for mark in _RIGHTS)


def _shingles(text: str) -> _Hashes:
    """Distinct hashes of the runs of five words (of all words, when there are fewer).

    All words of a text are hashed at once: with p(i) the sum of c(k) B^-k up to i, the hash of the word from i to j is
    (p(j) - p(i)) B^j, all modulo 2^64, where an odd B has an inverse.
    """
    words = _word_hashes(_plain(text).encode("utf-8", "ignore"))
    if not len(words):
        return words
    width = min(_SHINGLE_WORDS, len(words))
    count = len(words) - width + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(width):
        hashes = _mixed(hashes * np.uint64(_GOLDEN) + words[offset : offset + count])
    hashes.sort()
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))]


def _plain(text: str) -> str:
    """Without apostrophes, typographic punctuation as spaces: agencies and papers set them differently."""
    for mark in _APOSTROPHES:
        text = text.replace(mark, "")
    for mark in _PUNCTUATION_BEYOND_ASCII:
        text = text.replace(mark, " ")
    return text


def _word_hashes(data: bytes) -> _Hashes:
    letters = np.frombuffer(data.translate(_LETTERS), dtype=np.uint8).astype(np.uint64)
    inside = np.concatenate(([False], letters != 0, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    rising, falling = _powers(max(_TABLE, 1 << len(letters).bit_length()))
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum(letters * falling[: len(letters)], out=sums[1:])
    return _mixed((sums[ends] - sums[starts]) * rising[ends])


@lru_cache(maxsize=1)
def _powers(count: int) -> tuple[_Hashes, _Hashes]:
    """The powers of the base of the hashes of words, from the first on, and those of its inverse; not to be changed."""
    base = 0xD6E8FEB86659FD93
    rising = np.cumprod(np.full(count, base, dtype=np.uint64), dtype=np.uint64)
    inverse = pow(base, -1, 2**64)
    return rising, np.cumprod(np.full(count, inverse, dtype=np.uint64), dtype=np.uint64)


def _mixed(values: _Hashes) -> _Hashes:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014), so that similar words get unrelated hashes."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _sign_batch(batch: Sequence[_Hashes]) -> list[bytes]:
    from rensa import RMinHash

    offsets = np.concatenate(([0], np.cumsum([len(hashes) for hashes in batch]))).astype(np.uint64)
    flat = np.concatenate([*batch, np.zeros(0, dtype=np.uint64)])
    rows = np.array(
        RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, _PERMUTATIONS, _SEED).to_rows()
    )
    sizes = np.array([[len(hashes)] for hashes in batch])
    return [row.tobytes() for row in np.concatenate((sizes, rows), axis=1).astype("<u4")]


def _matrix(joined: bytes) -> _Words:
    if len(joined) % SIGNATURE_BYTES:
        raise StoreError("The stored signatures of texts are of another kind.", "Take the articles in again.")
    return np.frombuffer(joined, dtype="<u4").reshape(-1, _PERMUTATIONS + 1)
