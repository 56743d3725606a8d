"""The report that lies in a folder each week: made as of the day that it was due, however late that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.settings import Settings
from crm_desktop.base.task import Task
from crm_desktop.reports import own
from crm_desktop.reports import report as reports
from crm_desktop.reports.file_names import allowed
from crm_desktop.schema.formats import Formats
from crm_desktop.services import book as services_book
from crm_desktop.services import schedule
from crm_desktop.services.schedule import Schedule
from crm_desktop.storage.problems import writing
from crm_desktop.storage.stopping import stoppable
from crm_desktop.storage.store import Store


@dataclass(frozen=True)
class Lying:
    """A report that was made: what it is called, and where it lies."""

    title: str
    path: Path


def make_owed(store: Store, settings: Settings, formats: Formats, task: Task) -> Lying | None:
    """Make the report that is owed; None where none is.

    A book that is looked at for the first time owes nothing for what was before. Raises UserError where the report or
    the folder is not there or cannot be written; it is owed then still.
    """
    chosen = schedule.of(settings)
    if chosen is None:
        return None
    with store.read(patient=True) as session:
        done = schedule.done(session)
    now = dates.now()
    if done is None:
        schedule.keep_done(store, now)
        return None
    due = chosen.owed(done, now)
    if due is None:
        return None
    lying = _make(store, chosen, due, settings, formats, task)
    schedule.keep_done(store, due)
    return lying


def _make(store: Store, chosen: Schedule, due: datetime, settings: Settings, formats: Formats, task: Task) -> Lying:
    day = dates.local_day(due)
    with store.read(patient=True) as session, stoppable(session, task):
        report = own.named(session, chosen.report)
        texts = {"as_of": day, "seller": chosen.seller}
        asked = {key: value for key, value in texts.items() if key in report.options}
        options = reports.parse_options(report, asked, formats, session, settings)
        document = report.build(session, options)
        book = services_book.title(session)
    title = _(report.title)
    name = f"{title} {chosen.seller}" if options.seller is not None else title
    path = _path(chosen.folder, name, day, book or store.path.stem)
    with writing(path):
        reports.write(document, path, settings["paper"], task, settings["margins"])
    return Lying(title, path)


def _path(folder: Path, title: str, day: date, book: str) -> Path:
    """Return a path that says which week it is; where another book has put its report there, also which book."""
    year, week, _weekday = day.isocalendar()
    name = allowed(f"{title} {year}-W{week:02d}")
    path = folder / f"{name}.pdf"
    return folder / f"{name} {allowed(book)}.pdf" if path.exists() else path
