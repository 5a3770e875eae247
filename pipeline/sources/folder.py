"""Folders: every file in them, at any depth, read as what it is. They may be watched: files come and go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ExtractionError, InputError
from pipeline.models import RawArticle, Skipped
from pipeline.sources.files import files_fingerprint, read_unless_same
from pipeline.sources.kinds import Opening, SourceKind
from pipeline.text.urls import is_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ports import Reading

_LEFT_OUT_FOLDERS = frozenset({"__pycache__", "node_modules"})

# Files that may well hold an article in a form that is not read here; other unknown files are passed over silently.
_DOCUMENT_ENDINGS = frozenset(
    {
        ".asciidoc", ".adoc", ".csv", ".doc", ".docx", ".eml", ".epub", ".gz", ".mbox", ".mhtml", ".mht", ".odt",
        ".org", ".parquet", ".rst", ".rtf", ".tar", ".tex", ".tgz", ".tsv", ".warc", ".xlsx", ".zip",
    }
)  # fmt: skip


# What browsers, editors and programs that copy call a file that is not complete.
_TEMPORARY_ENDINGS = (".crdownload", ".download", ".filepart", ".part", ".partial", ".swp", ".tmp", "~")
_SETTLED_SECONDS = 5.0
"""A file that was changed less than so long ago may still be being written."""


class Folder:
    """A folder. Hidden and temporary files are left out, a file that was just changed waits for the next reading, and a
    link is followed to files inside the folder only."""

    is_remote = False

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    @property
    def name(self) -> str:
        """The location as the user gave it."""
        return self._opening.location

    def read(self, fingerprint: str = "") -> Reading:
        """The articles of every file, in order of path, unless no file was added, removed or may have changed.

        Raises InputError when the folder is not there or cannot be read.
        """
        root = self._root()
        if not root.is_dir():
            raise InputError(f"{root}: the folder is not there.", "Mount or make it, or remove the source.")
        if not os.access(root, os.R_OK | os.X_OK):
            raise InputError(f"{root}: may not be read.", "Change its permissions.")
        files = [self._waiting(path) if isinstance(path, Path) else path for path in _files(root)]
        paths = [path for path in files if isinstance(path, Path)]
        present = files_fingerprint([root, *paths], self._opening.settings)
        return read_unless_same(present, fingerprint, lambda: self._items(files))

    def _items(self, files: list[Path | Skipped]) -> Iterator[RawArticle | Skipped]:
        for path in files:
            if isinstance(path, Skipped):
                yield path
            else:
                yield from self._read_file(path)

    def _waiting(self, path: Path) -> Path | Skipped:
        """The file, or why it is not read now."""
        try:
            age = self._opening.outside.now().timestamp() - path.stat().st_mtime
        except OSError:
            return path  # reading it says why
        if abs(age) >= _SETTLED_SECONDS:
            return path
        reason = "The file was changed seconds ago and may still be being written"
        return Skipped(path.as_posix(), reason, "It is read at the next reading.")

    def _root(self) -> Path:
        return Path(self._opening.location)

    def _read_file(self, path: Path) -> Iterator[RawArticle | Skipped]:
        location = path.as_posix()
        try:
            source = self._opening.open_other(location)
        except InputError:
            if path.suffix.lower() in _DOCUMENT_ENDINGS:
                yield Skipped(
                    location, f"Files of the kind {path.suffix} are not read", "Convert it to text or HTML."
                )
            return
        if source.is_remote:
            reason = "A file in a folder must not lead to the network"
            yield Skipped(location, reason, "Add it as a source of its own.")
            return
        try:
            yield from source.read().items
        except (ExtractionError, InputError) as error:
            yield Skipped(location, error.message, error.remedy, try_again=error.retry)


def _files(root: Path) -> Iterator[Path | Skipped]:
    """Files in order of path, and what could not be looked into."""
    unreadable: list[Skipped] = []

    def note(error: OSError) -> None:
        unreadable.append(Skipped(str(error.filename), f"The folder cannot be read ({error.strerror})"))

    inside = root.resolve()
    for folder, folders, names in os.walk(root, onerror=note, followlinks=False):
        visible = sorted(
            name for name in folders if not name.startswith(".") and name not in _LEFT_OUT_FOLDERS
        )
        folders[:] = [name for name in visible if not (Path(folder) / name).is_symlink()]
        for name in visible:
            if name not in folders:
                yield Skipped(
                    (Path(folder) / name).as_posix(),
                    "Links to folders are not followed",
                    "Add it as a source.",
                )
        for name in sorted(name for name in names if not _is_left_out(name)):
            yield _checked(Path(folder) / name, inside)
    yield from unreadable


def _is_left_out(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower().endswith(_TEMPORARY_ENDINGS)


def _checked(path: Path, inside: Path) -> Path | Skipped:
    if not path.is_symlink():
        return path
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Skipped(path.as_posix(), "The link leads nowhere")
    if not target.is_relative_to(inside):
        return Skipped(path.as_posix(), "The link leads out of the folder", "Add its target as a source.")
    return path


KIND = SourceKind(
    name="folder",
    takes="folders",
    accepts=lambda location: not is_url(location) and Path(location).is_dir(),
    open=Folder,
    priority=10,
)
