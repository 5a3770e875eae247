"""The river of themes: how many articles the largest themes had, over time, as bands that lie on each other.

A band's thickness is its articles in a period; the whole is centered, so only thickness means something.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.rendering.pictures.drawing import Area, Drawing, Line, Symbol, Text, shortened
from pipeline.rendering.pictures.heading import DOMAIN_KEY_ROW, DOMAIN_KEY_TOP, domain_key, heading
from pipeline.rendering.pictures.labels import Box, text_width, wrapped
from pipeline.rendering.pictures.palette import INK, PAPER, RULE, SOFT, signs_of
from pipeline.rendering.pictures.periods import periods_of
from pipeline.rendering.plain import counted, spelled_day
from pipeline.rendering.timeline import ticks_between

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.rendering.pictures.material import ThemeAtlas, ThemeSeries
    from pipeline.rendering.pictures.palette import Sign
    from pipeline.rendering.pictures.periods import Periods

WIDTH, HEIGHT = 1200.0, 680.0
_EDGE = 44.0
_FOOT = 56.0
_MOST_BANDS = 10
BAND_OPACITIES = (0.46, 0.32, 0.39)
"""Taken in turn by the bands of one domain, so that neighbors of one color differ; ink on them keeps 4.5:1."""
_LABEL_SIZE = 13.0
_LABEL_HEIGHT = 17.0
_LABEL_CHARACTERS = 34
_SHAPES = ((60, 1), (24, 2), (16, 3), (12, 4))
"""Characters in a line, and most lines, of a label inside its band; the first that fits is taken."""
_OUTSIDE_ROWS = 3


@dataclass(frozen=True, slots=True)
class _Band:
    """A theme's band: its upper and lower edge at each place of ``xs``, in pixels."""

    series: ThemeSeries
    xs: tuple[float, ...]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]

    def edges_at(self, x: float) -> tuple[float, float]:
        """Upper and lower edge between two of its places, as if they were joined by straight lines."""
        after = min(max(1, bisect_left(self.xs, x)), len(self.xs) - 1)
        share = (x - self.xs[after - 1]) / (self.xs[after] - self.xs[after - 1])
        top, bottom = self.tops[after - 1], self.bottoms[after - 1]
        return top + share * (self.tops[after] - top), bottom + share * (self.bottoms[after] - bottom)


def theme_river(atlas: ThemeAtlas) -> Drawing:
    """The river of an atlas' largest themes; without dated articles, a heading that says so."""
    dated = [one for one in atlas.series if one.days]
    largest = sorted(dated, key=lambda one: (-one.articles, one.theme_id))[:_MOST_BANDS]
    periods = periods_of(count.day for one in dated for count in one.days)
    title, summary = "River of themes", _summary(dated, largest, periods)
    texts = list(heading(title, summary, _EDGE))
    if not largest:
        return Drawing("theme-river", title, summary, WIDTH, 110.0, texts=tuple(texts))
    signs = signs_of(atlas.domains)
    key, rows = domain_key({one.domain for one in largest}, signs, WIDTH, _EDGE)
    outside = _OUTSIDE_ROWS * (_LABEL_HEIGHT + 2)
    top = DOMAIN_KEY_TOP + rows * DOMAIN_KEY_ROW + outside
    room = Box(_EDGE, top, WIDTH - _EDGE, HEIGHT - _FOOT - outside)
    bands, per_article = _bands(_inside_out(largest), periods, room)
    labels = _labels(bands, room)
    ticks, names = _axis(periods, room)
    measure, measured = _measure(per_article, periods, room)
    return Drawing(
        name="theme-river",
        title=title,
        description=f"{summary} {_in_words(largest, periods)}",
        width=WIDTH,
        height=HEIGHT,
        grid=tuple(ticks),
        areas=_areas(bands, signs),
        lines=(*labels.leaders, *measure),
        symbols=(*key.symbols, *labels.dots),
        texts=(*texts, *key.texts, *names, *measured, *labels.texts),
    )


def _inside_out(largest: Sequence[ThemeSeries]) -> list[ThemeSeries]:
    """The largest in the middle, where the river bends least (Byron and Wattenberg 2008, doi:10.1109/TVCG.2008.166)."""
    ordered: list[ThemeSeries] = []
    for number, one in enumerate(largest):
        ordered.insert(0 if number % 2 else len(ordered), one)
    return ordered


