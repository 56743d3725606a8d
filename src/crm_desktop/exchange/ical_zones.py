"""The time zones of a calendar: found by their names, or by what the calendar itself says of them.

Names are IANA's, with whatever programs put before them, or those of Windows. What has another name is taken by the
rules that come with it: for a single event they give the moment; for a series a zone is sought whose clocks have
shown the same on every day of two years, because a series is kept with the name of its zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache

from crm_desktop.exchange.ical_lines import Component
from crm_desktop.exchange.ical_values import When
from crm_desktop.schema.recurrence import expansion

_SEEN_DAYS = 731
_UTC_NAMES = {"UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "COORDINATED UNIVERSAL TIME"}
_OFFSET = re.compile(r"(?:UTC|GMT)([+-])0?(\d{1,2})(?::?00)?", re.IGNORECASE)
_SHOWN = re.compile(r"(?:\((?:UTC|GMT)[^)]*\) )?(\w+) Time \(US (?:&|and) Canada\)", re.IGNORECASE)


@dataclass(frozen=True)
class Zone:
    """How clocks are set somewhere; `name` is IANA's or None, and then what counts is `rules`."""

    name: str | None
    rules: tzinfo | None


LOCAL = Zone(None, None)
"""By the clock of this computer, as times without a zone are read."""


class Zones:
    """The zones of one calendar by TZID. `unknown` collects what is known neither by name nor by rules."""

    def __init__(self, declared: Iterable[Component]) -> None:
        self._declared = {one.text("TZID"): one for one in declared}
        self._found: dict[str, Zone | None] = {}
        self._same: dict[tuple[str, int], str | None] = {}
        self.unknown: dict[str, None] = {}

    def find(self, tzid: str) -> Zone:
        """Return a zone; the local one for no name and for one that nobody knows."""
        if not tzid:
            return LOCAL
        if tzid not in self._found:
            self._found[tzid] = self._look_up(tzid)
        found = self._found[tzid]
        if found is None:
            self.unknown[tzid] = None
        return found or LOCAL

    def moment(self, at: When, tzid: str) -> datetime:
        """Return the UTC moment of a time by the clock of a zone; of a day that of its first moment here."""
        if not isinstance(at, datetime):
            return expansion.moment(datetime(at.year, at.month, at.day), None)  # noqa: DTZ001 - a local day
        return at if at.tzinfo is not None else expansion.moment(at, self.find(tzid).rules)

    def name_for_series(self, at: When, tzid: str) -> str | None:
        """Return by whose clock a series repeats that begins at `at`; None is the local one."""
        if not isinstance(at, datetime):
            return None
        if at.tzinfo is not None:
            return "UTC"
        zone = self.find(tzid)
        if zone.name is not None or zone.rules is None:
            return zone.name
        key = (tzid, at.year)
        if key not in self._same:
            # the years before too: what is read may know nothing of a law that came since
            years = (at.year, at.year - 2)
            self._same[key] = next(filter(None, (_zone_like(zone.rules, date(year, 1, 1)) for year in years)), None)
            if self._same[key] is None:
                self.unknown[tzid] = None
        return self._same[key]

    def _look_up(self, tzid: str) -> Zone | None:
        declared = self._declared.get(tzid)
        said = declared.text("X-LIC-LOCATION") if declared is not None else ""
        for name in (*_names(tzid), *_names(said)):
            rules = expansion.zone_of(name)
            if rules is not None:
                return Zone(name, rules)
        own = _rules_of(declared.raw()) if declared is not None else None
        return Zone(None, own) if own is not None else None


def _names(tzid: str) -> Iterator[str]:
    """Yield the IANA names that a TZID can mean, the likeliest first."""
    text = tzid.strip().strip("/").removeprefix("tzone://Microsoft/")
    if not text:
        return
    if "/" in text:
        yield text
        parts = text.split("/")
        yield from ("/".join(parts[n:]) for n in range(max(1, len(parts) - 3), len(parts) - 1))
    if text.upper() in _UTC_NAMES:
        yield "UTC"
    if offset := _OFFSET.fullmatch(text):
        yield f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"  # POSIX counts the other way round
    if shown := _SHOWN.fullmatch(text):
        text = f"{shown[1]} Standard Time"
    windows = _windows().get(text)
    if windows is not None:
        yield windows
    if "/" not in text and text.isascii():
        yield text  # "Japan"; not before Windows' names, some of which are files of the zones' folder elsewhere


@cache
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return dict(WINDOWS_TO_OLSON)


@lru_cache(maxsize=64)
def _rules_of(declared: str) -> tzinfo | None:
    """Return what a VTIMEZONE says; None where it is broken."""
    from icalendar import Timezone

    try:
        made = Timezone.from_ical(declared)
        rules = made.to_tz(lookup_tzid=False) if isinstance(made, Timezone) else None
        if rules is not None:
            datetime(2026, 7, 1, tzinfo=rules).utcoffset()
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
        return None  # what the library raises for one that lacks a part
    return rules


@lru_cache(maxsize=64)
def _zone_like(rules: tzinfo, first: date) -> str | None:
    """Return the zone whose clocks show on every day of two years what clocks by `rules` show; None where there is none."""
    try:
        return _zone_with(first, tuple(day.astimezone(rules).utcoffset() for day in _days(first)))
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=64)
def _zone_with(first: date, offsets: tuple[timedelta | None, ...]) -> str | None:
    from zoneinfo import available_timezones

    days, usual = _days(first), sorted(set(_windows().values()))
    for name in (*usual, *sorted(available_timezones() - set(usual))):
        zone = expansion.zone_of(name)
        if zone is not None and all(
            day.astimezone(zone).utcoffset() == offset for day, offset in zip(days, offsets, strict=True)
        ):
            return name
    return None


def _days(first: date) -> list[datetime]:
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    return [noon + timedelta(days=n) for n in range(_SEEN_DAYS)]


def declared(name: str, first: date, last: date) -> str:
    """Return the VTIMEZONE of an IANA zone for what happens between two days, "" where it is not known."""
    from icalendar import Timezone

    zone = expansion.zone_of(name)
    if zone is None:
        return ""
    made = Timezone.from_tzinfo(zone, name, first, last)
    made.pop("COMMENT", None)
    return str(made.to_ical().decode())
