from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.clustering.identity import new_id


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True))
def test_an_id_is_made_from_its_seed_alone(seeds: list[str]) -> None:
    ids = [new_id("e", seed) for seed in seeds]

    assert len(set(ids)) == len(seeds)
    assert ids == [new_id("e", seed) for seed in seeds]
    assert all(len(name) == 13 and name.startswith("e") for name in ids)
