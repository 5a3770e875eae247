from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.rendering.pictures.labels import Box, Obstacle, Wanted, placed, text_width, wrapped

ROOM = Box(0, 0, 600, 400)
places = st.floats(0, 1, allow_nan=False)
wanted = st.builds(
    Wanted,
    places.map(lambda x: x * 600),
    places.map(lambda y: y * 400),
    st.floats(20, 200),
    st.floats(12, 40),
)
obstacles = st.builds(
    Obstacle, places.map(lambda x: x * 600), places.map(lambda y: y * 400), st.floats(1, 30)
)


@given(st.lists(wanted, max_size=12), st.lists(obstacles, max_size=12))
def test_labels_never_overlap_and_stay_in_the_room(labels: list[Wanted], symbols: list[Obstacle]) -> None:
    found = [place.box for place in placed(labels, symbols, ROOM) if place is not None]
    assert all(ROOM.holds(box) for box in found)
    assert not any(first.overlaps(second) for first, second in combinations(found, 2))


def test_a_label_stands_on_its_point_when_nothing_is_there() -> None:
    (place,) = placed([Wanted(300, 200, 80, 20)], [], ROOM)
    assert place is not None
    assert place.box == Box(260, 190, 340, 210)
    assert place.leader is None


def test_a_label_stands_aside_for_a_symbol() -> None:
    (place,) = placed([Wanted(300, 200, 80, 20)], [Obstacle(300, 200, 12)], ROOM)
    assert place is not None
    assert not place.box.overlaps(Box(288, 188, 312, 212))


def test_a_label_that_stands_far_aside_is_led_to_its_point() -> None:
    crowd = [Obstacle(300 + 8 * x, 200 + 8 * y, 5) for x in range(-6, 7) for y in range(-6, 7)]
    (place,) = placed([Wanted(300, 200, 60, 16)], crowd, ROOM)
    assert place is not None
    assert place.leader is not None
    assert place.leader[2:] == (300, 200)


def test_a_label_without_room_is_left_out() -> None:
    assert placed([Wanted(300, 200, 700, 20)], [], ROOM) == [None]


@given(st.text(max_size=300), st.integers(4, 40), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_lines(text: str, characters: int, lines: int) -> None:
    found = wrapped(text, characters, lines)
    assert 1 <= len(found) <= lines
    assert all(len(line) <= characters + 2 for line in found)


def test_a_separator_stays_with_the_words_before_it() -> None:
    assert wrapped("Kansas City · Green Bay · Eagles", 14, 3) == ("Kansas City ·", "Green Bay ·", "Eagles")
    assert wrapped("Kansas City · Green Bay · Eagles", 14, 2) == ("Kansas City ·", "Green Bay …")


def test_wide_letters_are_wider() -> None:
    assert text_width("WWW", 12) > text_width("aaa", 12) > text_width("iii", 12)
    assert text_width("漢字", 10) > text_width("ab", 10)
