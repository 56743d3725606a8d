"""Records counted and added up by some of their fields, in one query: what a report of the user's own is made of.

A field is named by a path as in filters, at most one link away. With each group come the ids of its records, so that a
number and what stands behind it are of the same moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from crm_desktop.base.spans import USUAL, Calendar
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.custom import sql_of
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Day, Link, Moment, Money, Percent, Whole, Year, YesNo
from crm_desktop.storage.amounts import currency_sql, sum_of, sum_sql
from crm_desktop.storage.filter_sql import condition
from crm_desktop.storage.filters import NONE, Group, place_of
from crm_desktop.storage.grouping import can_group
from crm_desktop.storage.tables import link_key

Step = Literal[
    "", "day", "week", "month", "quarter", "year", "weekday", "hour", "month_of_year", "quarter_of_year",
    "10", "100", "1000", "10000", "100000", "1000000",
]  # fmt: skip
"""Times by how long a one, or by what comes round again; numbers by ranges that are so wide."""
TIMES: Final[tuple[Step, ...]] = ("day", "week", "month", "quarter", "year")
ROUNDS: Final[tuple[Step, ...]] = ("weekday", "month_of_year", "quarter_of_year")
WIDTHS: Final[tuple[Step, ...]] = ("10", "100", "1000", "10000", "100000", "1000000")
_TIMES = Day | Moment
_SCALE: Final = 10_000


@dataclass(frozen=True)
class Axis:
    """By what records are told apart: the path of a field, and by which of the field's steps."""

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
    """What a measured field comes to, as the file keeps it; `without` are the ids of the records that have no value."""

    total: int
    least: int | None
    most: int | None
    number: int
    without: str | int | None


class Found(NamedTuple):
    """The records of one group: a key for each axis, None for empty; times by the first day of their span.

    Ids stay the text that SQLite made of them: most are never asked for, see `ids_of`.
    """

    keys: tuple[Any, ...]
    currency: str
    day: str | None
    number: int
    ids: str | int
    sums: tuple[Sums, ...]


class Piece(NamedTuple):
    """A piece of SQL and its values."""

    sql: str
    values: tuple[Any, ...] = ()


_NOTHING: Final = Piece("")


@dataclass(frozen=True)
class Then:
    """A book as it was: what stands in the place of tables, and which rows, called `t`, of the model were there."""

    tables: Mapping[str, Piece] = field(default_factory=dict)
    there: Piece = _NOTHING

    def before(self, sql: str) -> Piece:
        """Return what makes a statement read these tables instead of those of now."""
        used = [(name, piece) for name, piece in self.tables.items() if f'"{name}"' in sql]
        if not used:
            return _NOTHING
        parts = ", ".join(f'"{name}" AS ({piece.sql})' for name, piece in used)
        return Piece(f"WITH {parts} ", tuple(value for _name, piece in used for value in piece.values))


NOW: Final = Then()


def field_at(model: type[Record], path: str) -> Field:
    """Return the field that a path leads to; raises KeyError where there is none or it is more than a link away."""
    declared = place_of(model, path).field
    if declared is None or path.count(".") > 1:
        raise KeyError(path)
    return declared


def can_tell_apart(declared: Field) -> bool:
    """Tell whether records are told apart by a field."""
    return can_group(declared) or isinstance(declared.kind, Money | Percent | Whole)


def steps_of(declared: Field) -> tuple[Step, ...]:
    """Return the steps by which a field may be taken, none where each of its values stands for itself."""
    match declared.kind:
        case Moment():
            return (*TIMES, *ROUNDS, "hour")
        case Day():
            return (*TIMES, *ROUNDS)
        case Percent() | Year():
            return ("", "10")
        case Money() | Whole():
            return ("", *WIDTHS)
    return ()


def width_of(declared: Field, step: Step) -> int:
    """Return how wide the ranges of a number are, as the file keeps it; 0 where it is taken by none."""
    if step not in WIDTHS:
        return 0
    kind = declared.kind
    return int(step) * (_SCALE if isinstance(kind, Money) else _SCALE // 100 if isinstance(kind, Percent) else 1)


def ids_of(texts: Iterable[str | int | None]) -> list[int]:
    """Return ids that SQLite put together, in their order."""
    whole = ",".join(str(text) for text in texts if text is not None)
    return sorted(map(int, whole.split(","))) if whole else []


def found_in(
    raw: sqlite3.Connection, question: Question, base: str, days: Calendar = USUAL, then: Then = NOW
) -> Iterator[Found]:
    """Yield the groups of records that there are. Raises KeyError and ValueError where a path or a filter is wrong."""
    asked = _statement(question, base, days, then)
    count = len(question.axes)
    starts = range(count + 4, count + 4 + 6 * len(question.measured), 6)
    for row in raw.execute(*asked):
        sums = [Sums(sum_of(row[at], row[at + 1]), *row[at + 2 : at + 6]) for at in starts]
        currency, day, number, ids = row[count : count + 4]
        yield Found(row[:count], currency, day, number, ids, tuple(sums))


def _statement(question: Question, base: str, days: Calendar, then: Then) -> Piece:
    model, joins = question.model, dict[str, str]()
    keys = [_key(model, axis, joins, days) for axis in question.axes]
    code, day = currency_sql(model, "b.code")
    values = [sql_of(path, "t") for path in question.measured]
    sums = "".join(
        f", {sum_sql(value)}, min({value}), max({value}), count({value}), group_concat(iif({value} IS NULL, t.id, NULL))"
        for value in values
    )
    where = condition(model, question.filter, days)
    tests = " AND ".join((*where.terms, *filter(None, [then.there.sql]))) or "1"
    groups = [*keys, code, day] if values else [*keys, "''", "NULL"]
    sql = (
        f"SELECT {', '.join(groups)}, count(*), group_concat(t.id){sums} "
        f'FROM (SELECT ? AS code) b, "{model.__tablename__}" t {" ".join(joins.values())} '
        f"WHERE {tests} GROUP BY {', '.join(str(place + 1) for place in range(len(groups)))}"
    )
    before = then.before(sql)
    return Piece(before.sql + sql, (*before.values, base, *where.values, *then.there.values))


def names_of(raw: sqlite3.Connection, target: str, ids: Sequence[int], then: Then = NOW) -> dict[int, str]:
    """Return the names of linked records by id, in the order that lists sort a link by."""
    import json

    sql = f'SELECT k.id, k.name FROM "{target}" k WHERE k.id IN (SELECT value FROM json_each(?)) ORDER BY '
    before = then.before(sql)
    names = (*before.values, json.dumps(list(ids)))
    return dict(raw.execute(f"{before.sql}{sql}{link_key(target, 'k')}, k.id", names))


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
        here = f"datetime({here}, 'localtime')" if axis.step == "hour" else f"date({here}, 'localtime')"
    if isinstance(kind, _TIMES):
        return _round(here, axis.step, days) or _first_day(here, axis.step, days)
    if width := width_of(declared, axis.step):
        return f"({here} - (({here} % {width}) + {width}) % {width})"
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


def _round(day: str, step: Step, days: Calendar) -> str:
    """Return the SQL of what comes round again: the weekday from Monday as 0, the month, the fiscal quarter, the hour."""
    match step:
        case "weekday":
            return f"((strftime('%w', {day}) + 6) % 7)"
        case "month_of_year":
            return f"(strftime('%m', {day}) + 0)"
        case "quarter_of_year":
            return f"((strftime('%m', {day}) - {days.fiscal_month} + 12) % 12 / 3 + 1)"
        case "hour":
            return f"(strftime('%H', {day}) + 0)"
    return ""
