"""A filter as SQL: names come from the declared fields alone, values are bound.

Linked records are asked with EXISTS by their id, row for row: then a long list can be walked in short pieces, each as
quick as the others. Where the linked table is always small (stages), the other way round lets SQLite use an index.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from crm_desktop.base import dates, spans
from crm_desktop.base.dates import Period
from crm_desktop.base.spans import USUAL, Calendar
from crm_desktop.base.text import fold
from crm_desktop.model import BY_NAME, Record
from crm_desktop.model.record import is_indexed, sort_column
from crm_desktop.schema.custom import sql_of
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Anniversary, Choice, Kind, Link, Moment
from crm_desktop.storage.filters import Group, Rule, is_empty, place_of, value_of
from crm_desktop.storage.ordering import Condition

_YEAR = 365
_COMPARED = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


class _Part(NamedTuple):
    """A piece of SQL, in its own brackets, and its values."""

    sql: str
    values: tuple[Any, ...] = ()


def condition(model: type[Record], found: Group, days: Calendar = USUAL) -> Condition:
    """Return what rows of `model`, called `t`, must fulfil; raises KeyError and ValueError as `filters.check` says."""
    if is_empty(found):
        return Condition()
    asked = found.rules if found.joint == "all" else (found,)
    parts = [_of(model, one, "t", days) for one in asked if not _is_nothing(one)]
    return Condition(tuple(part.sql for part in parts), tuple(value for part in parts for value in part.values))


def is_quick(model: type[Record], found: Group) -> bool:
    """Tell whether an index finds what a filter wants, whatever the size of the list."""
    return found.joint == "all" and all(
        is_empty(one) if isinstance(one, Group) else _is_quick(model, one) for one in found.rules
    )


def _is_quick(model: type[Record], rule: Rule) -> bool:
    if rule.field == "id":
        return rule.op == "any_of"
    head, _point, rest = rule.field.partition(".")
    if "@" in rule.field or rule.op not in {"any_of", "is"}:
        return False
    declared = model.fields()[head]
    if rest:
        return _is_small(declared.kind) and "." not in rest
    return is_indexed(head, declared) and isinstance(declared.kind, Choice | Link)


def _is_small(kind: Kind) -> bool:
    return isinstance(kind, Link) and not BY_NAME[kind.target].entity.has_page


def _of(model: type[Record], one: Rule | Group, row: str, days: Calendar) -> _Part:
    if isinstance(one, Rule):
        return _rule(model, one, row, days)
    parts = [_of(model, inner, row, days) for inner in one.rules if not _is_nothing(inner)]
    if not parts:
        return _Part("(1)")
    joint = " AND " if one.joint == "all" else " OR "
    sql = f"({joint.join(part.sql for part in parts)})"
    values = tuple(value for part in parts for value in part.values)
    # not NOT: what is neither true nor false, such as a comparison with nothing, is not fulfilled
    return _Part(f"({sql} IS NOT TRUE)" if one.joint == "none" else sql, values)


def _is_nothing(one: Rule | Group) -> bool:
    return isinstance(one, Group) and is_empty(one)


def _rule(model: type[Record], rule: Rule, row: str, days: Calendar) -> _Part:
    head, _point, rest = rule.field.partition(".")
    if rest:
        return _of_linked(model, head, replace(rule, field=rest), row, days)
    place = place_of(model, head)
    if place.link:
        inner_row = _below(row)
        inner = _of(place.model, rule.value, inner_row, days)
        sql = (
            f'SELECT 1 FROM "{place.model.__tablename__}" {inner_row} '
            f"WHERE {sql_of(place.link, inner_row)} = {row}.id AND {inner.sql}"
        )
        return _Part(f"({'NOT ' if rule.op == 'has_none' else ''}EXISTS ({sql}))", inner.values)
    if place.is_id:
        way = "NOT IN" if rule.op == "none_of" else "IN"
        return _Part(f'({row}."id" {way} (SELECT value FROM json_each(?)))', (json.dumps(rule.value),))
    assert place.field is not None
    return _of_field(head, place.field, rule, row, days)


def _of_linked(model: type[Record], link: str, rule: Rule, row: str, days: Calendar) -> _Part:
    kind = model.fields()[link].kind
    if not isinstance(kind, Link):
        raise KeyError(link)
    here, there = sql_of(link, row), _below(row)
    target = BY_NAME[kind.target]
    inner = _rule(target, rule, there, days)
    if _is_small(kind):
        sql = f'({here} IN (SELECT {there}.id FROM "{kind.target}" {there} WHERE {inner.sql}))'
    else:
        sql = f'(EXISTS (SELECT 1 FROM "{kind.target}" {there} WHERE {there}.id = {here} AND {inner.sql}))'
    is_of_empty = place_of(target, rule.field).operator(rule.op).is_of_empty
    return _Part(f"(({here} IS NULL) OR {sql})" if is_of_empty else sql, inner.values)


def _of_field(name: str, declared: Field, rule: Rule, row: str, days: Calendar) -> _Part:
    here, kind, op, value = sql_of(name, row), declared.kind, rule.op, rule.value
    if op in {"empty", "filled"}:
        empty = f"ifnull({here}, '') = ''" if kind.is_text else f"{here} IS NULL"
        return _Part(f"({empty})" if op == "empty" else f"(NOT ({empty}))")
    words = _words(name, declared, row)
    if isinstance(kind, Choice):
        return _choice(words, op, value)
    if kind.is_text:
        return _text(words, op, value)
    if not kind.is_number:
        return _days(here, kind, _span(op, value, days), rule)
    if op == "between":
        low, high = sorted(value_of(kind, one) for one in value)
        return _Part(f"({here} BETWEEN ? AND ?)", (kind.dump(low), kind.dump(high)))
    dumped = kind.dump(value_of(kind, value))
    if op in {"is", "is_not", "ne"}:
        # a missing yes-or-no is a no
        first = f"ifnull({here}, 0)" if kind.align == "center" else here
        return _Part(f"({first} {'IS' if op == 'is' else 'IS NOT'} ?)", (dumped,))
    return _Part(f"({here} {_COMPARED[op]} ?)", (dumped,))


def _words(name: str, declared: Field, row: str) -> str:
    """Return the SQL of the folded text: the stored sort key where there is one."""
    stored = sort_column(name, declared) if declared.listed and declared.kind.is_text else None
    return sql_of(stored, row) if stored else f"fold({sql_of(name, row)})"


def _choice(words: str, op: str, value: Any) -> _Part:
    wanted = json.dumps([fold(str(one)) for one in value])
    if op == "any_of":
        return _Part(f"({words} IN (SELECT value FROM json_each(?)))", (wanted,))
    return _Part(f"(ifnull({words}, '') NOT IN (SELECT value FROM json_each(?)))", (wanted,))


def _text(words: str, op: str, value: Any) -> _Part:
    wanted = fold(str(value))
    match op:
        case "is":
            return _Part(f"({words} = ?)", (wanted,))
        case "is_not":
            return _Part(f"({words} IS NOT ?)", (wanted,))
        case "starts":
            return _Part(f"(substr({words}, 1, ?) = ?)", (len(wanted), wanted))
        case "ends":
            return _Part(f"(substr({words}, -?) = ?)", (len(wanted), wanted))
        case "has_tag" | "has_not_tag":
            words, wanted = f"(', ' || {words} || ',')", f", {wanted},"
    found = f"ifnull(instr({words}, ?), 0)"
    return _Part(f"({found} {'=' if op in {'contains_not', 'has_not_tag'} else '>'} 0)", (wanted,))


def _span(op: str, value: Any, days: Calendar) -> Period:
    """Return the days that an operator on days speaks of."""
    today = days.today or dates.today()
    match op:
        case "in":
            return days.span(value, today)
        case "last" | "not_for":
            return spans.back(today, *value)
        case "next":
            return spans.ahead(today, *value)
        case "between":
            ends = [_day(one, today, days) for one in value]
            return Period(min(ends), max(ends))
    day = _day(value, today, days)
    return Period(day, day)


def _day(value: str, today: date, days: Calendar) -> date:
    return days.span(value, today).first if value in spans.SPANS else date.fromisoformat(value)


def _days(here: str, kind: Kind, span: Period, rule: Rule) -> _Part:
    if isinstance(kind, Anniversary) and rule.op in {"in", "last", "next"}:
        return _anniversary(here, span)
    first, last = _ends(kind, span)
    match rule.op:
        case "before":
            return _Part(f"({here} < ?)", (first,))
        case "after":
            return _Part(f"({here} > ?)", (last,))
        case "not_for":
            return _Part(f"(({here} < ?) OR ({here} IS NULL))", (first,))
    return _Part(f"({here} BETWEEN ? AND ?)", (first, last))


def _anniversary(here: str, span: Period) -> _Part:
    """Return the condition of coming round in a span of days, whatever the year."""
    if span.days >= _YEAR:
        return _Part(f"({here} IS NOT NULL)")
    first, last = (day.strftime("%m-%d") for day in (span.first, span.last))
    day = f"substr({here}, -5)"
    if first <= last:
        return _Part(f"({day} BETWEEN ? AND ?)", (first, last))
    return _Part(f"(({day} >= ?) OR ({day} <= ?))", (first, last))


def _ends(kind: Kind, span: Period) -> tuple[str, str]:
    """Return the first and the last stored value that lie in a span of local days."""
    if not isinstance(kind, Moment):
        return span.first.isoformat(), span.last.isoformat()
    begin = dates.end_of(span.before) + timedelta(milliseconds=1)
    return dates.moment_text(begin), dates.moment_text(dates.end_of(span.last))


def _below(row: str) -> str:
    return f"a{int(row[1:] or 0) + 1}" if row != "t" else "a1"
