"""Records counted and added up by some of their fields, in one query: what a report of the user's own is made of.

A field is named by a path as in filters, at most one link away. With each group come the ids of its records, so that a
number and what stands behind it are of the same moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from crm_desktop.base.spans import USUAL, Calendar
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.custom import sql_of
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Day, Link, Moment, Percent, Whole, YesNo
from crm_desktop.storage.amounts import currency_sql, sum_of, sum_sql
from crm_desktop.storage.filter_sql import condition
from crm_desktop.storage.filters import NONE, Group, place_of
from crm_desktop.storage.grouping import can_group
from crm_desktop.storage.tables import link_key

Step = Literal["", "day", "week", "month", "quarter", "year"]
STEPS: Final[tuple[Step, ...]] = ("day", "week", "month", "quarter", "year")
_TIMES = Day | Moment


@dataclass(frozen=True)
class Axis:
    """By what records are told apart: the path of a field, and for days and moments by how long a time."""

    path: str
    step: Step = ""


@dataclass(frozen=True)
class Question:
    """What is asked of the records of a model that fulfil a filter: by which axes, and the fields that are measured."""

    model: type[Record]
    axes: tuple[Axis, ...] = ()
    measured: tuple[str, ...] = ()
    filter: Group = NONE


class Sums(NamedTuple):
    """What a measured field comes to, as the file keeps it; `without` are the records that have no value."""

    total: int
    least: int | None
    most: int | None
    without: tuple[int, ...]


class Found(NamedTuple):
    """The records of one group: a key for each axis, None for empty; times by the first day of their span."""

    keys: tuple[Any, ...]
    currency: str
    day: str | None
    ids: tuple[int, ...]
    sums: tuple[Sums, ...]


def field_at(model: type[Record], path: str) -> Field:
    """Return the field that a path leads to; raises KeyError where there is none or it is more than a link away."""
    declared = place_of(model, path).field
    if declared is None or path.count(".") > 1:
        raise KeyError(path)
    return declared


def can_tell_apart(declared: Field) -> bool:
    """Tell whether records are told apart by a field."""
    return can_group(declared) or isinstance(declared.kind, Percent | Whole)


def has_steps(declared: Field) -> bool:
    """Tell whether a field is a time, of which an axis says by how long a one."""
    return isinstance(declared.kind, _TIMES)


def found_in(raw: sqlite3.Connection, question: Question, base: str, days: Calendar = USUAL) -> Iterator[Found]:
    """Yield the groups of records that there are. Raises KeyError and ValueError where a path or a filter is wrong."""
    model, joins = question.model, dict[str, str]()
    keys = [_key(model, axis, joins, days) for axis in question.axes]
    code, day = currency_sql(model, "b.code")
    values = [sql_of(path, "t") for path in question.measured]
    sums = "".join(
        f", {sum_sql(value)}, min({value}), max({value}), group_concat(iif({value} IS NULL, t.id, NULL))"
        for value in values
    )
    where = condition(model, question.filter, days)
    tests = " AND ".join(where.terms) or "1"
    groups = [*keys, code, day] if values else [*keys, "''", "NULL"]
    sql = (
        f"SELECT {', '.join(groups)}, group_concat(t.id){sums} "
        f'FROM (SELECT ? AS code) b, "{model.__tablename__}" t {" ".join(joins.values())} '
        f"WHERE {tests} GROUP BY {', '.join(str(place + 1) for place in range(len(groups)))}"
    )
    count = len(keys)
    for row in raw.execute(sql, (base, *where.values)):
        measured = row[count + 3 :]
        yield Found(
            tuple(row[:count]),
            row[count],
            row[count + 1],
            _ids(row[count + 2]),
            tuple(
                Sums(sum_of(*measured[at : at + 2]), measured[at + 2], measured[at + 3], _ids(measured[at + 4]))
                for at in range(0, len(measured), 5)
            ),
        )


def names_of(raw: sqlite3.Connection, target: str, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of linked records by id, in the order that lists sort a link by."""
    import json

    sql = f'SELECT k.id, k.name FROM "{target}" k WHERE k.id IN (SELECT value FROM json_each(?)) ORDER BY '
    return dict(raw.execute(f"{sql}{link_key(target, 'k')}, k.id", (json.dumps(list(ids)),)))


def _key(model: type[Record], axis: Axis, joins: dict[str, str], days: Calendar) -> str:
    """Return the SQL of an axis' key; a link on the way is added to `joins`."""
    declared = field_at(model, axis.path)
    head, _point, rest = axis.path.partition(".")
    row, name = "t", head
    if rest:
        row, name = f"j_{head}", rest
        link = model.fields()[head].kind
        assert isinstance(link, Link)
        target = BY_NAME[link.target].__tablename__
        joins[head] = f'LEFT JOIN "{target}" {row} ON {row}.id = {sql_of(head, "t")}'
    here, kind = sql_of(name, row), declared.kind
    if isinstance(kind, Moment):
        here = f"date({here}, 'localtime')"
    if isinstance(kind, _TIMES):
        return _first_day(here, axis.step, days)
    if isinstance(kind, YesNo):
        return f"iif({row}.id IS NULL, NULL, ifnull({here}, 0))"  # a missing yes-or-no is a no
    return f"nullif({here}, '')" if kind.is_text else here


def _first_day(day: str, step: Step, days: Calendar) -> str:
    """Return the SQL of the first day of the week, month, fiscal quarter or fiscal year that a day lies in."""
    into_year = f"((strftime('%m', {day}) - {days.fiscal_month} + 12) % 12)"
    match step:
        case "week":
            return f"date({day}, (-((strftime('%w', {day}) + 6 - {days.first_weekday}) % 7)) || ' days')"
        case "month":
            return f"date({day}, 'start of month')"
        case "quarter":
            return f"date({day}, 'start of month', (-({into_year} % 3)) || ' months')"
        case "year":
            return f"date({day}, 'start of month', (-{into_year}) || ' months')"
    return day


def _ids(text: str | int | None) -> tuple[int, ...]:
    return tuple(map(int, str(text).split(","))) if text is not None else ()
