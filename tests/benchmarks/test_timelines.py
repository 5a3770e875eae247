from __future__ import annotations

import gzip
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from benchmarks.rouge import aligned_rouge
from benchmarks.task import BenchmarkError, Request
from benchmarks.timelines import run

if TYPE_CHECKING:
    from pathlib import Path

MAY_1, MAY_2, MAY_4 = (date(2026, 5, day) for day in (1, 2, 4))


def test_same_timeline_scores_in_full() -> None:
    timeline = {MAY_1: ["Harbor bank failed."], MAY_4: ["Voters chose mayor Smith."]}
    for size in (1, 2):
        score = aligned_rouge(timeline, timeline, size)
        assert (score.precision, score.recall, score.f1) == (1, 1, 1)


def test_shared_words_count_by_nearness_in_time() -> None:
    found = {MAY_1: ["Harbor bank failed."]}
    gold = {MAY_2: ["Harbor bank closed."]}
    score = aligned_rouge(found, gold, 1)  # 2 of 3 words, one day apart: 2/3 * 1/2
    assert score.precision == score.recall == pytest.approx(1 / 3)
    assert aligned_rouge(found, gold, 2).f1 == pytest.approx(1 / 4)  # 1 of 2 pairs


def test_alignment_weighs_content_against_distance_and_several_dates_may_share_one() -> None:
    found = {MAY_2: ["Harbor bank failed."]}
    gold = {MAY_1: ["Harbor bank failed."], MAY_4: ["Tigers escaped."]}
    score = aligned_rouge(found, gold, 1)
    assert score.precision == pytest.approx(1 / 2)  # all 3 words, one day apart
    assert score.recall == pytest.approx(1.5 / 5)  # both gold dates align to the only one found


def test_nothing_found_scores_nothing() -> None:
    assert aligned_rouge({}, {MAY_1: ["Harbor bank failed."]}, 1).f1 == 0


def test_dates_and_sentences_of_a_topic_are_scored(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "published": "2026-05-05", "text": "The harbor bank failed on May 1. Nobody knew."},
        {"id": "2", "published": "2026-05-05", "text": "Voters chose a new mayor on May 4."},
        {"id": "3", "published": "2026-05-02", "text": "The harbor bank failed yesterday."},
    ]
    topic = tmp_path / "harbor"
    topic.mkdir()
    with gzip.open(topic / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(row) + "\n" for row in rows))
    gold = {"paper": {"2026-05-01": ["The harbor bank failed."], "2026-05-05": ["The mayor took office."]}}
    (topic / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    figures = run(Request(data=tmp_path))
    assert figures["timelines"] == 1
    assert figures["date_f1"] == 0.5  # May 1 and May 4 found
    assert figures["pubcount_date_f1"] == 0.5  # May 5 and May 2
    assert 0 < float(figures["ar2_f"]) < float(figures["ar1_f"]) < 1


def test_folder_without_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"gold\.json"):
        run(Request(data=tmp_path))
