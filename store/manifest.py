"""The files around the vector index: the folders it is built in, and the manifest that names the present one and says
what it holds, so that it need not be opened to know."""

from __future__ import annotations

import hashlib
import re
import shutil
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FILE_NAME = "manifest.json"
DIRECTORY = r"index-[0-9]{1,9}"
"""Names of the folders that an index is built in."""
UNFINISHED = ""
"""The digest of an index that is being changed, or was when its process died."""


class Manifest(BaseModel):
    """What the index holds. ``directory`` is the folder, beside the manifest, that holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    model_id: str
    count: int = Field(ge=0)
    digest: str
    # The file may have been tampered with, and what this names is deleted one day: only names of our own are let in.
    directory: str = Field(pattern=f"^{DIRECTORY}$")


def digest_of(ids: Sequence[str]) -> str:
    """A hash of a set of ids, whatever their order."""
    return hashlib.sha256("\n".join(sorted(ids)).encode("utf-8", "surrogatepass")).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in ``folder``; None when there is none that can be read, and so the index must be rebuilt."""
    try:
        return Manifest.model_validate_json((folder / FILE_NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place in one step. Raises OSError."""
    fresh = folder / f"{FILE_NAME}.new"
    fresh.write_text(manifest.model_dump_json(), encoding="utf-8")
    fresh.replace(folder / FILE_NAME)


def remove_manifest(folder: Path) -> None:
    """Forget what the index holds, so that it is rebuilt. Raises OSError."""
    (folder / FILE_NAME).unlink(missing_ok=True)


def next_directory(folder: Path) -> str:
    """A name for a new index."""
    return f"index-{max((int(path.name.split('-')[1]) for path in _directories(folder)), default=0) + 1}"


def remove_directories(folder: Path, but: str) -> None:
    """Remove all indexes but one."""
    for path in _directories(folder):
        if path.name != but:
            # What cannot be removed now is removed at the next rebuilding; it is never read.
            shutil.rmtree(path, ignore_errors=True)


def _directories(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("index-*") if re.fullmatch(DIRECTORY, path.name))
