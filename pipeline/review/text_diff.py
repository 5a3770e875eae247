"""What changed between two versions of a draft, as a unified diff of their Markdown.

The Markdown has one sentence a line and a fixed numbering, so that a changed line is a changed sentence.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from pipeline.rendering.markdown import draft_to_markdown

if TYPE_CHECKING:
    from pipeline.models import Draft


def text_diff(before: Draft, after: Draft, context: int = 3) -> tuple[str, ...]:
    """The lines of a unified diff without line ends, as ``diff -u`` gives; none when the texts are the same.

    ``context`` is the number of unchanged lines around each change.

    Raises:
        InputError: A claim cites an article that its draft does not list as a source.
    """
    return tuple(
        difflib.unified_diff(
            draft_to_markdown(before).splitlines(),
            draft_to_markdown(after).splitlines(),
            _name(before),
            _name(after),
            n=context,
            lineterm="",
        )
    )


def _name(draft: Draft) -> str:
    return f"{draft.slug}/v{draft.version:03d}.md"
