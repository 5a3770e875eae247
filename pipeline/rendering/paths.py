"""Where a draft's files lie under the outputs folder."""

from __future__ import annotations

import re

from pipeline.errors import WorkspaceError

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
