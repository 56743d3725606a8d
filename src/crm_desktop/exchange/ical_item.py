"""One activity as the lines of an event or a task.

A series is told by the clock of its zone, all else in UTC. What begins with X-CRM is ours, for what the standard has no
word for; what it says in place of a standard line carries that line, and counts only while that line is untouched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from crm_desktop.base import dates
from crm_desktop.exchange import ical_alarm
from crm_desktop.exchange.ical_lines import escaped, quoted
from crm_desktop.exchange.ical_rows import Person, Row
from crm_desktop.exchange.ical_values import day_text, moment_text, wall_text
from crm_desktop.model.activity import ACTIVITY_KINDS, DAY_MINUTES
from crm_desktop.schema.recurrence import expansion
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.expansion import Pattern
from crm_desktop.schema.recurrence.rule import Rule

_TITLES = dict(ACTIVITY_KINDS.options)
_PARTSTAT = {"invited": "NEEDS-ACTION", "accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED",
             "attended": "ACCEPTED", "absent": "DECLINED"}  # fmt: skip
_NOT_STANDARD = {"attended", "absent"}
_EASTERS = 30
_MOST = 2**31 - 1


def lines_of(row: Row) -> Iterator[str]:
    """Yield the lines of an activity, unfolded."""
    is_task = row["kind"] == "task"
    name = "VTODO" if is_task else "VEVENT"
    changed = dates.moment_of(row["changed"])
    created = dates.moment_of(row["created"])
    yield f"BEGIN:{name}"
    yield f"UID:{row.series.uid if row.series is not None else row['uid']}"
    yield f"DTSTAMP:{moment_text(changed)}"
    yield f"CREATED:{moment_text(created)}"
    yield f"LAST-MODIFIED:{moment_text(changed)}"
    yield f"SEQUENCE:{min(max(0, int((changed - created).total_seconds())), _MOST)}"
    yield f"SUMMARY:{escaped(row['name'])}"
    yield from _recurring(row) if row["recurrence"] else _single(row, is_task=is_task)
    if row["location"]:
        yield f"LOCATION:{escaped(row['location'])}"
    if row["outcome"]:
        yield f"DESCRIPTION:{escaped(row['outcome'])}"
    yield f"CATEGORIES:{escaped(_TITLES.get(row['kind'], row['kind']))}"
    yield f"X-CRM-KIND:{row['kind']}"
    yield from _status(row, is_task=is_task)
    yield from map(_person, row.people)
    if row["remind"] is not None:
        yield from ical_alarm.lines(row["name"], row["remind"], is_only_due=is_task and _is_only_due(row))
    yield f"END:{name}"


class _Clock:
    """How the times of one activity are written: by the clock of a zone, in UTC, or without either."""

    def __init__(self, zone: str | None, *, all_day: bool) -> None:
        self.rules: tzinfo | None = expansion.zone_of(zone)
        self._all_day = all_day
        self._tzid = zone if self.rules is not None and zone != "UTC" else ""
        self._is_utc = zone == "UTC"

    def line(self, name: str, *moments: datetime) -> str:
        """Return a line of one or more moments."""
        walls = [expansion.wall(at, self.rules) for at in moments]
        if self._all_day:
            return f"{name};VALUE=DATE:{','.join(day_text(at.date()) for at in walls)}"
        texts = ",".join(f"{wall_text(at)}{'Z' if self._is_utc else ''}" for at in walls)
        return f"{name};TZID={quoted(self._tzid)}:{texts}" if self._tzid else f"{name}:{texts}"


def _single(row: Row, *, is_task: bool) -> Iterator[str]:
    """Yield when something takes place once, and which day of a series it stands for."""
    clock = _Clock(row["zone"] if row["all_day"] else "UTC", all_day=bool(row["all_day"]))
    if row.series is not None:
        own = _Clock(row.series.zone, all_day=row.series.all_day)
        yield own.line("RECURRENCE-ID", dates.moment_of(row["original"]))
    if is_task and _is_only_due(row):
        yield clock.line("DUE", row.starts)
    else:
        yield clock.line("DTSTART", row.starts)
        yield from _length(row)
    if row["all_day"] and row["zone"]:
        yield f"X-CRM-ZONE:{row['zone']}"


def _is_only_due(row: Row) -> bool:
    """Tell whether a task goes out with the time it is due by, and no start."""
    return row["minutes"] is None and not row["recurrence"]


def _length(row: Row) -> Iterator[str]:
    """Yield how long something lasts; hours for what has hours, so that the clock may be changed meanwhile."""
    minutes = row["minutes"]
    if minutes is None:
        return
    if row["all_day"]:
        days = max(1, round(minutes / DAY_MINUTES))
        yield f"DURATION:P{days}D"
    else:
        hours, left = divmod(minutes, 60)
        yield f"DURATION:PT{f'{hours}H' if hours else ''}{f'{left}M' if left or not hours else ''}"


def _recurring(row: Row) -> Iterator[str]:
    """Yield from when on and by which rule something recurs."""
    all_day = bool(row["all_day"])
    clock = _Clock(row["zone"], all_day=all_day)
    rule = rules.read(row["recurrence"])
    pattern = Pattern(row.starts, all_day, row["zone"], rule.text)
    first = expansion.first_from(pattern, None) or row.starts
    begins = clock.line("DTSTART", first)
    yield begins
    if first != row.starts:
        yield clock.line("X-CRM-START", row.starts).replace(
            "X-CRM-START", f"X-CRM-START;X-FOR={quoted(_value(begins))}"
        )
    yield from _length(row)
    standard = "" if rule.by_easter else _standard(rule, clock, all_day=all_day).text
    if standard:
        yield f"RRULE:{standard}"
    else:
        ahead = expansion.between(pattern, first, first + timedelta(days=_EASTERS * 366))
        yield clock.line("RDATE", *ahead).replace("RDATE", "RDATE;X-CRM-RULE=TRUE", 1)
    if standard != rule.text:
        yield f"X-CRM-RRULE;X-FOR={quoted(standard)}:{rule.text}"
    yield from _days("RDATE", clock, (row["added"] or "").split())
    yield from _days("EXDATE", clock, set((row["skipped"] or "").split()) - row.given_away)
    if all_day and row["zone"]:
        yield f"X-CRM-ZONE:{row['zone']}"


def _days(name: str, clock: _Clock, moments: Iterable[str]) -> Iterator[str]:
    for moment in sorted(moments):
        yield clock.line(name, dates.moment_of(moment))


def _standard(rule: Rule, clock: _Clock, *, all_day: bool) -> Rule:
    """Return a rule as other programs read it: its end is a day for whole days, and else a moment."""
    if all_day:
        rule = replace(rule, by_hour=(), by_minute=(), by_second=())
    until = rule.until
    if until is None:
        return rule
    if not all_day:
        return replace(rule, until=_end(until, clock))
    if isinstance(until, datetime):
        until = expansion.wall(until, clock.rules).date() if until.tzinfo is not None else until.date()
    return replace(rule, until=until)


def _end(until: date | datetime, clock: _Clock) -> datetime:
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59))
    return until if until.tzinfo is not None else expansion.moment(until, clock.rules).astimezone(UTC)


def _value(line: str) -> str:
    return line.rpartition(":")[2]


def _status(row: Row, *, is_task: bool) -> Iterator[str]:
    if not is_task:
        yield "STATUS:CONFIRMED"
    elif row["done"]:
        yield from (
            "STATUS:COMPLETED",
            "PERCENT-COMPLETE:100",
            f"COMPLETED:{moment_text(dates.moment_of(row['changed']))}",
        )
    else:
        yield "STATUS:NEEDS-ACTION"
    if not row["recurrence"]:
        yield f"X-CRM-DONE:{'TRUE' if row['done'] else 'FALSE'}"


def _person(one: Person) -> str:
    own = f";X-CRM-PRESENCE={one.presence}" if one.presence in _NOT_STANDARD else ""
    address = f"mailto:{one.email}" if one.email else "invalid:nomail"
    said = _PARTSTAT.get(one.presence, "NEEDS-ACTION")
    return f"ATTENDEE;CN={quoted(one.name)};ROLE=REQ-PARTICIPANT;PARTSTAT={said}{own}:{address}"
