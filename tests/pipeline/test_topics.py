from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import TopicError
from pipeline.topics import load_topic, load_topics, topic_text

PACKAGE = Path(__file__).parents[2] / "pipeline"
DEMO = PACKAGE / "demo" / "topics"


def _file(folder: Path, text: str, name: str = "chips.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_full_file_is_read(tmp_path: Path) -> None:
    topic = load_topic(
        _file(
            tmp_path,
            "name: chips\ntitle: Chips\ndomain: hardware\ntracks: >-\n  Rules and\n  penalties.\n"
            "keywords: [export, wafer]  # two\nexcluded_terms:\n  - potato\nsource_tiers:\n"
            "  tier-1: [Paper A, Paper B]\n  Paper C: 3\n",
        )
    )

    assert topic.tracks == "Rules and penalties."
    assert topic.keywords == ("export", "wafer")
    assert topic.source_tiers == {"Paper A": 1, "Paper B": 1, "Paper C": 3}
    assert topic_text(topic) == "Chips. Rules and penalties. export, wafer"


def test_missing_keys_are_filled_from_the_file_name(tmp_path: Path) -> None:
    topic = load_topic(_file(tmp_path, "keywords:\n", "open-weights.yaml"))

    assert (topic.name, topic.title, topic.domain, topic.keywords) == (
        "open-weights",
        "Open weights",
        "open weights",
        (),
    )


def test_an_empty_file_is_a_topic_named_by_its_file(tmp_path: Path) -> None:
    assert load_topic(_file(tmp_path, "# nothing yet\n")).name == "chips"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: A\nkeyword: [a]\n", r"line 2.*'keyword'.*'keywords'"),
        ("title: A\nzzz: 1\n", r"line 2.*'zzz'.*Known keys"),
        ("title: A\nkeywords: 7\n", r"line 2.*keywords"),
        ("title: A\nsource_tiers:\n  best: [B]\n", r"line 2.*tier"),
        ("title: [A\n", r"line \d.*not YAML"),
        ("title: A\ntitle: B\n", r"line 2.*not YAML"),
        ("- a\n- b\n", r"line 1"),
        ("a: &a [*a]\n", r"line 1|unknown"),
        ("\0", r"cannot be read|not YAML"),
    ],
)
def test_a_broken_file_is_an_error_that_names_file_line_and_remedy(
    tmp_path: Path, text: str, message: str
) -> None:
    path = _file(tmp_path, text)

    with pytest.raises(TopicError, match=message) as caught:
        load_topic(path)
    assert path.name in str(caught.value)


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"title: \xff\xfe")

    with pytest.raises(TopicError, match="cannot be read"):
        load_topic(path)


def test_a_folder_without_topics_gives_none(tmp_path: Path) -> None:
    assert load_topics(tmp_path) == ()
    assert load_topics(tmp_path / "missing") == ()


def test_two_topics_of_one_name_are_an_error(tmp_path: Path) -> None:
    _file(tmp_path, "name: a\n", "a.yaml")
    _file(tmp_path, "name: a\n", "b.yml")

    with pytest.raises(TopicError, match=r"a\.yaml"):
        load_topics(tmp_path)


def test_the_topics_of_the_demonstration_are_read_in_order() -> None:
    topics = load_topics(DEMO)

    assert [topic.name for topic in topics] == sorted(topic.name for topic in topics)
    assert all(topic.keywords and topic.tracks and topic.source_tiers for topic in topics)


def test_the_topics_of_a_new_workspace_are_complete() -> None:
    topics = load_topics(PACKAGE / "default_topics")

    assert len(topics) >= 8
    assert len({topic.domain for topic in topics}) == len(topics)
    assert all(len(topic.keywords) >= 10 and len(topic.tracks) > 100 for topic in topics)
