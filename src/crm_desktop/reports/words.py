"""Figures as people read them: numbers with their unit, days, and the sentences that say why there is no number.

Values are rounded here, once and half to even, and nowhere before. The figures' sentences are translated here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures.deal import Span
from crm_desktop.figures.figure import Figure, MissingRate, Words, rounded
from crm_desktop.schema.formats import Formats
from crm_desktop.services import sentences

NOTHING = "—"
FEW = 20  # counts below this are shown as "3 of 4" and not only as a share
_PLACES = 10  # of a quotient, which may have no end
_FAR = 183  # days: further away than this a day is written with its year


# By the pattern of the whole sentence; one that is new here is shown whole.
_SHORT_REASONS: Final = {
    "no contact yet, {days} days after it was created, limit {limit}": N_("no contact yet"),
    "no contact for {days} days, limit {limit}": N_("quiet for {days} days"),
    "in its stage for {days} days, limit {limit}": N_("{days} days in stage"),
    "close date {close_date} is in the past": N_("overdue"),
    "close date moved {times} times": N_("moved {times} times"),
    "close date moved {times} times, first {first}": N_("moved {times} times"),
}


@dataclass(frozen=True)
class Wording:
    """Numbers and days by one locale; days far from `day` are written with their year."""

    formats: Formats
    day: date

    def money(self, value: Decimal | None, places: int = 0) -> str:
        """Return an amount without its currency; one of cents only is not shown as nothing."""
        if value is None:
            return NOTHING
        return self.formats.number(value, 2 if 0 < abs(value) < 1 else places)

    def signed(self, value: Decimal | None, places: int = 0) -> str:
        """Return an amount with its sign standing apart: "+ 118,400", "− 4,200"; nothing is "0"."""
        if value is None:
            return NOTHING
        number = self.formats.number(abs(value), places)
        if not any(digit in number for digit in "123456789"):
            return number
        return ("+ " if value > 0 else "\u2212 ") + number

    def percent(self, fraction: Decimal | int) -> str:
        """Return a share in whole percents; one that is not quite nothing or all gets a decimal."""
        whole = abs(Decimal(fraction))
        places = 1 if 0 < whole < Decimal("0.01") or Decimal("0.99") < whole < 1 else 0
        return f"{self.formats.number(Decimal(fraction) * 100, places)} %"

    def days(self, value: Decimal | int) -> str:
        """Return a number of days, with a decimal where it has one."""
        if value == 1:
            return _("1 day")
        shown = self.formats.number(Decimal(value), 0 if value == int(value) else 1)
        return _("{n} days").format(n=shown)

    def value(self, figure: Figure) -> str:
        """Return the figure's value with its unit, a dash where there is none; the reason is not said here."""
        if figure.value is None:
            return NOTHING
        match figure.unit:
            case "money":
                return self.money(Decimal(figure.value))
            case "percent":
                return self.count_or_share(figure)
            case "ratio":
                return f"{self.formats.number(Decimal(figure.value), 1)} ×"
            case "days":
                return self.days(figure.value)
            case "count":
                return self.formats.number(int(figure.value))
            case "number":
                return self.formats.number(Decimal(figure.value), 0 if figure.value == int(figure.value) else 1)

    def count_or_share(self, figure: Figure) -> str:
        """Return a share as "3 of 4" where the counts are small, as percents where they are not."""
        if figure.value is None:
            return NOTHING
        if figure.of is None or figure.of[1] >= FEW:
            return self.percent(figure.value)
        return _("{n} of {all}").format(n=figure.of[0], all=figure.of[1])

    def short_date(self, day: date) -> str:
        """Return "26 Nov", or "26 Nov 2019" for a day that is far from the report's."""
        return self.formats.day_in_words(day, year=abs((day - self.day).days) > _FAR)

    def weekday(self, day: date) -> str:
        """Return "Friday"."""
        return _long_names(self.formats.code)[1][day.weekday()]

    def long_date(self, day: date) -> str:
        """Return "Friday 20 November 2026"."""
        return f"{self.weekday(day)} {day.day} {_long_names(self.formats.code)[0][day.month - 1]} {day.year}"

    def month(self, day: date, *, year: bool = False) -> str:
        """Return the short name of the month, "Nov" or "Nov 2026"."""
        name = self.formats.months[day.month - 1]
        return f"{name} {day.year}" if year else name

    def span(self, span: Span) -> str:
        """Return "16 – 22 November 2026", or with month and year on both sides where these differ."""
        months, _weekdays = _long_names(self.formats.code)
        first, last = span.first, span.last
        end = f"{last.day} {months[last.month - 1]} {last.year}"
        if first == last:
            return end
        start = str(first.day)
        if (first.year, first.month) != (last.year, last.month):
            start += f" {months[first.month - 1]}"
        if first.year != last.year:
            start += f" {first.year}"
        return f"{start} – {end}"

    def months(self, period: Period) -> str:
        """Return "October 2026 – March 2027" for whole months, else the days."""
        names, _weekdays = _long_names(self.formats.code)
        if period.first.day != 1 or (period.last.day < 28) or (period.last.month == _next_day(period.last).month):
            return self.span(period)
        first, last = (f"{names[day.month - 1]} {day.year}" for day in (period.first, period.last))
        return first if first == last else f"{first} – {last}"

    def printed(self, at: datetime, file: str) -> str:
        """Return the line at the foot of each page."""
        local = at.astimezone()
        when = f"{self.long_date(local.date())} {local:%H:%M}"
        return _("Printed {when} from {file}").replace("{when}", when).replace("{file}", file)

    def sentence(self, words: str) -> str:
        """Return the figures' words in the user's language, with their days and numbers as the locale writes them."""
        return sentences.sentence(words, self.formats)

    def short_reason(self, words: Words) -> str:
        """Return why an opportunity needs attention, in as few words as a table has room for."""
        short = _SHORT_REASONS.get(words.pattern)
        return self.sentence(words) if short is None else _(short).format(**words.values)

    def reason(self, figure: Figure) -> str:
        """Return why a figure has no value, or an empty text."""
        return self.sentence(figure.why)


def exact(value: Decimal | int | None) -> Decimal | None:
    """Return a value for other programs: without zeros that say nothing, a quotient to ten places."""
    if value is None:
        return None
    whole = Decimal(value)
    _sign, _digits, exponent = whole.as_tuple()
    is_long = isinstance(exponent, int) and exponent < -_PLACES
    short = (rounded(whole, _PLACES) if is_long else whole).normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def opportunities(count: int) -> str:
    """Return "1 opportunity" or "33 opportunities"."""
    return count_of("{n} opportunity", "{n} opportunities", count)


def places_for(values: Iterable[Decimal | int | None]) -> int:
    """Return the decimals that a column of numbers is shown with: 2 as soon as one of them has any."""
    return 2 if any(value is not None and value != int(value) for value in values) else 0


def by_reason(left_out: Sequence[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    """Return the records that were left out, by the reason; missing rates of one currency are one reason."""
    first: dict[object, str] = {}
    found: dict[str, list[int]] = {}
    for record, why in left_out:
        key = (why.pattern, why.values.get("currency")) if isinstance(why, MissingRate) else why
        found.setdefault(first.setdefault(key, why), []).append(record)
    return {why: tuple(records) for why, records in found.items()}


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@lru_cache(maxsize=8)
def _long_names(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the full names of the months, January first, and of the weekdays, Monday first."""
    from babel import Locale

    locale = Locale.parse(code)
    months = tuple(str(locale.months["format"]["wide"][number]) for number in range(1, 13))
    return months, tuple(str(locale.days["format"]["wide"][number]) for number in range(7))
