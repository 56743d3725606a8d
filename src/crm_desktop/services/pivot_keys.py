"""What the rows and columns of a user's own report are called, and in what order they stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crm_desktop.base.dates import add_months, fiscal_year_of, quarter_of
from crm_desktop.base.i18n import _
from crm_desktop.base.spans import Calendar
from crm_desktop.base.text import natural_key
from crm_desktop.model import Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Choice, Link, Money, Percent
from crm_desktop.storage.pivoting import NOW, ROUNDS, Axis, Step, Then, field_at, names_of, width_of

_FAR = 10_000
"""More times than these are not filled in between the first and the last."""
_MONTHS: Mapping[Step, int] = {"month": 1, "quarter": 3, "year": 12}


_ROUNDS: Mapping[Step, range] = {"weekday": range(7), "month_of_year": range(1, 13), "quarter_of_year": range(1, 5)}
_SCALE = 4


@dataclass(frozen=True)
class Ways:
    """How the user counts days and writes them, and the book as it was at a stored moment, None for now."""

    days: Calendar
    formats: Formats
    then: Then = NOW
    moment: str | None = None


@dataclass(frozen=True)
class Keys:
    """The titles of the keys of an axis, and what sorts each; the empty one comes last."""

    axis: Axis
    declared: Field
    titles: Mapping[Any, str]
    order: Mapping[Any, Any]

    def with_gaps(self, ways: Ways) -> Keys:
        """Return the keys of a time or of ranges with those in between that no record has; others as they are."""
        known = sorted(key for key in self.titles if key is not None)
        if not self.axis.step or not known:
            return self
        between = list(_between(known[0], known[-1], self.axis.step, width_of(self.declared, self.axis.step)))
        titles = {key: _stepped(self.declared, self.axis.step, key, ways) for key in between} | dict(self.titles)
        order = {key: (key is None, 0 if key is None else _place(key, self.axis.step, ways)) for key in titles}
        return Keys(self.axis, self.declared, titles, order)


def keys_of(raw: sqlite3.Connection, model: type[Record], axis: Axis, found: Collection[Any], ways: Ways) -> Keys:
    """Return the keys of an axis that records have."""
    declared = field_at(model, axis.path)
    kind, known = declared.kind, [key for key in found if key is not None]
    if axis.step:
        titles: dict[Any, str] = {key: _stepped(declared, axis.step, key, ways) for key in known}
        order: dict[Any, Any] = {key: _place(key, axis.step, ways) for key in known}
    elif isinstance(kind, Link):
        names = names_of(raw, kind.target, known, ways.then)
        titles = {key: names.get(key, _("(deleted)")) for key in known}
        order = {key: place for place, key in enumerate([*names, *(key for key in known if key not in names)])}
    else:
        titles = {key: kind.show(kind.load(key), ways.formats) for key in known}
        order = _order(declared, titles)
    whole = {key: (False, place) for key, place in order.items()}
    if None in found:
        titles[None], whole[None] = _("No {field}").format(field=small(_(declared.title))), (True, 0)
    return Keys(axis, declared, titles, whole)


def small(title: str) -> str:
    """Return a title as it stands in a sentence: "industry", but "ERP number"."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _order(declared: Field, titles: Mapping[Any, str]) -> dict[Any, Any]:
    kind = declared.kind
    if isinstance(kind, Choice):
        places = {code: place for place, (code, _title) in enumerate(kind.options)}
        return {key: (places.get(key, len(places)), natural_key(title), key) for key, title in titles.items()}
    if kind.is_number:
        return {key: key for key in titles}
    return {key: (natural_key(title), key) for key, title in titles.items()}


def _place(key: Any, step: Step, ways: Ways) -> Any:
    """Return what sorts a time or a range: weeks and years begin where the user's do."""
    match step:
        case "weekday":
            return (key - ways.days.first_weekday) % 7
        case "month_of_year":
            return (key - ways.days.fiscal_month) % 12
    return key


def _between(first: Any, last: Any, step: Step, width: int) -> Iterator[Any]:
    if isinstance(first, int):
        inside = _ROUNDS.get(step, range(first, last + 1, width or 1))
        yield from inside if len(inside) <= _FAR else ()
        return
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    months, span = _MONTHS.get(step), timedelta(days=7 if step == "week" else 1)
    for number in range(_FAR):
        day = add_months(begin, number * months) if months else begin + number * span
        if day > end:
            return
        yield day.isoformat()


def _stepped(declared: Field, step: Step, key: Any, ways: Ways) -> str:
    """Return a time or a range of numbers: "Nov 2026", "Mon", "10,000 to under 20,000"."""
    formats = ways.formats
    if step in ROUNDS or step == "hour":
        return _in_round(step, int(key), formats)
    if width := width_of(declared, step):
        return _range(declared, key, width, formats)
    return _span(date.fromisoformat(key), step, ways.days, formats)


def _in_round(step: Step, place: int, formats: Formats) -> str:
    """Return what comes round again: "Mon", "Nov", "Q4", "09:00 – 09:59"."""
    match step:
        case "weekday":
            return formats.weekdays[place]
        case "month_of_year":
            return formats.months[place - 1]
        case "quarter_of_year":
            return _("Q{n}").format(n=place)
    return f"{place:02}:00 – {place:02}:59"


def _range(declared: Field, low: int, width: int, formats: Formats) -> str:
    """Return the numbers from `low` on, which are so many."""
    kind = declared.kind
    if isinstance(kind, Money | Percent):
        ends = [Decimal(one).scaleb(-_SCALE) for one in (low, low + width)]
        if isinstance(kind, Percent):
            first, end = (formats.number(one * 100, 0) for one in ends)
            return _("{first} to under {end} %").format(first=first, end=end)
        first, end = (formats.number(one, 0) for one in ends)
        return _("{first} to under {end}").format(first=first, end=end)
    return f"{kind.show(low, formats)} – {kind.show(low + width - 1, formats)}"


def _span(first: date, step: Step, days: Calendar, formats: Formats) -> str:
    """Return a span of days that begins on `first`: "16 Nov 2026", "Nov 2026", "Q4 2026", "2026"."""
    match step:
        case "week":
            return _("week of {day}").format(day=formats.day_in_words(first))
        case "month":
            return f"{formats.months[first.month - 1]} {first.year}"
        case "quarter":
            if days.fiscal_month == 1:
                return _("Q{n} {year}").format(n=first.month // 3 + 1, year=first.year)
            last = quarter_of(first, days.fiscal_month).last
            return f"{formats.months[first.month - 1]} – {formats.months[last.month - 1]} {last.year}"
        case "year":
            last = fiscal_year_of(first, days.fiscal_month).last
            return str(first.year) if days.fiscal_month == 1 else f"{first.year}/{last.year % 100:02d}"
    return formats.day_in_words(first)
