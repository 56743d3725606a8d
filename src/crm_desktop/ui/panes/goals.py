"""Goals in a grid, months or quarters across and whose they are down, with the plain list of all of them behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.services import book, goal_grid
from crm_desktop.services.goal_grid import Step
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Busy, Changes
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.calendar.tools import Turner
from crm_desktop.ui.context import Context
from crm_desktop.ui.goals.entering import Entering
from crm_desktop.ui.goals.model import GoalModel, rows_of
from crm_desktop.ui.goals.view import GoalView
from crm_desktop.ui.panes.pane import Selected
from crm_desktop.ui.panes.records import RecordsPane
from crm_desktop.ui.panes.summary_line import Summary
from crm_desktop.ui.tables.record_list import RecordList

_KEPT, _RETRY = "goal_grid", 250
_STEPS: tuple[tuple[Step, str], ...] = (("quarter", N_("Quarters")), ("month", N_("Months")))
_WATCHED = ("goal", "seller", "manager", "opportunity", "exchange_rate")


class GoalsPane(RecordsPane):
    """`day` lies in the fiscal year that is shown."""

    def __init__(self, context: Context, entity: str, summary: Summary, usual: Mapping[str, Any]) -> None:
        kept = context.memory.columns(_KEPT)
        self.is_grid = kept.get("list") is not True
        self.step: Step = "month" if kept.get("step") == "month" else "quarter"
        self.day = dates.today()
        super().__init__(context, entity, summary, usual)
        self.model = GoalModel(context.formats, self)
        self.entering = Entering(context, self.model, self.notice)
        self.entering.stored.connect(self.refresh)
        self.view = GoalView(self.model, self.entering.take)
        self.view.emptied.connect(self.entering.empty)
        self.view.copy_wanted.connect(self.copy)
        self.view.paste_wanted.connect(self.paste)
        self._again = QTimer(self, singleShot=True, interval=_RETRY)
        self._again.timeout.connect(self.refresh)
        self._currency = self._on_paper = ""
        self._stack = QStackedWidget()
        self.split.replaceWidget(0, self._stack)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.view)
        self.list.show()
        self.list.status_changed.disconnect(self.status_changed)
        self.list.status_changed.connect(lambda _words: self.status_changed.emit(self.status()))
        self._add_tools()
        self._turn()

    def show_grid(self, wanted: bool) -> None:
        """Turn to the grid, or to the list of all goals."""
        if wanted != self.is_grid:
            self.is_grid = wanted
            self._keep()
            self._turn()
            self.setFocus()

    def turn(self, years: int) -> None:
        """Show a later year, or an earlier one."""
        self.day = dates.add_months(self.day, 12 * years)
        self.refresh()

    def show_day(self, day: date) -> None:
        """Show the fiscal year that holds a day."""
        self.day = day
        self.refresh()

    def show_steps(self, step: Step) -> None:
        """Show months or quarters."""
        self.step = step
        self._keep()
        self.refresh()

    def refresh(self) -> None:
        """Read the goals of the year anew."""
        month = min(max(self.context.settings["fiscal_month"], 1), 12)
        try:
            with self.context.store.read() as session:
                year = dates.fiscal_year_of(self.day, month)
                grid = goal_grid.read(session, year, self.step, month)
                self._currency = book.currency(session)
        except Busy:
            self._again.start()
            return
        self.model.set_grid(grid, self.step)
        self.view.select_first()
        self._show_title(year.first, year.last)

    def is_reading(self) -> bool:
        """Tell whether the goals could not be read just now and are about to be."""
        return self._again.isActive()

    def selected(self) -> Selected | None:
        return None if self.is_grid else super().selected()

    def has_selection(self) -> bool:
        return not self.is_grid and super().has_selection()

    def records(self) -> RecordList | None:
        return None if self.is_grid else super().records()

    def shown_list(self) -> Query | None:
        return None if self.is_grid else super().shown_list()

    def show_record(self, entity: str, record_id: int) -> None:
        self.show_grid(False)
        super().show_record(entity, record_id)

    def new_record(self, preset: Mapping[str, Any] | None = None) -> None:
        self.show_grid(False)
        super().new_record(preset)

    def open_view(self, key: str) -> None:
        self.show_grid(False)
        super().open_view(key)

    def show_only(self, where: tuple[tuple[str, Any], ...], sentence: str) -> None:
        self.show_grid(False)
        super().show_only(where, sentence)

    def focus_filter(self) -> None:
        self.show_grid(False)
        super().focus_filter()

    def open_selected(self) -> None:
        if self.is_grid:
            self.edit_in_place()
        else:
            super().open_selected()

    def edit_in_place(self) -> None:
        if self.is_grid:
            self.view.edit(self.view.currentIndex())
        else:
            super().edit_in_place()

    def walk(self, step: int) -> None:
        if not self.is_grid:
            super().walk(step)
            return
        index = self.view.currentIndex()
        there = self.model.index(index.row() + step, index.column())
        if there.isValid():
            self.view.setCurrentIndex(there)

    def copy(self) -> None:
        if not self.is_grid:
            super().copy()
            return
        rows: dict[int, list[str]] = {}
        for index in sorted(self.view.selectedIndexes(), key=lambda one: (one.row(), one.column())):
            rows.setdefault(index.row(), []).append(str(index.data() or ""))
        if rows:
            QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))

    def paste(self) -> None:
        if self.is_grid:
            self.entering.fill(self.view.currentIndex(), rows_of(QGuiApplication.clipboard().text()))
        else:
            super().paste()

    def print_out(self) -> None:
        """Print the grid as it is shown, with how far each goal is reached; or the list."""
        if self.is_grid:
            from crm_desktop.ui.panes.report_print import print_screen

            print_screen(self.context, _(self._declared.plural), self._on_paper, self.model.screen())
        else:
            super().print_out()

    def status(self) -> str:
        return _("Type an amount, Tab goes on, Del empties a cell") if self.is_grid else super().status()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_grid:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _add_tools(self) -> None:
        self.turner = Turner()
        self.turner.turned.connect(self.turn)
        self.turner.today_wanted.connect(lambda: self.show_day(dates.today()))
        menu = QMenu(self)
        for step, title in _STEPS:
            menu.addAction(_(title), partial(self.show_steps, step))
        self.steps = FlatButton("", menu=menu)
        self.steps.setAccessibleDescription(_("Goals by month or by quarter"))
        self.turned = FlatButton("")
        self.turned.clicked.connect(lambda: self.show_grid(not self.is_grid))
        report = FlatButton(_("Report"), "report")
        report.clicked.connect(self._report)
        for place, tool in enumerate((self.turner, self.steps, self.turned, report), 1):
            self.header.add_tool(tool, place)

    def _turn(self) -> None:
        """Put the grid or the list in front, with its tools."""
        front = self.view if self.is_grid else self.list
        self._stack.setCurrentWidget(front)
        self.keyboard = front
        for tool in (self.turner, self.steps):
            tool.setVisible(self.is_grid)
        for tool in (self._filter, self.list.columns.button):
            tool.setHidden(self.is_grid)
        self.turned.setText(_("List") if self.is_grid else _("Table"))
        self._beside.setHidden(self.is_grid)
        if self.is_grid:
            self.refresh()
        else:
            self._rest.start()
            self._show_summary()
        self.status_changed.emit(self.status())

    def _show_title(self, first: date, last: date) -> None:
        years = f"{first.year}" if first.year == last.year else f"{first.year}/{last.year}"
        self.steps.setText(_(dict(_STEPS)[self.step]))
        line = _("Fiscal year {year} · amounts in {currency} · below each goal what is reached of it")
        self.header.set_text(_(self._declared.plural), line.format(year=years, currency=self._currency))
        line = _("Fiscal year {year} · amounts in {currency} · behind each goal what is reached of it")
        self._on_paper = line.format(year=years, currency=self._currency)

    def _report(self) -> None:
        self.context.host.run_command("report.goals")

    def _keep(self) -> None:
        self.context.memory.keep_columns(_KEPT, {"list": not self.is_grid, "step": self.step})
        self.context.memory.save()

    def _follow(self, changes: Changes) -> None:
        if not self.is_grid:
            super()._follow(changes)
        elif changes.touches(*_WATCHED):
            self.refresh()

    def _show_summary(self) -> None:
        if not self.is_grid:
            super()._show_summary()

    def _show_current(self) -> None:
        if not self.is_grid:
            super()._show_current()
