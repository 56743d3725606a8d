"""Brings a calendar into the book: each event becomes an activity, or is found again and changed where it differs.

An event is known by its UID: our own carry that of the record, those of others are kept as its reference. What the user
did here stays, as `ical_past` says; what the file does not say is not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_in, ical_known
from crm_desktop.exchange.ical_deleted import Deleted
from crm_desktop.exchange.ical_in import Calendar
from crm_desktop.exchange.ical_taking import Taking
from crm_desktop.exchange.outcome import Outcome
from crm_desktop.exchange.table import Row
from crm_desktop.storage.store import Store, raw_of


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
            for taking in _take_in(session, ical_in.newest(calendars), task, owner_id):
                _tell(taking, outcome)
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


def _take_in(session: Session, calendars: Sequence[Calendar], task: Task, owner_id: int | None) -> list[Taking]:
    """Bring calendars in: the changed days of series last, whatever file has the series."""
    deleted = Deleted(raw_of(session))
    known = ical_known.look_up(raw_of(session), [event for calendar in calendars for event in calendar.events])
    takings = [Taking(session, calendar, deleted, known, owner_id) for calendar in calendars]
    for are_days in (False, True):
        for taking in takings:
            events = [event for event in taking.calendar.events if (event.replaces is not None) == are_days]
            for event in task.steps(events, _("Importing “{file}”").format(file=taking.calendar.name)):
                taking.take(event)
    for taking in takings:
        taking.mark_changed_days()
    return takings


def _tell(taking: Taking, whole: Outcome) -> None:
    """Add what became of a calendar to the outcome."""
    calendar, tally = taking.calendar, taking.tally
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


def _leave_nothing() -> NoReturn:
    raise _DryRun
