"""The keys on a month: each drag has one, and a letter begins something new on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from crm_desktop.base.dates import DAY, add_months
from crm_desktop.services.calendar import ways
from crm_desktop.ui.calendar import month_drag, time_drag
from crm_desktop.ui.calendar.month_cursor import Cursor
from crm_desktop.ui.calendar.view import Placement

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.calendar.month_grid import MonthGrid

_ARROWS = {Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ASIDE = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class MonthKeys(QObject):
    """Answers to the keys of one month before the month does."""

    def __init__(self, grid: MonthGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        grid.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._claim(event)
        return event.type() == QEvent.Type.KeyPress and self._take(event)

    def _claim(self, event: QKeyEvent) -> bool:
        """Claim a key that is also the key of a command."""
        key, is_ctrl = Qt.Key(event.key()), bool(event.modifiers() & _CTRL)
        is_own = self._grid.is_busy() if key == Qt.Key.Key_Escape else key in _ARROWS and is_ctrl
        if is_own or (key == Qt.Key.Key_Delete and not is_ctrl):
            event.accept()
            return True
        return False

    def _take(self, event: QKeyEvent) -> bool:
        grid, key, modifiers = self._grid, Qt.Key(event.key()), event.modifiers()
        if modifiers & _ALT:
            return False
        if key == Qt.Key.Key_Escape:
            return self._escape()
        entry, day = grid.current(), grid.here.day
        if key in _ARROWS:
            self._arrow(key, modifiers)
        elif key in _PAGES:
            self._walk(add_months(day, _PAGES[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            start = ways.week_start(day, grid.formats.first_weekday)
            self._walk(start if key == Qt.Key.Key_Home else start + 6 * DAY)
        elif key in _ENTER:
            self._open_or_make()
        elif key == Qt.Key.Key_Delete and entry is not None:
            grid.remove_wanted.emit(entry)
        elif key == Qt.Key.Key_Space and entry is not None:
            grid.finish_wanted.emit(entry)
        elif event.text().strip() and event.text().isprintable() and not modifiers & _CTRL:
            grid.create_wanted.emit(grid.selected_time(event.text()))
        else:
            return False
        return True

    def _escape(self) -> bool:
        """Give up what is under way, else leave the entry for its day."""
        grid = self._grid
        if grid.is_busy():
            grid.hand.give_up()
        elif grid.current() is not None:
            grid.go(Cursor(grid.here.day))
        else:
            return False
        return True

    def _arrow(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        grid, days = self._grid, _ARROWS[key]
        if key in _ASIDE and grid.isRightToLeft():
            days = -days
        if not modifiers & _CTRL:
            self._walk(grid.here.day + days * DAY)
            return
        entry = grid.current()
        if entry is None:
            return
        if not modifiers & _SHIFT:
            self._place(entry, time_drag.shifted(entry, days, 0))
        elif entry.can_resize and entry.is_bar:
            longer = time_drag.lengthened(entry, days, 0)
            if longer is not None:
                grid.placed.emit(entry, longer)

    def _place(self, entry: Entry, placement: Placement) -> None:
        """Move an entry; the cursor goes with it, also out of the month. What cannot be moved says so itself."""
        grid = self._grid
        grid.placed.emit(entry, placement)
        day = month_drag.days_of(placement)[0]
        if entry.can_move and not grid.shows(day):
            grid.here = Cursor(day, entry.key)
            grid.day_wanted.emit(day)

    def _walk(self, day: date) -> None:
        """Put the cursor on a day; one that is not shown is asked for."""
        if self._grid.shows(day):
            self._grid.go(Cursor(day))
        else:
            self._grid.day_wanted.emit(day)

    def _open_or_make(self) -> None:
        grid, entry = self._grid, self._grid.current()
        if entry is not None:
            grid.opened.emit(entry)
        elif grid.here.on_more:
            grid.day_wanted.emit(grid.here.day)
        else:
            grid.create_wanted.emit(grid.selected_time())
