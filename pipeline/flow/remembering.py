"""Pure functions that are computed once in the life of a workspace for whatever they are given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.ports import ResultCache

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PureFunction(Generic[Item, Result]):
    """A function whose result depends on nothing but what ``key`` says of its argument.

    ``name`` holds its version, which is raised whenever the same argument would give something else.
    """

    name: str
    compute: Callable[[Item], Result]
    key: Callable[[Item], str]
    encode: Callable[[Result], bytes]
    decode: Callable[[bytes], Result]


def remembered(
    cache: ResultCache, function: PureFunction[Item, Result]
) -> Callable[[Sequence[Item]], list[Result]]:
    """The function for many arguments at once, computed only for those that are not in the cache."""
    known: dict[str, Result] = {}

    def results(items: Sequence[Item]) -> list[Result]:
        keys = [_digest(function.key(item)) for item in items]
        unknown = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
        stored = cache.get(function.name, list(unknown)) if unknown else {}
        fresh = {key: function.compute(item) for key, item in unknown.items() if key not in stored}
        if fresh:
            cache.put(function.name, {key: function.encode(result) for key, result in fresh.items()})
        known.update(fresh)
        known.update((key, function.decode(value)) for key, value in stored.items())
        return [known[key] for key in keys]

    return results


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
