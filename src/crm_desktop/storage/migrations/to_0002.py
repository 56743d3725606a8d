"""Custom fields, views, attachments, next steps, and figures that are kept: tables, columns and indexes, all of them new.

No row comes or goes. The search tables of version 1 give way to one, which is filled with all else that is derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm_desktop.storage.migrations.migration import Migration

if TYPE_CHECKING:
    from alembic.operations import Operations

_COLUMNS = (
    ("exchange_rate", "custom VARCHAR"),
    ("manager", "custom VARCHAR"),
    ("note", "custom VARCHAR"),
    ("pipeline", "custom VARCHAR"),
    ("product", "custom VARCHAR"),
    ("seller", "custom VARCHAR"),
    ("stage", "custom VARCHAR"),
    ("account", "next_at VARCHAR"),
    ("account", "next_activity VARCHAR"),
    ("account", "custom VARCHAR"),
    ("goal", "custom VARCHAR"),
    ("contact", "custom VARCHAR"),
    ("opportunity", "next_at VARCHAR"),
    ("opportunity", "next_activity VARCHAR"),
    ("opportunity", "custom VARCHAR"),
    ("activity", "custom VARCHAR"),
)
_TABLES = """
CREATE TABLE attachment (
    name VARCHAR NOT NULL,
    entity_name VARCHAR NOT NULL,
    record_id INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    size INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid VARCHAR DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
    created VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    reference VARCHAR,
    custom VARCHAR,
    name_sort VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT uq_attachment_uid UNIQUE (uid)
);
CREATE TABLE blob (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    digest VARCHAR NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT uq_blob_digest UNIQUE (digest)
);
CREATE TABLE custom_field (
    name VARCHAR NOT NULL,
    entity_name VARCHAR NOT NULL,
    "key" VARCHAR,
    kind VARCHAR,
    options VARCHAR,
    target VARCHAR,
    section VARCHAR,
    listed INTEGER,
    searched INTEGER,
    required INTEGER,
    position INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid VARCHAR DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
    created VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    reference VARCHAR,
    custom VARCHAR,
    name_sort VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT uq_custom_field_uid UNIQUE (uid)
);
CREATE TABLE list_value (
    name VARCHAR NOT NULL,
    list_name VARCHAR NOT NULL,
    code VARCHAR,
    left_out INTEGER,
    position INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid VARCHAR DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
    created VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    reference VARCHAR,
    custom VARCHAR,
    name_sort VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT uq_list_value_uid UNIQUE (uid)
);
CREATE TABLE pipeline_sum (
    stage_id INTEGER NOT NULL,
    month VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    probability INTEGER NOT NULL,
    category VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    with_amount INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (stage_id, month, currency, day, probability, category)
)
 WITHOUT ROWID;
CREATE TABLE saved_view (
    name VARCHAR NOT NULL,
    entity_name VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    position INTEGER,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid VARCHAR DEFAULT (lower(hex(randomblob(16)))) NOT NULL,
    created VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    reference VARCHAR,
    custom VARCHAR,
    name_sort VARCHAR DEFAULT '' NOT NULL,
    entity_name_sort VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT uq_saved_view_uid UNIQUE (uid)
);
"""
_INDEXES = """
CREATE INDEX ix_activity_account_done ON activity (account_id, done, kind, starts);
CREATE INDEX ix_activity_contact_done ON activity (contact_id, done, kind, starts);
CREATE INDEX ix_activity_opportunity_done ON activity (opportunity_id, done, kind, starts);
CREATE INDEX ix_activity_planned ON activity (starts, id) WHERE NOT done;
CREATE INDEX ix_attachment_digest ON attachment (digest);
CREATE INDEX ix_attachment_on ON attachment (entity_name, record_id, created);
CREATE INDEX ix_contact_birthday ON contact (substr(birthday, 6)) WHERE birthday IS NOT NULL;
CREATE INDEX ix_note_on ON note (entity_name, record_id, created);
CREATE INDEX ix_opportunity_board ON opportunity (stage_id, close_date, id);
CREATE INDEX ix_opportunity_board_closed ON opportunity (stage_id, closed_on, id);
CREATE INDEX sort_account_next_at ON account (ifnull("next_at", ''), id);
CREATE INDEX sort_attachment_name ON attachment (name_sort, id);
CREATE INDEX sort_custom_field_name ON custom_field (name_sort, id);
CREATE INDEX sort_list_value_name ON list_value (name_sort, id);
CREATE INDEX sort_opportunity_next_at ON opportunity (ifnull("next_at", ''), id);
CREATE INDEX sort_saved_view_entity_name ON saved_view (entity_name_sort, id);
CREATE INDEX sort_saved_view_name ON saved_view (name_sort, id);
"""
_GONE = ("DROP INDEX ix_note_record", "DROP TABLE search_part", "DROP TABLE search_word")


def _upgrade(operations: Operations) -> None:
    for table, column in _COLUMNS:
        operations.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    for statement in (*_TABLES.split(";\n"), *_INDEXES.split(";\n"), *_GONE):
        if statement.strip():
            operations.execute(statement)


def _rows(before: Mapping[str, int]) -> Mapping[str, int]:
    return {table: -count for table, count in before.items() if table.startswith(("search_part_", "search_word_"))}


MIGRATION = Migration(2, _upgrade, _rows)
