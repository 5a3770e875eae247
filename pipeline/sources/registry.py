"""Finds the kinds of sources in this package and opens locations with them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

import pipeline.sources
from pipeline.errors import InputError
from pipeline.sources.kinds import Opening, SourceKind

if TYPE_CHECKING:
    from pipeline.ports import Source
    from pipeline.sources.kinds import Outside


@cache
def source_kinds() -> tuple[SourceKind, ...]:
    """Every kind declared by a module of ``pipeline.sources``, in the order in which they are asked."""
    names = sorted(module.name for module in pkgutil.iter_modules(pipeline.sources.__path__))
    modules = (importlib.import_module(f"{pipeline.sources.__name__}.{name}") for name in names)
    kinds = [kind for module in modules if isinstance(kind := getattr(module, "KIND", None), SourceKind)]
    return tuple(sorted(kinds, key=lambda kind: -kind.priority))


def open_source(location: str, outside: Outside, kind_name: str = "", address: str = "") -> Source:
    """The source at a location; nothing is read yet.

    ``kind_name`` names its kind ("": the first that takes the location); ``address`` is where it has moved.
    Raises InputError when no kind of source takes the location, or there is no kind of that name.
    """
    kinds = source_kinds()

    def opened(other: str) -> Source:
        return _kind(kinds, other).open(Opening(other, outside, opened))

    kind = _kind(kinds, location, kind_name)
    return kind.open(Opening(location, outside, opened, address))


def kind_of(location: str) -> SourceKind:
    """The first kind that takes a location. Raises InputError when none does."""
    return _kind(source_kinds(), location)


def has_scheme(location: str) -> bool:
    """Whether a location names something by a kind's own scheme ("arxiv:cat:cs.CL"), and is no path."""
    return any(kind.scheme and location.startswith(kind.scheme) for kind in source_kinds())


def _kind(kinds: tuple[SourceKind, ...], location: str, name: str = "") -> SourceKind:
    found = (kind for kind in kinds if (kind.name == name if name else kind.accepts(location)))
    kind = next(found, None)
    if kind is None:
        known = "; ".join(kind.takes for kind in kinds)
        raise InputError(f"{location}: no source of this kind is known.", f"These are: {known}.")
    return kind
