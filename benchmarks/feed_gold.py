"""Feeds with what is expected of them, as two collections of tests hold them.

One puts an expression of Python into a remark of the feed (``Expect: entries[0]['title'] == '...'``); it is taken apart
with ``ast``, never run. The other puts a JSON file beside the feed, in the form of the feed's own format or in one
common to all. Of both those expectations are taken that concern what an article needs.
"""

from __future__ import annotations

import ast
import json
import re
import tarfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from benchmarks.task import BenchmarkError
from pipeline.extraction.xml import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Field: TypeAlias = Literal["title", "link", "id", "date", "author", "content", "summary", "feed_title"]
_Json: TypeAlias = "Mapping[str, _Json] | list[_Json] | str | int | float | bool | None"

_HOST: Final = "http://127.0.0.1:8097/"
_REMARK: Final = re.compile(r"<!--(.*?)-->", re.DOTALL)
_EXPECT: Final = re.compile(r"^\s*Expect:\s*(.*?)\s*$", re.MULTILINE)
_LOCATION: Final = re.compile(r"^\s*Header:\s*Content-Location:\s*(\S+)", re.MULTILINE)

_STRUCT_TIME_ITEMS: Final = 9
_FIELDS: Final[dict[tuple[str | int, ...], Field]] = {
    ("title",): "title",
    ("title_detail", "value"): "title",
    ("link",): "link",
    ("id",): "id",
    ("guid",): "id",
    ("author",): "author",
    ("author_detail", "name"): "author",
    ("content", 0, "value"): "content",
    ("summary",): "summary",
    ("summary_detail", "value"): "summary",
    ("description",): "summary",
    **{(name,): "date" for name in ("published", "updated", "created", "modified", "date")},
    **{(f"{name}_parsed",): "date" for name in ("published", "updated", "created", "modified", "date")},
    **{("authors", place, part): "author" for place in (0, 1) for part in ("name", "email")},
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """``wanted`` is what a field of an entry should be, "" when it should not be there. Entries count from 0."""

    field: Field
    entry: int
    wanted: str


@dataclass(frozen=True, slots=True)
class FeedCase:
    """A feed, where it is said to be from, and what is expected of it. ``category`` is its folder."""

    name: str
    category: str
    location: str
    content: bytes
    expectations: tuple[Expectation, ...]


def read_cases(path: Path) -> Iterator[FeedCase]:
    """The feeds of an archive (.tar, .tar.gz) or folder, in the order of their names.

    Raises:
        BenchmarkError: There is no feed.
    """
    files = dict(sorted(_files(path)))
    cases = [case for name, content in files.items() if (case := _case(name, content, files)) is not None]
    if not cases:
        raise BenchmarkError(f"there are no feeds in {path}")
    yield from cases


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        yield from (
            (str(file.relative_to(path)), file.read_bytes()) for file in path.rglob("*") if file.is_file()
        )
        return
    with tarfile.open(path) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None:
                yield member.name, stream.read()


def _case(name: str, content: bytes, files: Mapping[str, bytes]) -> FeedCase | None:
    place = PurePosixPath(name)
    if place.suffix not in {".xml", ".json"} or name.endswith("_expected.json"):
        return None
    gold = files.get(str(place.with_name(f"{place.stem}_expected.json")))
    if place.suffix == ".xml":
        gold = gold or files.get(str(place.with_suffix(".json")))
    elif gold is None and str(place.with_suffix(".xml")) in files:
        return None
    remark = "" if gold is not None or place.suffix != ".xml" else _remark(content)
    found = _LOCATION.search(remark)
    return FeedCase(
        name,
        str(place.parent),
        found[1] if found else f"{_HOST}{name}",
        content,
        tuple(_from_json(gold) if gold is not None else _from_expression(remark)),
    )


# --- expressions ------------------------------------------------------------------------------------------------------


def _remark(content: bytes) -> str:
    texts = (xml_text(content), content.decode("cp037"))
    remarks = (found[1] for text in texts for found in [_REMARK.search(text[:20_000])] if found)
    return next((remark for remark in remarks if "Expect:" in remark), "")


def _from_expression(remark: str) -> Iterator[Expectation]:
    found = _EXPECT.search(remark)
    try:
        tree = ast.parse(found[1], mode="eval") if found else None
    except SyntaxError:
        return
    if tree is not None:
        yield from _from_node(tree.body)


def _from_node(node: ast.expr) -> Iterator[Expectation]:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _from_node(value)
        case ast.Compare(left=left, ops=operators, comparators=values) if all(
            isinstance(operator, ast.Eq) for operator in operators
        ):
            *paths, last = left, *values
            wanted = _constant(last)
            for path in paths:
                yield from _expected(path, wanted)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Attribute(value, "has_key"), args=[name])):
            yield from _expected(ast.Subscript(value, name), "")


