"""Finds the kinds of sources in this package and opens locations with them."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import pipeline.sources
from pipeline.errors import InputError
from pipeline.sources.kinds import Opening, SourceKind

if TYPE_CHECKING:
    from pipeline.ports import Fetcher, Source
    from pipeline.settings import IngestSettings


def source_kinds() -> tuple[SourceKind, ...]:
    """Every kind declared by a module of ``pipeline.sources``, in the order in which they are asked."""
    names = sorted(module.name for module in pkgutil.iter_modules(pipeline.sources.__path__))
    modules = (importlib.import_module(f"{pipeline.sources.__name__}.{name}") for name in names)
    kinds = [kind for module in modules if isinstance(kind := getattr(module, "KIND", None), SourceKind)]
    return tuple(sorted(kinds, key=lambda kind: -kind.priority))


def open_source(location: str, settings: IngestSettings, fetcher: Fetcher) -> Source:
    """The source at a path or URL; nothing is read yet. Raises InputError when no kind of source takes the location."""
    kinds = source_kinds()

    def opened(other: str) -> Source:
        kind = next((kind for kind in kinds if kind.accepts(other)), None)
        if kind is None:
            known = "; ".join(kind.takes for kind in kinds)
            raise InputError(f"{other}: no source of this kind is known.", f"These are: {known}.")
        return kind.open(Opening(other, settings, fetcher, opened))

    return opened(location)
