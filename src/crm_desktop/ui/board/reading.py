"""Reads a board on a worker; whoever asks while it is being read gets the newest, once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.ui.board.snapshot import Asked, Snapshot, look
from crm_desktop.ui.context import Context


class Reading(QObject):
    """`wanted` says what to read; what is no longer wanted when it arrives is read again and not shown."""

    arrived = Signal(object)

    def __init__(self, context: Context, wanted: Callable[[], Asked], parent: QObject) -> None:
        super().__init__(parent)
        self.is_on = False
        """Whether the board is being read at the moment."""
        self._context, self._wanted = context, wanted
        self._asks_again = False

    def refresh(self) -> None:
        """Read the board anew."""
        if self.is_on:
            self._asks_again = True
            return
        self.is_on, self._asks_again = True, False
        asked, store, formats = self._wanted(), self._context.store, self._context.formats

        def read(_task: Task) -> Snapshot:
            with store.read(patient=True) as session:
                return look(session, asked, formats)

        self._context.jobs.start("", read, self._arrive, self._fail)

    def _arrive(self, snapshot: Snapshot) -> None:
        self.is_on = False
        if self._asks_again or snapshot.asked != self._wanted():
            self.refresh()
        else:
            self.arrived.emit(snapshot)

    def _fail(self, problem: UserError) -> None:
        self.is_on = False
        self._context.tell(problem)
