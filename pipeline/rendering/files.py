"""Writing a draft's files: all of a version or nothing of it, and never over a version that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents import draft_to_json
from pipeline.errors import WorkspaceError
from pipeline.files import write_whole
from pipeline.rendering.html import draft_to_html
from pipeline.rendering.markdown import draft_to_markdown
from pipeline.rendering.paths import draft_stem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.models import Citation, Draft
    from pipeline.rendering.passages import Passage


def write_draft(folder: Path, draft: Draft, passages: Mapping[Citation, Passage]) -> tuple[Path, ...]:
    """Write ``insights/<slug>/v<NNN>.{md,html,json}`` under the outputs folder; returns their paths in that order.

    The JSON comes last: a version is there when its JSON is. The same draft again is a no-op, apart from restoring a
    Markdown or HTML file that is missing; what lacks its JSON is the remains of an interrupted run and is replaced.

    Raises:
        WorkspaceError: The folder cannot be written, the slug is not a plain name, or this version exists and differs.
        InputError: The draft cites an article that it does not list as a source.
    """
    stem = folder / draft_stem(draft.slug, draft.version)
    contents = {
        stem.with_suffix(".md"): draft_to_markdown(draft),
        stem.with_suffix(".html"): draft_to_html(draft, passages),
        stem.with_suffix(".json"): draft_to_json(draft),
    }
    document = stem.with_suffix(".json")
    try:
        complete = document.exists()
        if complete and document.read_bytes() != contents[document].encode():
            raise WorkspaceError(
                f"{document} exists and is not the draft that is to be written; old versions are never changed.",
                "If the file was edited by hand, move it away; otherwise store the draft as a new version.",
            )
        write_whole(
            {path: text.encode() for path, text in contents.items() if not (complete and path.exists())}
        )
    except OSError as error:
        raise unwritable(stem.parent, error) from error
    return tuple(contents)


def unwritable(folder: Path, error: OSError) -> WorkspaceError:
    """What to raise when files cannot be written."""
    reason = error.strerror or type(error).__name__
    return WorkspaceError(
        f"Cannot write to {folder}: {reason}.",
        "Free space or mend the permissions there, or set another folder as `outputs` in throughline.toml.",
    )
