from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import FetchError, InputError
from pipeline.sources.page import KIND
from tests.pipeline.fetching.fetchers import local_fetcher
from tests.pipeline.pdf_files import small_pdf
from tests.pipeline.sources.reading import articles, opening, outside
from tests.pipeline.sources.servers import Answer, serving

if TYPE_CHECKING:
    from pipeline.ports import Reading

STORY = (
    "<p>The council of Millbrook closed the old bridge on Monday, after engineers had found cracks in its deck.</p>"
    "<p>Repairs will take until autumn and cost about two million, the council's engineer told the meeting.</p>"
    "<p>Until then drivers must use the northern crossing, which adds twenty minutes to the way into town.</p>"
    "<p>Shops near the bridge have asked for relief from rates; the council will decide on that next week.</p>"
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Bridge closed</title></head>
<body><main><article><h1>Bridge closed</h1>{STORY}</article></main></body></html>"""


def page(content: str, content_type: str = "text/html") -> Answer:
    return Answer(content.encode(), headers={"Content-Type": content_type})


def reading(url: str, fingerprint: str = "") -> Reading:
    return KIND.open(opening(url, outside(fetcher=local_fetcher()))).read(fingerprint)


def test_a_page_is_one_article_at_the_address_it_came_from() -> None:
    answers = {"/new": page(PAGE), "/old": Answer(status=302, headers={"Location": "/new"})}
    with serving(answers, []) as base:
        (article,) = articles(reading(f"{base}/old"))
    assert article.title == "Bridge closed"
    assert "The council of Millbrook" in article.text
    assert article.url == f"{base}/new"
    assert article.other_urls == (f"{base}/old",)
    assert not article.is_summary


def test_a_page_that_is_the_same_is_not_read_again_and_a_changed_one_is() -> None:
    answers = {"/a": page(PAGE)}
    with serving(answers, []) as base:
        first = reading(f"{base}/a")
        assert reading(f"{base}/a", first.fingerprint).is_unchanged
        answers["/a"] = page(PAGE.replace("two million", "three million"))
        (article,) = articles(reading(f"{base}/a", first.fingerprint))
        assert "three million" in article.text


def test_a_pdf_on_the_network_is_an_article() -> None:
    content = small_pdf(["The bridge is closed until autumn."])
    with serving({"/a": Answer(content, headers={"Content-Type": "application/pdf"})}, []) as base:
        (article,) = articles(reading(f"{base}/a"))
    assert "closed until autumn" in article.text


def test_a_page_without_an_article_is_an_input_error() -> None:
    with serving({"/a": page("<html><body></body></html>")}, []) as base:
        with pytest.raises(InputError, match="no article"):
            reading(f"{base}/a")
        with pytest.raises(FetchError):
            reading(f"{base}/gone")
