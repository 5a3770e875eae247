from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import InputError
from pipeline.extraction.outlines import parse_outlines
from pipeline.extraction.sitemaps import parse_sitemap
from pipeline.extraction.xml import whole_text, xml_root
from tests.pipeline.extraction.bombs import BOMBS, SECRET


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_entities_are_never_expanded_and_no_file_is_read(bomb: str) -> None:
    content = bomb.replace("ROOT", "list").replace("BODY", "<item>&x;</item>").encode()
    started = time.perf_counter()
    read = etree.tostring(xml_root(content, "list.xml"))
    assert time.perf_counter() - started < 1
    assert len(read) < 2 * len(content)
    assert SECRET not in read


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_sitemaps_and_outlines_hold_no_more_than_was_written(bomb: str) -> None:
    outlines = (
        bomb.replace("ROOT", "opml").replace("BODY", '<outline xmlUrl="https://a.example/&x;"/>').encode()
    )
    pages = (
        bomb.replace("ROOT", "urlset").replace("BODY", "<url><loc>https://a.example/&x;</loc></url>").encode()
    )
    started = time.perf_counter()
    (subscription,) = parse_outlines(outlines, "list.opml")
    (entry,) = parse_sitemap(pages, "https://a.example/sitemap.xml").entries
    assert time.perf_counter() - started < 1
    assert subscription.feed_url == entry.url == "https://a.example/&x;"


def test_what_html_names_is_a_character_and_a_lone_ampersand_is_itself() -> None:
    root = xml_root(b"<a>AT&T&nbsp;caf&eacute; &unknown; &amp; &#65;<b><![CDATA[&nbsp;]]></b></a>", "a.xml")
    assert whole_text(root) == "AT&T café &unknown; & A&nbsp;"


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="iso-8859-1"?><a>caf\xe9</a>',
        b'<?xml version="1.0" encoding="iso-8859-1"?><a>caf\xc3\xa9</a>',
        b"<a>caf\xe9</a>",
        "<?xml version='1.0' encoding='utf-16'?><a>café</a>".encode("utf-16"),
        "<?xml version='1.0' encoding='utf-8'?><a>café</a>".encode("utf-16-le"),
        "<?xml version='1.0'?><a>café</a>".encode("utf-16-be"),
        "\ufeff \ufeff<a>café</a>".encode(),
    ],
    ids=["declared", "declared wrongly", "undeclared", "utf-16", "utf-16 as utf-8", "big end", "two marks"],
)
def test_characters_are_right_whatever_is_declared(content: bytes) -> None:
    assert whole_text(xml_root(content, "a.xml")) == "café"


@pytest.mark.parametrize(
    "content",
    [b"", b"words", b"<a>" * 50_000, b"<![CDATA[" * 100_000, b"<!DOCTYPE a [" * 50_000, b"<!--" * 100_000],
    ids=["nothing", "words", "deep", "unclosed data", "unclosed types", "unclosed remarks"],
)
def test_what_is_no_xml_is_refused_at_once(content: bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(InputError):
        xml_root(content, "a.xml")
    assert time.perf_counter() - started < 1


@given(st.binary(max_size=200), st.integers(0, 120))
def test_damage_is_either_left_out_or_refused(junk: bytes, place: int) -> None:
    content = (
        b'<?xml version="1.0"?><!DOCTYPE a><opml><body><outline xmlUrl="https://a.example"/></body></opml>'
    )
    try:
        root = xml_root(content[:place] + junk + content[place:], "a.xml")
    except InputError:
        return
    assert whole_text(root) is not None
