"""Lets the days that are kept of every series move on with time: soon after a book was opened, and when a day begins.

It waits until what the user sees first has been read. A computer that slept does not say so, which is why no timer waits
for midnight itself. What went wrong is tried again a minute later and never told: until then days are worked out where
they are asked for.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.model import Activity
from crm_desktop.storage import rolling
from crm_desktop.storage.store import Changes
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job

_FIRST, _MINUTE = 10_000, 60_000
"""Milliseconds from the opening of a book to the first look, and from one look to the next."""


class KeptDays(QObject):
    """The kept days of one open book."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._day: date | None = None
        self._job: Job | None = None
        self.timer = QTimer(self, interval=_FIRST)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        """Let the days move on on a worker, if that was not done today."""
        self.timer.setInterval(_MINUTE)
        if self._job is None and self._day != dates.today():
            self._job = self._context.jobs.start("", self._roll, self._rolled, lambda _problem: None)
            self._job.ended.connect(self._ended)

    def is_rolling(self) -> bool:
        """Tell whether the days are being worked out."""
        return self._job is not None

    def stop(self) -> None:
        """Look no more: the book is about to be closed, which cancels what is under way."""
        self.timer.stop()

    def _roll(self, task: Task) -> tuple[date, bool]:
        day = dates.today()
        return day, rolling.roll(self._context.store, task)

    def _rolled(self, found: tuple[date, bool]) -> None:
        """Remember the day; where another clock made other days of the series, all that shows them reads anew."""
        self._day, is_other = found
        if is_other:
            self._context.store.changed.emit(Changes("", {Activity.__tablename__: frozenset()}))

    def _ended(self) -> None:
        self._job = None
