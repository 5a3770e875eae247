"""The map, the river and the page as they are written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from pipeline.models import DayCount
from pipeline.rendering.pictures.drawing import png, style, svg
from pipeline.rendering.pictures.material import ThemeAtlas, ThemeSeries
from pipeline.rendering.pictures.page import themes_page
from pipeline.rendering.pictures.palette import INK, ON_DARK, PAPER, RULE, signs_of
from pipeline.rendering.pictures.theme_map import theme_map
from pipeline.rendering.pictures.theme_river import BAND_OPACITIES, theme_river
from tests.golden import check_golden
from tests.hostile import HOSTILE
from tests.pages import parsed
from tests.pipeline.rendering.pictures.atlases import EMPTY, atlas_named, point, series, small_atlas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.rendering.pictures.drawing import Drawing

SVG = "{http://www.w3.org/2000/svg}"
ATLASES = {
    "small": small_atlas(),
    "empty": EMPTY,
    "one theme of one event": ThemeAtlas((point(1, 0, "Chips"),), (series(0, "Chips", 1),), 1),
    "one theme": ThemeAtlas(
        tuple(point(number, 0, "Chips") for number in range(9)), (series(0, "Chips", 1, 4, 2),), 9
    ),
    "no dates": replace(small_atlas(), series=(series(0, "Chips"), series(1, "AI Act"))),
    "months": ThemeAtlas(
        (point(1, 0, "Chips"),),
        (series(0, "Chips", *(1, 3, 2) * 9, step=40), series(1, "AI", 2, 2, step=300)),
        1,
    ),
}
PICTURES = {"map": theme_map, "river": theme_river}


def page_of(atlas: ThemeAtlas) -> str:
    return themes_page(atlas, svg(theme_map(atlas)), svg(theme_river(atlas)))


def tree(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_the_one_that_was_looked_at(name: str) -> None:
    check_golden(f"themes-{name}.svg", svg(PICTURES[name](small_atlas())).replace("><", ">\n<"))


@pytest.mark.parametrize(("name", "atlas"), list(product(PICTURES, ATLASES)))
def test_picture_is_whole_and_says_in_words_what_it_shows(name: str, atlas: str) -> None:
    root = tree(svg(PICTURES[name](ATLASES[atlas])))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    words = [by_id[part].text for part in (root.get("aria-labelledby") or "").split()]
    assert len(words) == 2
    assert all(words)


@pytest.mark.parametrize("name", PICTURES)
def test_same_input_gives_the_same_bytes_whatever_was_drawn_before(name: str) -> None:
    first = svg(PICTURES[name](small_atlas()))
    svg(theme_map(ATLASES["months"]))
    assert svg(PICTURES[name](small_atlas())) == first


def test_order_of_points_does_not_matter() -> None:
    atlas = small_atlas()
    turned = replace(atlas, points=atlas.points[::-1], series=atlas.series[::-1])
    assert svg(theme_map(turned)) == svg(theme_map(atlas))
    assert svg(theme_river(turned)) == svg(theme_river(atlas))


@pytest.mark.parametrize("atlas", ATLASES)
def test_page_asks_for_nothing_from_outside(atlas: str) -> None:
    page = page_of(ATLASES[atlas])
    assert set(re.findall(r"https?://[^\"' ]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    document = parsed(page)
    assert not document.xpath("//script | //link | //img | //iframe | //object | //use | //@style | //@src")
    assert not [name for name in document.xpath("//@*") if str(name).startswith("javascript:")]
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_policy_allows_every_style_sheet_of_the_page() -> None:
    import base64
    import hashlib

    document = parsed(page_of(small_atlas()))
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    sheets = document.xpath("//style")
    assert len(sheets) == 4  # the house's, the page's, and one in each picture
    for sheet in sheets:
        digest = base64.b64encode(hashlib.sha256((sheet.text or "").encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


@pytest.mark.parametrize("text", [*HOSTILE, "long " * 2_000, "x" * 10_000, "漢字" * 40, "مرحبا بالعالم"])
def test_words_from_outside_stay_words(text: str) -> None:
    atlas = atlas_named(text)
    plain, hostile = page_of(atlas_named("word")), page_of(atlas)
    allowed = {str(element.tag) for element in parsed(plain).iter() if isinstance(element.tag, str)}
    assert {str(element.tag) for element in parsed(hostile).iter() if isinstance(element.tag, str)} <= allowed
    assert not parsed(hostile).xpath("//@onload | //@onerror | //@onmouseover")
    for draw in PICTURES.values():
        tree(svg(draw(atlas)))  # well-formed: no control character came through
    assert len(hostile) < 3 * len(plain)


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
def test_png_has_two_pixels_for_each_of_the_drawing(draw: Callable[[ThemeAtlas], Drawing]) -> None:
    drawing = draw(small_atlas())
    data = png(svg(drawing))
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(data[16:20]) == 2 * drawing.width
    assert int.from_bytes(data[20:24]) == 2 * drawing.height


def test_every_event_has_a_point_that_names_it() -> None:
    root = tree(svg(theme_map(small_atlas())))
    titles = {element.text or "" for element in root.iter(f"{SVG}title")}
    for one in small_atlas().points:
        assert any(one.title in title and one.theme_label in title for title in titles)


def test_a_domain_has_one_sign_in_both_pictures() -> None:
    atlas = small_atlas()
    only_chips = replace(atlas, series=atlas.series[1:])
    names = {text.text for text in theme_map(only_chips).texts} & {
        text.text for text in theme_river(only_chips).texts
    }
    assert "chips and export control" in names
    shapes = [
        {(symbol.shape, symbol.fill) for symbol in picture(only_chips).symbols}
        for picture in PICTURES.values()
    ]
    assert shapes[1] - {("circle", INK)} <= shapes[0]


def test_domains_beyond_the_signs_share_that_of_the_rest() -> None:
    signs = signs_of([f"domain {number:02d}" for number in range(14)])
    assert len({(sign.color, sign.shape) for sign in signs.values()}) == 10
    assert signs["domain 13"] == signs["other"]


def test_bands_of_the_river_lie_on_each_other_and_are_as_thick_as_their_articles() -> None:
    river = theme_river(small_atlas())
    for upper, lower in zip(river.areas, river.areas[1:], strict=False):
        assert upper.bottoms == lower.tops
    whole = sum(one.articles for one in small_atlas().series)
    thick = sum(
        bottom - top for area in river.areas for top, bottom in zip(area.tops, area.bottoms, strict=True)
    )
    per_article = thick / whole
    for one in small_atlas().series:
        (area,) = [area for area in river.areas if area.tip.startswith(one.label)]
        own = sum(bottom - top for top, bottom in zip(area.tops, area.bottoms, strict=True))
        assert own == pytest.approx(one.articles * per_article, abs=1.0)


def _luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_every_color_can_be_read_as_text_on_light_and_on_dark() -> None:
    for light, dark in ON_DARK.items():
        if light not in {PAPER, RULE}:
            assert _contrast(light, PAPER) >= 4.5, light
            assert _contrast(dark, ON_DARK[PAPER]) >= 4.5, dark


def _mixed(color: str, paper: str, opacity: float) -> str:
    parts = [
        round(opacity * int(color[at : at + 2], 16) + (1 - opacity) * int(paper[at : at + 2], 16))
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.mark.parametrize("opacity", BAND_OPACITIES)
def test_labels_can_be_read_on_every_band(opacity: float) -> None:
    for light, dark in ON_DARK.items():
        if light not in {PAPER, RULE, INK}:
            assert _contrast(_mixed(light, PAPER, opacity), INK) >= 4.5
            assert _contrast(_mixed(dark, ON_DARK[PAPER], opacity), ON_DARK[INK]) >= 4.5


def test_every_color_in_a_picture_has_one_for_dark_backgrounds() -> None:
    for draw in PICTURES.values():
        text = svg(draw(small_atlas())).replace(style(), "")
        assert set(re.findall(r"#[0-9a-f]{6}", text)) <= set(ON_DARK)


def test_a_theme_has_the_color_of_its_own_domain_whatever_its_events_are_about() -> None:
    atlas = small_atlas()
    elsewhere = replace(atlas, points=tuple(replace(one, domain="other") for one in atlas.points))
    signs = signs_of(elsewhere.domains)
    (label,) = [text for text in theme_map(elsewhere).texts if text.text == "AI Act · Commission"]
    assert label.color == signs["chips and export control"].color


def test_a_label_beside_the_river_leads_to_where_its_theme_was_told() -> None:
    start = date(2026, 3, 2)
    long = [
        ThemeSeries(f"t{number}", f"Running story {number}", "law", _weekly(start, range(16), 3))
        for number in range(4)
    ]
    # Six themes of one week each, all told in the same week: there is no room for all their labels above it.
    short = [
        ThemeSeries(
            f"s{number}", f"Something that happened once, number {number}", "other", _weekly(start, [9], 1)
        )
        for number in range(6)
    ]

    drawing = theme_river(ThemeAtlas((), (*long, *short), 10))

    for dot in drawing.symbols:
        if dot.y > 200:  # below the key of domains
            spans = [
                (top, bottom)
                for area in drawing.areas
                for x, top, bottom in zip(area.xs, area.tops, area.bottoms, strict=True)
                if x == dot.x and bottom > top
            ]
            assert any(abs((top + bottom) / 2 - dot.y) < 0.2 for top, bottom in spans)


def _weekly(start: date, weeks: Iterable[int], articles: int) -> tuple[DayCount, ...]:
    return tuple(DayCount(start + timedelta(weeks=week), articles) for week in weeks)
