"""The map of themes: each event a point, near to what it is like, joined to the middle of its theme.

Color and shape tell the domain, size the number of articles; a pale point is an event that has gone quiet.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from pipeline.rendering.pictures.drawing import Drawing, Line, Symbol, Text, shortened
from pipeline.rendering.pictures.heading import DOMAIN_KEY_ROW, DOMAIN_KEY_TOP, domain_key, heading
from pipeline.rendering.pictures.labels import Box, Obstacle, Place, Wanted, placed, text_width, wrapped
from pipeline.rendering.pictures.palette import PAPER, SOFT, signs_of
from pipeline.rendering.plain import counted, spelled_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.rendering.pictures.material import EventPoint, ThemeAtlas
    from pipeline.rendering.pictures.palette import Sign

WIDTH, HEIGHT = 1200.0, 900.0
_EDGE = 44.0
_FOOT = 64.0
_INK_SHARE = 0.11
_MOST_PER_ARTICLE = 220.0
_LEAST_SIZE, _MOST_SIZE = 26.0, 2_000.0
_LABEL_SIZES = (12.0, 17.0)
_LINE_HEIGHT = 1.2
_LABEL_CHARACTERS, _LABEL_LINES = 24, 2
_MOST_LABELS = 32
_PALE, _FULL = 0.22, 0.85
_TITLE_CHARACTERS = 140


@dataclass(frozen=True, slots=True)
class _Theme:
    """A theme as it lies on the map: its middle, in pixels, and its points."""

    label: str
    x: float
    y: float
    articles: int
    points: tuple[EventPoint, ...]
    domain: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the map lies, and how many square pixels an article takes."""

    room: Box
    per_article: float

    def x(self, point: EventPoint) -> float:
        return round(self.room.left + point.x * (self.room.right - self.room.left), 1)

    def y(self, point: EventPoint) -> float:
        return round(self.room.top + point.y * (self.room.bottom - self.room.top), 1)

    def size(self, articles: int) -> float:
        return round(min(_MOST_SIZE, max(_LEAST_SIZE, articles * self.per_article)), 1)


def theme_map(atlas: ThemeAtlas) -> Drawing:
    """The map of an atlas; with no points, a heading that says so."""
    points = sorted(atlas.points, key=lambda point: (-point.articles, point.event_id))
    signs = signs_of(atlas.domains)
    key, rows = domain_key({point.domain for point in points}, signs, WIDTH, _EDGE)
    top = DOMAIN_KEY_TOP + rows * DOMAIN_KEY_ROW
    room = Box(_EDGE + 12, top + 12, WIDTH - _EDGE - 12, HEIGHT - _FOOT - 24)
    layout = _Layout(room, _per_article(points, room))
    themes = _themes(points, {one.theme_id: one.domain for one in atlas.series}, layout)
    labels = _labels(themes, points, layout)
    foot_symbols, foot_texts = _foot(points, layout)
    title, summary = "Map of themes", _summary(atlas, themes)
    return Drawing(
        name="theme-map",
        title=title,
        description=f"{summary} {_largest(themes)}".strip(),
        width=WIDTH,
        height=HEIGHT,
        grid=_spokes(themes, layout, signs),
        lines=tuple(_leaders(labels, signs)),
        symbols=(
            *key.symbols,
            *(_symbol(point, layout, signs[point.domain]) for point in points),
            *foot_symbols,
        ),
        texts=(
            *heading(title, summary, _EDGE),
            *key.texts,
            *(text for label in labels for text in _texts(label, signs)),
            *foot_texts,
        ),
    )


def _per_article(points: Sequence[EventPoint], room: Box) -> float:
    """Such that all points together cover a small share of the map."""
    articles = sum(point.articles for point in points)
    ink = _INK_SHARE * (room.right - room.left) * (room.bottom - room.top)
    return min(_MOST_PER_ARTICLE, ink / max(1, articles))


def _themes(points: Sequence[EventPoint], domains: Mapping[str, str], layout: _Layout) -> list[_Theme]:
    """Themes, those with most articles first."""
    groups: dict[str, list[EventPoint]] = defaultdict(list)
    for point in points:
        groups[point.theme_id].append(point)
    themes = {
        theme_id: _Theme(
            label=own[0].theme_label,
            x=median(layout.x(point) for point in own),
            y=median(layout.y(point) for point in own),
            articles=sum(point.articles for point in own),
            points=tuple(own),
            domain=domains.get(theme_id, own[0].domain),
        )
        for theme_id, own in groups.items()
    }
    return [themes[key] for key in sorted(themes, key=lambda key: (-themes[key].articles, key))]


def _spokes(themes: Sequence[_Theme], layout: _Layout, signs: Mapping[str, Sign]) -> tuple[Line, ...]:
    """A thin line from each event to the middle of its theme: so themes are seen as wholes."""
    return tuple(
        Line(theme.x, theme.y, layout.x(point), layout.y(point), signs[theme.domain].color, 0.9, 0.3)
        for theme in themes
        if len(theme.points) > 1
        for point in theme.points
    )


def _symbol(point: EventPoint, layout: _Layout, sign: Sign) -> Symbol:
    return Symbol(
        x=layout.x(point),
        y=layout.y(point),
        size=layout.size(point.articles),
        shape=sign.shape,
        fill=sign.color,
        stroke=sign.color if point.is_dormant else PAPER,
        stroke_width=1.0 if point.is_dormant else 0.6,
        opacity=_PALE if point.is_dormant else _FULL,
        tip=_tip(point),
    )


