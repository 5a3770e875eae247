from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ExtractionError, InputError
from pipeline.extraction.direct import DirectExtractor
from pipeline.models import RawArticle, Skipped
from pipeline.settings import IngestSettings
from pipeline.sources.markdown import parse_markdown
from pipeline.sources.registry import open_source
from tests.pipeline.pdf_files import small_pdf
from tests.pipeline.sources.reading import outside, read

if TYPE_CHECKING:
    from pipeline.models import Page


def one(folder: Path, name: str, content: bytes) -> RawArticle:
    path = folder / name
    path.write_bytes(content)
    articles, skipped = read(path)
    assert skipped == []
    return articles[0]


def test_markdown_front_matter_is_read(tmp_path: Path) -> None:
    front = b"Title: The bill\ndate: 2026-04-07\nauthors: [Ada, Alan]\nurl: https://x.example/a\nsource: X\n"
    content = b"---\n" + front + b"---\n\nIt *passed*.\n"
    article = one(tmp_path, "a.md", content)
    assert (article.title, article.published, article.authors) == ("The bill", "2026-04-07", ("Ada", "Alan"))
    assert (article.url, article.publisher, article.text) == ("https://x.example/a", "X", "It passed.")
    assert article.external_id == article.origin == str(tmp_path / "a.md")


def test_the_first_heading_is_the_title_of_markdown_without_front_matter(tmp_path: Path) -> None:
    article = one(tmp_path, "a.md", b"# The bill #\n\nIt passed.\n\n# Later\n\nMore.")
    assert (article.title, article.text) == ("The bill", "It passed.\n\nLater\n\nMore.")
    assert one(tmp_path, "2026-the_bill.md", b"It passed.").title == "2026 the bill"


@pytest.mark.parametrize(
    "front",
    [
        b"title: [unclosed",
        b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]",
        b"- a list",
        b"x: " + b"y" * 70_000,
        b"!!python/object/apply:os.system ['true']",
        b"date: 2026-99-99\n\tbad",
    ],
)
def test_bad_front_matter_is_noted_and_the_text_kept(tmp_path: Path, front: bytes) -> None:
    article = one(tmp_path, "a.md", b"---\n" + front + b"\n---\n\nThe text.")
    assert article.text == "The text."
    assert "front matter" in article.notes[0]


@given(st.binary(max_size=80))
def test_any_bytes_are_some_markdown(data: bytes) -> None:
    assert parse_markdown(b"---\n" + data + b"\n---\ntext", Path("a.md")).origin == "a.md"


def test_a_text_file_has_its_first_line_as_title_if_that_stands_alone(tmp_path: Path) -> None:
    article = one(tmp_path, "a.txt", b"The bill\r\n\r\nIt passed.\r\nAt last.")
    assert (article.title, article.text.strip()) == ("The bill", "It passed.\nAt last.")
    assert one(tmp_path, "the-bill.txt", b"It passed.\nAt last.").title == "the bill"


def test_binary_text_and_damaged_pdf_are_input_errors(tmp_path: Path) -> None:
    for name in ("a.txt", "a.pdf"):
        (tmp_path / name).write_bytes(b"\x00\x01\x02" * 50)
        with pytest.raises(InputError):
            read(tmp_path / name)


def test_a_pdf_is_read(tmp_path: Path) -> None:
    article = one(tmp_path, "a.pdf", small_pdf(["It passed."], title="The bill", author="Ada"))
    assert (article.title, article.text, article.authors) == ("The bill", "It passed.", ("Ada",))


def test_a_saved_page_is_read(tmp_path: Path) -> None:
    text = "The committee approved the bill on Tuesday after two hours of debate about its costs. " * 4
    html = f"<html><head><title>The bill</title></head><body><article><p>{text}</p></article></body></html>"
    article = one(tmp_path, "a.html", html.encode())
    assert article.title == "The bill"
    assert article.text.startswith("The committee approved")


def test_a_file_over_the_limit_is_skipped_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 2_000)
    articles, skipped = read(tmp_path / "a.txt", IngestSettings(max_article_bytes=1_000))
    assert articles == []
    assert "2,000 bytes" in skipped[0].reason
    assert "max_article_bytes" in skipped[0].remedy


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    assert read(tmp_path / "a.html")[1][0].reason == "The file is empty"


class OnStrike(DirectExtractor):
    """An extractor that reads no page."""

    def page(self, content: bytes, url: str, content_type: str = "") -> Page:
        raise ExtractionError("It took too long.", "Wait.")


def test_what_could_not_be_read_in_time_is_tried_again_and_harms_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<html><body><p>One.</p></body></html>")
    (tmp_path / "b.pdf").write_bytes(small_pdf(["Two."]))
    (tmp_path / "c.jsonl").write_text('{"html": "<html><p>Three</p></html>"}\n{"text": "Four."}\n', "utf-8")
    opened = open_source(str(tmp_path), replace(outside(), extractor=OnStrike()))
    items = list(opened.read().items)
    skipped = [item for item in items if isinstance(item, Skipped)]
    assert [item.item for item in skipped] == [
        f"{tmp_path}/{end}" for end in ("a.html", "b.pdf", "c.jsonl:1")
    ]
    assert all(item.try_again and item.reason == "It took too long." for item in skipped)
    assert [item.text for item in items if isinstance(item, RawArticle)] == ["Four."]


def test_the_markup_of_a_page_is_kept(tmp_path: Path) -> None:
    html = "<html><body><article><p>Zürich voted on Tuesday.</p></article></body></html>"
    assert one(tmp_path, "a.html", html.encode()).original == html