def _expected(path: ast.expr, wanted: object) -> Iterator[Expectation]:
    """What one comparison asks for, if it concerns a field that we have."""
    if isinstance(path, ast.Call) and isinstance(path.func, ast.Name) and path.func.id == "ord":
        path, wanted = path.args[0], chr(wanted) if isinstance(wanted, int) else None
    if isinstance(wanted, tuple) and len(wanted) == _STRUCT_TIME_ITEMS:
        wanted = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00".format(*wanted)
    if not isinstance(wanted, str):
        return
    match _steps(path):
        case ("feed", "title") | ("feed", "title_detail", "value"):
            yield Expectation("feed_title", 0, wanted)
        case ("entries", int(entry), *rest) if (field := _FIELDS.get(tuple(rest))) is not None:
            yield Expectation(field, entry, wanted)


def _steps(node: ast.expr) -> tuple[str | int, ...]:
    """``entries[0]['title']`` as ("entries", 0, "title"); () for what is no such path."""
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=value, attr=name):
            return (*_steps(value), name)
        case ast.Subscript(value=value, slice=ast.Constant(value=str(key) | int(key))):
            return (*_steps(value), key)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return (*_steps(value), key)
        case _:
            return ()


def _constant(node: ast.expr) -> object:
    """The value of a literal, of strings put together with ``+`` too; None for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _constant(node.left), _constant(node.right)
        return left + right if isinstance(left, str) and isinstance(right, str) else None
    try:
        value: object = ast.literal_eval(node)
    except ValueError:
        return None
    return value


# --- JSON -------------------------------------------------------------------------------------------------------------


def _from_json(gold: bytes) -> Iterator[Expectation]:
    try:
        feed: _Json = json.loads(gold)
    except ValueError:
        return
    if not isinstance(feed, dict):
        return
    if title := _text(feed.get("title")):
        yield Expectation("feed_title", 0, title)
    items = feed.get("items") or feed.get("entries")
    for entry, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield from (Expectation(field, entry, wanted) for field, wanted in _wanted(item) if wanted)


def _wanted(item: Mapping[str, _Json]) -> Iterator[tuple[Field, str]]:
    """The fields of an item of any of the forms: RSS, Atom, JSON Feed and the one common to all."""
    yield "title", _text(item.get("title"))
    yield "link", _text(item.get("link")) or _text(item.get("url")) or _alternate(item.get("links"))
    yield "id", _text(item.get("guid")) or _text(item.get("id"))
    yield (
        "date",
        _first(item, "publishedParsed", "pubDateParsed", "date_published", "updatedParsed", "date_modified"),
    )
    for author in _people(item):
        yield "author", author
    yield "content", _first(item, "content", "content_html", "content_text")
    yield "summary", _first(item, "description", "summary")


def _first(item: Mapping[str, _Json], *names: str) -> str:
    return next((text for name in names if (text := _text(item.get(name)))), "")


def _text(value: _Json) -> str:
    if isinstance(value, dict):
        return _text(value.get("value"))
    return value.strip() if isinstance(value, str) else ""


def _alternate(links: _Json) -> str:
    """The first link of Atom that leads to the article itself (RFC 4287, section 4.2.7.2)."""
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel", "alternate") in {"alternate", ""}:
            return _text(link.get("href"))
    return ""


def _people(item: Mapping[str, _Json]) -> Iterator[str]:
    people = item.get("authors") or [item.get("author")]
    for person in people if isinstance(people, list) else []:
        if isinstance(person, dict):
            yield _first(person, "name", "email")
        else:
            yield _text(person)
