from __future__ import annotations

import gzip
import json
import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.extraction.direct import DirectExtractor
from pipeline.models import RawArticle
from pipeline.settings import IngestSettings
from pipeline.sources.article_line import parse_line
from tests.pipeline.sources.reading import fingerprint, read

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {"id": "1", "title": "T", "text": "Some text."}


def lines(*objects: object) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in objects)


def write(folder: Path, content: bytes, name: str = "articles.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_all_fields_of_the_contract_are_taken(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        lines(
            {"id": 7, "url": "https://x.example/a", "title": "T", "text": "One.", "published": "2026-04-07",
             "authors": ["Ada", {"name": "Alan"}, 3], "publisher": "X"},
            {"body": "Two.", "date": 1775520000, "authors": "Ada Byron and Alan Turing", "source": "Y"},
            {"content": "Three."},
        ),
    )  # fmt: skip
    articles, skipped = read(path)
    assert skipped == []
    assert articles[0] == RawArticle(
        origin=f"{path}:1", text="One.", title="T", url="https://x.example/a", external_id="7",
        published="2026-04-07", publisher="X", authors=("Ada", "Alan", "3"), source=str(path),
    )  # fmt: skip
    assert (articles[1].text, articles[1].published, articles[1].publisher) == ("Two.", "1775520000", "Y")
    assert articles[1].authors == ("Ada Byron", "Alan Turing")
    assert articles[2].text == "Three."


