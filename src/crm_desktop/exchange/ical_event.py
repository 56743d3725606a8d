"""One event or task of a calendar as what an activity holds; what cannot be kept is said, never guessed.

`values` holds only what the file says: what it leaves open takes its default when an activity is made, and stays as it
is when one is found again. A task lies where it is due, not where one might begin with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line, squash
from crm_desktop.exchange import ical_alarm, ical_values
from crm_desktop.exchange.ical_lines import Component, Property, listed
from crm_desktop.exchange.ical_recurrence import Recurring, recurring
from crm_desktop.exchange.ical_values import When
from crm_desktop.exchange.ical_zones import Zones
from crm_desktop.model.activity import ACTIVITY_KINDS, DAY_MINUTES
from crm_desktop.model.attendee import PRESENCE
from crm_desktop.schema.recurrence import expansion

LONGEST_NAME = 1_000
LONGEST_TEXT = 200_000
MOST_MINUTES = 100_000
_MOST_PEOPLE = 500
_PRESENCE = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined", "COMPLETED": "attended"}
_KIND_WORDS = {
    "phonecall": "call", "telephone": "call", "telephonecall": "call", "phone": "call", "anruf": "call", "telefonat": "call",
    "appointment": "meeting", "conference": "meeting", "termin": "meeting", "besprechung": "meeting",
    "mail": "email", "besuch": "visit", "todo": "task", "aufgabe": "task",
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Who is asked to an event; `address` in small letters, "" where there is none."""

    name: str
    address: str
    presence: str


@dataclass(frozen=True)
class Event:
    """One event or task; `replaces` says which of the series of the same `uid` it is instead of."""

    line: int
    uid: str
    is_task: bool
    values: dict[str, Any]
    recurring: Recurring | None = None
    replaces: When | None = None
    replaces_zone: str = ""
    is_onwards: bool = False
    sequence: int = 0
    is_cancelled: bool = False
    people: tuple[Person, ...] = ()
    notes: tuple[str, ...] = field(default=())
    follows: tuple[str, datetime] | None = None
    """The UID of the series that it goes on from, and at which of its days."""
    modified: datetime | None = None
    """When it was changed last, where it says so."""

    @property
    def title(self) -> str:
        """What to call it in a sentence."""
        return str(self.values.get("name") or _("Without a title"))

    @property
    def moment(self) -> datetime:
        """The moment of the series that it replaces, once it is known."""
        assert isinstance(self.replaces, datetime)
        return self.replaces


def event_of(component: Component, zones: Zones) -> Event:
    """Return what an activity takes of a component. Raises ValueError with the sentence why it takes nothing."""
    notes: list[str] = []
    is_task = component.name == "VTODO"
    span = _span_of(component, zones, notes)
    values = _words(component, notes) | span.values
    kind = _kind(component, is_task=is_task)
    if kind:
        values["kind"] = kind
    done = _done(component, zones, values, is_task=is_task)
    recurs = None
    replaced = component.first("RECURRENCE-ID")
    if span.starts is not None and replaced is None:
        recurs = recurring(component, zones, span.starts, span.tzid, notes)
        values |= recurs.values if recurs is not None else {"recurrence": None, "skipped": None, "added": None}
    _set_zone(component, values, span, recurs)
    if done is not None:
        values["done"] = done
    remind = ical_alarm.minutes_before(component, zones, values)
    if remind is not None:
        values["remind"] = remind
    return Event(
        component.line,
        one_line(component.text("UID"))[:LONGEST_NAME],
        is_task,
        values,
        recurs,
        ical_values.when(replaced.value) if replaced is not None else None,
        replaced.params.get("TZID", "") if replaced is not None else "",
        replaced is not None and replaced.params.get("RANGE", "").upper() == "THISANDFUTURE",
        _sequence(component),
        component.text("STATUS").upper() == "CANCELLED",
        tuple(_people(component)),
        tuple(notes),
        modified=_modified(component),
    )


@dataclass(frozen=True)
class _Span:
    """Where an event lies: `starts` by the clock of `tzid`, None for a task without a day."""

    starts: When | None
    tzid: str
    values: dict[str, Any]


