from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import events, themes
from benchmarks.__main__ import available_tasks, main
from benchmarks.corpora import EmbeddedCorpus
from benchmarks.scores import cluster_scores
from benchmarks.streaming import event_of, streamed, theme_of
from benchmarks.task import BenchmarkError, Request
from tests.pipeline.stages.story_articles import make_stories

if TYPE_CHECKING:
    from pathlib import Path

STORIES = [f"story{number}" for number in range(12)]


@pytest.fixture(scope="module")
def corpus() -> EmbeddedCorpus:
    """Twelve stories of four articles each."""
    library = make_stories(STORIES, 4)
    gold = tuple(name.partition("-")[0] for name in library.ids)
    return EmbeddedCorpus(library.articles, gold, library.vectors, 0.0)


@pytest.mark.parametrize("batches", [1, 2, 5, 48])
def test_a_stream_ends_in_the_stories_with_ids_that_stayed(corpus: EmbeddedCorpus, batches: int) -> None:
    stream = streamed(corpus, batches, with_themes=True)

    home = event_of(stream.events.events)
    scores = cluster_scores(corpus.gold, [home[article.id] for article in corpus.articles])
    assert scores["bcubed_f1"] == 1
    assert stream.stable_ids == 1
    assert stream.is_replayed
    assert (stream.runs, stream.articles) == (batches, len(corpus.articles))
    assert set(theme_of(stream.themes.themes, stream.events.events)) == set(home)


def test_a_batch_brings_the_oldest_articles_that_are_left(corpus: EmbeddedCorpus) -> None:
    stream = streamed(corpus, 1, with_themes=False)
    assert stream.themes.themes == ()
    order = sorted(corpus.articles, key=lambda article: article.day)
    half = EmbeddedCorpus(corpus.articles[:24], corpus.gold[:24], corpus.vectors[:24], 0.0)
    assert streamed(half, 3, with_themes=False).articles == 24
    assert order[0].day < order[-1].day


def test_an_article_that_moves_without_a_word_is_counted(corpus: EmbeddedCorpus) -> None:
    stream = streamed(corpus, 2, with_themes=False)
    before = event_of(stream.events.events)
    name = corpus.articles[0].id
    stream._note_moves(before, {**before, name: "elsewhere"}, [])

    assert stream.unmoved == pytest.approx(1 - len(stream.moved) / 48)
    assert stream.unrecorded == {name}
    assert stream.stable_ids == pytest.approx(47 / 48)


def test_lineage_that_does_not_lead_to_the_events_is_seen(corpus: EmbeddedCorpus) -> None:
    stream = streamed(corpus, 1, with_themes=False)
    stream.entries.pop()

    assert not stream.is_replayed


def test_events_and_themes_of_a_file_are_scored_in_one_batch_and_in_several(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    rows = [
        {
            "id": f"{story}-{number}",
            "gold": story,
            "title": f"{subject}, report {number}",
            "text": f"{subject} again, as reporter {number} of {story} had it.",
            "date": f"2026-05-{number + 1:02d}",
        }
        for story, subject in (
            ("dam", "Flood breaks the old Orvik dam and drowns farms"),
            ("tax", "Parliament of Tarna rejects the salt tax of Belmont"),
        )
        for number in range(4)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    request = Request(data=path, stream=2)
    found, coarse = events.run(request), themes.run(request)

    assert found["articles"] == coarse["articles"] == 8
    assert found["stable_ids"] == 1
    assert found["lineage_replays"] == coarse["lineage_replays"] == "True"
    assert {"bcubed_f1", "stream_bcubed_f1", "unmoved_ids", "seconds", "stream_seconds"} <= set(found)
    assert {"nmi", "stream_nmi", "events", "stream_events", "theme_seconds"} <= set(coarse)
    assert "stable_ids" not in events.run(Request(data=path))


@pytest.mark.parametrize("task", ["events", "themes"])
def test_a_task_without_its_data_says_so(task: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([task]) == 1
    assert "--data" in capsys.readouterr().err


def test_every_task_is_described(tmp_path: Path) -> None:
    from pathlib import Path as FilePath

    tasks = available_tasks(FilePath(events.__file__).parent)
    assert {"events", "themes", "scale", "pipeline", "dates", "embed"} <= set(tasks)
    assert all(tasks.values())
    assert available_tasks(tmp_path) == {}


@pytest.mark.parametrize("options", [["--stream", "-1"], ["--n", "10,-2"], ["--n", "many"], ["--limit", "x"]])
def test_a_wrong_number_is_refused(options: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["scale", *options])


def test_a_request_without_data_is_refused() -> None:
    with pytest.raises(BenchmarkError, match="--data"):
        events.run(Request())


def test_vectors_of_stories_are_nearest_to_their_own(corpus: EmbeddedCorpus) -> None:
    similarity = corpus.vectors @ corpus.vectors.T
    np.fill_diagonal(similarity, 0)
    assert [corpus.gold[row] for row in similarity.argmax(axis=1)] == list(corpus.gold)
