"""Brings a calendar into the book: each event becomes an activity, or is found again and changed where it differs.

An event is known by its UID: our own carry that of the record, those of others are kept as its reference. What the user
did here stays: what is done keeps its time, a day of a series that was left out or given away does not come back, and
what the file does not say is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_in
from crm_desktop.exchange.ical_event import Event, whole_days
from crm_desktop.exchange.ical_in import Calendar
from crm_desktop.exchange.ical_people import People
from crm_desktop.exchange.ical_recurrence import joined
from crm_desktop.exchange.outcome import Outcome, Tally
from crm_desktop.exchange.table import Row
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import records
from crm_desktop.storage.store import Store, raw_of

_OURS = re.compile(r"[0-9a-f]{32}")
_HIDDEN = ("series_id", "original", "skipped", "added")
_WHEN = ("starts", "minutes", "all_day", "recurrence", "zone", "skipped", "added")
_AT_ONCE = 500
_TO_THE_SECOND = 19  # characters of a stored moment


class _DryRun(Exception):
    """Ends the step of a dry run, so that nothing of it stays."""


def bring_in(
    store: Store, paths: Sequence[Path], task: Task, *, owner_id: int | None = None, dry_run: bool = False
) -> Outcome:
    """Import files in one step; a dry run leaves nothing. Raises UserError where none of them is a calendar."""
    calendars: list[Calendar] = []
    refused: list[str] = []
    for path in paths:
        try:
            calendars.append(ical_in.read(path, task))
        except UserError as problem:
            refused.append(str(problem))
    if not calendars:
        raise UserError(" ".join(refused))
    outcome = take_all(store, calendars, task, owner_id=owner_id, dry_run=dry_run)
    outcome.notes = refused + outcome.notes
    return outcome


def take_all(
    store: Store, calendars: Sequence[Calendar], task: Task, *, owner_id: int | None = None, dry_run: bool = False
) -> Outcome:
    """Bring calendars in as one step; a dry run leaves nothing."""
    outcome = Outcome()
    try:
        with store.act(title_of(calendars)) as session:
            for calendar in calendars:
                take_in(session, calendar, task, outcome, owner_id=owner_id)
            if dry_run:
                _leave_nothing()
    except _DryRun:
        pass
    return outcome


def title_of(calendars: Sequence[Calendar]) -> str:
    """Return how the Edit menu names the import."""
    if len(calendars) == 1:
        return _("Import {file}").format(file=calendars[0].name)
    return count_of("Import {n} calendar", "Import {n} calendars", len(calendars))


def take_in(
    session: Session, calendar: Calendar, task: Task, outcome: Outcome | None = None, *, owner_id: int | None = None
) -> Outcome:
    """Bring one calendar in and return the outcome, or add to the one that is given."""
    whole = outcome if outcome is not None else Outcome()
    taking = _Taking(session, Tally(calendar.name, "activity", headings=(_("Event"),), of_events=True), owner_id)
    taking.look_up(calendar.events)
    for event in task.steps(calendar.events, _("Importing “{file}”").format(file=calendar.name)):
        taking.take(event)
    taking.mark_changed_days()
    tally = taking.tally
    for flaw in calendar.flaws:
        tally.add_problem(Row(flaw.line, (flaw.title,)), flaw.reason, refused=flaw.refused)
        tally.refused += flaw.refused
    tally.problems.sort(key=lambda problem: problem.line)
    whole.tallies.append(tally)
    several = _("{file}: {note}").format(file=calendar.name, note="{note}")
    whole.notes += [several.replace("{note}", note) for note in (*calendar.notes, *taking.notes())]
    for_done = _("What lies before today was taken for done.")
    if taking.is_taken_for_done and for_done not in whole.notes:
        whole.notes.append(for_done)
    if taking.people.made:
        whole.made["attendee"] = whole.made.get("attendee", 0) + taking.people.made
    return whole


@dataclass
class _Taking:
    """One calendar on its way into the book; `known` holds the activities by the UID of their event."""

    session: Session
    tally: Tally
    owner_id: int | None
    known: dict[str, int] = field(default_factory=dict)
    is_taken_for_done: bool = False
    undated: int = 0
    gone: list[str] = field(default_factory=list)
    given_away: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = People(self.session)

    def look_up(self, events: Iterable[Event]) -> None:
        """Find the activities that are in the book already, with one walk over it."""
        wanted = {key for event in events for key in (event.uid, _reference(event))}
        ours = sorted(key for key in wanted if _OURS.fullmatch(key))
        raw = raw_of(self.session)
        referred = raw.execute("SELECT reference, id FROM activity WHERE reference IS NOT NULL ORDER BY id DESC")
        self.known = {reference: row for reference, row in referred if reference in wanted}
        for first in range(0, len(ours), _AT_ONCE):
            some = ours[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            self.known.update(raw.execute(f"SELECT uid, id FROM activity WHERE uid IN ({marks})", some))

    def take(self, event: Event) -> None:
        """Make the activity of an event, or change the one that is there."""
        try:
            if event.replaces is not None:
                self._take_changed_day(event)
            elif event.is_cancelled:
                self._pass_over(event)
            else:
                self._store(event, self.known.get(event.uid), event.values)
        except UserError as problem:
            self.tally.refused += 1
            self.tally.add_problem(Row(event.line, (event.title,)), str(problem), refused=True)

    def mark_changed_days(self) -> None:
        """Take the days that others stand for out of series that were in the book and not in the file."""
        for series_id, moments in self.given_away.items():
            series = self.session.get(Activity, series_id)
            if series is not None and series.recurrence and not moments <= _moments(series.skipped):
                series.take({"skipped": joined(_moments(series.skipped) | moments), "changed": dates.now()})

    def notes(self) -> list[str]:
        """Return the sentences on what was settled for the user."""
        said = [_("“{title}” was cancelled there; it is still in the book.").format(title=title) for title in self.gone]
        if self.undated:
            said.append(
                count_of(
                    "{n} task has no day; it stands on today.",
                    "{n} tasks have no day; they stand on today.",
                    self.undated,
                )
            )
        return said

    def _pass_over(self, event: Event) -> None:
        activity = self.session.get(Activity, self.known.get(event.uid, 0))
        if activity is not None and not activity.done:
            self.gone.append(activity.name)

    def _take_changed_day(self, event: Event) -> None:
        """Put an event into the place of one day of its series; without the series it is an event of its own."""
        series_id = self.known.get(event.uid)
        series = self.session.get(Activity, series_id) if series_id is not None else None
        original = dates.moment_text(event.moment)
        if series is None or not series.recurrence:
            if not event.is_cancelled:
                self._store(event, self.known.get(_reference(event)), event.values)
            return
        self.given_away.setdefault(series.id, set()).add(original)
        if event.is_cancelled:
            return
        there = select(Activity.id).where(Activity.series_id == series.id, Activity.original == original)
        row = self.session.scalars(there).first()
        usual = {"name": series.name, "kind": series.kind, "contact_id": series.contact_id, "account_id": series.account_id,
                 "opportunity_id": series.opportunity_id} if row is None else {}  # fmt: skip
        self._store(event, row, usual | event.values | {"series_id": series.id, "original": original})

    def _store(self, event: Event, row: int | None, values: dict[str, Any]) -> None:
        activity = self.session.get(Activity, row) if row is not None else None
        if activity is None:
            self._make(event, values)
            self.tally.new += 1
            return
        is_other = self._change(activity, dict(values))
        is_other |= self.people.add(activity, event.people)
        self.tally.changed += is_other
        self.tally.same += not is_other

    def _make(self, event: Event, values: dict[str, Any]) -> None:
        new = {"name": _("Without a title"), "kind": "meeting", "owner_id": self.owner_id} | values
        if "series_id" not in values:
            is_ours = event.replaces is None and _OURS.fullmatch(event.uid)
            new |= {"uid": event.uid} if is_ours else {"reference": _reference(event)}
        if "starts" not in new:
            new |= {"starts": _midnight(), "all_day": True}
            self.undated += not new.get("done")
        is_past = dates.local_day(new["starts"]) < dates.today()
        if new.get("recurrence"):
            new |= {"settled": dates.moment_text(dates.now()), "done": False}
        elif is_past and not event.is_task and "done" not in new:
            new["done"] = self.is_taken_for_done = True
        contact = self.people.first(event.people)
        if contact is not None and new.get("contact_id") is None:
            new["contact_id"] = contact
        made = records.create(self.session, Activity, new)
        self.known[event.uid if event.replaces is None else _reference(event)] = made.id
        self.people.add(made, event.people)

    def _change(self, activity: Activity, values: dict[str, Any]) -> bool:
        """Give an activity what the file says; return whether that was anything else."""
        if activity.done and not activity.recurrence:
            values = {name: value for name, value in values.items() if name not in _WHEN}
        elif "starts" in values:
            values |= _as_it_was(values, activity)
        if values.get("recurrence"):
            values.pop("done", None)
        hidden = {name: values.pop(name) for name in _HIDDEN if name in values}
        is_other = records.update(self.session, activity, values)
        if "skipped" in hidden:  # after the update, which takes what is skipped here along to another time of day
            hidden["skipped"] = joined(_moments(activity.skipped) | _as_known(hidden["skipped"], activity.skipped))
        if "added" in hidden:
            hidden["added"] = joined(_as_known(hidden["added"], activity.added))
        other = {name: value for name, value in hidden.items() if value != getattr(activity, name)}
        if other:
            activity.take(other | {"changed": dates.now()})
        return is_other or bool(other)


def _as_it_was(values: dict[str, Any], activity: Activity) -> dict[str, Any]:
    """Return the times of an activity where the file, which knows neither our zones nor milliseconds, says the same."""
    same: dict[str, Any] = {}
    if values["all_day"] and activity.all_day:
        if "zone" not in values:
            same["starts"] = _same_day(values["starts"], activity)
        if values["minutes"] and activity.minutes and values["minutes"] == whole_days(activity.minutes):
            same["minutes"] = activity.minutes
    elif values["starts"] == activity.starts.replace(microsecond=0):
        same["starts"] = activity.starts
    return same


def _same_day(starts: datetime, activity: Activity) -> datetime:
    """Return the first moment of a local day by the clock of an activity for whole days; its own where it is that day's."""
    clock = expansion.zone_of(activity.zone)
    day = expansion.wall(starts, None).date()
    if expansion.wall(activity.starts, clock).date() == day:
        return activity.starts
    return expansion.moment(datetime.combine(day, time()), clock)


def _as_known(moments: str | None, known: str | None) -> set[str]:
    """Return stored moments, those of a second that is known with its milliseconds."""
    mine = {moment[:_TO_THE_SECOND]: moment for moment in _moments(known)}
    return {mine.get(moment[:_TO_THE_SECOND], moment) for moment in _moments(moments)}


def _reference(event: Event) -> str:
    """Return what an activity keeps to be found again by: the UID, and of one day of a series also which."""
    return event.uid if event.replaces is None else f"{event.uid} {dates.moment_text(event.moment)}"


def _moments(text: str | None) -> set[str]:
    return set((text or "").split())


def _midnight() -> datetime:
    return expansion.moment(datetime.combine(dates.today(), time()), None)


def _leave_nothing() -> NoReturn:
    raise _DryRun
