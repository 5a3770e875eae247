"""Descriptions of JSON interfaces: TOML files that say where articles are and which field is which."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.errors import InputError
from pipeline.sources.files import read_bytes
from pipeline.text.urls import is_url

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

_MOST_BYTES = 100_000
_PLACEHOLDER = re.compile(r"\{([^}]*)\}")
_PLACEHOLDERS = frozenset({"query", "since", "page"})
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")
_OWN_HEADERS = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding"})
_TABLE = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class FieldPaths(_Closed):
    """Where an item has what an article needs: keys joined by dots, numbers for places in lists ("" for nowhere)."""

    id: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    published: str = ""
    authors: str = ""
    publisher: str = ""
    language: str = ""


class ApiDescription(_Closed):
    """A JSON interface. ``url`` may hold ``{query}``, ``{since}`` and ``{page}``."""

    url: str
    items: str = ""
    """Where an answer has its list of items, a path as in ``FieldPaths``; "": the answer is the list."""
    fields: FieldPaths
    headers: dict[str, str] = Field(default_factory=dict)
    """``env:NAME`` in a value stands for the value of an environment variable."""
    query: str = ""
    """For ``{query}``; "" for the keywords of ``topic``."""
    topic: str = ""
    """The name of a topic; "" for all topics, one after the other."""
    between_keywords: str = " OR "
    publisher: str = ""
    """For items that name none; "" for the host of their address."""
    summaries: bool = False
    """Whether an item holds less than the article at its address, which is then fetched."""
    date_format: str = ""
    """As Python's strptime has it; "" for ISO 8601, RFC 822 and seconds since 1970."""
    since_format: str = "%Y-%m-%dT%H:%M:%SZ"
    next: str = ""
    """Where an answer has the address of the next page, instead of ``{page}`` in the URL."""
    first_page: int = Field(default=1, ge=0)
    page_step: int = Field(default=1, ge=1)
    """For interfaces that count items instead of pages: how many a page has."""
    max_pages: int = Field(default=5, ge=1, le=100)
    gap_seconds: float = Field(default=0.0, ge=0, le=600)
    """Pause between two calls, where the interface asks for a longer one than the settings'."""

    @field_validator("url")
    @classmethod
    def _url_is_usable(cls, url: str) -> str:
        unknown = set(_PLACEHOLDER.findall(url)) - _PLACEHOLDERS
        parts = urlsplit(url)
        if not is_url(url) or not parts.hostname or "{" in parts.netloc:
            raise ValueError("must be an http or https address with a fixed host")
        if "@" in parts.netloc:
            raise ValueError("must hold no user name and no password; keys belong in headers")
        if unknown:
            raise ValueError(f"has {{{min(unknown)}}}; there are only {{query}}, {{since}} and {{page}}")
        return url

    @field_validator("headers")
    @classmethod
    def _headers_are_usable(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _HEADER_NAME.fullmatch(name) or name.lower() in _OWN_HEADERS:
                raise ValueError(f"{name!r} is not a header that can be set")
            if not _HEADER_VALUE.fullmatch(value):
                raise ValueError(f"the value of {name} has characters that a header must not have")
        return headers


def read_description(path: Path) -> ApiDescription:
    """The description in a file.

    Raises:
        InputError: it cannot be read or holds something that no description has; names the line and the nearest key.
    """
    try:
        text = read_bytes(path, _MOST_BYTES).decode("utf-8-sig")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: is not TOML ({error}).", "Mend the file.") from error
    try:
        return ApiDescription.model_validate(values)
    except ValidationError as error:
        raise _invalid(path, error.errors()[0], text) from None  # its cause would show the values of headers


def _invalid(path: Path, error: ErrorDetails, text: str) -> InputError:
    keys = [str(part) for part in error["loc"]]
    where, name = f"{path}, line {_line_of(keys, text)}", ".".join(keys)
    if error["type"] != "extra_forbidden":
        return InputError(f"{where}: {name}: {error['msg'].removeprefix('Value error, ')}.", "Mend the file.")
    model = FieldPaths if keys[0] == "fields" and len(keys) > 1 else ApiDescription
    known = list(model.model_fields)
    near = difflib.get_close_matches(keys[-1], known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(known)}."
    return InputError(f"{where}: unknown key {name!r}.", hint)


def _line_of(keys: list[str], text: str) -> int:
    """The line (from 1) that sets a key, or else the nearest key or table above it; 1 when there is none."""
    table, best = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        opened, key = _TABLE.match(line), _KEY.match(line)
        table = opened[1] if opened else table
        path = [part for part in (table, key[1] if key else "") if part]
        if path == keys:
            return number
        if path == keys[:1]:
            best = number
    return best
