"""The reports to choose from, and below them the options of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.model import SavedReport
from crm_desktop.reports import own
from crm_desktop.reports.report import REPORTS, Report
from crm_desktop.storage.store import Busy, Changes
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.report_form import ReportForm
from crm_desktop.ui.panes.report_options import ReportOptions
from crm_desktop.ui.pivot.builder import PivotBuilder
from crm_desktop.ui.tab_order import chain, stops
from crm_desktop.ui.widgets import SectionHeading, plain_tooltip

_NAME = Qt.ItemDataRole.UserRole
_SHARE, _SHORTEST, _WIDEST = 0.42, 160, 280
_MOST = 3
"""The panel takes at most this part of the window, so that the pages beside it can be read."""


@dataclass(frozen=True)
class Source:
    """Reports that come from one place, below a heading, and the form in which their options are chosen."""

    title: str
    reports: Callable[[Session], Sequence[Report]]
    form: Callable[[Context, Report], ReportForm]


SOURCES = (Source("", lambda _session: REPORTS, ReportOptions), Source(N_("My reports"), own.listed, PivotBuilder))


class ReportChooser(QScrollArea):
    """Each report keeps a form of its own; what two of them both ask is taken over from one to the next."""

    changed = Signal()
    """Another report is chosen, or other options of it."""
    edited = Signal()
    """Something is being typed into the options."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._measure)
        self._forms: dict[str, ReportForm] = {}
        self._before: ReportForm | None = None
        self._listed: list[tuple[str, str]] = []
        self._declared: dict[str, tuple[Report, Source]] = {}
        self.beside = QWidget()
        """What the options need more room for, to be shown above the pages."""
        self._above = QVBoxLayout(self.beside)
        self._above.setContentsMargins(0, 0, 0, 0)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Reports"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # what is too long ends in "…"
        self._fill()
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
        self.list.currentItemChanged.connect(lambda now, _before: self._choose() if now is not None else None)
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_keyboard)

    @property
    def options(self) -> ReportForm:
        """The options of the report that is chosen."""
        item = self.list.item(max(self.list.currentRow(), 0))
        report, source = self._declared[item.data(_NAME)]
        if report.name not in self._forms:
            form = self._forms[report.name] = source.form(self._context, report)
            form.changed.connect(self.changed)
            form.edited.connect(self.edited)
            form.wanted.connect(self.choose)
            self._places.addWidget(form)
            chain((self.list, *stops(form)))
            if form.beside is not None:
                self._above.addWidget(form.beside)
        return self._forms[report.name]

    def choose(self, name: str) -> None:
        """Turn to the report of that name, if it is there."""
        self._fill()
        for item in self._items():
            if item.data(_NAME) == name:
                self.list.setCurrentItem(item)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _follow(self, changes: Changes) -> None:
        if not changes.touches(SavedReport.__tablename__):
            return
        self._fill()
        for form in self._forms.values():
            form.read_again()

    def _fill(self) -> None:
        """List the reports that there are; the one that is chosen stays so, or makes room for the one after it."""
        try:
            with self._context.store.read() as session:
                found = [(source, list(source.reports(session))) for source in SOURCES]
        except Busy:
            return
        listed = [(report.name, _(report.title)) for _source, reports in found for report in reports]
        if listed == self._listed:
            return
        self._listed = listed
        self._declared = {report.name: (report, source) for source, reports in found for report in reports}
        row = self.list.currentRow()
        name = self.list.item(row).data(_NAME) if row >= 0 else ""
        self.list.blockSignals(True)
        self.list.clear()
        for source, reports in found:
            self._add(source, reports)
        here = next((place for place, item in enumerate(self._items()) if item.data(_NAME) == name), row)
        self.list.setCurrentRow(min(here, self.list.count() - 1))
        self.list.blockSignals(False)
        self._fit()
        if self._before is not None:
            self.fit_width()
        for gone in self._forms.keys() - self._declared.keys():
            self._drop(self._forms.pop(gone))

    def _fit(self) -> None:
        """Be as tall as the reports, up to a share of the pane, so that the options of the chosen one are in sight."""
        rows = sum(self.list.sizeHintForRow(place) for place in range(self.list.count()))
        most = max(int(self.height() * _SHARE), theme.pixels(_SHORTEST))
        self.list.setFixedHeight(min(rows + 2 * self.list.frameWidth() + theme.pixels(4), most))
        if self.list.currentRow() >= 0:
            self.list.scrollToItem(self.list.currentItem())

    def fit_width(self) -> None:
        """Be as wide as the options and names need in the present size of the text, but a part of the window at most."""
        wanted = max(theme.pixels(self.options.WIDTH), self._width_of_names())
        self.setFixedWidth(min(wanted, self.window().width() // _MOST))

    def _width_of_names(self) -> int:
        """Return what the longest name needs, within reason: a name of the user's may be long."""
        bars = self.list.verticalScrollBar().sizeHint().width() + self.verticalScrollBar().sizeHint().width()
        wanted = self.list.sizeHintForColumn(0) + 2 * self.list.frameWidth() + bars + theme.pixels(12)
        return min(wanted, theme.pixels(_WIDEST))

    def _add(self, source: Source, reports: Sequence[Report]) -> None:
        if source.title:
            heading = QListWidgetItem(_(source.title))
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            letters = QFont()
            letters.setCapitalization(QFont.Capitalization.AllUppercase)
            heading.setFont(letters)
            self.list.addItem(heading)
        for report in reports:
            item = QListWidgetItem(_(report.title))
            item.setData(_NAME, report.name)
            item.setToolTip(plain_tooltip(_(report.title)))
            self.list.addItem(item)

    def _drop(self, form: ReportForm) -> None:
        """Take the form of a report away that was deleted, and turn to the one that is chosen now."""
        self._places.removeWidget(form)
        for part in (form, form.beside):
            if part is not None:
                part.hide()
                part.deleteLater()
        if form is self._before:
            self._before = None
            self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._settle.start()

    def _measure(self) -> None:
        """Take the room that a text of another size needs."""
        self.list.doItemsLayout()
        self._fit()
        self.fit_width()

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
            if form.beside is not None:
                form.beside.setVisible(form is chosen and form.is_beside_open)
        self.beside.setVisible(chosen.beside is not None)
        self.fit_width()
        self.changed.emit()
