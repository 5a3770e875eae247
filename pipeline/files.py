"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.errors import WorkspaceError


def write_atomically(target: Path, content: bytes) -> None:
    """Write ``content`` next to ``target`` and rename it into place, so that no reader ever sees a part of it.

    The folder is made if need be. The content is on disk before the rename.

    Raises:
        WorkspaceError: The folder cannot be made or written to.
    """
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise WorkspaceError(
            f"{target} cannot be written: {error.strerror}.",
            "Check the folder's permissions and the free space.",
        ) from error
