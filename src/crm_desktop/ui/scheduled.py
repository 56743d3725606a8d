"""Looks each minute whether a report is owed to its folder, makes it on a worker, and says where it lies.

A computer that slept does not say so, which is why no timer waits for the hour itself. What went wrong is said once and
tried again after a while.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.base.text import squash
from crm_desktop.services import schedule
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.outside import open_written

if TYPE_CHECKING:
    from crm_desktop.reports.report import Report

_MINUTE = 60_000
_AGAIN = timedelta(minutes=15)
"""How long after a failure it is tried again."""


def _check_report(reports: Sequence[Report], wanted: str) -> None:
    """Raise UserError where no report is called so; it names none of the others, which Preferences offer to choose from."""
    names = {squash(name) for one in reports for name in (one.name, one.title, _(one.title))}
    if squash(wanted) not in names:
        told = _("there is no report “{name}” in this book. Choose another one in the preferences.")
        raise UserError(told.format(name=wanted))


class Scheduled(QObject):
    """The scheduled report of one open book."""

    lies_ready = Signal(str, str)
    """A report was made: its title, and a sentence that says where it lies."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._told = ""
        self._not_before: datetime | None = None
        self.timer = QTimer(self, interval=_MINUTE)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def refresh(self) -> None:
        """Look now: a book was opened, or another folder, day or hour was chosen."""
        self._not_before, self._told = None, ""
        self.look()

    def look(self) -> None:
        """Make what is owed, if anything is; a look that is under way goes on."""
        too_soon = self._not_before is not None and dates.now() < self._not_before
        if self._job is not None or too_soon or schedule.of(self._context.settings) is None:
            return
        self._job = self._context.jobs.start("", self._make, self._show, self._tell)
        self._job.ended.connect(self._ended)

    def is_looking(self) -> bool:
        """Tell whether a look is under way."""
        return self._job is not None

    def stop(self) -> None:
        """Look no more: the book is about to be closed."""
        self.timer.stop()

    def _make(self, task: Task) -> object:
        context = self._context
        with context.store.read(patient=True) as session:
            done, chosen = schedule.done(session), schedule.of(context.settings)
        if chosen is None or (done is not None and chosen.owed(done, dates.now()) is None):
            return None
        from crm_desktop.reports import own, scheduled  # with all reports: not before one is owed

        with context.store.read(patient=True) as session:
            _check_report(own.every(session), chosen.report)
        return scheduled.make_owed(context.store, context.settings, context.formats, task)

    def _show(self, lying: object) -> None:
        from crm_desktop.reports.scheduled import Lying

        self._told = ""
        if isinstance(lying, Lying):
            sentence = _("“{title}” lies in “{folder}”.").format(title=lying.title, folder=lying.path.parent)
            self._context.say(sentence, action=_("Open"), run=lambda: open_written(lying.path))
            self.lies_ready.emit(lying.title, sentence)

    def _tell(self, problem: UserError) -> None:
        self._not_before = dates.now() + _AGAIN
        if str(problem) != self._told:
            self._told = str(problem)
            sentence = _("The report of the week could not be made: {why}").format(why=problem)
            self._context.say(sentence, "warning", action=_("Preferences…"), run=self._open_preferences)

    def _open_preferences(self) -> None:
        from crm_desktop.ui.dialogs.preferences import open_preferences  # each of its pages imports a lot

        open_preferences(self._context, "Reports")

    def _ended(self) -> None:
        self._job = None
