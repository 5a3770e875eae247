from __future__ import annotations

import numpy as np
import pytest

from pipeline.clustering.domains import OTHER, TrackedTopics, domains_of
from pipeline.models import Topic

CHIPS = Topic("chips", "Chips", "chips", "", keywords=("export control", "wafer"), excluded_terms=("potato",))
LAW = Topic("law", "Law", "law", "", keywords=("court",))


def _domain(text: str, vector: list[float]) -> str:
    tracked = TrackedTopics((CHIPS, LAW), np.eye(2, dtype=np.float32))
    (domain,) = domains_of(np.array([vector], dtype=np.float32), [text], tracked, 0.2)
    return domain


def test_meaning_alone_decides_without_keywords() -> None:
    assert _domain("nothing to see", [0.9, 0.1]) == "chips"
    assert _domain("nothing to see", [0.1, 0.9]) == "law"


@pytest.mark.parametrize("text", ["New Export Controls.", "an export control", "wafers!"])
def test_keywords_decide_between_near_topics_in_singular_and_plural(text: str) -> None:
    assert _domain(text, [0.70, 0.71]) == "chips"


def test_excluded_terms_count_against_a_topic() -> None:
    assert _domain("potato chips and wafers", [0.70, 0.71]) == "law"


def test_what_is_near_no_topic_is_other() -> None:
    tracked = TrackedTopics((CHIPS,), np.array([[1, 0]], dtype=np.float32))

    assert domains_of(np.array([[0, 1]], dtype=np.float32), ["soup"], tracked, 0.2) == [OTHER]


def test_without_topics_all_is_other() -> None:
    nothing = TrackedTopics((), np.zeros((0, 2), dtype=np.float32))

    assert domains_of(np.ones((2, 2), dtype=np.float32), ["a", "b"], nothing, 0.2) == [OTHER, OTHER]


def test_a_keyword_is_no_part_of_another_word() -> None:
    assert _domain("courteous", [0.71, 0.70]) == "chips"


def test_keywords_of_several_words_or_without_spaces_are_found_wherever_they_stand() -> None:
    topic = Topic("trade", "Trade", "trade", "", keywords=("trade deal", "贸易"))
    tracked = TrackedTopics((topic,), np.array([[1, 0]], dtype=np.float32))
    texts = ["Two trade deals.", "trade war, no deal", "中国贸易增长", "the trade-deal"]

    found = domains_of(np.tile(np.array([0.1, 1], dtype=np.float32), (4, 1)), texts, tracked, 0.15)

    assert found == ["trade", OTHER, "trade", "trade"]
