"""A calendar that comes in: read as far as is safe, with a sentence on everything that was left out.

Reading knows no book; `ical_intake` brings what was read into one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import NN_, _, count_of
from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_lines, ical_onwards
from crm_desktop.exchange.ical_event import Event, event_of
from crm_desktop.exchange.ical_lines import Component
from crm_desktop.exchange.ical_onwards import Key
from crm_desktop.exchange.ical_recurrence import joined, moment_in
from crm_desktop.exchange.ical_zones import Zones
from crm_desktop.storage.problems import reading

SUFFIXES = (".ics", ".ical", ".icalendar", ".vcs")
MOST_BYTES = 100 * 2**20
_READ = {"VEVENT", "VTODO"}
_NOT_KEPT = {
    "VJOURNAL": NN_("{n} journal entry was left out.", "{n} journal entries were left out."),
    "VFREEBUSY": NN_("{n} list of busy times was left out.", "{n} lists of busy times were left out."),
    "VAVAILABILITY": NN_("{n} list of available times was left out.", "{n} lists of available times were left out."),
}
_KNOWN = _READ | _NOT_KEPT.keys() | {"", "VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VALARM", "AVAILABLE"}
_OTHER = NN_("{n} other item was left out ({names}).", "{n} other items were left out ({names}).")
_ATTACHED = NN_("{n} attachment was left out.", "{n} attachments were left out.")
_CANCELLED = NN_("{n} cancelled event was left out.", "{n} cancelled events were left out.")
_UNREAD = NN_(
    "{n} line could not be read and was left out: line {lines}.",
    "{n} lines could not be read and were left out: lines {lines}.",
)
_SHOWN_LINES = 5
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Flaw:
    """What was wrong with an event; `refused` says that nothing of it is taken."""

    line: int
    title: str
    reason: str
    refused: bool


@dataclass(frozen=True)
class Calendar:
    """What was read. Single events and series come before those that replace one of a series."""

    name: str
    events: tuple[Event, ...]
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()
    superseded: int = 0
    """How many events were left to another calendar that has a newer version of them."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """Every sentence on what was not taken, or not as it stands in the file."""
        sentence = _("“{title}” (line {line}): {reason}")
        said = (sentence.format(title=flaw.title, line=flaw.line, reason=flaw.reason) for flaw in self.flaws)
        return (*self.notes, *said)


def is_calendar(path: Path) -> bool:
    """Tell by its name whether a file is a calendar."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path, task: Task | None = None) -> Calendar:
    """Read a file. Raises UserError with a sentence where it is no calendar, or nothing is in it that can be read."""
    with reading(path):
        if path.stat().st_size > MOST_BYTES:
            sentence = _("“{name}” is larger than calendars are ({most} MB). Export a shorter time from it.")
            raise UserError(sentence.format(name=path.name, most=MOST_BYTES // 2**20))
        content = path.read_bytes()
    return read_bytes(path.name, content, task)


def read_bytes(name: str, content: bytes, task: Task | None = None) -> Calendar:
    """Read the content of a file, or what was dragged here. Raises UserError as `read`."""
    if not content.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise UserError(_("“{name}” is empty; choose another file.").format(name=name))
    top = ical_lines.components(ical_lines.text_of(name, content))
    zones = Zones(one for one in top.walk() if one.name == "VTIMEZONE")
    events: list[Event] = []
    flaws: list[Flaw] = []
    found = [one for one in top.walk() if one.name in _READ]
    for component in (task or Task()).steps(found, _("Reading “{file}”").format(file=name)):
        try:
            event = event_of(component, zones)
        except ValueError as why:
            flaws.append(Flaw(component.line, _title(component), str(why), refused=True))
            continue
        events.append(event)
        flaws += [Flaw(event.line, event.title, note, refused=False) for note in event.notes]
    tied, lost = _tied(events, zones)
    flaws = sorted([*flaws, *lost], key=lambda flaw: flaw.line)
    return Calendar(name, tuple(tied), tuple(flaws), tuple(_notes(top, events, zones)))


def newest(calendars: Sequence[Calendar]) -> list[Calendar]:
    """Return calendars of which each event is in one only: the newest version, or the last where nothing tells which is."""
    best: dict[tuple[str, object], tuple[tuple[int, datetime], int]] = {}
    for place, calendar in enumerate(calendars):
        for one in calendar.events:
            version, key = _version(one), (one.uid, one.replaces)
            if key not in best or best[key][0] <= version:
                best[key] = version, place
    found = []
    for place, calendar in enumerate(calendars):
        kept = tuple(one for one in calendar.events if best[one.uid, one.replaces][1] == place)
        found.append(replace(calendar, events=kept, superseded=len(calendar.events) - len(kept)))
    return found


def _title(component: Component) -> str:
    return ical_lines.plain(component.text("SUMMARY"))[:80] or _("Without a title")


def _tied(events: Iterable[Event], zones: Zones) -> tuple[list[Event], list[Flaw]]:
    """Give series the days on which another event takes their place, and that event the moment of the day.

    Of several versions of one event the last counts; a file that has none of a series still has its changed days.
    """
    whole = _newest(event for event in events if event.replaces is None)
    changed: dict[Key, Event] = {}
    onwards: dict[Key, Event] = {}
    for event in events:
        if event.replaces is None:
            continue
        series = whole.get(event.uid)
        at = moment_in(series.recurring if series is not None else None, event.replaces, zones, event.replaces_zone)
        key, same = (event.uid, dates.moment_text(at)), onwards if event.is_onwards else changed
        if key not in same or _version(same[key]) <= _version(event):
            same[key] = replace(event, replaces=at)
    lost = ical_onwards.cut_all(whole, changed, onwards)
    for uid, moment in changed:
        series = whole.get(uid)
        if series is not None and series.recurring is not None:
            recurs = replace(series.recurring, skipped=series.recurring.skipped | {moment})
            values = series.values | {"skipped": joined(recurs.skipped)}
            whole[uid] = replace(series, recurring=recurs, values=values)
    flaws = [Flaw(one.line, one.title, ical_onwards.why_not(), refused=False) for one in lost]
    # what goes on from a series finds that in the book as it was before
    ordered = sorted(whole.values(), key=lambda one: one.follows is None)
    return [*ordered, *changed.values()], flaws


def _version(event: Event) -> tuple[int, datetime]:
    """Return what tells versions of an event apart; a later one is higher, or the same where nothing is said."""
    return event.sequence, event.modified or _NEVER


def _newest(events: Iterable[Event]) -> dict[str, Event]:
    """Return the newest version of each event by its UID.

    Some programs give all events the same one: at another time it is another event, which then has a key of its own.
    """
    found: dict[str, Event] = {}
    for event in events:
        starts = event.values.get("starts")
        uid = event.uid or f"{event.title} {starts}"
        known = found.get(uid)
        if known is not None and known.sequence == event.sequence and known.values.get("starts") != starts:
            uid = f"{uid} {starts}"
            known = found.get(uid)
        if known is None or _version(known) <= _version(event):
            found[uid] = replace(event, uid=uid)
    return found


def _notes(top: Component, events: list[Event], zones: Zones) -> Iterator[str]:
    """Yield a sentence per kind of thing that an activity has no place for."""
    parts = list(top.walk())
    kinds = Counter(one.name for one in parts)
    for name, forms in _NOT_KEPT.items():
        if kinds[name]:
            yield count_of(*forms, kinds[name])
    others = {name: n for name, n in kinds.items() if name not in _KNOWN}
    if others:
        yield count_of(*_OTHER, sum(others.values())).replace("{names}", ", ".join(sorted(others))[:80])
    attached = sum(len(one.every("ATTACH")) for one in parts if one.name in _READ)
    if attached:
        yield count_of(*_ATTACHED, attached)
    cancelled = sum(1 for event in events if event.is_cancelled and event.replaces is None)
    if cancelled:
        yield count_of(*_CANCELLED, cancelled)
    unread = sorted(number for one in parts for number in one.unread)
    if unread:
        shown = ", ".join(map(str, unread[:_SHOWN_LINES])) + (" …" if len(unread) > _SHOWN_LINES else "")
        yield count_of(*_UNREAD, len(unread)).replace("{lines}", shown)
    for tzid in zones.unknown:
        sentence = _("The time zone “{name}” is not known; its times were read by this computer's clock.")
        yield sentence.format(name=tzid[:80])
