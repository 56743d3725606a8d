"""What the rows and columns of a user's own report are called, and in what order they stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.base.dates import add_months, fiscal_year_of, quarter_of
from crm_desktop.base.i18n import _
from crm_desktop.base.spans import Calendar
from crm_desktop.base.text import natural_key
from crm_desktop.model import Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Choice, Link
from crm_desktop.storage.pivoting import Axis, Step, field_at, names_of

_FAR = 10_000
"""More times than these are not filled in between the first and the last."""
_MONTHS: Mapping[Step, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Keys:
    """The titles of the keys of an axis, and what sorts each; the empty one comes last."""

    axis: Axis
    titles: Mapping[Any, str]
    order: Mapping[Any, Any]

    def with_gaps(self, days: Calendar, formats: Formats) -> Keys:
        """Return the keys of a time with those in between that no record has; others as they are."""
        known = sorted(key for key in self.titles if key is not None)
        if not self.axis.step or len(known) < 2:
            return self
        between = list(_between(date.fromisoformat(known[0]), date.fromisoformat(known[-1]), self.axis.step))
        titles = {key: _span(date.fromisoformat(key), self.axis.step, days, formats) for key in between} | dict(
            self.titles
        )
        return Keys(self.axis, titles, {key: (key is None, key or "") for key in titles})


def keys_of(
    raw: sqlite3.Connection, model: type[Record], axis: Axis, found: Collection[Any], days: Calendar, formats: Formats
) -> Keys:
    """Return the keys of an axis that records have."""
    declared = field_at(model, axis.path)
    kind, known = declared.kind, [key for key in found if key is not None]
    if axis.step:
        titles: dict[Any, str] = {key: _span(date.fromisoformat(key), axis.step, days, formats) for key in known}
        order: dict[Any, Any] = {key: key for key in known}
    elif isinstance(kind, Link):
        names = names_of(raw, kind.target, known)
        titles = {key: names.get(key, _("(deleted)")) for key in known}
        order = {key: place for place, key in enumerate([*names, *(key for key in known if key not in names)])}
    else:
        titles = {key: kind.show(kind.load(key), formats) for key in known}
        order = _order(declared, titles)
    whole = {key: (False, place) for key, place in order.items()}
    if None in found:
        titles[None], whole[None] = _("No {field}").format(field=small(_(declared.title))), (True, 0)
    return Keys(axis, titles, whole)


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


def _between(first: date, last: date, step: Step) -> Iterator[str]:
    months, span = _MONTHS.get(step), timedelta(days=7 if step == "week" else 1)
    for number in range(_FAR):
        day = add_months(first, number * months) if months else first + number * span
        if day > last:
            return
        yield day.isoformat()


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
