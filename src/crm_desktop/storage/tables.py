"""The tables that the program keeps for itself, beside the user's records."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from crm_desktop.model import BY_NAME, Base

_OWN = {"journaled": False}

ACTION = Table(
    "action",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("at", String, nullable=False),
    Column("undone", Integer, nullable=False, server_default="0"),
    Column("ended", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
    info=_OWN,
)
"""One step of the user; `ended` says that it can no longer be undone (the file was upgraded since)."""

JOURNAL = Table(
    "journal",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("action", Integer, nullable=False),
    Column("tbl", String, nullable=False),
    Column("row", Integer, nullable=False),
    Column("op", String, nullable=False),
    Column("before", String),
    Column("after", String),
    sqlite_autoincrement=True,
    info=_OWN,
)
"""One change of one row. `op` is I, U or D; an insert has no image until it is undone, an update only what changed."""
Index("ix_journal_action", JOURNAL.c.action)
Index("ix_journal_row", JOURNAL.c.tbl, JOURNAL.c.row)

COUNTER = Table(
    "counter",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("tbl", String, nullable=False, unique=True),
    Column("n", Integer, nullable=False),
    sqlite_autoincrement=True,
    info=_OWN,
)
"""How many rows a table has: counting a million takes longer than painting a page of them."""

PIPELINE_SUM = Table(
    "pipeline_sum",
    Base.metadata,
    Column("stage_id", Integer, primary_key=True),
    Column("month", String, primary_key=True),
    Column("currency", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("probability", Integer, primary_key=True),
    Column("category", String, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("with_amount", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    sqlite_with_rowid=False,
    info=_OWN,
)
"""What opportunities add up to, see `pipeline_sums`."""

OCCURRENCE = Table(
    "occurrence",
    Base.metadata,
    Column("activity_id", Integer, primary_key=True),
    Column("starts", String, primary_key=True),
    Column("bar", Integer, nullable=False),
    Column("kind", String, nullable=False),
    sqlite_with_rowid=False,
    info=_OWN,
)
"""The days of each series in the window that is kept, see `occurrences`; `bar` says that it is for whole days."""
Index("ix_occurrence_when", OCCURRENCE.c.bar, OCCURRENCE.c.starts, OCCURRENCE.c.kind, OCCURRENCE.c.activity_id)

REMINDER = Table(
    "reminder",
    Base.metadata,
    Column("activity_id", Integer, primary_key=True),
    Column("starts", String, primary_key=True),
    Column("rings", String),
    sqlite_with_rowid=False,
    info=_OWN,
)
"""A reminder that was answered: it `rings` again then, or never. `starts` is the activity's, or that of one of a series."""

MARK = Table(
    "mark",
    Base.metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
    sqlite_with_rowid=False,
    info=_OWN,
)
"""What the program remembers about the book and nobody undoes: until when occurrences are kept, when it was last open."""

BLOB = Table(
    "blob",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
    info=_OWN,
)
"""The attachment store: contents by their SHA-256, never changed, see `blobs`."""


def link_key(target: str, row: str) -> str:
    """Return the SQL of the key that sorts links to a record, `row` of the table `target`: by name, or by its order."""
    order = BY_NAME[target].entity.order
    return f'fold({row}."name")' if order == "name" else f"printf('%012d', {row}.\"{order}\")"


def journaled_tables() -> list[Table]:
    """Return the tables whose changes are undone, parents first."""
    return [table for table in Base.metadata.sorted_tables if table.info.get("journaled", True)]


def journaled_columns(table: Table) -> list[str]:
    """Return the columns that the journal keeps; derived ones are computed anew by triggers."""
    return [
        column.name
        for column in table.columns
        if not column.info.get("derived") and not getattr(column.info.get("field"), "derived", False)
    ]
