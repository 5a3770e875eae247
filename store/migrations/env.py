"""Run by Alembic for every migration command; the connection, its transaction open, comes from ``store.migrate``."""

from __future__ import annotations

from alembic import context

from store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can roll back DDL once transactions are begun explicitly, as store.database does.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
