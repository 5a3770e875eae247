"""Markdown to plain text. The only file of the pipeline that imports markdown_it."""

from __future__ import annotations

from pipeline.text.html import fragment_text


def markdown_text(markdown: str) -> str:
    """The text of a Markdown document (CommonMark): marks, link targets, images and comments gone, paragraphs kept."""
    from markdown_it import MarkdownIt

    return fragment_text(MarkdownIt("commonmark").render(markdown))
