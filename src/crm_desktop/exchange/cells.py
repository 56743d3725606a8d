"""The cells of a table on their way in: each becomes a value of its column's field, or says why it cannot.

Columns repeat themselves, so each keeps what became of the texts it met; a cell that was met before costs one look.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line, squash
from crm_desktop.exchange.links import Links
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.table import Row
from crm_desktop.schema import days, reading
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Link, Moment, Money

_INVISIBLE = "\ufeff\u200b "
_KEPT = 4096  # texts that a column remembers: enough for what repeats, little for what does not


class Special:
    """What a cell can become besides a value."""


@dataclass(frozen=True)
class Wrong(Special):
    """A cell that cannot become a value."""

    reason: str


@dataclass(frozen=True)
class Later(Special):
    """A link to a record that may still come: of the table's own kind, or of a table that follows."""

    text: str


class Nobody(Special):
    """A link for which no record was made, because nothing of its row comes in."""


@dataclass(frozen=True)
class Foreign(Special):
    """An amount in another currency than the book's."""

    value: Any
    currency: str


class _Known(dict[str, Any]):
    """What became of the texts of a column; one that is new is parsed."""

    def __init__(self, parse: Callable[[str, Formats], Any], formats: Formats, *, is_text: bool) -> None:
        super().__init__()
        self._parse, self._formats, self._is_text = parse, formats, is_text

    def __missing__(self, text: str) -> Any:
        try:
            value = self._parse(text, self._formats)
        except ValueError as error:
            value = None if self._is_blank(text) else Wrong(str(error))
        if self._is_text and value.__class__ is str and not value.strip(_INVISIBLE):
            value = None
        if len(self) < _KEPT and not isinstance(value, Later | Nobody):
            self[text] = value
        return value

    def _is_blank(self, text: str) -> bool:
        return reading.is_blank(text, self._is_text)


class _KnownAmounts(_Known):
    """Amounts: what a computation could not give ("NaN") is a wrong one, and no amount left open."""

    def _is_blank(self, text: str) -> bool:
        return super()._is_blank(text) and text.strip().casefold() != "nan"


@dataclass(frozen=True)
class Column:
    """A column that becomes a field; `values` has the value of each text, None for a blank, or a special one."""

    place: int
    heading: str
    field: str
    declared: Field
    values: dict[str, Any]

    @property
    def by_reference(self) -> bool:
        """Whether a link's cells are the keys of another program, and no names."""
        return squash(self.heading).endswith(("id", "ids", "reference"))

    @property
    def is_link(self) -> bool:
        """Whether it becomes a link."""
        return isinstance(self.declared.kind, Link)


class Parsed:
    """A row as values by field; `wrong` says by field why cells stayed out, `later` are links that may still come."""

    __slots__ = ("later", "row", "values", "wrong")

    def __init__(self, row: Row, values: dict[str, Any]) -> None:
        self.row = row
        self.values = values
        self.wrong: dict[str, str] = {}
        self.later: tuple[tuple[str, str], ...] = ()


