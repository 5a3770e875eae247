from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from pipeline.errors import InputError
from pipeline.models import Citation, News
from pipeline.rendering.markdown import draft_to_markdown, escaped
from pipeline.rendering.plain import one_line
from tests.factories_draft import sample_draft
from tests.golden import check_golden
from tests.hostile import HOSTILE, HOSTILE_URLS, poisoned
from tests.pages import fragment

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def _shown(text: str) -> HtmlElement:
    """As a renderer that trusts its input shows it: raw HTML allowed, links not checked."""
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    renderer.validateLink = lambda url: url is not None  # type: ignore[method-assign]  # the library's own way to allow all links
    return fragment(str(renderer.render(text)))


def _body(markdown: str) -> str:
    """The document without its front matter."""
    return markdown.split("\n---\n", 1)[1]


def test_the_sample_is_written_as_in_the_golden_file() -> None:
    check_golden("sample.md", draft_to_markdown(sample_draft()))


def test_every_claim_stands_on_its_line_with_its_markers() -> None:
    draft = sample_draft()
    numbers = {source.article_id: source.n for source in draft.sources}
    markdown = draft_to_markdown(draft)
    for claim in draft.claims():
        cited = sorted({numbers[citation.article_id] for citation in claim.citations})
        assert " ".join([escaped(claim.text), *(f"[{n}]" for n in cited)]) in markdown


def test_changing_one_claim_changes_one_line() -> None:
    draft = sample_draft()
    first, *rest = draft.takeaways
    changed = replace(draft, takeaways=(replace(first, text="Another sentence."), *rest))
    before, after = draft_to_markdown(draft).split("\n"), draft_to_markdown(changed).split("\n")
    assert len(before) == len(after)
    assert sum(1 for old, new in zip(before, after, strict=True) if old != new) == 1


@given(st.text(max_size=60) | st.sampled_from(HOSTILE))
def test_escaped_text_renders_as_itself(text: str) -> None:
    paragraph = _shown("Start.\n" + escaped(text))
    assert all(element.tag in {"div", "p"} for element in paragraph.iter())
    assert one_line(paragraph.text_content()) == one_line("Start. " + text)


@given(st.text("-+=#>1.)`~*_:| \n\t", max_size=12))
def test_what_begins_a_block_is_text_at_the_start_of_a_document_too(text: str) -> None:
    paragraph = _shown(escaped(text))
    assert all(element.tag in {"div", "p"} for element in paragraph.iter())
    assert one_line(paragraph.text_content()) == one_line(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_place_stays_text(text: str) -> None:
    page = _shown(_body(draft_to_markdown(poisoned(sample_draft(), text))))
    tags = {str(element.tag) for element in page.iter()}
    assert tags <= {
        "div",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "em",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
    }
    assert page.xpath("//a/@href") == []
    clean = _shown(_body(draft_to_markdown(poisoned(sample_draft(), "word"))))
    if one_line(text):
        assert len(page.xpath("//li")) == len(clean.xpath("//li"))
        assert len(page.xpath("//td")) == len(clean.xpath("//td"))


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_an_address_that_is_not_of_the_web_is_no_link(url: str) -> None:
    draft = sample_draft()
    draft = replace(draft, sources=tuple(replace(source, url=url) for source in draft.sources))
    assert _shown(_body(draft_to_markdown(draft))).xpath("//a") == []


def test_an_address_with_brackets_stays_one_link() -> None:
    draft = sample_draft()
    url = "https://a.example/x_(y)?q=[1]&b=`c`|d"
    first, *rest = draft.sources
    page = _shown(_body(draft_to_markdown(replace(draft, sources=(replace(first, url=url), *rest)))))
    assert "https://a.example/x_%28y%29?q=%5B1%5D&b=%60c%60%7Cd" in page.xpath("//a/@href")


@pytest.mark.parametrize("text", HOSTILE)
def test_front_matter_is_safe_yaml(text: str) -> None:
    markdown = draft_to_markdown(poisoned(sample_draft(), text))
    matter = YAML(typ="safe", pure=True).load(StringIO(markdown.split("\n---\n", 1)[0].removeprefix("---\n")))
    assert matter["title"] == one_line(text)
    assert list(matter) == sorted(matter)


def test_a_citation_of_an_unlisted_article_is_refused() -> None:
    draft = sample_draft()
    first, *rest = draft.takeaways
    lost = replace(first, citations=(Citation("elsewhere", 1, 0, 1, "x"),))
    with pytest.raises(InputError, match="elsewhere"):
        draft_to_markdown(replace(draft, takeaways=(lost, *rest)))


def test_summary_of_single_sources_says_so_once_and_not_beside_each_sentence() -> None:
    draft = sample_draft()
    single = tuple(replace(claim, single_source=True) for claim in draft.tldr.claims)
    text = draft_to_markdown(replace(draft, tldr=replace(draft.tldr, claims=single)))
    summary = text.split("## ")[1]
    assert "rests on a single source" in summary
    assert "(single source)" not in summary


def test_later_version_says_what_is_new_on_top_and_marks_it() -> None:
    draft = sample_draft()
    fresh = draft.takeaways[0]
    text = draft_to_markdown(replace(draft, news=News(2, date(2026, 4, 9), (fresh.id,))))
    assert text.index("New since version 2 of 9 April 2026: 1 statement") < text.index("## TL;DR")
    marked = [line for line in text.splitlines() if "*(new" in line]
    assert len(marked) == 1
    assert escaped(fresh.text) in marked[0]
