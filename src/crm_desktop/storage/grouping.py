"""A list in groups: one heading row above the records of each value, which may be folded in.

A heading stands in the array of ids as a negative number, so that pages, positions and anchors work on it untouched.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.custom import sql_of
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Choice, Day, Link, LongText, Moment, Tags, Text, Year, YesNo
from crm_desktop.storage.tables import link_key

MOST: Final = 50_000
"""A longer list is not put into groups."""


@dataclass(frozen=True)
class Heading:
    """The row above a group; `key` is the value that its records share (a day's month), `name` that of a linked record."""

    row: int
    key: Any
    name: str
    count: int
    is_closed: bool


def can_group(declared: Field) -> bool:
    """Tell whether a list is put into groups by a field: where many records may share a value."""
    return isinstance(declared.kind, Choice | Day | Link | Moment | Tags | Text | Year | YesNo) and not isinstance(
        declared.kind, LongText
    )


def folded_name(key: Any) -> str:
    """Return the name under which a group is remembered as folded in."""
    return "" if key is None else str(key)


def group_sql(model: type[Record], name: str, row: str = "t") -> str:
    """Return the SQL of the value by which a field groups; what is empty is NULL."""
    here, kind = sql_of(name, row), model.fields()[name].kind
    if isinstance(kind, Day):
        return f"substr({here}, 1, 7)"
    if isinstance(kind, Moment):
        return f"strftime('%Y-%m', {here}, 'localtime')"
    return f"nullif({here}, '')" if kind.is_text else here


def grouped(
    raw: sqlite3.Connection, model: type[Record], name: str, ids: Sequence[int], closed: Collection[str]
) -> tuple[array[int], tuple[Heading, ...]]:
    """Return ids, which come in the order of the list, with headings between them; the empty value comes last."""
    members: dict[Any, array[int]] = {}
    for record_id, key in _keys(raw, model, name, ids):
        members.setdefault(key, array("q")).append(record_id)
    names, order = _ordered(raw, model, name, members)
    rows, headings = array("q"), list[Heading]()
    for key in order:
        is_closed = folded_name(key) in closed
        headings.append(Heading(len(rows), key, names.get(key, ""), len(members[key]), is_closed))
        rows.append(-len(headings))
        if not is_closed:
            rows.extend(members[key])
    return rows, tuple(headings)


def _keys(raw: sqlite3.Connection, model: type[Record], name: str, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
    sql = (
        f"SELECT j.value, {group_sql(model, name)} FROM json_each(?) j "
        f'JOIN "{model.__tablename__}" t ON t.id = j.value ORDER BY j.key'
    )
    yield from raw.execute(sql, (json.dumps(list(ids)),))


def _ordered(
    raw: sqlite3.Connection, model: type[Record], name: str, keys: Iterable[Any]
) -> tuple[dict[Any, str], list[Any]]:
    """Return the names of linked records, and the values in their order."""
    kind = model.fields()[name].kind
    known = [key for key in keys if key is not None]
    last = [None] if any(key is None for key in keys) else []
    if isinstance(kind, Link):
        target = BY_NAME[kind.target].__tablename__
        sql = f'SELECT k.id, k.name FROM "{target}" k WHERE k.id IN (SELECT value FROM json_each(?)) ORDER BY '
        names = dict(raw.execute(f"{sql}{link_key(target, 'k')}, k.id", (json.dumps(known),)))
        gone = [key for key in known if key not in names]
        return names, [*names, *gone, *last]
    if isinstance(kind, Choice):
        places = {code: place for place, (code, _title) in enumerate(kind.options)}
        known.sort(key=lambda code: (places.get(code, len(places)), str(code)))
    else:
        known.sort()
    return {}, [*known, *last]
