"""Which entity a table holds, and which field each of its columns becomes: told by headings and the file's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from crm_desktop.base.i18n import _
from crm_desktop.base.text import squash
from crm_desktop.exchange import headings
from crm_desktop.exchange.outcome import places_of_ours
from crm_desktop.exchange.table import Row, Table
from crm_desktop.model import ENTITIES, Record
from crm_desktop.schema.days import detect_day_order
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.kinds import Choice, Day, Kind, Moment, Money
from crm_desktop.schema.reading import is_blank

_LOOKED_AT = 2000
_NAMING = {"name", "first_name", "last_name", "email"}
_ANY = formats_for()  # a choice has no format
_MANY = 4  # columns that tell enough even among hundreds
_POINT = re.compile(r".*\d,\d{3}\.\d.*|\D*[\d ']*\.(?:\d{1,2}|\d{4,})\D*")
_COMMA = re.compile(r".*\d\.\d{3},\d.*|\D*[\d ']*,(?:\d{1,2}|\d{4,})\D*")


@dataclass(frozen=True)
class Mapping:
    """What becomes of a table: `columns` has a field's name, or None, for each heading.

    `day_order` and `decimal` are how the table writes days and amounts; None is as the user does. `misfits` are the
    headings, with the fields that they speak of, of which most values are none of the field's.
    """

    table: Table
    model: type[Record]
    columns: tuple[str | None, ...]
    day_order: str | None = None
    decimal: str | None = None
    misfits: tuple[tuple[str, str], ...] = ()
    rivals: tuple[type[Record], ...] = ()
    """Other entities that the table fits as well."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """The headings that become nothing; those that we gave a file of rejected rows ourselves are not worth a word."""
        ours = places_of_ours(self.table.headings)
        columns = list(zip(self.table.headings, self.columns, strict=True))[ours:]
        return tuple(heading for heading, field in columns if field is None)

    def with_column(self, index: int, field: str | None) -> Mapping:
        """Return the mapping with another field for one column; a field is filled by one column only."""
        columns = [None if field is not None and c == field else c for c in self.columns]
        columns[index] = field
        found = _with_habits(replace(self, columns=tuple(columns)))
        return replace(found, day_order=self.day_order or found.day_order, decimal=self.decimal or found.decimal)


def recognise(table: Table, model: type[Record] | None = None) -> Mapping | None:
    """Return the most likely mapping, of the given entity if one is given; None if the table fits none."""
    candidates = [model] if model else [m for m in ENTITIES if m.entity.has_page]
    ours = places_of_ours(table.headings)
    best: tuple[tuple[int, int], Mapping] | None = None
    for candidate in candidates:
        columns = headings.match((*("",) * ours, *table.headings[ours:]), candidate)
        filled = {field for field in columns if field}
        named = _named_like(table.name, candidate)
        if model is None and not _is_telling(filled, len(columns) - ours, named=named):
            continue
        score = len(filled) + 2 * named, int("name" in filled)
        if best is None or score > best[0]:
            best = score, Mapping(table, candidate, columns)
        elif score == best[0]:
            best = score, replace(best[1], rivals=(*best[1].rivals, candidate))
    return None if best is None else _with_habits(_without_misfits(best[1]))


def unrecognised(table: Table, advice: str = "") -> str:
    """Return the sentence for a table that fits no entity, and what to do about it."""
    shown = ", ".join(f"“{h}”" for h in table.headings[:6]) + (" …" if len(table.headings) > 6 else "")
    if describes_columns(table):
        return _("{file} describes the columns of other files and holds no records; it was left out.").format(
            file=table.name
        )
    sentence = _("{file} was left out: its headings ({headings}) fit no kind of record. {advice}")
    advice = advice or _("Say what it holds, or name its columns.")
    return sentence.format(file=table.name, headings=shown, advice=advice)


def undecided(mapping: Mapping, advice: str) -> str:
    """Return the sentence for a table that fits several entities equally well, and what to do about it."""
    kinds = ", ".join(_(model.entity.plural).lower() for model in (mapping.model, *mapping.rivals))
    sentence = _("{file} was left out: its headings fit several kinds of record equally well ({kinds}). {advice}")
    return sentence.format(file=mapping.table.name, kinds=kinds, advice=advice)


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


def _without_misfits(mapping: Mapping) -> Mapping:
    """Take columns from the fields of closed choices that most of their values are none of; another may fill the field.

    Salesforce calls "Type" what is no status of ours: "Analyst", "Competitor".
    """
    fields, columns, misfits = mapping.model.fields(), mapping.columns, list[tuple[str, str]]()
    table = mapping.table
    closed = {name for name in columns if name and isinstance(kind := fields[name].kind, Choice) and not kind.open}
    rows = list(islice(table.rows, _LOOKED_AT)) if closed else []
    ours = places_of_ours(table.headings)
    known = [*("",) * ours, *table.headings[ours:]]
    while found := next((n for n in columns if n in closed and _misfits(rows, columns.index(n), fields[n].kind)), None):
        place = columns.index(found)
        misfits.append((table.headings[place], found))
        known[place] = ""
        taken = headings.match(known, mapping.model)
        columns = tuple(
            new if new == found else None if old == found else old for old, new in zip(columns, taken, strict=True)
        )
    return replace(mapping, columns=columns, misfits=tuple(misfits))


def _misfits(rows: list[Row], place: int, kind: Kind) -> bool:
    """Tell whether most values of a column, and more than one, are none of a choice's."""
    texts = Counter(row.cells[place] for row in rows if row.cells)
    filled = wrong = 0
    for text, count in texts.items():
        if is_blank(text, is_text=True):
            continue
        filled += count
        try:
            kind.parse(text, _ANY)
        except ValueError:
            wrong += count
    return wrong > 1 and wrong * 2 > filled


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
