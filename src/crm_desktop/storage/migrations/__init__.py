"""The upgrades of the file, one frozen module per schema version, in order; version 1 is the first.

A module is called `to_0002` and has a `MIGRATION`. It never imports the model: the model goes on, the step stays. It
says everything itself, in Alembic's operations or in SQL. `batch_alter_table` makes a table anew: give it
`table_kwargs={"sqlite_autoincrement": True}` and make the indexes over expressions again, Alembic sees neither.
"""

from __future__ import annotations

from crm_desktop.storage.migrations import to_0002, to_0003
from crm_desktop.storage.migrations.migration import Migration

__all__ = ["MIGRATIONS", "Migration"]

MIGRATIONS: tuple[Migration, ...] = (to_0002.MIGRATION, to_0003.MIGRATION)
