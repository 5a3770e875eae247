from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.clustering.identity import stable_ids


def _groups(prefix: str) -> st.SearchStrategy[dict[str, frozenset[str]]]:
    """Disjoint groups of members."""
    owners = st.lists(st.integers(0, 6), min_size=31, max_size=31)

    def build(owner: list[int]) -> dict[str, frozenset[str]]:
        groups = {
            number: frozenset(str(m) for m, own in enumerate(owner) if own == number) for number in range(6)
        }
        return {f"{prefix}{number}": members for number, members in groups.items() if members}

    return owners.map(build)


def test_a_group_that_grows_keeps_its_id() -> None:
    assert stable_ids({"new": frozenset("abcd")}, {"old": frozenset("ab")}) == {"new": "old"}


def test_of_two_parts_of_a_split_group_the_larger_keeps_the_id() -> None:
    chosen = stable_ids({"p": frozenset("abc"), "q": frozenset("de")}, {"old": frozenset("abcde")})

    assert chosen == {"p": "old", "q": "q"}


def test_a_group_that_shares_little_is_no_successor() -> None:
    assert stable_ids({"new": frozenset("axyz")}, {"old": frozenset("abcd")}) == {"new": "new"}


def test_an_old_id_is_not_given_to_a_stranger() -> None:
    chosen = stable_ids({"old": frozenset("xyz")}, {"old": frozenset("abc")})

    assert chosen["old"] != "old"


@given(_groups("new"), _groups("old"))
def test_ids_are_unique_and_repeatable(
    current: dict[str, frozenset[str]], previous: dict[str, frozenset[str]]
) -> None:
    chosen = stable_ids(current, previous)

    assert len(set(chosen.values())) == len(current)
    assert chosen == stable_ids(dict(reversed(current.items())), dict(reversed(previous.items())))


@given(_groups("old"))
def test_unchanged_groups_keep_their_ids(groups: dict[str, frozenset[str]]) -> None:
    current = {f"new-{name}": members for name, members in groups.items()}

    assert stable_ids(current, groups) == {f"new-{name}": name for name in groups}
