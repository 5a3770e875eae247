"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from pipeline.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_atomically(target: Path, content: bytes) -> None:
    """Write one file as ``write_whole`` does.

    Raises:
        WorkspaceError: The folder cannot be made or written to.
    """
    try:
        write_whole({target: content})
    except OSError as error:
        raise WorkspaceError(
            f"{target} cannot be written: {error.strerror}.",
            "Check the folder's permissions and the free space.",
        ) from error


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write files in order, each under a temporary name first, so that no reader ever sees half of one. When one of
    them fails, those that are new are taken away again. Folders are made if need be. Raises OSError."""
    ready: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = _temporary(path, content)
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


def _temporary(path: Path, content: bytes) -> Path:
    """A file next to ``path`` with the content safely on the disk."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
