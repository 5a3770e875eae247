"""Topics: what a reader tracks, one YAML file each in the folder ``topics`` of a workspace.

The only file besides those that read front matter that imports ruamel.yaml.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.errors import TopicError
from pipeline.models import Topic

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

_TIER_NUMBER = re.compile(r"\d+")
_MAX_BYTES = 1_000_000
_SEE_DEFAULTS = "The files that `throughline init` writes show the form."


class _TopicFile(BaseModel):
    """What a topic file may hold."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = ""
    title: str = ""
    domain: str = ""
    tracks: str = ""
    keywords: tuple[str, ...] = ()
    excluded_terms: tuple[str, ...] = ()
    preferred_sources: tuple[str, ...] = ()
    excluded_sources: tuple[str, ...] = ()
    source_tiers: dict[str, int] = Field(default_factory=dict)

    @field_validator("keywords", "excluded_terms", "preferred_sources", "excluded_sources", mode="before")
    @classmethod
    def _nothing_is_an_empty_list(cls, value: object) -> object:
        return () if value is None else value

    @field_validator("source_tiers", mode="before")
    @classmethod
    def _publishers_by_tier(cls, value: object) -> object:
        """Accept ``tier-1: [publisher, ...]`` as well as ``publisher: 1``."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            return value
        tiers: dict[object, object] = {}
        for key, entry in value.items():
            if isinstance(entry, list):
                tiers.update(dict.fromkeys(entry, _tier_number(str(key))))
            elif entry is not None:
                tiers[key] = entry
        return tiers


def load_topics(folder: Path) -> tuple[Topic, ...]:
    """All topics of a folder, in the order of their file names; () when there are none or no such folder.

    Raises:
        TopicError: a file cannot be read or holds something that no topic has, or two topics share a name.
    """
    if not folder.is_dir():
        return ()
    paths = sorted(
        path for path in folder.iterdir() if path.suffix.lower() in {".yaml", ".yml"} and path.is_file()
    )
    files: dict[str, Path] = {}
    topics: list[Topic] = []
    for path in paths:
        topic = load_topic(path)
        if topic.name in files:
            raise TopicError(
                f"{path} and {files[topic.name]} both name their topic {topic.name!r}.",
                "Give one of them another name.",
            )
        files[topic.name] = path
        topics.append(topic)
    return tuple(topics)


def load_topic(path: Path) -> Topic:
    """The topic in one file. A missing name is the file's, a missing title the name, a missing domain the title.

    Raises:
        TopicError: the file cannot be read or holds something that no topic has; names the line and the nearest key.
    """
    values, lines = _parsed(path)
    try:
        found = _TopicFile.model_validate(values)
    except ValidationError as error:
        raise _topic_error(path, error.errors()[0], lines) from error
    name = found.name or path.stem
    title = found.title or name.replace("-", " ").replace("_", " ").capitalize()
    return Topic(
        name=name,
        title=title,
        domain=found.domain or title.lower(),
        tracks=found.tracks,
        keywords=found.keywords,
        excluded_terms=found.excluded_terms,
        preferred_sources=found.preferred_sources,
        excluded_sources=found.excluded_sources,
        source_tiers=found.source_tiers,
    )


def topic_text(topic: Topic) -> str:
    """What an embedder reads to know what a topic is about."""
    parts = (topic.title, topic.tracks, ", ".join(topic.keywords))
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def _tier_number(key: str) -> int:
    digits = _TIER_NUMBER.search(key)
    if digits is None:
        raise ValueError(f"a list of publishers needs a numbered tier such as tier-1, not {key!r}")
    return int(digits.group())


def _parsed(path: Path) -> tuple[dict[str, object], dict[str, int]]:
    """The top-level keys of a file with their values and line numbers (from 1)."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        if path.stat().st_size > _MAX_BYTES:
            raise TopicError(f"{path} is too large for a topic file.", "Keep it below 1 MB.")
        loaded = YAML(typ="rt").load(path.read_text("utf-8-sig"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TopicError(f"{path}, line {line}: this is not YAML: {error.problem}.", _SEE_DEFAULTS) from error
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise TopicError(f"{path} cannot be read: {error}.", _SEE_DEFAULTS) from error
    if loaded is None:
        return {}, {}
    if not isinstance(loaded, CommentedMap):
        raise TopicError(f"{path}, line 1: a topic is a list of 'key: value' lines.", _SEE_DEFAULTS)
    lines = {str(key): loaded.lc.key(key)[0] + 1 for key in loaded}
    return {str(key): _plain(value) for key, value in loaded.items()}, lines


def _plain(value: object) -> object:
    """The value without the comments and styles that ruamel.yaml keeps."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _topic_error(path: Path, error: ErrorDetails, lines: dict[str, int]) -> TopicError:
    key = str(error["loc"][0]) if error["loc"] else ""
    where = f"{path}, line {lines.get(key, 1)}"
    if error["type"] != "extra_forbidden":
        return TopicError(f"{where}: {key}: {error['msg']}.", _SEE_DEFAULTS)
    known = list(_TopicFile.model_fields)
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(known)}."
    return TopicError(f"{where}: unknown key {key!r}.", hint)
