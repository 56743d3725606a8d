"""What the forms of all reports have: the report that they stand for, its paper, and a word when something was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.reports.report import Report
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import plain_label


class ReportForm(QWidget):
    """The base of them. `beside` is a part that needs more room than the form has; it stands above the pages."""

    changed = Signal()
    edited = Signal()
    """Something was typed or chosen; whether it makes sense is not known yet."""
    wanted = Signal(str)
    """Another report is to be shown, here by its name."""
    WIDTH = 236

    def __init__(self, context: Context, report: Report) -> None:
        super().__init__()
        self._context, self.report = context, report
        self.beside: QWidget | None = None
        self.is_beside_open = False
        self.paper = ChoiceBox()
        self.paper.addItems(["A4", "Letter"])
        self.paper.setCurrentText(context.settings["paper"])
        self.paper.setAccessibleName(_("Paper"))
        self.paper.activated.connect(self._take_paper)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)

    def texts(self) -> dict[str, Any]:
        """Return what was chosen, by option."""
        return {}

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong under the options."""

    def take_over(self, other: ReportForm) -> None:
        """Take what was chosen for another report, wherever both ask for the same."""
        self.paper.setCurrentText(other.paper.currentText())

    def read_again(self) -> None:
        """Look at what the book keeps of the report, which may have changed."""

    def add_paper(self) -> None:
        """Ask for the paper."""
        label = plain_label(_("Paper"), "muted")
        label.setBuddy(self.paper)
        self.column.addWidget(label)
        self.column.addWidget(self.paper)

    def _take_paper(self) -> None:
        with self._context.told():
            self._context.settings["paper"] = self.paper.currentText()
        self.changed.emit()
