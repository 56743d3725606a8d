"""Keeps the published calendar as the book is: written on a worker some seconds after the last change.

What cannot be written is said once, not at every step; it is tried again with the next change. A file that would be the
same stays untouched, so that one look when a book is opened is enough to catch up with what came meanwhile.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.storage.store import Changes
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job

SETTING, WHAT = "publish_calendar", "publish_what"
_WAIT = 3_000
"""So many milliseconds after the last change the file is written."""
_TABLES = ("activity", "attendee", "contact")


class Publishing(QObject):
    """Publishes the calendar of one open book."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._is_stale = False
        self._told: tuple[str, str] | None = None
        self.timer = QTimer(self, singleShot=True, interval=_WAIT)
        self.timer.timeout.connect(self.publish)
        self._end = context.bridge.relay(context.store.changed, self._follow)
        self.refresh()

    def refresh(self) -> None:
        """Write the file in a while: a book was opened, or another place was chosen."""
        if self._context.settings[SETTING]:
            self.timer.start()

    def publish(self) -> None:
        """Write the file now, or as soon as the writing that is under way has ended."""
        self.timer.stop()
        place = self._context.settings[SETTING]
        self._is_stale = bool(place) and self._job is not None
        if not place or self._is_stale:
            return
        work = partial(self._write, Path(place), self._context.settings[WHAT])
        self._job = self._context.jobs.start("", work, self._forget_problem, partial(self._tell, place))
        self._job.ended.connect(self._ended)

    def stop(self) -> None:
        """Write nothing of this book any more; the next one who opens it catches up."""
        self._end()
        self.timer.stop()
        self._is_stale = False

    def _write(self, place: Path, what: str, task: Task) -> None:
        from crm_desktop.exchange import ical_publish

        ical_publish.publish(partial(self._context.store.read, patient=True), place, what, task)

    def _follow(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self.refresh()

    def _ended(self) -> None:
        self._job = None
        if self._is_stale:
            self.publish()

    def _forget_problem(self, _none: object) -> None:
        self._told = None

    def _tell(self, place: str, problem: UserError) -> None:
        said = (place, str(problem))
        if said != self._told:
            self._told = said
            self._context.say(str(problem), "warning")
