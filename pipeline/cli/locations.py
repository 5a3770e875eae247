"""Places that articles come from, as the user names them and as they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.cli.shell import Shell


def location(shell: Shell, name: str) -> str:
    """A URL or search as it is, a path made absolute, so that it means the same wherever it is used."""
    return str(shell.path(name)) if is_path(name) else name


def is_path(name: str) -> bool:
    """Whether a location is on the disk: no URL, and no search of a kind with a scheme of its own."""
    from pipeline.sources.registry import has_scheme
    from pipeline.text.urls import is_url

    return not is_url(name) and not has_scheme(name)


def existing_locations(shell: Shell, names: Iterable[str]) -> list[str]:
    """As ``location``, each once. Raises InputError when a path leads nowhere."""
    for name in names:
        if is_path(name) and not shell.path(name).exists():
            raise InputError(f"{shell.path(name)} does not exist.", "Check the path; nothing was done.")
    return list(dict.fromkeys(location(shell, name) for name in names))
