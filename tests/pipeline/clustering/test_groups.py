"""Neighbors, communities, merging, splitting and dividing on points whose groups are known."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.clustering.dividing import DivisionRule, divide
from pipeline.clustering.leiden import communities
from pipeline.clustering.merging import MergeRule, merge_groups, renumbered
from pipeline.clustering.neighbors import Graph, mutual_graph, nearest, plain_graph
from pipeline.clustering.splitting import SplitRule, split_groups
from tests.pipeline.clustering.spaces import clouds, dense_space

COARSE = DivisionRule(first_resolution=0.5, resolution=1.0, cohesion=0.3, least_size=8, seed=1)


def test_nearest_finds_the_nearest_and_never_the_item_itself() -> None:
    near = nearest(dense_space([[1, 0], [1, 0.1], [0, 1]]), 1, 0.0)

    assert near.toarray().argmax(axis=1).tolist() == [1, 0, 1]
    assert near.diagonal().tolist() == [0, 0, 0]


def test_nearest_leaves_out_what_is_below_the_floor() -> None:
    assert nearest(dense_space([[1, 0], [1, 0.1], [0, 1]]), 2, 0.5).nnz == 2


@pytest.mark.parametrize("size", [1, 2])
def test_spaces_of_one_and_two_items_work(size: int) -> None:
    space = dense_space([[1, 0]] * size)
    graph = mutual_graph(nearest(space, 10, 0.1))

    assert communities(graph, 1.0, 1).size == size
    assert divide(space, graph, COARSE).size == size


def test_a_mutual_edge_needs_both_sides_and_a_plain_one_either() -> None:
    near = nearest(dense_space([[1, 0], [1, 0.05], [1, 0.3]]), 1, 0.0)

    assert mutual_graph(near).first.size == 1
    assert plain_graph(near).first.size == 2


def test_communities_are_the_same_every_time_and_lonely_nodes_stay_alone() -> None:
    graph = Graph(5, np.array([0, 2]), np.array([1, 3]), np.ones(2, dtype=np.float32))

    assert communities(graph, 1.0, 7).tolist() == [0, 0, 1, 1, 2]


def test_labels_are_renumbered_by_first_appearance() -> None:
    assert renumbered(np.array([7, 3, 7, 0])).tolist() == [0, 1, 0, 2]


def test_groups_as_alike_to_each_other_as_within_merge_and_others_do_not() -> None:
    space, owner = clouds([12, 12], spread=0.4)
    graph = plain_graph(nearest(space, 23, 0.0))
    halves = np.array([2 * cloud + index % 2 for index, cloud in enumerate(owner)])

    merged = merge_groups(space, renumbered(halves), graph, MergeRule(relative=0.8, joining=0.8, floor=0.2))

    assert merged.tolist() == owner


@pytest.mark.parametrize(("joining", "together"), [(0.6, True), (0.8, False)])
def test_a_straggler_joins_by_a_ratio_of_its_own(joining: float, together: bool) -> None:
    space = dense_space([[1, 0.1], [1, 0], [1, -0.1], [1, 1]])
    graph = plain_graph(nearest(space, 3, 0.0))

    merged = merge_groups(space, np.array([0, 0, 0, 1]), graph, MergeRule(0.8, joining, floor=0.2))

    assert (merged[3] == 0) == together


def test_a_loose_group_is_split_and_a_tight_one_is_not() -> None:
    space, owner = clouds([10, 10, 10], spread=0.2)
    graph = plain_graph(nearest(space, 9, 0.0))
    labels = np.array([0 if cloud < 2 else 1 for cloud in owner])

    split = split_groups(space, labels, graph, SplitRule(cohesion=0.8, resolution=1.0, factor=1.0, seed=1))

    assert split.tolist() == owner


def test_a_mixture_falls_apart_and_a_uniform_story_stays_whole() -> None:
    mixture, owner = clouds([20, 20, 20, 20], spread=0.6)
    story, _ = clouds([80], spread=0.6)
    rule = DivisionRule(first_resolution=0.01, resolution=1.0, cohesion=1.0, least_size=8, seed=1)

    apart = divide(mixture, plain_graph(nearest(mixture, 30, 0.0)), rule)
    whole = divide(story, plain_graph(nearest(story, 30, 0.0)), rule)

    assert apart.tolist() == owner
    assert set(whole.tolist()) == {0}
