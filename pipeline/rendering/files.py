"""Writing a draft's files: all of a version or nothing of it, and never over a version that is there."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from pipeline.documents import draft_to_json
from pipeline.errors import WorkspaceError
from pipeline.rendering.html import draft_to_html
from pipeline.rendering.markdown import draft_to_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.models import Citation, Draft
    from pipeline.rendering.passages import Passage

# Lower-case words joined by hyphens: the same on every file system, and never a path.
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SLUG = 120
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}


def draft_stem(slug: str, version: int) -> str:
    """Where a version lies under the outputs folder, without suffix: ``insights/<slug>/v001``.

    Raises:
        WorkspaceError: The slug is not a plain name, or the version was never stored.
    """
    if _SLUG.fullmatch(slug) is None or len(slug) > _LONGEST_SLUG or slug in _DEVICES:
        raise WorkspaceError(
            f"{slug[:_LONGEST_SLUG]!r} cannot name a folder of drafts.",
            "A slug has lower-case letters, digits and single hyphens only; make the draft again.",
        )
    if version < 1:
        raise WorkspaceError(
            f"The draft {slug!r} has no version yet.", "Store it before it is written to files."
        )
    return f"insights/{slug}/v{version:03d}"


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
        write_whole({path: text for path, text in contents.items() if not (complete and path.exists())})
    except OSError as error:
        raise unwritable(stem.parent, error) from error
    return tuple(contents)


def write_whole(contents: Mapping[Path, str]) -> None:
    """Write files in order, each under a temporary name first, so that no reader ever sees half of one. When one of
    them fails, those that are new are taken away again. Raises OSError."""
    ready: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for path, text in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = _temporary(path, text)
        for path, temporary in ready.items():
            new = not path.exists()
            temporary.replace(path)
            placed += [path] if new else []
    except OSError:
        for path in placed:
            path.unlink(missing_ok=True)
        raise
    finally:
        for temporary in ready.values():
            temporary.unlink(missing_ok=True)


def _temporary(path: Path, text: str) -> Path:
    """A file next to ``path`` with the text safely on the disk."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def unwritable(folder: Path, error: OSError) -> WorkspaceError:
    """What to raise when files cannot be written."""
    reason = error.strerror or type(error).__name__
    return WorkspaceError(
        f"Cannot write to {folder}: {reason}.",
        "Free space or mend the permissions there, or set another folder as `outputs` in throughline.toml.",
    )
