"""The custom fields of an open book: read from their table, again after each step that touched it.

The search index holds the texts of searched fields, so it must follow when a field becomes one or ceases to be one.
"""

from __future__ import annotations

import sqlite3

from crm_desktop.model import CustomField
from crm_desktop.model.custom import declared_by
from crm_desktop.schema.custom import CustomFields, Declared
from crm_desktop.storage import search_index

TABLE = CustomField.__tablename__
_COLUMNS = (
    "name", "entity_name", "key", "kind", "options", "target", "section", "listed", "searched", "required",
)  # fmt: skip


def read(raw: sqlite3.Connection) -> Declared:
    """Return the fields that the book declares, in their order."""
    columns = ", ".join(f'"{column}"' for column in _COLUMNS)
    rows = raw.execute(f'SELECT {columns} FROM "{TABLE}" ORDER BY position, id')
    return declared_by(CustomField(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)


def follow(raw: sqlite3.Connection, fields: CustomFields) -> Declared:
    """Return the fields that a step left, and let the search index have the texts of those that are searched now."""
    before, after = fields.by_entity, read(raw)
    for model in search_index.searched_models():
        name = model.__tablename__
        search_index.exchange(raw, model, before.get(name, {}), after.get(name, {}))
    return after
