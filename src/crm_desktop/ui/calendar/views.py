"""The views of the calendar one behind the other: days by their hours, a month, a list. Each is made when it is first wanted."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget

from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar.hues import By
from crm_desktop.services.calendar.ways import Way
from crm_desktop.ui.calendar.time_grid import TimeGrid
from crm_desktop.ui.calendar.view import CalendarView, Proposal

_TOLD = (
    "chosen", "opened", "create_wanted", "placed", "remove_wanted", "finish_wanted", "menu_wanted", "day_wanted", "day_chosen", "week_wanted",
    "moved",
)  # fmt: skip


class Views(QStackedWidget):
    """Whatever the one in front asks for is told here."""

    chosen = Signal(object)
    opened = Signal(object)
    create_wanted = Signal(object)
    placed = Signal(object, object)
    remove_wanted = Signal(object)
    finish_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    day_wanted = Signal(object)
    day_chosen = Signal(object)
    week_wanted = Signal(object)
    moved = Signal()

    def __init__(self, formats: Formats, by: By) -> None:
        super().__init__()
        self._formats, self._by = formats, by
        self._made: list[CalendarView] = []
        self.grid = TimeGrid(formats, by)
        self.front: CalendarView = self.grid
        self._take_in(self.grid)

    @cached_property
    def month(self) -> CalendarView:
        """The month."""
        from crm_desktop.ui.calendar.month_grid import MonthGrid

        return self._take_in(MonthGrid(self._formats, self._by))

    @cached_property
    def agenda(self) -> CalendarView:
        """The list, which is all of the calendar for those who can't see it."""
        from crm_desktop.ui.calendar.agenda_list import AgendaList

        return self._take_in(AgendaList(self._formats, self._by))

    def turn_to(self, way: Way) -> None:
        """Put the view of a way in front; the keyboard goes with it."""
        now = QApplication.focusWidget()
        had_keyboard = now is not None and self.isAncestorOf(now)
        self.front = self.month if way == "month" else self.agenda if way == "agenda" else self.grid
        self.setCurrentWidget(self.front)
        if had_keyboard:
            self.front.take_keyboard()

    def propose(self, proposal: Proposal | None) -> None:
        """Show in all views where something would go until that is decided; None takes it back."""
        for view in self._made:
            view.propose(proposal)

    def colour_by(self, by: By) -> None:
        """Colour the entries of all views by another thing."""
        self._by = by
        for view in self._made:
            view.colour_by(by)

    def _take_in(self, view: CalendarView) -> CalendarView:
        self._made.append(view)
        self.addWidget(view)
        for name in _TOLD:
            getattr(view, name).connect(getattr(self, name))
        return view
