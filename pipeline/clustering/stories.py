"""Stories: fine groups of items that tell of one thing that happened.

A mutual nearest-neighbor graph over vectors, words, names and time is cut into small communities (Leiden); a split
review takes loose ones apart, a merge review joins the parts of one story, and a contrast review parts stories that
share their words but not what is rare among them. Every limit is a similarity or relative to one, so nothing depends on
the size of the corpus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.clustering.contrasting import ContrastRule, part_groups
from pipeline.clustering.leiden import communities
from pipeline.clustering.merging import MergeRule, merge_groups, renumbered
from pipeline.clustering.neighbors import least_kept, mutual_graph, nearest, nearest_of, plain_graph
from pipeline.clustering.settling import SettlingRule, settled
from pipeline.clustering.similarity import group_sums, mean_within
from pipeline.clustering.splitting import SplitRule, split_groups

if TYPE_CHECKING:
    from pipeline.clustering.neighbors import Graph
    from pipeline.clustering.similarity import IntVector, Space
    from pipeline.settings import EventSettings

_ITEMS_PER_RESOLUTION = 100.0
"""Modularity compares with the whole graph, so its resolution grows with it to keep stories local (Fortunato and
Barthelemy 2007 on the resolution limit)."""
_LEAST_RESOLUTION = 8.0
_SPLIT_FACTOR = 3.0
_STORIES_AROUND = 64


def cluster(space: Space, settings: EventSettings) -> IntVector:
    """The story of every item of ``space``, shape (n,), numbered by first appearance."""
    near = nearest(space, settings.neighbors, settings.min_similarity)
    mutual = mutual_graph(near)
    resolution = _resolution(space.size, settings)
    labels = communities(mutual, resolution, settings.seed)
    labels = split_groups(space, labels, mutual, _split_rule(resolution, settings))
    labels = merge_groups(space, labels, plain_graph(near), _merge_rule(settings))
    return part_groups(space, labels, _contrast_rule(settings))


def cluster_again(space: Space, before: IntVector, settings: EventSettings) -> IntVector:
    """The story of every item, shape (n,): as ``cluster`` has it, but what had a story (-1: none) leaves it only for
    one that it is clearly more like."""
    clearly = SettlingRule(leaving=lambda similarity: np.full_like(similarity, 1 / settings.merge_ratio))
    return settled(space, before, cluster(space, settings), clearly)


def cluster_near(space: Space, before: IntVector, settings: EventSettings) -> IntVector:
    """The story of every item, shape (n,): items without one (-1) are fitted into the stories around them, which may
    join or fall apart thereby; no other story is looked at."""
    if (before >= 0).all():
        return renumbered(before)
    around = _around(space, before)
    part, known = space.take(around), before[around]
    near = nearest_of(part, np.flatnonzero(known < 0), settings.neighbors, settings.min_similarity)
    region = np.flatnonzero(np.isin(known, known[near.nonzero()[1]]) | (known < 0))
    edges = plain_graph(near).induced(region)
    per_item = _resolution(space.size, settings) / space.size
    labels = before.copy()
    fitted = _fitted(part.take(region), known[region], edges, per_item, settings)
    labels[around[region]] = before.max() + 1 + fitted
    return renumbered(labels)


def _around(space: Space, before: IntVector) -> IntVector:
    """The items among which the nearest of new ones (-1) are looked for, ascending: the new ones, and the stories whose
    first item is among the _STORIES_AROUND most like one of them."""
    new = before < 0
    stories, first = np.unique(before, return_index=True)
    stories, first = stories[stories >= 0], first[stories >= 0]
    if stories.size <= _STORIES_AROUND:
        return np.arange(before.size)
    similarity = space.similarity(np.flatnonzero(new), first)
    reached = (similarity >= least_kept(similarity, _STORIES_AROUND, 0)).any(axis=0)
    chosen = np.zeros(int(stories[-1]) + 1, dtype=np.bool_)
    chosen[stories[reached]] = True
    return np.flatnonzero(new | chosen[np.maximum(before, 0)])


def _fitted(
    part: Space, before: IntVector, edges: Graph, resolution_per_item: float, settings: EventSettings
) -> IntVector:
    """The story of every item of a part: new ones (-1) and those that are a story of their own are cut among
    themselves, what they make is joined with the stories that it is near to by ``edges``, and what took in new items is
    reviewed."""
    new = before < 0
    alone = np.bincount(before[~new], minlength=1)[np.maximum(before, 0)] == 1
    free = np.flatnonzero(new | alone)
    labels = before.copy()
    # The null model of modularity shrinks with the graph: keep the penalty of an edge what it is in the whole.
    found = communities(edges.induced(free), resolution_per_item * free.size, settings.seed)
    labels[free] = before.max() + 1 + found
    labels = merge_groups(part, labels, edges, _merge_rule(settings))
    changed = np.flatnonzero(np.isin(labels, labels[new]))
    reviewed = _reviewed(part.take(changed), renumbered(labels[changed]), settings)
    labels[changed] = labels.max() + 1 + reviewed
    return labels


def _reviewed(part: Space, labels: IntVector, settings: EventSettings) -> IntVector:
    """Labels (n,) after the reviews of some stories by themselves: those that hang together loosely are cut and joined
    again, and then all are looked at in contrast."""
    loose = np.flatnonzero((mean_within(group_sums(part, labels)) < settings.split_similarity)[labels])
    labels = labels.copy()
    if loose.size:
        apart = part.take(loose)
        near = nearest(apart, settings.neighbors, settings.min_similarity)
        split = _split_rule(_resolution(loose.size, settings), settings)
        cut = split_groups(apart, renumbered(labels[loose]), mutual_graph(near), split)
        joined = merge_groups(apart, cut, plain_graph(near), _merge_rule(settings))
        labels[loose] = labels.max() + 1 + joined
    return part_groups(part, labels, _contrast_rule(settings))


def _resolution(size: int, settings: EventSettings) -> float:
    """The resolution at which a graph of so many items is cut."""
    return settings.resolution * max(_LEAST_RESOLUTION, size / _ITEMS_PER_RESOLUTION)


def _split_rule(resolution: float, settings: EventSettings) -> SplitRule:
    return SplitRule(settings.split_similarity, resolution, _SPLIT_FACTOR, settings.seed)


def _merge_rule(settings: EventSettings) -> MergeRule:
    return MergeRule(settings.merge_ratio, settings.join_ratio, settings.merge_floor)


def _contrast_rule(settings: EventSettings) -> ContrastRule:
    return ContrastRule(settings.neighbors, settings.contrast, settings.seed)
