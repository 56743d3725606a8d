"""What the tests of calendars write, and how they look at what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_in, ical_intake
from crm_desktop.exchange.ical_in import Calendar
from crm_desktop.exchange.outcome import Outcome, Tally
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion
from crm_desktop.storage.store import Store, raw_of

Occurrence = tuple[str, datetime, int | None, bool]


def calendar(*components: str) -> bytes:
    """Return a calendar file of components, each given as its name and its lines, without BEGIN and END."""
    parts = []
    for component in components:
        name, _end, rest = component.strip().partition("\n")
        lines = [line.strip() for line in rest.splitlines()]
        parts.append("\r\n".join((f"BEGIN:{name}", *lines, f"END:{name}")))
    return ("\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR")) + "\r\n").encode()


def event(*lines: str, uid: str = "1", starts: str = "DTSTART:20261124T090000Z", title: str = "Visit") -> str:
    """Return an event for `calendar`, at ten in Berlin on Tuesday 24 November 2026."""
    return "\n".join(("VEVENT", f"UID:{uid}", f"SUMMARY:{title}", starts, *lines))


def read(*components: str) -> Calendar:
    """Return what is read of components."""
    return ical_in.read_bytes("my.ics", calendar(*components))


def bring_in(store: Store, *components: str) -> Outcome:
    """Import components as one file."""
    return ical_intake.take_all(store, [read(*components)], Task())


def bring_in_file(store: Store, path: Path) -> Tally:
    """Import a file and return its tally."""
    return ical_intake.bring_in(store, [path], Task()).tallies[0]


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    """Return new, changed, the same and refused."""
    (tally,) = outcome.tallies
    return tally.new, tally.changed, tally.same, tally.refused


def only(session: Session) -> Activity:
    """Return the one activity of a book."""
    return session.query(Activity).one()


def occurrences(store: Store, spans: Iterable[tuple[datetime, datetime]]) -> Counter[Occurrence]:
    """Return everything that takes place between some moments, each with its number of times."""
    found: Counter[Occurrence] = Counter()
    with store.read() as session:
        cursor = raw_of(session).execute("SELECT * FROM activity")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            values = dict(zip(names, row, strict=True))
            pattern = expansion.pattern_of(values)
            for first, end in spans:
                for at in expansion.between(pattern, first, end):
                    found[values["name"], at, values["minutes"], bool(values["all_day"])] += 1
    return found


def around(at: datetime, years: int = 3) -> tuple[datetime, datetime]:
    """Return the span of some years before and after a moment."""
    return at - timedelta(days=366 * years), at + timedelta(days=366 * years)
