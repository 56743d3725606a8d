"""Kinds of time: a day has no hour and no zone, a moment has both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm_desktop.base import dates
from crm_desktop.schema import days
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds.kind import Kind


@dataclass(frozen=True)
class Day(Kind):
    """A local calendar day. `is_past`: no day to come makes sense, so that a weekday is the last one of that name."""

    is_past: bool = False

    @property
    def is_text(self) -> bool:
        return False

    def parse(self, text: str, formats: Formats) -> date:
        today = dates.today() if formats.takes_words else None
        return days.day(text, order=formats.day_order, today=today, is_past=self.is_past)

    def show(self, value: date | None, formats: Formats) -> str:
        return "" if value is None else formats.day(value)

    def dump(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def load(self, raw: str | None) -> date | None:
        return None if raw is None else date.fromisoformat(raw)


@dataclass(frozen=True)
class Anniversary(Day):
    """A day that comes round each year, such as a birthday."""


@dataclass(frozen=True)
class Moment(Kind):
    """A point in time, held in UTC and shown in local time."""

    @property
    def is_text(self) -> bool:
        return False

    def parse(self, text: str, formats: Formats) -> datetime:
        return days.moment(text, order=formats.day_order, today=dates.today() if formats.takes_words else None)

    def show(self, value: datetime | None, formats: Formats) -> str:
        return "" if value is None else formats.moment(value)

    def plain(self, value: datetime | None) -> str:
        return "" if value is None else dates.moment_text(value)

    def dump(self, value: datetime | None) -> str | None:
        return None if value is None else dates.moment_text(value)

    def load(self, raw: str | None) -> datetime | None:
        return None if raw is None else dates.moment_of(raw)


@dataclass(frozen=True)
class Recurrence(Kind):
    """A rule by which something recurs, held as RFC 5545 RRULE text and read and shown in words."""

    @property
    def is_text(self) -> bool:
        return False

    def parse(self, text: str, formats: Formats) -> str:
        from crm_desktop.schema.recurrence import spoken

        return spoken.rule_of(text, formats).text

    def show(self, value: str | None, formats: Formats) -> str:
        if value is None:
            return ""
        from crm_desktop.schema.recurrence import rule, words

        try:
            return words.of(rule.read(value), formats)
        except ValueError:  # another program wrote it
            return value
