"""Reading our own pages in tests."""

from __future__ import annotations

from lxml import html


def parsed(page: str) -> html.HtmlElement:
    """A whole page, as a browser's parser takes it."""
    return html.document_fromstring(page)


def fragment(markup: str) -> html.HtmlElement:
    """Some markup, in a ``div`` of its own."""
    (root,) = parsed(f"<html><body><div>{markup}</div></body></html>").xpath("/html/body/div")
    assert isinstance(root, html.HtmlElement)
    return root
