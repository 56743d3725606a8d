"""Which entity a table holds, and which field each of its columns becomes: told by headings and the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from crm_desktop.base.i18n import _
from crm_desktop.base.text import squash
from crm_desktop.exchange import headings
from crm_desktop.exchange.table import Row, Table
from crm_desktop.model import ENTITIES, Record
from crm_desktop.schema.days import detect_day_order
from crm_desktop.schema.kinds import Day, Kind, Moment, Money

_LOOKED_AT = 2000
_NAMING = {"name", "first_name", "last_name", "email"}
_MANY = 4  # columns that tell enough even among hundreds
_POINT = re.compile(r".*\d,\d{3}\.\d.*|\D*[\d ']*\.(?:\d{1,2}|\d{4,})\D*")
_COMMA = re.compile(r".*\d\.\d{3},\d.*|\D*[\d ']*,(?:\d{1,2}|\d{4,})\D*")


@dataclass(frozen=True)
class Mapping:
    """What becomes of a table: `columns` has a field's name, or None, for each heading.

    `day_order` and `decimal` are how the table writes days and amounts; None is as the user does.
    """

    table: Table
    model: type[Record]
    columns: tuple[str | None, ...]
    day_order: str | None = None
    decimal: str | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """The headings that become nothing."""
        return tuple(h for h, field in zip(self.table.headings, self.columns, strict=True) if field is None)

    def with_column(self, index: int, field: str | None) -> Mapping:
        """Return the mapping with another field for one column; a field is filled by one column only."""
        columns = [None if field is not None and c == field else c for c in self.columns]
        columns[index] = field
        found = _with_habits(replace(self, columns=tuple(columns)))
        return replace(found, day_order=self.day_order or found.day_order, decimal=self.decimal or found.decimal)


def recognise(table: Table, model: type[Record] | None = None) -> Mapping | None:
    """Return the most likely mapping, of the given entity if one is given; None if the table fits none."""
    candidates = [model] if model else [m for m in ENTITIES if m.entity.has_page]
    best: tuple[tuple[int, int, int], Mapping] | None = None
    for candidate in candidates:
        columns = headings.match(table.headings, candidate)
        filled = {field for field in columns if field}
        named = _named_like(table.name, candidate)
        if model is None and not _is_telling(filled, len(columns), named=named):
            continue
        score = (len(filled) + 2 * named, int("name" in filled), -ENTITIES.index(candidate))
        if best is None or score > best[0]:
            best = score, Mapping(table, candidate, columns)
    return None if best is None else _with_habits(best[1])


def unrecognised(table: Table) -> str:
    """Return the sentence for a table that fits no entity."""
    shown = ", ".join(f"“{h}”" for h in table.headings[:6]) + (" …" if len(table.headings) > 6 else "")
    if describes_columns(table):
        return _("{file} describes the columns of other files and holds no records; it was left out.").format(
            file=table.name
        )
    return _(
        "{file} was left out: its headings ({headings}) fit no kind of record. Say what it holds, or name its columns."
    ).format(file=table.name, headings=shown)


def describes_columns(table: Table) -> bool:
    """Whether a table is the dictionary of other files."""
    return {squash(heading) for heading in table.headings} >= {"table", "field", "description"}


def detect_decimal(texts: Iterable[str]) -> str | None:
    """Return the mark before the decimals where an amount of the column forces it; None where none does."""
    forced = {mark for text in texts for mark, form in ((".", _POINT), (",", _COMMA)) if form.fullmatch(text)}
    return forced.pop() if len(forced) == 1 else None


def _is_telling(filled: set[str], width: int, *, named: bool) -> bool:
    """Whether enough columns are known, and among them one that tells which record a row is."""
    if not filled & _NAMING and not ("reference" in filled and len(filled) > _MANY):
        return False
    return len(filled) >= _MANY or (len(filled) * 4 >= width and len(filled) >= (1 if named else 2))


def _named_like(file: str, model: type[Record]) -> bool:
    return any(squash(word) in squash(file) for word in (model.entity.plural, *model.entity.names))


def _with_habits(mapping: Mapping) -> Mapping:
    rows = list(islice(mapping.table.rows, _LOOKED_AT)) if _places(mapping, (Day, Moment, Money)) else []
    return replace(
        mapping,
        day_order=detect_day_order(_cells(rows, _places(mapping, (Day, Moment)))),
        decimal=detect_decimal(_cells(rows, _places(mapping, (Money,)))),
    )


def _places(mapping: Mapping, kinds: tuple[type[Kind], ...]) -> list[int]:
    fields = mapping.model.fields()
    return [place for place, name in enumerate(mapping.columns) if name and isinstance(fields[name].kind, kinds)]


def _cells(rows: list[Row], places: list[int]) -> Iterable[str]:
    return (row.cells[place] for row in rows if row.cells for place in places)
