"""Markdown files with YAML front matter. The only source that imports ruamel.yaml."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from pipeline.errors import InputError
from pipeline.extraction.lenient import LenientNames, LenientText
from pipeline.models import RawArticle
from pipeline.sources.files import OneArticleFile, readable_title
from pipeline.sources.kinds import Opening, SourceKind, has_ending
from pipeline.text.decoding import decode
from pipeline.text.markdown import markdown_text

if TYPE_CHECKING:
    from pathlib import Path

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_MAX_FRONT_MATTER_CHARACTERS = 64_000
_ALIAS = re.compile(r"(?:^|[\s\[,:-])\*\w", re.MULTILINE)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t#]*$\n?", re.MULTILINE)


class FrontMatter(BaseModel):
    """What the front matter of an article may say; everything else in it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: LenientText = ""
    url: LenientText = ""
    canonical_url: LenientText = ""
    title: LenientText = ""
    published: LenientText = ""
    date: LenientText = ""
    author: LenientNames = ()
    authors: LenientNames = ()
    publisher: LenientText = ""
    source: LenientText = ""


def parse_markdown(content: bytes, path: Path) -> RawArticle:
    """The article in a Markdown file. Its title is that of the front matter, else the first heading, else the file's
    name. Front matter that is not valid is passed over, and noted."""
    decoded = decode(content)
    notes = [decoded.note] if decoded.note else []
    found = _FRONT_MATTER.match(decoded.text)
    about = FrontMatter()
    if found is not None:
        try:
            about = read_front_matter(found[1])
        except InputError as error:
            notes.append(error.message)
    body = decoded.text[found.end() :] if found is not None else decoded.text
    heading = _HEADING.match(body)
    if heading is not None and not about.title:
        body = body[heading.end() :]
    return RawArticle(
        origin=path.as_posix(),
        text=markdown_text(body),
        title=about.title or (heading[1] if heading is not None else readable_title(path)),
        url=about.url or about.canonical_url,
        external_id=about.id or path.as_posix(),
        published=about.published or about.date,
        publisher=about.publisher or about.source,
        authors=about.authors or about.author,
        source=path.as_posix(),
        notes=tuple(notes),
    )


def read_front_matter(yaml: str) -> FrontMatter:
    """Front matter as YAML 1.2, read by the safe loader. Raises InputError when it is not a mapping, too large, or uses
    aliases, by which a few lines can stand for gigabytes."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(yaml) > _MAX_FRONT_MATTER_CHARACTERS or _ALIAS.search(yaml):
        raise InputError("The front matter is too large or uses aliases, and was passed over.")
    try:
        value: object = YAML(typ="safe", pure=True).load(StringIO(yaml))
    except (YAMLError, ValueError, RecursionError, TypeError, OverflowError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(f"The front matter is not valid YAML ({reason}), and was passed over.") from error
    if not isinstance(value, dict):
        raise InputError("The front matter is not a mapping, and was passed over.")
    return FrontMatter.model_validate({str(key).lower(): item for key, item in value.items()})


def _open(opening: Opening) -> OneArticleFile:
    return OneArticleFile(opening, parse_markdown)


KIND = SourceKind(
    name="markdown",
    takes="Markdown (.md, .markdown)",
    accepts=lambda location: has_ending(location, ".md", ".markdown"),
    open=_open,
)