def _bands(series: Sequence[ThemeSeries], periods: Periods, room: Box) -> tuple[list[_Band], float]:
    """The bands from top to bottom, and how many pixels an article is thick."""
    counts = [periods.counts(one.days) for one in series]
    if len(periods.starts) == 1:  # one period still has a beginning and an end
        counts = [(own[0], own[0]) for own in counts]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    per_article = (room.bottom - room.top) / max(1, *sums)
    step = (room.right - room.left) / (len(sums) - 1)
    xs = tuple(round(room.left + number * step, 1) for number in range(len(sums)))
    middle = (room.top + room.bottom) / 2
    edges = [middle - whole * per_article / 2 for whole in sums]
    bands: list[_Band] = []
    for one, own in zip(series, counts, strict=True):
        lower = [edge + count * per_article for edge, count in zip(edges, own, strict=True)]
        bands.append(_Band(one, xs, _rounded(edges), _rounded(lower)))
        edges = lower
    return bands, per_article


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, 1) for value in values)


def _areas(bands: Sequence[_Band], signs: Mapping[str, Sign]) -> tuple[Area, ...]:
    used: Counter[str] = Counter()
    areas = []
    for band in bands:
        series, color = band.series, signs[band.series.domain].color
        opacity = BAND_OPACITIES[used[color] % len(BAND_OPACITIES)]
        used[color] += 1
        told = f"{counted(series.articles, 'article')} ({shortened(series.domain, 80)})"
        tip = f"{shortened(series.label, 120)}: {told}"
        areas.append(Area(band.xs, band.tops, band.bottoms, color, opacity, tip))
    return tuple(areas)


# --- labels -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Labels:
    """Labels set so far, the lines with dots that lead from them to their bands, and the room they take."""

    texts: list[Text]
    leaders: list[Line]
    dots: list[Symbol]
    taken: list[Box]


def _labels(bands: Sequence[_Band], room: Box) -> _Labels:
    """A label for every band: inside, where it is thick enough, or else outside with a line that leads to it."""
    labels = _Labels([], [], [], [])
    later: list[tuple[int, _Band]] = []
    for number, band in enumerate(bands):
        inside = _inside(band)
        if inside is None:
            later.append((number, band))
        else:
            lines, box = inside
            labels.taken.append(box)
            labels.texts += _texts(lines, box)
    for number, band in later:
        _set_outside(labels, band, room, above=number < len(bands) / 2)
    return labels


def _inside(band: _Band) -> tuple[tuple[str, ...], Box] | None:
    """The label in one line or more, and where the band has most to spare around it; None where it does not fit."""
    for characters, most in _SHAPES:
        lines = wrapped(band.series.label, characters, most)
        width = max(text_width(line, _LABEL_SIZE, 600) for line in lines) + 8
        box = _roomiest(band, width, len(lines) * _LABEL_HEIGHT + 2)
        if box is not None:
            return lines, box
    return None


def _roomiest(band: _Band, width: float, height: float) -> Box | None:
    best: tuple[float, Box] | None = None
    for center in band.xs:
        left, right = center - width / 2, center + width / 2
        if left < band.xs[0] or right > band.xs[-1]:
            continue
        within = [x for x in band.xs if left < x < right]
        edges = [band.edges_at(x) for x in (left, *within, right)]
        top, bottom = max(edge[0] for edge in edges), min(edge[1] for edge in edges)
        spare = bottom - top - height
        if spare >= 0 and (best is None or spare > best[0] + 0.5):
            middle = (top + bottom) / 2
            best = (spare, Box(left, middle - height / 2, right, middle + height / 2))
    return best[1] if best else None


