"""The calendar (what recurs, where it is, who comes, what was reminded of), goals of teams, reports of the user's own.

Tables, columns and indexes, all of them new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_desktop.storage.migrations.migration import Migration

if TYPE_CHECKING:
    from alembic.operations import Operations

_COLUMNS = (
    ("goal", "manager_id INTEGER CONSTRAINT fk_goal_manager_id REFERENCES manager (id) ON DELETE CASCADE"),
    ("activity", "location VARCHAR"),
    ("activity", "recurrence VARCHAR"),
    ("activity", "remind INTEGER"),
    ("activity", "zone VARCHAR"),
    ("activity", "series_id INTEGER CONSTRAINT fk_activity_series_id REFERENCES activity (id) ON DELETE SET NULL"),
    ("activity", "original VARCHAR"),
    ("activity", "skipped VARCHAR"),
    ("activity", "added VARCHAR"),
    ("activity", "settled VARCHAR"),
    ("activity", "due VARCHAR"),
)
_TABLES = """
CREATE TABLE mark (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID;
CREATE TABLE occurrence (
    activity_id INTEGER NOT NULL,
    starts VARCHAR NOT NULL,
    bar INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    PRIMARY KEY (activity_id, starts)
)
 WITHOUT ROWID;
CREATE TABLE reminder (
    activity_id INTEGER NOT NULL,
    starts VARCHAR NOT NULL,
    rings VARCHAR,
    PRIMARY KEY (activity_id, starts)
)
 WITHOUT ROWID;
CREATE TABLE saved_report (
    name VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    in_packet INTEGER,
    position INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid VARCHAR DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
    created VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    reference VARCHAR,
    custom VARCHAR,
    name_sort VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT uq_saved_report_uid UNIQUE (uid)
);
CREATE TABLE attendee (
    name VARCHAR NOT NULL,
    activity_id INTEGER NOT NULL,
    contact_id INTEGER,
    email VARCHAR,
    presence VARCHAR,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid VARCHAR DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
    created VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    reference VARCHAR,
    custom VARCHAR,
    name_sort VARCHAR DEFAULT '' NOT NULL,
    activity_id_sort VARCHAR DEFAULT '' NOT NULL,
    contact_id_sort VARCHAR DEFAULT '' NOT NULL,
    presence_sort VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT fk_attendee_activity_id FOREIGN KEY(activity_id) REFERENCES activity (id) ON DELETE CASCADE,
    CONSTRAINT fk_attendee_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE SET NULL,
    CONSTRAINT uq_attendee_uid UNIQUE (uid)
);
"""
_INDEXES = """
CREATE INDEX ix_activity_bars ON activity (starts, kind, minutes, all_day, zone) WHERE recurrence IS NULL AND (all_day OR ifnull(minutes, 0) >= 1440);
CREATE INDEX ix_activity_hours ON activity (starts, kind, minutes) WHERE recurrence IS NULL AND NOT (all_day OR ifnull(minutes, 0) >= 1440);
CREATE INDEX ix_activity_planned ON activity (ifnull(due, starts), id, kind) WHERE NOT done AND (recurrence IS NULL OR due IS NOT NULL);
CREATE INDEX ix_activity_remind ON activity (recurrence IS NULL, all_day, remind, starts) WHERE remind IS NOT NULL AND NOT done;
CREATE INDEX ix_activity_series ON activity (minutes, all_day, zone) WHERE recurrence IS NOT NULL;
CREATE INDEX ix_activity_series_id ON activity (series_id);
CREATE INDEX ix_attendee_activity_id ON attendee (activity_id);
CREATE INDEX ix_attendee_contact_id ON attendee (contact_id);
CREATE INDEX ix_goal_manager_id ON goal (manager_id);
CREATE INDEX ix_occurrence_when ON occurrence (bar, starts, kind, activity_id);
CREATE INDEX sort_attendee_activity_id ON attendee (activity_id_sort, id);
CREATE INDEX sort_attendee_contact_id ON attendee (contact_id_sort, id);
CREATE INDEX sort_attendee_name ON attendee (name_sort, id);
CREATE INDEX sort_attendee_presence ON attendee (presence_sort, id);
CREATE INDEX sort_saved_report_name ON saved_report (name_sort, id);
"""
_GONE = ("DROP INDEX ix_activity_planned",)


def _upgrade(operations: Operations) -> None:
    for table, column in _COLUMNS:
        operations.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    for statement in (*_GONE, *_TABLES.split(";\n"), *_INDEXES.split(";\n")):
        if statement.strip():
            operations.execute(statement)


MIGRATION = Migration(3, _upgrade)
