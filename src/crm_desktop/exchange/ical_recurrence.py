"""How an event recurs: its rule, the days that it leaves out, those that it has besides.

An activity keeps one rule. What more a calendar says (a second rule, rules of exceptions, days without a rule) becomes
single days, where these are few; else it is refused, because a series that is only nearly right is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.exchange import ical_values
from crm_desktop.exchange.ical_lines import Component
from crm_desktop.exchange.ical_values import When
from crm_desktop.exchange.ical_zones import Zones
from crm_desktop.schema.recurrence import expansion
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.expansion import Pattern

ONCE = "FREQ=DAILY;COUNT=1"
"""The rule of what takes place on its first day and on single days besides."""
_MOST_DAYS = 2_000


@dataclass(frozen=True)
class Recurring:
    """How something recurs from `starts` on, in UTC, by the clock of `zone`; the days are stored moments."""

    starts: datetime
    all_day: bool
    rule: str
    zone: str | None
    skipped: frozenset[str]
    added: frozenset[str]

    @property
    def values(self) -> dict[str, Any]:
        """What the columns of an activity hold of it."""
        return {"recurrence": self.rule, "skipped": joined(self.skipped), "added": joined(self.added)}

    def moment_of(self, at: When, zones: Zones, tzid: str) -> datetime:
        """Return which of the days is meant; a day without a time is that day's, whatever its time."""
        clock = expansion.zone_of(self.zone)
        if self.all_day:
            day = expansion.wall(at, clock).date() if isinstance(at, datetime) and at.tzinfo else _day(at)
            return expansion.moment(datetime.combine(day, time()), clock)
        if isinstance(at, datetime):
            return zones.moment(at, tzid)
        return expansion.moment(datetime.combine(at, expansion.wall(self.starts, clock).time()), clock)


def joined(moments: frozenset[str] | set[str]) -> str | None:
    """Return stored moments as a column holds them."""
    return " ".join(sorted(moments)) or None


def recurring(component: Component, zones: Zones, starts: When, tzid: str, notes: list[str]) -> Recurring | None:
    """Return how a component recurs, None where it does not. Raises ValueError with a sentence for what cannot be kept."""
    texts = list(dict.fromkeys(one.value.strip() for one in component.every("RRULE") if one.value.strip()))
    own = component.own("X-CRM-RRULE", texts[0] if texts else "")
    texts = [own.value] if own is not None else texts
    days = list(_dates(component, "RDATE", notes))
    if not texts and not days:
        return None
    first, *more = [_rule(text, starts) for text in texts] or [ONCE]
    all_day = not isinstance(starts, datetime)
    at = zones.moment(starts, tzid)
    zone = zones.name_for_series(starts, tzid)
    plain = Recurring(at, all_day, first, zone, frozenset(), frozenset())
    added = {dates.moment_text(plain.moment_of(day, zones, name)) for day, name in days}
    left_out = _dates(component, "EXDATE", notes)
    skipped = {dates.moment_text(plain.moment_of(day, zones, name)) for day, name in left_out}
    begins = _first_day(component, zones) or at
    if expansion.first_from(Pattern(at, all_day, zone, first), None) != begins:
        added.add(dates.moment_text(begins))  # it counts, whether the rule has it or not (RFC 5545, 3.8.5.3)
    for text in more:
        added |= _few(Pattern(at, all_day, zone, text), _("A second rule without an end cannot be kept."))
    for one in component.every("EXRULE"):
        excepted = Pattern(at, all_day, zone, _rule(one.value.strip(), starts))
        skipped |= _few(excepted, _("A rule of exceptions without an end cannot be kept."))
    if len(added) + len(skipped) > _MOST_DAYS:
        raise ValueError(_("It has more than {n} single days.").format(n=_MOST_DAYS))
    return Recurring(at, all_day, first, zone, frozenset(skipped), frozenset(added))


def _first_day(component: Component, zones: Zones) -> datetime | None:
    """Return what the standard takes for the start; ours may lie before it, where the rule does not have it."""
    begins = component.first("DTSTART")
    if begins is None or component.own("X-CRM-START", begins.value) is None:
        return None
    return zones.moment(ical_values.when(begins.value), begins.params.get("TZID", ""))


def _rule(text: str, starts: When) -> str:
    """Return a rule as it is kept, without the times of day that say the same as the start. Raises ValueError."""
    parts = [part for part in text.upper().replace(" ", "").removeprefix("RRULE:").split(";") if part]
    usual = {}
    if isinstance(starts, datetime):
        usual = {"BYHOUR": starts.hour, "BYMINUTE": starts.minute, "BYSECOND": starts.second}
    kept = [part for part in parts if not _says(part, usual)]
    return rules.read(";".join(kept)).text


def _says(part: str, usual: dict[str, int]) -> bool:
    name, _mark, value = part.partition("=")
    return (name in usual and value.isdecimal() and int(value) == usual[name]) or name.startswith("X-")


def _few(pattern: Pattern, endless: str) -> set[str]:
    """Return all the days of a pattern as stored moments. Raises ValueError where it has no end or too many."""
    rule = rules.read(pattern.recurrence)
    if rule.is_endless:
        raise ValueError(endless)
    found = expansion.between(pattern, pattern.starts - timedelta(days=2), pattern.starts + timedelta(days=40 * 366))
    return {dates.moment_text(at) for at in found[: _MOST_DAYS + 1]}


def _dates(component: Component, name: str, notes: list[str]) -> Iterator[tuple[When, str]]:
    """Yield the days of a list with the zone that they are told in; of periods when they begin."""
    for one in component.every(name):
        if "X-CRM-RULE" in one.params:
            continue  # what our rule gives, for programs that know no such rule
        for value in filter(str.strip, one.value.split(",")):
            try:
                yield ical_values.start_of(value), one.params.get("TZID", "")
            except ValueError as why:
                notes.append(_("A single day was left out: {why}").format(why=why))


def _day(at: When) -> date:
    return at.date() if isinstance(at, datetime) else at


def moment_in(recurs: Recurring | None, at: When, zones: Zones, tzid: str) -> datetime:
    """Return the moment of a series that an event replaces; of a series that is not in the file by the local clock."""
    return recurs.moment_of(at, zones, tzid) if recurs is not None else zones.moment(at, tzid).astimezone(UTC)