class Cells:
    """The columns of one table that become something. `home` is the book's currency."""

    def __init__(self, mapping: Mapping, formats: Formats, links: Links, home: str) -> None:
        self._formats = replace(
            formats,
            day_order=mapping.day_order or formats.day_order,
            decimal=mapping.decimal or formats.decimal,
            takes_words=False,
        )
        self._fields = mapping.model.fields()
        self._links, self._home = links, home
        self.columns: dict[str, Column] = {}
        for place, (heading, name) in enumerate(zip(mapping.table.headings, mapping.columns, strict=True)):
            if name is not None:
                declared = self._fields[name]
                column = Column(place, heading, name, declared, {})
                kind = _KnownAmounts if isinstance(declared.kind, Money) else _Known
                known = kind(self._parser(column), self._formats, is_text=declared.kind.is_text)
                self.columns[name] = replace(column, values=known)
        self._walk = [(c.place, c.field, c.values) for c in self.columns.values()]

    def in_words(self, day: date) -> str:
        """Return a day as the user writes it, its month by name."""
        return self._formats.day_in_words(day)

    def doubts(self) -> Iterator[str]:
        """Yield a sentence for each column whose days could also be others, with one that it has."""
        columns = [column for column in self.columns.values() if isinstance(column.declared.kind, Day | Moment)]
        if not days.is_order_open(text for column in columns for text in column.values):
            return
        sentence = _("{heading}: “{text}” was read as {day}.")
        for column in columns:
            for text, value in column.values.items():
                if isinstance(value, date) and days.is_two_days(text):
                    day = dates.local_day(value) if isinstance(value, datetime) else value
                    shown = self._formats.day_in_words(day)
                    yield sentence.format(heading=column.heading, text=one_line(text), day=shown)
                    break

    def read_fractions(self, name: str, texts: Container[str]) -> None:
        """Take texts of a column of percentages as fractions of one."""
        column = self.columns[name]

        def parse(text: str, formats: Formats) -> Any:
            if text in texts:
                return reading.amount(text, decimal=formats.decimal)[0]
            return column.declared.kind.parse(text, formats)

        self.columns[name] = replace(column, values=_Known(parse, self._formats, is_text=False))
        self._walk = [(c.place, c.field, c.values) for c in self.columns.values()]

    def parse(self, row: Row) -> Parsed:
        """Return the values of a row."""
        cells, values = row.cells, dict[str, Any]()
        parsed = Parsed(row, values)
        for place, name, known in self._walk:
            cell = cells[place]
            if cell:
                value = known[cell]
                if value is None:
                    continue
                if isinstance(value, Special):
                    self._take_special(parsed, self.columns[name], value)
                else:
                    values[name] = value
        return parsed

    def make_linked(self, rows: Iterable[Row], naming: Sequence[str]) -> None:
        """Make the records that link cells name and nobody is, where the field wants that.

        Rows with nothing in the columns of the `naming` fields count for nothing: they are going to be refused.
        """
        places = [self.columns[name].place for name in naming if name in self.columns]
        taken = [row for row in rows if row.cells and (not naming or any(row.cells[i].strip() for i in places))]
        for column in self.columns.values():
            kind = column.declared.kind
            if isinstance(kind, Link) and kind.makes and kind.target not in self._links.to_come:
                lines: dict[str, int] = {}
                for row in taken:
                    text = row.cells[column.place]
                    if text not in column.values and not reading.is_blank(text, is_text=True):
                        lines.setdefault(text, row.line)
                if lines:
                    self._links.make_missing(column.field, lines, by_reference=column.by_reference)

    def _parser(self, column: Column) -> Callable[[str, Formats], Any]:
        kind = column.declared.kind
        if isinstance(kind, Link):
            return partial(self._linked, column, kind)
        return self._amount if isinstance(kind, Money) else kind.parse

    def _linked(self, column: Column, kind: Link, cell: str, _formats: Formats) -> Any:
        if reading.is_blank(cell, is_text=True):
            return None
        found = self._links.find(column.field, cell, by_reference=column.by_reference)
        if found is not None:
            return found
        if kind.target in self._links.to_come:
            return Later(cell)
        return Nobody() if kind.makes else Wrong(self._links.unknown(column.field, cell))

    def _amount(self, text: str, formats: Formats) -> Any:
        value, currency = reading.amount(text, decimal=formats.decimal, home=self._home)
        return Foreign(value, currency) if currency and currency != self._home else value

    def _take_special(self, parsed: Parsed, column: Column, value: Special) -> None:
        match value:
            case Wrong(reason):
                parsed.wrong[column.field] = _("{heading}: {reason}").format(heading=column.heading, reason=reason)
            case Later(text):
                parsed.later += ((column.field, text),)
            case Foreign(amount, currency):
                reason = self._keep_currency(parsed, currency)
                if reason:
                    parsed.wrong[column.field] = _("{heading}: {reason}").format(heading=column.heading, reason=reason)
                else:
                    parsed.values[column.field] = amount

    def _keep_currency(self, parsed: Parsed, currency: str) -> str:
        """Let the record be in the currency that an amount was written with; return a sentence where it cannot."""
        if "currency" not in self._fields:
            return _("an amount in {currency} cannot be kept here, only one in {home}; the field stays empty.").format(
                currency=currency, home=self._home
            )
        column = self.columns.get("currency")
        said = one_line(parsed.row.cells[column.place]) if column else ""
        if said and said.upper() != currency:
            return _("the amount is in {currency}, but the row says {said}; the field stays empty.").format(
                currency=currency, said=said[:20]
            )
        parsed.values["currency"] = currency
        return ""
