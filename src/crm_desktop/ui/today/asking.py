"""What comes next, asked in the place of the line that was just finished."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import Activity
from crm_desktop.services import activities, records
from crm_desktop.services.activities import Next
from crm_desktop.ui.context import Context
from crm_desktop.ui.forms.next_line import NextLine
from crm_desktop.ui.today.entries import EntriesView


class Asking(QObject):
    """Keeps one line to plan in; while nothing is asked it lies hidden on `owner`."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner
        self._view: EntriesView | None = None
        self._finished = 0
        self.line = NextLine(context.formats)
        self.line.setParent(owner)
        self.line.answered.connect(self._plan)
        self.line.skipped.connect(self.close)

    def ask(self, view: EntriesView, finished: int) -> None:
        """Ask in the place of an activity among some lines what follows it."""
        self.close()
        with self._context.told(), self._context.store.read() as session:
            self.line.ask(records.find(session, Activity, finished).kind)
            self._view, self._finished = view, finished
            view.ask(self.line, view.row_of(("activity", finished)))
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Ask no more; the lines close up."""
        view, self._view = self._view, None
        if view is not None:
            view.close_question()
            self.line.setParent(self._owner)
            self.line.hide()
            view.setFocus()

    def _plan(self, then: Next) -> None:
        try:
            with self._context.store.act(_("Plan: {text}").format(text=then.text)) as session:
                activities.follow_up(session, records.find(session, Activity, self._finished), then)
        except UserError as problem:
            self.line.refuse(str(problem))
        else:
            self.close()
