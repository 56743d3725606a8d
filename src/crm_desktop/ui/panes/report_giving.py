"""The buttons by which a report is given out: saved, sent, printed, its figures taken along.

They give out what the options say and nothing else. While the pages are others they are grey, and their tooltips say why.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.reports import report as reports
from crm_desktop.storage.problems import writing
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.buttons import FlatButton, PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.outside import open_written
from crm_desktop.ui.panes.report_making import Made
from crm_desktop.ui.printing import print_pdf
from crm_desktop.ui.sending import send


class ReportGiving(QObject):
    """`offer` says which report may be given out, or why none may."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._over = context, context.window
        self._made: Made | None = None
        self._why = ""
        self.figures = FlatButton(_("Save figures"), "export")
        self.send_button = FlatButton(_("Send…"), "mail")
        self.print_button = FlatButton(_("Print"), "print")
        self.save_button = PrimaryButton(_("Save as PDF"))
        self.buttons = (self.figures, self.send_button, self.print_button, self.save_button)
        menu = QMenu(self.figures)
        menu.addAction(_("For Excel (XLSX)…"), lambda: self._ask("xlsx"))
        menu.addAction(_("As a table (CSV)…"), lambda: self._ask("csv"))
        menu.addAction(_("For programs (JSON)…"), lambda: self._ask("json"))
        self.figures.setMenu(menu)
        self.send_button.clicked.connect(self.send)
        self.print_button.clicked.connect(self.print_out)
        self.save_button.clicked.connect(lambda: self._ask("pdf"))

    def stand_in(self, pane: QWidget) -> None:
        """Belong to a pane, over which dialogs and progress stand."""
        self.setParent(pane)
        self._over = pane

    def offer(self, made: Made | None, why: str = "") -> None:
        """Give out this report from now on; without one the buttons say why."""
        self._made, self._why = made, why
        for button in self.buttons:
            button.set_refusal("" if made is not None else why)

    def save(self, path: Path) -> None:
        """Write the report; the suffix says whether as PDF, workbook, CSV or JSON."""
        made, context = self._made, self._context
        if made is None:
            return

        def write(task: Task) -> None:
            with writing(path):
                margins = context.settings["margins"]
                reports.write(made.document, path, made.paper, task, margins)  # type: ignore[arg-type]  # the box offers no other

        def said(_nothing: None) -> None:
            context.say(
                _("Saved as “{name}”.").format(name=path.name), action=_("Open"), run=lambda: open_written(path)
            )

        context.work(_("Saving the report"), write, said, over=self._over)

    def send(self) -> None:
        """Attach the pages to a new e-mail."""
        if self._made is not None:
            send(self._context, self._made)

    def print_out(self) -> None:
        """Print the pages, or say why there are none."""
        context, made = self._context, self._made
        if made is None:
            context.say(self._why, "warning")
        else:
            path = made.printed.path
            print_pdf(context.window, context.jobs, path, made.title, made.paper, context.say, context.tell)

    def _ask(self, suffix: str) -> None:
        if self._made is None:
            return
        usual = self._context.store.path.with_name(f"{self._made.name}.{suffix}")
        path = file_dialogs.save_as(self._over, _("Save the report"), usual, f"{suffix.upper()} (*.{suffix})")
        if path is not None:
            self.save(path if path.suffix.lower() == f".{suffix}" else path.with_name(f"{path.name}.{suffix}"))
