"""Recorded model calls in SQL: the cache that makes a repeated call free, and the ledger of what each run asked."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from pipeline.ports import CallRecord, ModelCall
from store import schema
from store.statements import put

if TYPE_CHECKING:
    from store.database import Database

_CALL = schema.model_calls.c
_CALL_COLUMNS = [_CALL[field.name] for field in fields(ModelCall)]
_LINE = schema.call_ledger.c
_TEXTS = {"request", "answer"}
_LINE_COLUMNS = [
    # What the ledger left to the cache is read from there; "" when it is in neither.
    func.coalesce(func.nullif(_LINE[field.name], ""), _CALL[field.name], "").label(field.name)
    if field.name in _TEXTS
    else _LINE[field.name]
    for field in fields(CallRecord)
]


class SqlCallCache:
    """A CallCache over the SQL store. Both methods raise StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> ModelCall | None:
        """The recorded call, if any."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_CALL_COLUMNS).where(_CALL.key == key)).first()
        return ModelCall(*row) if row is not None else None

    def put(self, call: ModelCall) -> None:
        """Record a call; the same key again replaces it."""
        with self._database.writing() as connection:
            put(connection, schema.model_calls, "key", [asdict(call)])


class SqlCallLedger:
    """A CallLedger over the SQL store. Both methods raise StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, record: CallRecord) -> None:
        """Write a line."""
        with self._database.writing() as connection:
            connection.execute(insert(schema.call_ledger), [asdict(record)])

    def of_run(self, run_id: str) -> list[CallRecord]:
        """The lines of a run, in the order in which they were written."""
        joined = schema.call_ledger.outerjoin(schema.model_calls, _CALL.key == _LINE.key)
        query = (
            select(*_LINE_COLUMNS).select_from(joined).where(_LINE.run_id == run_id).order_by(_LINE.number)
        )
        with self._database.reading() as connection:
            return [CallRecord(*row) for row in connection.execute(query)]