def test_html_becomes_text_and_text_stays(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        lines(
            {"html": "<p>One &amp; two.</p>"},
            {"text": "<p>Three.</p>"},
            {"text": "a < b and c > d"},
            {"text": "It&#8217;s"},
        ),
    )
    assert [article.text for article in read(path)[0]] == [
        "One & two.",
        "Three.",
        "a < b and c > d",
        "It\u2019s",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "cut', "not valid JSON"),
        (b"[1, 2]", "a list"),
        (b"null", "null"),
        (b'{"text": ["a"]}', "'text' is not a string"),
        (b'{"title": "only"}', "There is no text"),
        (b'{"text": ""}', "There is no text"),
        (b"[" * 100_000, "JSON"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "JSON"),
    ],
)
def test_a_bad_line_is_skipped_with_its_place_and_the_rest_is_read(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = write(tmp_path, lines(GOOD) + line + b"\n\n" + lines(GOOD))
    articles, skipped = read(path)
    assert [article.origin for article in articles] == [f"{path}:1", f"{path}:4"]
    assert [item.item for item in skipped] == [f"{path}:2"]
    assert reason in skipped[0].reason


def test_a_text_under_another_name_saves_a_line_whose_text_is_no_string(tmp_path: Path) -> None:
    assert read(write(tmp_path, lines({"text": {"a": 1}, "body": "Here."})))[0][0].text == "Here."


def test_odd_metadata_does_not_cost_the_article(tmp_path: Path) -> None:
    odd = {"id": [1], "url": {"a": 2}, "title": None, "text": "Kept.", "authors": 7, "published": True}
    articles, skipped = read(write(tmp_path, lines(odd)))
    assert skipped == []
    assert articles[0].text == "Kept."
    assert (articles[0].external_id, articles[0].url, articles[0].authors) == ("", "", ())


def test_lone_surrogates_and_nul_bytes_do_not_cost_the_article(tmp_path: Path) -> None:
    articles, _ = read(write(tmp_path, b'{"text": "a\\ud800b \\ud83d\\ude00 \\u0000 c\x00d"}\n'))
    assert articles[0].text == "ab \U0001f600 \x00 c\x00d"


def test_an_enormous_line_is_skipped_with_its_size_and_never_held(tmp_path: Path) -> None:
    path = write(tmp_path, lines(GOOD, {"text": "x" * 20_000_000}, GOOD))
    tracemalloc.start()
    articles, skipped = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(articles) == 2
    assert "20,000,012 bytes" in skipped[0].reason
    assert peak < 15_000_000


def test_a_line_without_end_in_a_gzip_bomb_is_given_up(tmp_path: Path) -> None:
    settings = IngestSettings(max_article_bytes=10_000)
    bomb = gzip.compress(lines(GOOD) + b" " * 50_000_000, compresslevel=1)
    articles, skipped = read(write(tmp_path, bomb, "bomb.jsonl.gz"), settings)
    assert len(articles) == 1
    assert "at least" in skipped[0].reason


def test_gzip_is_read(tmp_path: Path) -> None:
    assert len(read(write(tmp_path, gzip.compress(lines(GOOD, GOOD)), "a.jsonl.gz"))[0]) == 2


def test_a_cut_gzip_keeps_what_was_read_and_tells_the_rest(tmp_path: Path) -> None:
    content = gzip.compress(b"".join(lines({"text": os.urandom(300).hex()}) for _ in range(2_000)))
    articles, skipped = read(write(tmp_path, content[: len(content) // 2], "cut.jsonl.gz"))
    assert 900 < len(articles) < 1_100
    assert "damaged after line" in skipped[-1].reason


def test_what_is_no_gzip_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gzip"):
        read(write(tmp_path, lines(GOOD), "plain.jsonl.gz"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = '{"text": "naïve – ünïcode"}\n{"text": "second"}\n'
    articles, skipped = read(write(tmp_path, text.encode(encoding)))
    assert [article.text for article in articles] == ["naïve – ünïcode", "second"]
    assert skipped == []


def test_lines_of_mixed_encodings_are_read_and_noted(tmp_path: Path) -> None:
    content = '{"text": "naïve"}\n'.encode() + '{"text": "A plain and naïve text in Windows-1252."}\n'.encode(
        "cp1252"
    )
    articles, _ = read(write(tmp_path, content))
    assert [article.text for article in articles] == ["naïve", "A plain and naïve text in Windows-1252."]
    assert articles[0].notes == ()
    assert "cp1252" in articles[1].notes[0]


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    assert read(write(tmp_path, b""))[1][0].reason == "The file is empty"


def test_files_that_are_something_else_are_input_errors(tmp_path: Path) -> None:
    for content in (b"\x7fELF\x00\x01\x02" * 100, b"one,two\n" * 50):
        with pytest.raises(InputError):
            read(write(tmp_path, content))


def test_endless_bad_lines_are_given_up(tmp_path: Path) -> None:
    _, skipped = read(write(tmp_path, lines(GOOD) + b"{}\n" * 20_000))
    assert len(skipped) == 10_001
    assert "the rest was left out" in skipped[-1].reason


def test_missing_and_special_files_are_input_errors(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    for name in ("missing.jsonl", "pipe.jsonl", "nul\x00byte.jsonl"):
        with pytest.raises(InputError):
            read(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_input_error(tmp_path: Path) -> None:
    path = write(tmp_path, lines(GOOD))
    path.chmod(0)
    with pytest.raises(InputError, match="may not be read"):
        read(path)


def test_the_fingerprint_changes_with_content_and_settings_only(tmp_path: Path) -> None:
    path = write(tmp_path, lines(GOOD))
    before = fingerprint(path)
    assert fingerprint(path) == before != ""
    assert fingerprint(path, IngestSettings(max_article_bytes=5)) != before
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_bytes(lines(GOOD).replace(b"Some", b"Same"))
    os.utime(path, ns=times)
    assert fingerprint(path) != before
    assert fingerprint(tmp_path / "missing.jsonl") == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "body", "authors"]), inner)
    ),
    max_leaves=8,
)


@given(JSON.map(json.dumps) | st.text(max_size=50))
def test_any_line_is_an_article_or_a_reason(line: str) -> None:
    parsed = parse_line(line, "f:1", "f", DirectExtractor())
    assert isinstance(parsed, RawArticle | str)
    assert parsed