def _set_outside(labels: _Labels, band: _Band, room: Box, *, above: bool) -> None:
    """Above or below the river, as near as there is room, over a place where the band is at least half as thick as
    anywhere; nowhere when there is no room at any."""
    name = wrapped(band.series.label, _LABEL_CHARACTERS, 1)
    width = text_width(name[0], _LABEL_SIZE, 600) + 10
    thick = [bottom - top for top, bottom in zip(band.tops, band.bottoms, strict=True)]
    by_thickness = sorted(range(len(thick)), key=lambda index: (-thick[index], index))
    thickest = [index for index in by_thickness if thick[index] >= max(thick) / 2]
    for row in range(_OUTSIDE_ROWS):
        for index in thickest:
            x, y = band.xs[index], round((band.tops[index] + band.bottoms[index]) / 2, 1)
            left = min(max(x - width / 2, room.left), room.right - width)
            offset = 6 + (row + 1) * (_LABEL_HEIGHT + 2)
            top = room.top - offset if above else room.bottom + offset - _LABEL_HEIGHT
            box = Box(left, top, left + width, top + _LABEL_HEIGHT)
            # The line takes room as well: no label may stand across it.
            leader = Box(x - 5, box.bottom, x + 5, y) if above else Box(x - 5, y, x + 5, box.top)
            if any(own.overlaps(other) for own in (box, leader) for other in labels.taken):
                continue
            labels.taken += [box, leader]
            labels.texts += _texts(name, box)
            labels.leaders.append(Line(x, box.bottom if above else box.top, x, y, INK, 1.0, 0.7))
            labels.dots.append(Symbol(x, y, 28.0, "circle", INK, PAPER, 1.0))
            return


def _texts(lines: Sequence[str], box: Box) -> list[Text]:
    x = round((box.left + box.right) / 2, 1)
    first = (box.top + box.bottom - len(lines) * _LABEL_HEIGHT) / 2 + _LABEL_HEIGHT - 4.5
    return [
        Text(x, round(first + number * _LABEL_HEIGHT, 1), line, size=_LABEL_SIZE, weight=600, align="center")
        for number, line in enumerate(lines)
    ]


# --- axis and measure -------------------------------------------------------------------------------------------------


def _axis(periods: Periods, room: Box) -> tuple[list[Line], list[Text]]:
    """The base line of time, with days, weeks, months or years marked on it."""
    first, last = periods.starts[0], periods.starts[-1]
    y = HEIGHT - _FOOT + 14
    lines = [Line(room.left, y, room.right, y, SOFT)]
    texts: list[Text] = []
    if first == last:
        name = spelled_day(first.isoformat())
        return lines, [Text((room.left + room.right) / 2, y + 20, name, color=SOFT, align="center")]
    scale = (room.right - room.left) / (last - first).days
    for day, label, major in ticks_between(first, last, scale):
        x = round(room.left + (day - first).days * scale, 1)
        lines += [Line(x, y, x, y + 5, SOFT), Line(x, room.top, x, y, RULE, 1.0, 0.7)]
        texts.append(Text(x, y + 20, label, color=SOFT, align="center", weight=600 if major else 400))
    return lines, texts


def _measure(per_article: float, periods: Periods, room: Box) -> tuple[list[Line], list[Text]]:
    """A bar that shows how thick a round number of articles is."""
    known = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]
    fitting = [number for number in known if number * per_article <= 60] or [1]
    number, thickness = fitting[-1], min(60.0, fitting[-1] * per_article)
    x, y = room.right, 34.0
    lines = [
        Line(x, y, x, y + thickness, INK, 2.0),
        Line(x - 4, y, x + 4, y, INK, 1.0),
        Line(x - 4, y + thickness, x + 4, y + thickness, INK, 1.0),
    ]
    words = f"{counted(number, 'article')} a {periods.unit}"
    return lines, [Text(x - 12, y + thickness / 2 + 4.5, words, color=SOFT, align="right")]


# --- words ------------------------------------------------------------------------------------------------------------


def _summary(dated: Sequence[ThemeSeries], largest: Sequence[ThemeSeries], periods: Periods) -> str:
    if not largest:
        return "There are no dated articles yet."
    told = counted(sum(one.articles for one in largest), "article")
    if len(dated) == 1:
        return f"1 theme with {told}, by {periods.unit}."
    which = (
        f"{len(dated)} themes"
        if len(dated) == len(largest)
        else f"The {len(largest)} largest of {len(dated):,} themes"
    )
    return f"{which} with {told}, by {periods.unit}."


def _in_words(largest: Sequence[ThemeSeries], periods: Periods) -> str:
    """Each band's articles, and when it is thickest."""
    parts = []
    for one in largest:
        counts = periods.counts(one.days)
        peak = spelled_day(periods.starts[counts.index(max(counts))].isoformat())
        parts.append(
            f"{shortened(one.label, 80)}: {counted(one.articles, 'article')}, most in the {periods.unit} of {peak}"
        )
    return f"{'; '.join(parts)}."
