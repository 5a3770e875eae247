"""A readable label for a theme, made of its strongest terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.clustering.lexical import normal_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.clustering.terms import Term, TermKey

SEPARATOR = " · "
_MOST_TERMS = 3
_LEAST_TERMS = 2
_LEAST_SHARE = 0.45
"""A term weaker than this share of the strongest is left out of the label."""


def labels_of(terms: Sequence[Sequence[Term]]) -> list[str]:
    """A label for each theme, of two or three of its strongest terms ("Export controls · Nvidia · chip smuggling").

    A label that an earlier theme has takes in another term, as long as there is one. "" without terms.
    """
    labels: list[str] = []
    for own in terms:
        count = _count(own)
        while _joined(own[:count]) in labels and count < len(own):
            count += 1
        labels.append(_joined(own[:count]))
    return labels


def _count(terms: Sequence[Term]) -> int:
    strong = sum(term.score >= _LEAST_SHARE * terms[0].score for term in terms)
    return min(max(strong, _LEAST_TERMS), _MOST_TERMS)


def _joined(terms: Sequence[Term]) -> str:
    label = SEPARATOR.join(term.text for term in terms)
    return label[:1].upper() + label[1:]


def names_publisher(publisher_keys: Iterable[str]) -> Callable[[TermKey], bool]:
    """A test of whether a term names one of some publishers, given by their normal forms ("usatoday")."""
    keys = frozenset(key for key in publisher_keys if key)
    prefixes = frozenset(key[:length] for key in keys for length in range(3, len(key) + 1))

    def test(term: TermKey) -> bool:
        joined = "".join(normal_form(word) for word in term)
        if joined in prefixes:
            return True
        runs = ("".join(term[i:j]) for i in range(len(term)) for j in range(i + 1, len(term) + 1))
        return any(run in keys for run in runs)

    return test
