"""What the formats of feeds have in common: how what was read becomes entries, and which of them are only summaries."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from statistics import median
from typing import TYPE_CHECKING

from pipeline.models import FeedEntry, Skipped
from pipeline.text.html import looks_like_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WHOLE_CHARACTERS = 1_200
"""From this length a text that is not declared to be the content counts as a whole article."""

_TAIL_CHARACTERS = 400
_SIGNATURE = re.compile(r"\s*The post .{1,250} appeared first on .{1,100}$", re.IGNORECASE | re.DOTALL)
"""What WordPress adds to whole articles and to summaries alike."""
_CUT = re.compile(
    r"""(?: … | \.{3} | \[\s*(?:…|\.{3}|\+)\s*\] | \(\s*more\s*\)
    | \b(?: (?:read|see|view|learn|show) \s more | (?:continue|keep) \s reading
          | read \s (?:on|the \s (?:full|rest|whole)) | full \s (?:story|article|text)
          | (?:weiterlesen|mehr \s lesen) | lire \s (?:la \s suite|plus)
          | (?:leer|seguir \s leyendo|ver) \s m[áa]s | (?:leia|saiba) \s mais
          | (?:leggi|continua) \s (?:tutto|a \s leggere) | lees \s (?:verder|meer)
          | читать \s (?:далее|дальше|полностью) )\b .{0,80}
    ) [\W_]{0,10} \Z""",
    re.IGNORECASE | re.VERBOSE,
)
_DATA_START, _DATA_ENDS = "<![CDATA[", ("]]>", "]]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LANGUAGE = re.compile(r"[a-z]{2}(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markup:
    """A text as a feed has it. ``is_plain``: the feed says that it has no markup, whatever it looks like."""

    value: str = ""
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry as it was read. ``contents`` are bodies that the feed declares as such, ``summary`` what is less;
    ``is_elsewhere``: it says that the body is at another address. ``language`` is as written."""

    id: str
    link: str
    title: Markup
    contents: tuple[Markup, ...]
    summary: Markup
    published: str
    publisher: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    is_elsewhere: bool = False


def finished(
    entries: Iterable[ReadEntry | Skipped], to_text: Callable[[str], str]
) -> tuple[FeedEntry | Skipped, ...]:
    """Entries in the form of the models, their markup turned into text."""
    made = [(entry, _made(entry, to_text) if isinstance(entry, ReadEntry) else entry) for entry in entries]
    lengths = [len(done.text) for _, done in made if isinstance(done, FeedEntry) and done.text]
    has_articles = bool(lengths) and median(lengths) >= _WHOLE_CHARACTERS
    return tuple(
        _marked(done, read, has_articles=has_articles)
        if isinstance(read, ReadEntry) and isinstance(done, FeedEntry)
        else done
        for read, done in made
    )


def text_of(markup: Markup, to_text: Callable[[str], str]) -> str:
    """The text of some markup. Text without tags keeps its paragraphs; markup that was escaped twice is found again."""
    value = _without_data_marks(markup.value.strip())
    if markup.is_plain:
        return value
    if "<" in value:
        text = to_text(value)
    else:
        paragraphs = _BLANK_LINES.split(unescape(value))
        text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    is_escaped_twice = looks_like_html(text) and "</" in text
    return (to_text(text) or text) if is_escaped_twice else text


def _without_data_marks(value: str) -> str:
    """What some programs mark as mere characters twice; the inner marks are left over."""
    if not value.startswith(_DATA_START):
        return value
    end = next((end for end in _DATA_ENDS if value.endswith(end)), "")
    return value.removeprefix(_DATA_START).removesuffix(end).strip()


def title_of(markup: Markup, to_text: Callable[[str], str]) -> str:
    """The text of a title, in one line."""
    return " ".join(text_of(markup, to_text).split())


def language_code(value: str) -> str:
    """The ISO 639-1 code of a language tag ("en_US" -> "en"), "" when it has none."""
    found = _LANGUAGE.match(value.strip())
    return found[0].lower() if found else ""


def _made(entry: ReadEntry, to_text: Callable[[str], str]) -> FeedEntry:
    bodies = [(text_of(content, to_text), content.value) for content in entry.contents]
    summary = text_of(entry.summary, to_text)
    text, original = max(
        (body for body in bodies if body[0]), key=_length, default=(summary, entry.summary.value)
    )
    return FeedEntry(
        id=entry.id,
        link=entry.link,
        title=_without_publisher(title_of(entry.title, to_text), entry.publisher),
        text=text,
        published=entry.published,
        publisher=entry.publisher,
        authors=entry.authors,
        language=language_code(entry.language),
        original=original if original != text else "",
        summary=summary if summary != text else "",
    )


def _length(body: tuple[str, str]) -> int:
    return len(body[0])


def _without_publisher(title: str, publisher: str) -> str:
    """Aggregators write the publisher behind the title too."""
    return title.removesuffix(f" - {publisher}") if publisher else title


def _marked(done: FeedEntry, read: ReadEntry, *, has_articles: bool) -> FeedEntry:
    """The entry with the mark of a summary, if it is one and there is a page that may have more."""
    has_content = any(content.value.strip() for content in read.contents)
    is_summary = read.is_elsewhere or _is_summary(
        done.text, has_content=has_content, has_articles=has_articles
    )
    if not is_summary or not done.link:
        return done
    return replace(done, is_summary=True)


def _is_summary(text: str, *, has_content: bool, has_articles: bool) -> bool:
    """Whether a text is less than the article.

    What is declared to be the content is whole, unless it is short and ends as if cut off ("...", "[…]", "Read more").
    Anything else is whole if it does not end so and is long, or stands in a feed most of whose texts are long.
    """
    is_cut = _CUT.search(_SIGNATURE.sub("", text[-_TAIL_CHARACTERS:])) is not None
    is_long = len(text) >= _WHOLE_CHARACTERS
    if has_content:
        return is_cut and not is_long
    return is_cut or not text or not (is_long or has_articles)
