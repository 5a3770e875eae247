"""Where each setting that is in force came from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from pipeline.settings import Section
from pipeline.workspace import CONFIGURATION_FILE, ENVIRONMENT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """A setting by its dotted name. ``origin`` is an environment variable, the settings file, or "default"."""

    name: str
    value: str
    origin: str


def settings_in_force(workspace: Workspace, environment: Mapping[str, str]) -> tuple[SettingInForce, ...]:
    """All settings of an open workspace, in the order of ``pipeline.settings``."""
    written = tomllib.loads((workspace.root / CONFIGURATION_FILE).read_text("utf-8"))
    variables = {
        name.removeprefix(ENVIRONMENT_PREFIX).lower().replace("__", "."): name
        for name in environment
        if name.startswith(ENVIRONMENT_PREFIX)
    }
    in_file = {name for name, _ in _leaves(written, "")}
    return tuple(
        SettingInForce(
            name, _shown(value), variables.get(name) or (CONFIGURATION_FILE if name in in_file else "default")
        )
        for name, value in _leaves(workspace.settings, "")
    )


def _leaves(value: object, prefix: str) -> Iterator[tuple[str, object]]:
    """The single settings of a tree with their dotted names."""
    if isinstance(value, Section):
        children: list[tuple[str, object]] = [
            (name, getattr(value, name)) for name in type(value).model_fields
        ]
    elif isinstance(value, dict):
        children = list(value.items())
    else:
        yield prefix, value
        return
    for name, child in children:
        yield from _leaves(child, f"{prefix}.{name}" if prefix else name)


def _shown(value: object) -> str:
    return without_credentials(value) if isinstance(value, str) else str(value)


def without_credentials(text: str) -> str:
    """A URL without the user name and password that it may hold; other text as it is."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "(not a URL)" if "@" in text else text
    if "@" not in parts.netloc:
        return text
    return urlunsplit(parts._replace(netloc="…@" + parts.netloc.rpartition("@")[2]))