def _tip(point: EventPoint) -> str:
    articles = counted(point.articles, "article")
    rated = "" if point.score is None else f", importance {point.score:.1f} of 10"
    about = f"{spelled_day(point.day.isoformat())}, {articles}{rated}"
    return f"{shortened(point.title, _TITLE_CHARACTERS)} ({about}) · {shortened(point.theme_label, 60)}"


@dataclass(frozen=True, slots=True)
class _Label:
    """A theme's label: its lines, and where they stand."""

    theme: _Theme
    size: float
    lines: tuple[str, ...]
    place: Place


def _labels(themes: Sequence[_Theme], points: Sequence[EventPoint], layout: _Layout) -> list[_Label]:
    """The labels of the largest themes, as many as find room."""
    named = themes[:_MOST_LABELS]
    sizes = [_label_size(theme, themes[0]) for theme in named]
    lines = [wrapped(theme.label, _LABEL_CHARACTERS, _LABEL_LINES) for theme in named]
    wanted = [
        Wanted(
            theme.x,
            theme.y,
            max(text_width(line, size, 600) for line in own) + 8,
            len(own) * size * _LINE_HEIGHT + 4,
        )
        for theme, size, own in zip(named, sizes, lines, strict=True)
    ]
    obstacles = (
        Obstacle(layout.x(point), layout.y(point), 2 + math.sqrt(layout.size(point.articles) / math.pi))
        for point in points
    )
    places = placed(wanted, obstacles, layout.room)
    return [
        _Label(theme, size, own, place)
        for theme, size, own, place in zip(named, sizes, lines, places, strict=True)
        if place is not None
    ]


def _label_size(theme: _Theme, largest: _Theme) -> float:
    low, high = _LABEL_SIZES
    return round(low + (high - low) * math.sqrt(theme.articles / largest.articles), 1)


def _texts(label: _Label, signs: Mapping[str, Sign]) -> list[Text]:
    theme, box, size = label.theme, label.place.box, label.size
    return [
        Text(
            round((box.left + box.right) / 2, 1),
            round(box.top + 2 + size * (0.92 + _LINE_HEIGHT * number), 1),
            line,
            size=size,
            weight=600,
            color=signs[theme.domain].color,
            align="center",
            halo=4.0,
            tip=f"{theme.label}: {counted(len(theme.points), 'event')}, {counted(theme.articles, 'article')}",
        )
        for number, line in enumerate(label.lines)
    ]


def _leaders(labels: Sequence[_Label], signs: Mapping[str, Sign]) -> list[Line]:
    return [
        Line(*label.place.leader, signs[label.theme.domain].color, 1.4, 0.9)
        for label in labels
        if label.place.leader is not None
    ]


def _foot(points: Sequence[EventPoint], layout: _Layout) -> tuple[list[Symbol], list[Text]]:
    """What size and filling mean."""
    if not points:
        return [], []
    y, x = HEIGHT - 32.0, _EDGE
    symbols: list[Symbol] = []
    texts: list[Text] = []

    def entry(radius: float, words: str, size: float, opacity: float) -> None:
        nonlocal x
        symbols.append(Symbol(round(x + radius, 1), y, size, "circle", SOFT, SOFT, 1.0, opacity))
        texts.append(Text(round(x + 2 * radius + 7, 1), y + 4.5, words, color=SOFT))
        x += 2 * radius + 7 + text_width(words, 13.0) + 22

    for number in _round_numbers(max(point.articles for point in points)):
        size = layout.size(number)
        entry(math.sqrt(size / math.pi), counted(number, "article"), size, _PALE)
    if any(point.is_dormant for point in points):
        entry(6.0, "full: still reported on", 110.0, _FULL)
        entry(6.0, "pale: gone quiet", 110.0, _PALE)
    texts.append(
        Text(
            WIDTH - _EDGE,
            y + 4.5,
            "Events near each other are alike; the axes mean nothing.",
            color=SOFT,
            align="right",
        )
    )
    return symbols, texts


def _round_numbers(most: int) -> list[int]:
    """1, and up to two round numbers of articles that occur."""
    known = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]
    inside = [number for number in known if number <= most]
    return sorted({1, inside[len(inside) // 2], inside[-1]})


def _summary(atlas: ThemeAtlas, themes: Sequence[_Theme]) -> str:
    points = atlas.points
    if not points:
        return "There are no events yet."
    shown = counted(len(points), "event")
    of_all = "" if atlas.events <= len(points) else f" (the most important of {atlas.events:,})"
    many = counted(len(themes), "theme")
    first = spelled_day(min(point.day for point in points).isoformat())
    last = spelled_day(max(point.day for point in points).isoformat())
    when = first if first == last else f"{first} to {last}"
    told = counted(sum(point.articles for point in points), "article")
    return f"{shown}{of_all} in {many}, told by {told}, {when}."


def _largest(themes: Sequence[_Theme]) -> str:
    if not themes:
        return ""
    named = (f"{shortened(theme.label, 80)} ({counted(theme.articles, 'article')})" for theme in themes[:10])
    return f"Largest themes: {'; '.join(named)}."
