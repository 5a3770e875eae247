"""Opening the store: one SQLite file, its connection settings, and the translation of its errors into ours."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import DBAPIError

from pipeline.errors import StoreError, WorkspaceError
from store.migrate import MIGRATIONS, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 30_000
"""How long a statement waits for another process's transaction to end."""

# WAL lets readers read while one process writes; with it, synchronous NORMAL loses no committed transaction but the
# newest ones on power failure, and never corrupts (https://www.sqlite.org/pragma.html#pragma_synchronous).
PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)

_REMEDIES = {
    "SQLITE_NOTADB": "Restore the file from a backup, or move it away to begin with an empty store.",
    "SQLITE_CORRUPT": "Restore the file from a backup, or move it away and run again: articles are taken in anew.",
    "SQLITE_FULL": "Free some disk space and run again; nothing stored before is lost.",
    "SQLITE_BUSY": "Another process is writing to it: wait until it ends and run again.",
    "SQLITE_READONLY": "Make the file and its folder writable.",
    "SQLITE_CANTOPEN": "Make sure that the folder exists and is writable.",
    "SQLITE_IOERR": "Check the disk; nothing stored before is lost.",
    "SQLITE_CONSTRAINT": "This is a fault of the program: please report it with this message.",
}
"""What to do, by SQLite's primary result code (https://www.sqlite.org/rescode.html)."""


class Database:
    """An open store. Repositories share it; transactions are explicit, and writers take their lock at the beginning.

    ``path`` is the SQLite file. Errors of the database leave it as StoreError.
    """

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state. Raises StoreError."""
        with _translated(self.path), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that is committed at the end, or rolled back on an error. Raises StoreError."""
        with _translated(self.path), self._engine.connect() as connection:
            writer = connection.execution_options(begin="BEGIN IMMEDIATE")
            with writer.begin():
                yield writer

    @contextlib.contextmanager
    def outside(self) -> Iterator[Connection]:
        """A connection outside any transaction, for what SQLite refuses inside one. Raises StoreError."""
        with _translated(self.path), self._engine.connect() as connection:
            yield connection.execution_options(begin="")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_database(path: Path, migrations: Path = MIGRATIONS) -> Database:
    """Open the store at ``path``, making or migrating it where needed.

    Args:
        path: The SQLite file; its folder is made when it is missing.
        migrations: The folder of the migrations.

    Raises:
        WorkspaceError: The folder cannot be made.
        StoreTooNewError: The store was written by a newer version.
        StoreError: The file is not a store, is damaged, or cannot be opened.
    """
    _make_folder(path)
    database = Database(path, _engine(path))
    try:
        migrate(database, migrations)
    except BaseException:
        database.close()
        raise
    return database


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"The folder {path.parent} cannot be made ({error.strerror}).",
            "Choose a folder you may write to.",
        ) from error
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a store.", "Move it away and run again.")


def _engine(path: Path) -> Engine:
    # With isolation_level None the driver begins no transactions of its own: _begin does.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"isolation_level": None}, pool_size=2
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    del record
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a writer that first reads would otherwise fail when another process wrote in between.
    statement = str(connection.get_execution_options().get("begin", "BEGIN"))
    if statement:
        connection.exec_driver_sql(statement)


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise _store_error(path, error.orig) from error
    except UnicodeEncodeError as error:
        raise StoreError(
            "A text holds lone surrogates, which are no Unicode characters and cannot be stored.",
            "Remove them from the input.",
        ) from error


def _store_error(path: Path, cause: BaseException | None) -> StoreError:
    code = (
        cause.sqlite_errorname
        if isinstance(cause, sqlite3.Error) and hasattr(cause, "sqlite_errorname")
        else ""
    )
    remedy = next((text for prefix, text in _REMEDIES.items() if code.startswith(prefix)), "")
    return StoreError(f"The store {path} cannot be used: {cause}.", remedy or "Run `throughline doctor`.")
