"""The book as it was at the end of a past day, as a report that the user builds reads it.

What changed since stands in the place of the tables that are asked, so that the same question is put to the book of
then. Opportunities come from their trail, which also knows an imported past; everything else from the journal. What the
program computes and keeps (the last contact, the next step) is known only as it is now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Table
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.spans import Calendar
from crm_desktop.base.text import fold
from crm_desktop.model import BY_NAME, Base, Record
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.model.record import sort_column
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import filter_fields, past
from crm_desktop.services.pivot import Definition
from crm_desktop.services.pivot_keys import Ways
from crm_desktop.storage import filters
from crm_desktop.storage.pivoting import Piece, Then, field_at
from crm_desktop.storage.store import raw_of
from crm_desktop.storage.tables import journaled_columns

_TRAIL: Final = """
SELECT s.opportunity_id AS id, {columns}
FROM main.opportunity_state s LEFT JOIN ({rows}) o ON o.id = s.opportunity_id
WHERE s.since <= ? AND s.kind <> 'removed'
  AND NOT EXISTS (SELECT 1 FROM main.opportunity_state l WHERE l.opportunity_id = s.opportunity_id AND l.since <= ?
                  AND (l.since, l.id) > (s.since, s.id))
"""
_STRICT: Final = ("opportunity", "activity")
_ENTERED: Final = "created <= ? AND id NOT IN (SELECT value FROM json_each(?))"
"""What came later and says that it is older was taken out of a series."""


def ways(session: Session, definition: Definition, day: date, days: Calendar, formats: Formats) -> Ways:
    """Return how a report as of `day` reads the book."""
    moment = past.end_of(session, day) if day < dates.today() else None
    counted = Calendar(days.first_weekday, days.fiscal_month, day)
    if moment is None:
        return Ways(counted if day < dates.today() else days, formats)
    asked = {name: _table(session, BY_NAME[name], moment) for name in sorted(_asked(definition))}
    tables = {name: piece for name, piece in asked.items() if piece is not None}
    return Ways(counted, formats, Then(tables, _there(session, definition.model, moment)), moment)


def of_now(definition: Definition) -> list[str]:
    """Return the titles of what a definition asks that is known only as it is now."""
    model = definition.model
    asked = (
        *(axis.path for axis in definition.axes),
        *(one.path for one in definition.measures if one.path),
        *(rule.field for rule in filters.rules_in(definition.filter)),
    )
    return [filter_fields.title_of(model, path) for path in dict.fromkeys(asked) if _is_kept(model, path)]


def _asked(definition: Definition) -> set[str]:
    """Return the tables that a definition asks."""
    model = definition.model
    found = {model.__tablename__, *filters.tables_of(model, definition.filter)}
    for path in (axis.path for axis in definition.axes):
        kinds = [model.fields()[path.partition(".")[0]].kind, field_at(model, path).kind]
        found |= {kind.target for kind in kinds if isinstance(kind, Link)}
    return found


def _is_kept(model: type[Record], path: str) -> bool:
    """Tell whether a path leads to what the program computes and keeps."""
    try:
        place = filters.place_of(model, path)
    except KeyError:  # a condition on related records: it speaks of their fields
        return False
    return place.field is not None and place.field.derived


def _there(session: Session, model: type[Record], moment: str) -> Piece:
    """Return which records were there; a book that began later had all of its past before."""
    if model.__tablename__ in _STRICT or not _was_begun(session, moment):  # their tables hold no others
        return Piece("")
    return Piece("t.created <= ?", (moment,))


def _was_begun(session: Session, moment: str) -> bool:
    return past.began(session) <= dates.local_day(dates.moment_of(moment))


def _table(session: Session, model: type[Record], moment: str) -> Piece | None:
    """Return the rows of a table as they were, with those that came later unless their coming is a part of the past."""
    name = model.__tablename__
    table = Base.metadata.tables[name]
    columns = [column.name for column in table.columns]
    touched = _touched(session, model, table, moment)
    listed = ", ".join(f'"{one}"' for one in columns)
    of_rows = ", ".join(f"json_extract(value, '$.{one}')" for one in columns)
    since = json.dumps(list(touched.values()))
    rows = Piece(f'SELECT {listed} FROM main."{name}"')
    if touched:
        rows = Piece(
            f"{rows.sql} WHERE id NOT IN (SELECT json_extract(value, '$.id') FROM json_each(?)) "
            f"UNION ALL SELECT {of_rows} FROM json_each(?)",
            (since, since),
        )
    match name:
        case "opportunity":
            told = ", ".join(_of_trail(one) for one in columns if one != "id")
            return Piece(_TRAIL.format(columns=told, rows=rows.sql), (*rows.values, moment, moment))
        case "activity":
            came = json.dumps(list(past.came(session, name, moment)))
            which = Piece(_ENTERED, (moment, came)) if _was_begun(session, moment) else Piece("starts <= ?", (moment,))
            return Piece(f"SELECT * FROM ({rows.sql}) WHERE {which.sql}", (*rows.values, *which.values))
    return rows if touched else None


def _of_trail(column: str) -> str:
    if column == "name_sort":
        return "fold(s.name) AS name_sort"
    return f'{"s" if column in TRACKED else "o"}."{column}" AS "{column}"'


def _touched(session: Session, model: type[Record], table: Table, moment: str) -> dict[int, dict[str, Any]]:
    """Return the rows that were others at a stored moment, or are gone, whole, by id."""
    since = past.changed(session, table.name, journaled_columns(table), moment)
    columns = [column.name for column in table.columns]
    listed = ", ".join(f'"{one}"' for one in columns)
    sql = f'SELECT {listed} FROM main."{table.name}" WHERE id IN (SELECT value FROM json_each(?))'
    today = {
        row[columns.index("id")]: dict(zip(columns, row, strict=True))
        for row in raw_of(session).execute(sql, (json.dumps(list(since)),))
    }
    found = {}
    for key, held in since.items():
        if key in today or held.get("created", "") <= moment or table.name == "opportunity":
            found[key] = {**dict.fromkeys(columns), **today.get(key, {}), **held, "id": key}
    for values in found.values():
        values.update(_sort_keys(model, values))
    return found


def _sort_keys(model: type[Record], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the stored sort keys of the texts of a row; those of links are asked by nobody here."""
    for name, declared in model.declared().items():
        stored = sort_column(name, declared) if declared.listed else None
        if stored is not None:
            yield stored, "" if isinstance(declared.kind, Link) else fold(values[name] or "")
