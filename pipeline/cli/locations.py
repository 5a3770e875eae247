"""Places that articles come from, as the user names them and as they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.cli.shell import Shell


def location(shell: Shell, name: str) -> str:
    """A URL as it is, a path made absolute: it must mean the same wherever the next command is called from."""
    from pipeline.text.urls import is_url

    return name if is_url(name) else str(shell.path(name))


def existing_locations(shell: Shell, names: Iterable[str]) -> list[str]:
    """As ``location``, each once. Raises InputError when a path leads nowhere."""
    from pipeline.text.urls import is_url

    for name in names:
        if not is_url(name) and not shell.path(name).exists():
            raise InputError(f"{shell.path(name)} does not exist.", "Check the path; nothing was done.")
    return list(dict.fromkeys(location(shell, name) for name in names))
