"""The bar that finds words on the pages of a report: which of how many is shown, and the way to the next.

The words are looked for on a worker at each letter; the search of the letter before is given up.
"""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.reports import page_search
from crm_desktop.reports.page_search import Found
from crm_desktop.ui.buttons import SignButton
from crm_desktop.ui.jobs import Job, Jobs
from crm_desktop.ui.panes.report_preview import ReportPreview
from crm_desktop.ui.widgets import SearchBox, plain_label

_REST = 150


class ReportSearch(QWidget):
    """Enter goes to the next place, Shift+Enter to the one before, Esc closes the bar."""

    def __init__(self, jobs: Jobs, preview: ReportPreview) -> None:
        super().__init__()
        self._jobs, self._preview = jobs, preview
        self._job: Job | None = None
        self._is_stale = False
        self._found: list[Found] = []
        self._looked_for = ""
        self._current = 0
        self.box = SearchBox(_("Find on the pages"))
        self.place = plain_label("", "muted", cuts=False)
        self.previous = SignButton("chevron-up", _("The place before"))
        self.next = SignButton("chevron-down", _("Next place"))
        self.close_button = SignButton("close", _("Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.box, self.place, self.previous, self.next):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.look)
        self.box.textChanged.connect(self._wait)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.close_button.clicked.connect(self.end)
        preview.pages_changed.connect(self.look)
        self.hide()

    def open(self) -> None:
        """Show the bar with the keyboard in it; what was looked for last is ready to be typed over."""
        self.show()
        self.box.setFocus()
        self.box.selectAll()
        self.look()

    def end(self) -> None:
        """Take the bar and its marks away."""
        self.hide()
        self._show([])
        self._preview.setFocus()

    def look(self) -> None:
        """Look for the words anew."""
        self._rest.stop()
        if self.isHidden():
            return
        self._is_stale = True
        if self._job is not None:
            self._job.cancel()
            return
        self._is_stale = False
        path, words = self._preview.path(), self.box.text()
        self._looked_for = words.strip()

        def work(task: Task) -> list[Found]:
            with suppress(FileNotFoundError):  # other pages have just taken their place
                return page_search.find(path, words, task)
            return []

        self._job = self._jobs.start("", work, self._show)
        self._job.ended.connect(self._go_on)

    def is_looking(self) -> bool:
        """Tell whether it looks, or is about to."""
        return self._job is not None or self._rest.isActive()

    def step(self, step: int) -> None:
        """Go to the next place or the one before, at the end to the other end."""
        if self._found:
            self._go_to((self._current + step) % len(self._found))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.end()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F3:
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            case _:
                super().keyPressEvent(event)

    def _wait(self) -> None:
        self.place.setText("")
        self._rest.start()

    def _show(self, found: list[Found]) -> None:
        """Show what was found, beginning with the page in sight."""
        self._found = found if not self.isHidden() else []
        page = self._preview.page()[0] - 1
        first = next((number for number, one in enumerate(self._found) if one.page >= page), 0)
        self._go_to(first)

    def _go_to(self, number: int) -> None:
        self._current = number
        self._preview.sheets.show_found(self._found, number)
        self.place.setText(self._words())
        for button in (self.previous, self.next):
            button.setEnabled(len(self._found) > 1)

    def _words(self) -> str:
        if not self._found:
            is_answer = self._looked_for and self._looked_for == self.box.text().strip()
            return _("Not on these pages") if is_answer else ""
        many = len(self._found) >= page_search.MOST
        pattern = _("{n} of {all} and more") if many else _("{n} of {all}")
        return pattern.format(n=self._current + 1, all=len(self._found))

    def _go_on(self) -> None:
        self._job = None
        if self._is_stale:
            self.look()