def _span_of(component: Component, zones: Zones, notes: list[str]) -> _Span:
    begins, ends = component.first("DTSTART"), component.first("DTEND" if component.name == "VEVENT" else "DUE")
    if component.name == "VTODO":
        begins, ends = _of_task(begins, ends, recurs=component.first("RRULE") is not None)
    begins = begins or component.first("RECURRENCE-ID")
    if begins is None:
        if component.name == "VTODO":
            return _Span(None, "", {})
        raise ValueError(_("It has no start."))
    begins = component.own("X-CRM-START", begins.value) or begins
    starts, tzid = ical_values.when(begins.value), begins.params.get("TZID", "")
    all_day = not isinstance(starts, datetime)
    at = zones.moment(starts, tzid)
    minutes = _minutes(component, ends, at, starts, zones, notes)
    if all_day and minutes is not None:
        minutes = whole_days(minutes)
    if minutes is not None and minutes > MOST_MINUTES:
        notes.append(
            _("It lasted longer than {days} days and was shortened to them.").format(days=MOST_MINUTES // DAY_MINUTES)
        )
        minutes = MOST_MINUTES // DAY_MINUTES * DAY_MINUTES
    return _Span(starts, tzid, {"starts": at, "minutes": minutes, "all_day": all_day})


def whole_days(minutes: int) -> int:
    """Return the minutes of as many whole days, one at least."""
    return max(1, round(minutes / DAY_MINUTES)) * DAY_MINUTES


def _of_task(begins: Property | None, due: Property | None, *, recurs: bool) -> tuple[Property | None, Property | None]:
    """Return from where to where a task is kept: on its due day, unless it lies between two hours or is a series."""
    if begins is None or due is None:
        return begins or due, None
    same_day = begins.value[:8] == due.value[:8] and "T" in begins.value and "T" in due.value
    return (begins, due) if recurs or same_day else (due, None)


def _minutes(
    component: Component, ends: Property | None, at: datetime, starts: When, zones: Zones, notes: list[str]
) -> int | None:
    """Return how long an event lasts; None where it does not say."""
    said = component.first("DURATION")
    try:
        if ends is not None:
            until, tzid = ical_values.when(ends.value), ends.params.get("TZID", "")
            are_days = not (isinstance(starts, datetime) or isinstance(until, datetime))
            length = until - starts if are_days else zones.moment(until, tzid) - at
        elif said is not None:
            length = ical_values.span(said.value)
        else:
            return None
    except ValueError as why:
        notes.append(_("Its end was left out: {why}").format(why=why))
        return None
    if length < timedelta(0):
        notes.append(_("It ended before it began; only its start was taken."))
        return None
    return int(length.total_seconds() // 60)


def _words(component: Component, notes: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, name, longest in (("name", "SUMMARY", LONGEST_NAME), ("location", "LOCATION", LONGEST_NAME)):
        text = one_line(component.text(name))
        if len(text) > longest:
            notes.append(_("A text of {n} characters was shortened.").format(n=len(text)))
            text = f"{text[: longest - 2]} …"
        if text:
            values[column] = text
    text = component.text("DESCRIPTION")
    if len(text) > LONGEST_TEXT:
        notes.append(_("A text of {n} characters was shortened.").format(n=len(text)))
        text = f"{text[: LONGEST_TEXT - 2]} …"
    return values | ({"outcome": text} if text else {})


def _kind(component: Component, *, is_task: bool) -> str:
    """Return the kind that the file names, "" where it names none."""
    own = component.text("X-CRM-KIND")
    if own in dict(ACTIVITY_KINDS.options):
        return own
    if is_task:
        return "task"
    known = {
        squash(word): kind for kind, title in ACTIVITY_KINDS.options for word in (kind, title, _(title))
    } | _KIND_WORDS
    words = (squash(word) for one in component.every("CATEGORIES") for word in listed(one.value))
    return next((known[word] for word in words if word in known), "")


def _done(component: Component, zones: Zones, values: dict[str, Any], *, is_task: bool) -> bool | None:
    """Return whether the file says that something is done, and put a task where it was."""
    own = component.text("X-CRM-DONE").upper()
    if own:
        return own == "TRUE"
    if not is_task:
        return None
    completed = component.first("COMPLETED")
    if completed is not None:
        with suppress(ValueError):  # that it is done is what matters
            values.setdefault(
                "starts", zones.moment(ical_values.when(completed.value), completed.params.get("TZID", ""))
            )
        return True
    status = component.text("STATUS").upper()
    return True if status == "COMPLETED" or component.text("PERCENT-COMPLETE") == "100" else False if status else None


def _set_zone(component: Component, values: dict[str, Any], span: _Span, recurs: Recurring | None) -> None:
    """Say by whose clock a series repeats, or whose days whole days are; move their midnight there."""
    own = component.text("X-CRM-ZONE")
    if values.get("all_day") and isinstance(span.starts, date) and expansion.zone_of(own) is not None:
        midnight = datetime(span.starts.year, span.starts.month, span.starts.day)  # noqa: DTZ001 - placed below
        values |= {"starts": expansion.moment(midnight, expansion.zone_of(own)), "zone": own}
    elif recurs is not None and recurs.zone is not None:
        values["zone"] = recurs.zone


def _sequence(component: Component) -> int:
    """Return which version of an event it is."""
    text = component.text("SEQUENCE")
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _modified(component: Component) -> datetime | None:
    """Return when an event was changed last; None where it does not say, or names no moment that has been."""
    said = component.first("LAST-MODIFIED")
    try:
        at = ical_values.when(said.value) if said is not None else None
    except ValueError:
        return None
    return at if isinstance(at, datetime) and at.tzinfo is not None and at <= dates.now() else None


def _people(component: Component) -> Iterator[Person]:
    """Yield who is asked, the organizer last; rooms and resources are no people."""
    seen = set[str]()
    for one in (*component.every("ATTENDEE")[:_MOST_PEOPLE], *component.every("ORGANIZER")[:1]):
        address = _address(one)
        name = one_line(one.params.get("CN", ""))[:LONGEST_NAME].removeprefix("mailto:").strip() or address
        if not name or (address or name) in seen or one.params.get("CUTYPE", "").upper() in {"ROOM", "RESOURCE"}:
            continue
        seen.add(address or name)
        said = one.params.get("PARTSTAT", "").upper()
        usual = "accepted" if one.name == "ORGANIZER" else "invited"
        own = one.params.get("X-CRM-PRESENCE", "")
        yield Person(name, address, own if own in dict(PRESENCE.options) else _PRESENCE.get(said, usual))


def _address(one: Property) -> str:
    """Return the e-mail address of a person, also where it stands in a parameter, "" where there is none."""
    value = one.value.strip()
    text = value[7:] if value[:7].lower() == "mailto:" else one.params.get("EMAIL", "") or value
    text = one_line(text).strip("<>").lower()
    name, at, host = text.rpartition("@")
    return text if name and at and "." in host and " " not in text and ":" not in text else ""
