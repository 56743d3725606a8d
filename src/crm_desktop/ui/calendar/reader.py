"""Reads the calendar on a worker, one reading at a time: one that is no longer wanted is given up for the next."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.base.task import Task
from crm_desktop.storage.store import Changes
from crm_desktop.ui.calendar import reading
from crm_desktop.ui.calendar.reading import Reading, Wanted
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job

_REST = 60
WATCHED = ("activity", "contact", "opportunity", "account", "seller", "attendee")
"""The tables that something in the calendar is read from."""


class Reader(QObject):
    """What was shown stays until the new arrives."""

    arrived = Signal(object)
    """A reading, of what was wanted last."""
    stale = Signal()
    """The book has changed; whoever shows it asks again."""

    changed = Signal(object)
    """What a step changed that is about to be read."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._wanted: Wanted | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.stale)
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))

    def ask(self, wanted: Wanted) -> None:
        """Read what is wanted; an earlier wish is given up."""
        self._wanted = wanted
        self._rest.stop()
        if self._job is not None:
            self._job.cancel()
            return
        context = self._context

        def work(task: Task) -> Reading:
            return reading.read(context.store, wanted, context.formats, task)

        self._wanted = None
        self._job = context.jobs.start("", work, self._take, context.tell)
        self._job.ended.connect(self._go_on)

    def is_reading(self) -> bool:
        """Tell whether something is being read, or about to be."""
        return self._job is not None or self._rest.isActive()

    def is_behind(self) -> bool:
        """Tell whether the book has changed since what arrives was asked for."""
        return self._rest.isActive()

    def _take(self, found: Reading) -> None:
        if self._wanted is None:
            self.arrived.emit(found)

    def _go_on(self) -> None:
        self._job = None
        if self._wanted is not None:
            self.ask(self._wanted)

    def _follow(self, changes: Changes) -> None:
        if changes.touches(*WATCHED):
            self._rest.start()
            self.changed.emit(changes)
