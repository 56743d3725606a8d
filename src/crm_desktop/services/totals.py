"""What the number columns of a list come to: sums and means, of all records, of the selected ones, and of each group.

Amounts of one currency stay in it; several are converted at the rate of each record's day, and where a rate is missing
there is no sum but the reason. A share and a price a piece have a mean and no sum.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import Words
from crm_desktop.model import Record
from crm_desktop.schema.custom import sql_of
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Kind, Money, Percent, Whole, Year
from crm_desktop.services import book, deals
from crm_desktop.storage.amounts import currency_sql, sum_of, sum_sql
from crm_desktop.storage.grouping import folded_name, group_sql
from crm_desktop.storage.query import Listing
from crm_desktop.storage.short_reads import STEP, Read
from crm_desktop.storage.store import raw_of

Range = tuple[int, int]


@dataclass(frozen=True)
class Total:
    """What one column comes to: `count` records have a value. `why` says why there is neither sum nor mean."""

    count: int = 0
    total: Decimal | None = None
    mean: Decimal | None = None
    currency: str = ""
    why: str = ""


@dataclass(frozen=True)
class Totals:
    """The totals by column, of `count` records and of each group by its name."""

    count: int = 0
    whole: Mapping[str, Total] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Total]] = field(default_factory=dict)


def adds_up(declared: Field) -> bool:
    """Tell whether a column has a total: a sum or at least a mean."""
    return isinstance(declared.kind, Money | Percent | Whole) and not isinstance(declared.kind, Year)


def has_sum(kind: Kind) -> bool:
    """Tell whether a sum of such numbers means something: one of shares or of prices a piece does not."""
    return not isinstance(kind, Percent) and not (isinstance(kind, Money) and kind.is_price)


def add_up(listing: Listing, task: Task, read: Read, ranges: Sequence[Range] | None = None) -> Totals:
    """Return the totals of a list, or of some of its rows, in short reads on a worker."""
    model, columns = listing.query.model, listing.query.columns
    fields = model.fields()
    sums = _Sums(model, [name for name in columns if adds_up(fields[name])], listing.query.group)
    if not sums.columns:
        return Totals()
    portions = listing.portions(task, read) if ranges is None else _chosen(listing, ranges, task, read)
    for ids in portions:
        with read() as session:
            sums.add(session, ids)
    with read() as session:
        return sums.totals(deals.rates(session))


def _chosen(listing: Listing, ranges: Sequence[Range], task: Task, read: Read) -> Iterable[list[int]]:
    for first, last in ranges:
        for start in range(first, last + 1, STEP):
            task.check()
            with read() as session:
                ids = listing.ids(session, start, min(start + STEP - 1, last))
            yield ids


_Key = tuple[str, str, str | None]
"""A group, a currency, and the day of the rate; None for what needs none."""


class _Sums:
    """The sums so far, by group, currency and day: only that can be converted in the end."""

    def __init__(self, model: type[Record], columns: Sequence[str], group: str) -> None:
        self.columns = columns
        self.count = 0
        self._model, self._group = model, group
        self._found: dict[_Key, list[tuple[int, int]]] = {}

    def add(self, session: Session, ids: Sequence[int]) -> None:
        """Count some more records in."""
        self.count += len(ids)
        base = book.currency(session)
        code, day = currency_sql(self._model)
        by = group_sql(self._model, self._group) if self._group else "NULL"
        parts = ", ".join(f"count({here}), {sum_sql(here)}" for here in (sql_of(name, "t") for name in self.columns))
        sql = (
            f"SELECT {by}, {code}, {day}, {parts} FROM json_each(:ids) j "
            f'JOIN "{self._model.__tablename__}" t ON t.id = j.value GROUP BY 1, 2, 3'
        )
        for key, currency, on, *values in raw_of(session).execute(sql, {"ids": json.dumps(list(ids)), "base": base}):
            before = self._found.setdefault((folded_name(key), currency, on), [(0, 0)] * len(self.columns))
            for place in range(len(self.columns)):
                count, high, low = values[3 * place : 3 * place + 3]
                before[place] = before[place][0] + count, before[place][1] + sum_of(high, low)

    def totals(self, rates: Rates) -> Totals:
        """Return what all of it comes to."""
        groups = defaultdict[str, dict[_Key, list[tuple[int, int]]]](dict)
        for key, found in self._found.items():
            groups[key[0]][key] = found
        each = {name: self._of(found, rates) for name, found in groups.items()} if self._group else {}
        return Totals(self.count, self._of(self._found, rates), each)

    def _of(self, found: Mapping[_Key, list[tuple[int, int]]], rates: Rates) -> dict[str, Total]:
        return {name: self._column(place, name, found, rates) for place, name in enumerate(self.columns)}

    def _column(self, place: int, name: str, found: Mapping[_Key, list[tuple[int, int]]], rates: Rates) -> Total:
        kind = self._model.fields()[name].kind
        parts = [(key, *values[place]) for key, values in found.items() if values[place][0]]
        count = sum(part[1] for part in parts)
        if not isinstance(kind, Money):
            return _finished(kind, count, sum((_value(kind, part[2]) for part in parts), Decimal(0)))
        codes = {key[1] for key, _count, _raw in parts}
        if len(codes) == 1:
            return _finished(kind, count, sum((_value(kind, part[2]) for part in parts), Decimal(0)), codes.pop())
        value = Decimal(0)
        for (_group, code, on), _count, raw in parts:
            share = rates.in_base(_value(kind, raw), code, date.fromisoformat(on) if on else None)
            if isinstance(share, Words):
                return Total(count, why=share)
            value += share
        return _finished(kind, count, value, rates.base)


def _value(kind: Kind, raw: int) -> Decimal:
    return Decimal(raw).scaleb(-4) if isinstance(kind, Money | Percent) else Decimal(raw)


def _finished(kind: Kind, count: int, value: Decimal, currency: str = "") -> Total:
    if not count:
        return Total()
    return Total(count, value if has_sum(kind) else None, value / count, currency)
