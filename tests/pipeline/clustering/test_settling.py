from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clustering.merging import renumbered
from pipeline.clustering.settling import SettlingRule, settled
from tests.pipeline.clustering.spaces import clouds, dense_space

NO_GAIN = SettlingRule(leaving=np.ones_like)
CLEAR_GAIN = SettlingRule(leaving=lambda similarity: np.full_like(similarity, 1.5))
NOBODY_MOVES = SettlingRule(leaving=lambda similarity: np.full_like(similarity, 1e9), merging=np.zeros_like)


def _labels(*groups: int) -> np.typing.NDArray[np.int64]:
    return np.array(groups, dtype=np.int64)


def test_without_groups_before_the_new_ones_stand() -> None:
    space, owner = clouds([4, 5], 0.2)

    found = settled(space, np.full(9, -1), _labels(*owner), CLEAR_GAIN)

    assert found.tolist() == owner


def test_a_part_leaves_a_group_for_one_that_it_is_clearly_more_like() -> None:
    space, owner = clouds([6, 6], 0.2)
    mixed = _labels(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1)  # the seventh item sits with the wrong cloud

    assert settled(space, mixed, _labels(*owner), CLEAR_GAIN).tolist() == owner


def test_a_part_stays_where_the_gain_is_small() -> None:
    # One cloud: both cuts of it are as good as each other.
    space, _ = clouds([12], 0.4)
    before = _labels(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1)
    now = _labels(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1)

    assert settled(space, before, now, CLEAR_GAIN).tolist() == before.tolist()


def test_a_group_falls_apart_where_its_parts_are_different_things() -> None:
    space, owner = clouds([6, 4], 0.2)

    assert settled(space, _labels(*[0] * 10), _labels(*owner), CLEAR_GAIN).tolist() == owner


def test_groups_that_are_nearly_one_merge_and_others_keep_apart() -> None:
    rule = SettlingRule(leaving=np.ones_like, merging=lambda similarity: np.full_like(similarity, 1.2))
    alike, _ = clouds([10], 0.3)
    apart, owner = clouds([5, 5], 0.2)
    before, one = _labels(*[0] * 5, *[1] * 5), _labels(*[0] * 10)

    assert settled(alike, before, one, rule).tolist() == [0] * 10
    assert settled(apart, before, one, rule).tolist() == owner
    assert settled(apart, before, one, NO_GAIN).tolist() == [0] * 10


def test_new_items_follow_the_new_grouping_while_nobody_else_moves() -> None:
    space, owner = clouds([4, 4, 3], 0.2)
    before = _labels(0, 0, 0, -1, 1, 1, 1, -1, -1, -1, -1)

    found = settled(space, before, _labels(*owner), NOBODY_MOVES)

    assert found.tolist() == owner


def test_many_new_items_found_a_group_though_an_old_one_would_have_led_it() -> None:
    space, _ = clouds([4, 6], 0.2)
    before = _labels(0, 0, 0, 0, 0, -1, -1, -1, -1, -1)  # the fifth item sits with the wrong cloud
    now = _labels(0, 0, 0, 0, 1, 1, 1, 1, 1, 1)

    assert settled(space, before, now, NOBODY_MOVES).tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]


@given(st.data())
def test_every_item_has_a_group_and_nobody_moves_when_none_may(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    vectors = data.draw(
        st.lists(st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3), min_size=size, max_size=size)
    )
    before = np.array(data.draw(st.lists(st.integers(-1, 3), min_size=size, max_size=size)))
    labels = np.array(data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size)))

    for rule in (NO_GAIN, CLEAR_GAIN):
        found = settled(dense_space(vectors), before, labels, rule)
        assert found.shape == (size,)
        assert found.tolist() == renumbered(found).tolist()
    found = settled(dense_space(vectors), before, labels, NOBODY_MOVES)
    assert found.tolist() == renumbered(found).tolist()
    # A group of one may always join another.
    known = (before >= 0) & (np.array([(before == one).sum() for one in before]) > 1)
    together = found[known][:, None] == found[known][None, :]
    assert (together == (before[known][:, None] == before[known][None, :])).all()
