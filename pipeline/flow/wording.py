"""themes → what they are called, and what they are about in a line.

The themes that deserve a piece most get the words of the configured writer, all others extractive ones, which cost
nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.almanac.digest import theme_digest
from pipeline.clustering.labels import SEPARATOR
from pipeline.errors import ModelRefusedError
from pipeline.flow.ceilings import ceiling_reached
from pipeline.models import Skipped
from pipeline.stages.dossiers import deserving, eligible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Article, Event, Theme
    from pipeline.ports import ThemeDigest, ThemeWords

_PLAIN = "extractive"


@dataclass(slots=True)
class _Wording:
    """Finds words, and stops asking a model as soon as it fails or costs too much."""

    services: Services
    recorder: Recorder
    asks: bool = field(init=False)

    def __post_init__(self) -> None:
        self.asks = self.services.writer.name != _PLAIN

    def due(self, theme: Theme, *, leads: bool) -> bool:
        """Whether a theme lacks words, or leads a piece and lacks those of the writer."""
        return not theme.description or (leads and self.asks and theme.worded_by != self.services.writer.name)

    def worded(self, theme: Theme, digest: ThemeDigest, *, leads: bool) -> Theme:
        """The theme with label and description; one that leads a piece is worded by the writer if it can."""
        words = self._asked(digest) if leads and self.asks and not ceiling_reached(self.services) else None
        by = self.services.writer.name if words is not None else _PLAIN
        words = words or self.services.plain_writer().describe(digest, self.recorder.writer_context)
        return replace(theme, label=words.label, description=words.description, worded_by=by)

    def _asked(self, digest: ThemeDigest) -> ThemeWords | None:
        """The model's words; None, and no more questions, when it fails."""
        try:
            words = self.services.writer.describe(digest, self.recorder.writer_context)
        except ModelRefusedError as error:
            note = Skipped("words for themes", error.message, error.remedy)
        else:
            if words.note is None:
                return words
            note = words.note
        self.recorder.notes.append(note)
        self.asks = False
        return None


def word_themes(
    services: Services,
    recorder: Recorder,
    themes: Sequence[Theme],
    events: Sequence[Event],
    articles: Mapping[str, Article],
) -> tuple[Theme, ...]:
    """The same themes, each with a label of its own and a description."""
    leading = _leading(services, themes, articles)
    wording = _Wording(services, recorder)
    by_id = {event.id: event for event in events}
    worded = [
        wording.worded(theme, _digest(theme, by_id, articles), leads=theme.id in leading)
        if wording.due(theme, leads=theme.id in leading)
        else theme
        for theme in themes
    ]
    return _told_apart(worded)


def _leading(services: Services, themes: Sequence[Theme], articles: Mapping[str, Article]) -> frozenset[str]:
    """The ids of the themes that may lead or join a piece."""
    settings = services.settings
    enough = [theme for theme in themes if eligible(theme, settings.dossiers, tracked=bool(services.topics))]
    newest = max(article.day for article in articles.values()) if articles else None
    if newest is None:
        return frozenset()
    return frozenset(theme.id for _, theme in deserving(enough, newest, settings.plan))


def _digest(theme: Theme, events: Mapping[str, Event], articles: Mapping[str, Article]) -> ThemeDigest:
    return theme_digest(theme, [events[event_id] for event_id in theme.event_ids], articles)


def _told_apart(themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """Of themes with one label all but the first take in a term of their own that is not in it."""
    counts: Counter[str] = Counter()
    apart: list[Theme] = []
    for theme in themes:
        counts[theme.label.casefold()] += 1
        if counts[theme.label.casefold()] > 1:
            label = theme.label.casefold()
            own = next(
                (term for term in theme.terms if term.casefold() not in label), theme.first_day.isoformat()
            )
            theme = replace(theme, label=f"{theme.label}{SEPARATOR}{own}")  # noqa: PLW2901
        apart.append(theme)
    return tuple(apart)
