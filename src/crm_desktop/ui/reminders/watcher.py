"""Looks at the clock for as long as a book is open: what rings now, and whether nobody was here for long.

It looks when the next reminder rings, when the book changes, and each minute: a computer that slept does not say so. It
reads and notes on a worker, so that the window never waits for a long step of another one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.services import away, reminders
from crm_desktop.services.reminders import Reminder
from crm_desktop.storage.store import Changes
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.reminders.words import quoted

_MINUTE, _SOON, _REST = 60_000, 1_000, 150
_NOTED = timedelta(minutes=5)
"""How old the note may be that the program is open."""
_Key = tuple[int, datetime]


@dataclass(frozen=True)
class _Look:
    """What was found: all that rings, when the next one does, and whether nobody was here before."""

    ringing: list[Reminder]
    next_at: datetime | None
    returned: bool
    round: int


class Watcher(QObject):
    """What rings in one open book; answering something takes it off at once."""

    rang = Signal(list)
    """All that waits for an answer, after each look."""
    began = Signal(list)
    """What began to ring with this look."""
    returned = Signal()
    """Nobody was here for long: there may be a list of what fell due."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.ringing: list[Reminder] = []
        self._told: set[_Key] = set()
        self._noted: datetime | None = None
        self._job: Job | None = None
        self._is_stale = self._is_over = False
        self._round = 0
        self._being_answered: set[_Key] = set()
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self.look)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.look)
        self._end_relay = context.bridge.relay(context.store.changed, self._follow)

    def look(self) -> None:
        """Look now, or again when the look that is under way has ended."""
        if self._is_over:
            return
        self._clock.start(_MINUTE)
        self._is_stale = True
        if self._job is None:
            self._is_stale = False
            self._job = self._context.jobs.start("", self._read, self._show, lambda _problem: None)
            self._job.ended.connect(self._go_on)

    def is_looking(self) -> bool:
        """Tell whether it looks, or is about to because the book changed."""
        return self._job is not None or self._rest.isActive()

    def stop(self) -> None:
        """Look no more: the book is about to be closed."""
        self._is_over = True
        self._end_relay()
        self._clock.stop()
        self._rest.stop()

    def snooze(self, reminder: Reminder, until: datetime) -> None:
        """Let it ring again then."""
        self._answer([reminder], lambda raw: reminders.snooze(raw, reminder, until))

    def dismiss(self, answered: Sequence[Reminder]) -> None:
        """Let these ring no more."""
        self._answer(answered, lambda raw: reminders.dismiss(raw, *answered))

    def finish(self, reminder: Reminder) -> None:
        """Mark what it reminds of as done; the pane in front may ask what comes next."""
        done: list[int] = []
        title = _("Finish {what}").replace("{what}", quoted(reminder.name))
        if self._context.act(title, lambda session: done.append(reminders.finish(session, reminder))):
            self._drop([reminder])
            self._context.pane.was_finished(done[0])

    def _follow(self, changes: Changes) -> None:
        if changes.touches("activity"):
            self._rest.start()

    def _answer(self, answered: Sequence[Reminder], write: Callable[[sqlite3.Connection], None]) -> None:
        def work(_task: Task) -> None:
            with self._context.store.upkeep() as raw:
                write(raw)

        def ended() -> None:
            self._being_answered -= keys
            self._round += 1
            self.look()

        keys = {one.key for one in answered}
        self._being_answered |= keys
        self._drop(answered)
        self._context.jobs.start("", work, None, self._context.tell).ended.connect(ended)

    def _drop(self, answered: Sequence[Reminder]) -> None:
        """Take what was answered off at once; a look that began before knows nothing of it and is not shown."""
        keys = {one.key for one in answered}
        self._round += 1
        self._told -= keys
        self.ringing = [one for one in self.ringing if one.key not in keys]
        self.rang.emit(self.ringing)

    def _read(self, _task: Task) -> _Look:
        store, now, number = self._context.store, dates.now(), self._round
        with store.read(patient=True) as session:
            returned = away.returning(session)
        if returned is not None or self._noted is None or abs(now - self._noted) >= _NOTED:
            with store.upkeep() as raw:
                away.stay(raw, returned)
                reminders.sweep(raw, now)
            self._noted = now
        with store.read(patient=True) as session:
            found, following = reminders.due(session, now), reminders.next_at(session, now)
        if any(one.key not in self._told for one in found):
            with store.upkeep() as raw:
                reminders.keep(raw, found)
        return _Look(found, following, returned is not None, number)

    def _show(self, look: _Look) -> None:
        if look.returned:
            self.returned.emit()
        if look.round != self._round:
            self._is_stale = True
            return
        self.ringing = [one for one in look.ringing if one.key not in self._being_answered]
        began = [one for one in self.ringing if one.key not in self._told]
        self._told = {one.key for one in self.ringing}
        self.rang.emit(self.ringing)
        if began:
            self.began.emit(began)
        if look.next_at is not None and not self._is_over:
            left = (look.next_at - dates.now()) // timedelta(milliseconds=1)
            self._clock.start(min(max(left + 1, _SOON), _MINUTE))

    def _go_on(self) -> None:
        self._job = None
        if self._is_stale:
            self.look()


def note_closing(context: Context) -> None:
    """Note that the program is open until this moment; what hinders it is no reason not to close."""
    with suppress(UserError), context.store.upkeep() as raw:
        away.stay(raw)
