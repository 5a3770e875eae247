"""Loads the prompts: one Markdown file each, TOML front matter between ``+++`` lines, then the text.

The front matter says what the file is (``name``, ``version``), as whom it speaks (``role``, a chat message role),
which values its text needs (``variables``) and which form the answer has (``schema``, "" where none). A writer says
with a ``PromptContract`` which prompts it needs and what it will fill in; a file that breaks the contract is refused
when it is loaded, not when a run is half done. Values are inserted at ``{variable}``; braces meant as such are doubled.
"""

from __future__ import annotations

import hashlib
import string
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_FENCE = "+++"
_MAX_BYTES = 100_000

Role = Literal["system", "user"]


@dataclass(frozen=True, slots=True)
class PromptContract:
    """What a writer asks of a prompt: the values it will give, and the form of the answer it expects back."""

    name: str
    variables: frozenset[str]
    schema: str = ""
    role: Role = "user"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as loaded. ``text`` is an f-string template; ``sha256`` is over the file, whatever its line ends."""

    name: str
    version: int
    role: Role
    variables: frozenset[str]
    schema: str
    text: str
    sha256: str
    path: Path


class _FrontMatter(BaseModel):
    """The head of a prompt file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: str = Field(min_length=1)
    version: int = Field(ge=1)
    role: Role
    variables: list[str]
    answer_schema: str = Field(alias="schema")


def load_prompts(folders: Sequence[Path], contracts: Sequence[PromptContract]) -> Mapping[str, Prompt]:
    """Every prompt of ``contracts`` by name, each from the first folder that has ``<name>.md``.

    A workspace's own folder comes first, the one that ships with Throughline last. A Markdown file in any but the last
    folder that no contract names would silently do nothing, so it is refused.

    Raises:
        SettingError: a prompt is missing, unreadable or malformed, or does not fit its contract; the file is named,
            and the line where there is one.
    """
    _refuse_strangers(folders[:-1], {contract.name for contract in contracts})
    return {contract.name: _load(_find(contract.name, folders), contract) for contract in contracts}


def _refuse_strangers(folders: Sequence[Path], known: set[str]) -> None:
    for folder in folders:
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            if path.stem not in known and path.stem.lower() != "readme":
                raise SettingError(
                    f"{path}: there is no prompt named {path.stem!r}.",
                    f"Known prompts: {', '.join(sorted(known))}.",
                )


def _find(name: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        path = folder / f"{name}.md"
        if path.is_file():
            return path
    raise SettingError(
        f"The prompt {name}.md is in none of: {', '.join(str(folder) for folder in folders)}.",
        "Reinstall Throughline, or put the file back.",
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """A prompt file as read."""

    path: Path
    text: str

    def at(self, words: str) -> str:
        """The file and the line in which these words first stand; the first line when they stand in none."""
        lines = self.text.splitlines()
        number = next((number for number, line in enumerate(lines, start=1) if words in line), 1)
        return f"{self.path}:{number}"


def _load(path: Path, contract: PromptContract) -> Prompt:
    source = _Source(path, _read(path))
    head, text = _split(source)
    for key, found, wanted in (
        ("name", head.name, contract.name),
        ("role", head.role, contract.role),
        ("schema", head.answer_schema, contract.schema),
    ):
        if found != wanted:
            raise SettingError(f"{source.at(key)}: {key} is {found!r}.", f'It must say {key} = "{wanted}".')
    _check_variables(source, head, text, contract)
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    return Prompt(
        head.name, head.version, head.role, frozenset(head.variables), head.answer_schema, text, digest, path
    )


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > _MAX_BYTES:
            raise SettingError(f"{path}: a prompt of {len(raw):,} bytes.", f"Keep it under {_MAX_BYTES:,}.")
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise SettingError(f"{path}: cannot be read ({error.strerror}).", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{path}: not UTF-8 at byte {error.start}.", "Save the file as UTF-8.") from error


def _split(source: _Source) -> tuple[_FrontMatter, str]:
    parts = source.text.split(f"{_FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise SettingError(
            f"{source.path}:1: no front matter.",
            f"Begin with {_FENCE}, then name, version, role, variables, schema, then {_FENCE}.",
        )
    try:
        head = _FrontMatter.model_validate(tomllib.loads(f"\n{parts[1]}"))  # lines count from the fence
    except tomllib.TOMLDecodeError as error:
        raise SettingError(
            f"{source.path}: the front matter is not TOML: {error}.", "Mend that line."
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        where = source.at(str(first["loc"][0]))
        raise SettingError(f"{where}: front matter, {field}: {first['msg']}.", "Mend that line.") from error
    text = parts[2].strip()
    if not text:
        raise SettingError(
            f"{source.path}: there is no text below the front matter.", "Write the prompt there."
        )
    return head, text


def _check_variables(source: _Source, head: _FrontMatter, text: str, contract: PromptContract) -> None:
    used = _used_variables(source, text)
    declared = set(head.variables)
    for wrong, what in (
        (declared - contract.variables, "declares unknown variables"),
        (used - declared, "uses variables that it does not declare"),
        (contract.variables - used, "leaves out variables"),
    ):
        if wrong:
            first = min(wrong)
            place = source.at(f"{{{first}}}" if first in used else first)
            raise SettingError(
                f"{place}: {what}: {', '.join(sorted(wrong))}.",
                f"This prompt has exactly these: {', '.join(sorted(contract.variables)) or 'none'}.",
            )


def _used_variables(source: _Source, text: str) -> set[str]:
    """Names in braces. Only plain names are allowed: an attribute or index would reach into the value."""
    double = "Double the braces that are meant as braces: {{ }}."
    try:
        fields = [
            (name, spec, conversion)
            for _, name, spec, conversion in string.Formatter().parse(text)
            if name is not None
        ]
    except ValueError as error:
        raise SettingError(f"{source.path}: {error}.", double) from error
    for name, spec, conversion in fields:
        if not name.isidentifier() or spec or conversion:
            raise SettingError(f"{source.at(f'{{{name}')}: {{{name}}} is not a plain variable.", double)
    return {name for name, _, _ in fields}
