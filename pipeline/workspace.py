"""A workspace: the folder that holds settings, topics, outputs and state; and its settings, read and explained.

Precedence: flag > environment (``THROUGHLINE_…``, nested with ``__``) > ``throughline.toml`` > default.
"""

from __future__ import annotations

import difflib
import fcntl
import json
import os
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pydantic import BaseModel, ValidationError

from pipeline.errors import SettingError, WorkspaceError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONFIGURATION_FILE = "throughline.toml"
ENVIRONMENT_PREFIX = "THROUGHLINE_"
_NOT_SETTINGS = ("THROUGHLINE_DATABASE_URL",)

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
"""What a TOML file or a JSON text may hold."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The places of a workspace, and its settings."""

    root: Path
    settings: Settings

    @property
    def state(self) -> Path:
        """Everything that is not for people."""
        return self.root / ".throughline"

    @property
    def database(self) -> Path:
        """The SQL store: the truth."""
        return self.state / "store.sqlite"

    @property
    def index(self) -> Path:
        """The vector index; may be deleted at any time."""
        return self.state / "index"

    @property
    def cache(self) -> Path:
        """Files that are made again when missing, such as the embedder's graph."""
        return self.state / "cache"

    @property
    def topics(self) -> Path:
        """The topic files."""
        return self.root / "topics"

    @property
    def prompts(self) -> Path:
        """Prompt files that take the place of the bundled ones; most workspaces have none."""
        return self.root / "prompts"

    @property
    def outputs(self) -> Path:
        """What runs write for people."""
        return self.root / self.settings.outputs


def find_root(start: Path) -> Path:
    """The nearest folder from ``start`` upward that holds a configuration file. Raises WorkspaceError."""
    for folder in (start, *start.parents):
        if (folder / CONFIGURATION_FILE).is_file():
            return folder
    raise WorkspaceError(
        f"There is no workspace in {start} or above it.",
        "Make one with: throughline init, or name one with -C DIR.",
    )


def open_workspace(root: Path, environment: Mapping[str, str], flags: Mapping[str, Value]) -> Workspace:
    """The workspace at ``root`` with all its settings. ``flags`` are dotted names ("run.max_tokens").

    Raises WorkspaceError when there is none, SettingError when a setting is unknown or not allowed.
    """
    path = root / CONFIGURATION_FILE
    if not path.is_file():
        raise WorkspaceError(f"{root} is not a workspace.", f"Make it one with: throughline init {root}")
    try:
        from_file: dict[str, Value] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(
            f"{path} cannot be read: {error}.", "Mend the file, or remove it and run: throughline init"
        ) from error
    merged = _merge(from_file, _from_environment(environment))
    for name, value in flags.items():
        merged = _merge(merged, _nest(name.split("."), value))
    return Workspace(root, validate_settings(merged, str(path)))


def validate_settings(values: Mapping[str, Value], origin: str) -> Settings:
    """Settings from nested values. Raises SettingError that names the key, and for an unknown one the nearest known."""
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = _known_names(Settings)
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}?" if near else f"Known settings: {', '.join(known)}."
            raise SettingError(f"Unknown setting {name} (in {origin} or the environment).", hint) from error
        raise SettingError(
            f"Setting {name}: {first['msg']} (got {first['input']!r}).", f"Mend it in {origin}."
        ) from error


def _known_names(model: type[BaseModel], prefix: str = "") -> list[str]:
    names = []
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names.extend(_known_names(kind, f"{prefix}{name}."))
        else:
            names.append(f"{prefix}{name}")
    return names


def _from_environment(environment: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in sorted(environment):
        if name.startswith(ENVIRONMENT_PREFIX) and name not in _NOT_SETTINGS:
            keys = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
            found = _merge(found, _nest(keys, environment[name]))
    return found


def _nest(keys: list[str], value: Value) -> dict[str, Value]:
    nested = value
    for key in reversed(keys):
        nested = {key: nested}
    return nested if isinstance(nested, dict) else {}


def _merge(under: Mapping[str, Value], over: Mapping[str, Value]) -> dict[str, Value]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


# --- making one -------------------------------------------------------------------------------------------------------

_TEMPLATE = """# Settings of this workspace. Everything has a default; `throughline doctor` shows what is in force.
# An environment variable such as THROUGHLINE_WRITER__MODEL overrides the file. Keys never go in here.

[writer]
kind = "{writer}"   # auto: a model when OPENAI_API_KEY or OPENAI_BASE_URL is set; else extractive
"""


def make_workspace(root: Path, *, demo: bool) -> Path:
    """Make ``root`` a workspace: a configuration file and topic files, none of which is overwritten.

    Raises WorkspaceError when the folder is not writable.
    """
    try:
        (root / "topics").mkdir(parents=True, exist_ok=True)
        (root / ".throughline").mkdir(exist_ok=True)
        configuration = root / CONFIGURATION_FILE
        if not configuration.exists():
            configuration.write_text(_TEMPLATE.format(writer="extractive" if demo else "auto"), "utf-8")
        if not any((root / "topics").glob("*.y*ml")):
            _copy_topics(root / "topics", "demo/topics" if demo else "default_topics")
    except OSError as error:
        raise WorkspaceError(
            f"{root} cannot be made a workspace: {error}.", "Choose a folder that you may write to."
        ) from error
    return root


def _copy_topics(target: Path, package_folder: str) -> None:
    for item in resources.files("pipeline").joinpath(*package_folder.split("/")).iterdir():
        if item.name.endswith(".yaml"):
            (target / item.name).write_text(item.read_text("utf-8"), "utf-8")


def demo_corpus() -> list[Path]:
    """The files of the bundled demo corpus, in the order in which they are to be read."""
    folder = Path(str(resources.files("pipeline").joinpath("demo")))
    return [folder / "articles.jsonl", folder / "updates.jsonl"]


@contextmanager
def lock(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace alone; the lock file says who holds it. Raises WorkspaceError when another process does.

    The operating system releases the lock when its holder dies, however it dies (flock(2)).
    """
    path = workspace.state / "lock"
    try:
        path.parent.mkdir(exist_ok=True)
        handle = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be written: {error}.", "Check the permissions of the workspace."
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            raise WorkspaceError(
                f"Another process works in {workspace.root}: {handle.read().strip() or 'unknown'}.",
                "Wait for it, or end it.",
            ) from error
        handle.seek(0)
        handle.truncate()
        handle.write(json.dumps({"pid": os.getpid()}))
        handle.flush()
        yield
