"""Runs in SQL, what each did, and the marks that say which work is already done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select

from pipeline.models import RunReport, RunStatus, Skipped, StageReport
from store import schema
from store.statements import put

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from store.database import Database
    from store.statements import Row

_STAGE = TypeAdapter(StageReport)
_SKIPPED = TypeAdapter(tuple[Skipped, ...])
_DRAFTS = TypeAdapter(tuple[str, ...])
_RUN = schema.runs.c
_STAGES = schema.run_stages.c
_MARK = schema.marks.c


class SqlRunRepository:
    """A RunRepository over the SQL store. Every method raises StoreError when the store cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, run_id: str, started: datetime) -> None:
        """Note that a run began; a run of this id that was begun before is begun anew."""
        report = RunReport(run_id, started, None, RunStatus.RUNNING, (), (), ())
        self._replace(report)

    def stage(self, run_id: str, report: StageReport) -> None:
        """Note that a stage of it ended. Raises StoreError when the run was never started."""
        with self._database.writing() as connection:
            connection.execute(insert(schema.run_stages), _stage_rows(run_id, [report]))

    def finish(self, report: RunReport) -> None:
        """Note how it ended; the report's stages take the place of those noted on the way."""
        self._replace(report)

    def get(self, run_id: str) -> RunReport | None:
        """One run, or None."""
        with self._database.reading() as connection:
            found = _reports(connection, [run_id])
        return found[0] if found else None

    def list(self, limit: int = 20) -> list[RunReport]:
        """The ``limit`` newest, newest first."""
        query = select(_RUN.id).order_by(_RUN.started.desc(), _RUN.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return _reports(connection, connection.scalars(query).all())

    def mark(self, step: str) -> str:
        """The key of the inputs for which ``step`` was last completed, "" if never."""
        with self._database.reading() as connection:
            return connection.scalar(select(_MARK.key).where(_MARK.step == step)) or ""

    def set_mark(self, step: str, key: str) -> None:
        """Note that ``step`` is complete for inputs with this key."""
        with self._database.writing() as connection:
            put(connection, schema.marks, "step", [{"step": step, "key": key}])

    def _replace(self, report: RunReport) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(schema.run_stages).where(_STAGES.run_id == report.id))
            put(connection, schema.runs, "id", [_run_row(report)])
            if report.stages:
                connection.execute(insert(schema.run_stages), _stage_rows(report.id, report.stages))


def _run_row(report: RunReport) -> Row:
    return {
        "id": report.id,
        "started": report.started,
        "finished": report.finished,
        "status": report.status.value,
        "tokens": report.tokens,
        "cost_usd": report.cost_usd,
        "skipped": _SKIPPED.dump_json(report.skipped).decode(),
        "drafts": _DRAFTS.dump_json(report.drafts).decode(),
        "notes": _SKIPPED.dump_json(report.notes).decode(),
    }


def _stage_rows(run_id: str, stages: Sequence[StageReport]) -> Sequence[Row]:
    return [{"run_id": run_id, "document": _STAGE.dump_json(stage).decode()} for stage in stages]


def _reports(connection: Connection, run_ids: Sequence[str]) -> list[RunReport]:
    """The runs that there are, newest first."""
    stages: dict[str, tuple[StageReport, ...]] = {}
    ended = (
        select(_STAGES.run_id, _STAGES.document).where(_STAGES.run_id.in_(run_ids)).order_by(_STAGES.number)
    )
    for run_id, document in connection.execute(ended):
        stages[run_id] = (*stages.get(run_id, ()), _STAGE.validate_json(document))
    query = select(schema.runs).where(_RUN.id.in_(run_ids)).order_by(_RUN.started.desc(), _RUN.id.desc())
    return [
        RunReport(
            id=row.id,
            started=row.started,
            finished=row.finished,
            status=RunStatus(row.status),
            stages=stages.get(row.id, ()),
            skipped=_SKIPPED.validate_json(row.skipped),
            drafts=_DRAFTS.validate_json(row.drafts),
            tokens=row.tokens,
            cost_usd=row.cost_usd,
            notes=_SKIPPED.validate_json(row.notes),
        )
        for row in connection.execute(query)
    ]
