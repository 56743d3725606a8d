"""The reports to choose from, and below them the options of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.reports.report import REPORTS
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.icons import icon
from crm_desktop.ui.panes.report_options import ReportOptions
from crm_desktop.ui.widgets import SectionHeading

_WIDTH = 236


class ReportChooser(QScrollArea):
    """Each report keeps a form of its own; what two of them both ask is taken over from one to the next."""

    changed = Signal()
    """Another report is chosen, or other options of it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._forms: dict[str, ReportOptions] = {}
        self._before: ReportOptions | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(_("Reports"))
        for report in REPORTS:
            self.list.addItem(QListWidgetItem(icon("report"), _(report.title)))
        row_height = self.list.sizeHintForRow(0)
        self.list.setFixedHeight(row_height * len(REPORTS) + 2 * self.list.frameWidth() + theme.pixels(4))
        self._places = QVBoxLayout()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.pixels(8), 0)
        column.setSpacing(10)
        column.addWidget(self.list)
        column.addWidget(SectionHeading(_("Options")))
        column.addLayout(self._places)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(theme.pixels(_WIDTH))
        self.list.currentRowChanged.connect(self._choose)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_keyboard)

    @property
    def options(self) -> ReportOptions:
        """The options of the report that is chosen."""
        report = REPORTS[max(self.list.currentRow(), 0)]
        if report.name not in self._forms:
            form = self._forms[report.name] = ReportOptions(self._context, report)
            form.changed.connect(self.changed)
            self._places.addWidget(form)
        return self._forms[report.name]

    def choose(self, name: str) -> None:
        """Turn to the report of that name."""
        self.list.setCurrentRow([report.name for report in REPORTS].index(name))

    def _follow_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to the option that has the keyboard; Qt does it only where Tab went inside of here."""
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now)

    def _choose(self) -> None:
        before, chosen = self._before, self.options
        if before is not None and before is not chosen:
            chosen.take_over(before)
        self._before = chosen
        for form in self._forms.values():
            form.setVisible(form is chosen)
        self.changed.emit()
