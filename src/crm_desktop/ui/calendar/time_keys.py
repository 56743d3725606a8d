"""The keys on the grid of hours: each drag has one, and a letter begins something new at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from crm_desktop.base import dates
from crm_desktop.services.calendar import moments
from crm_desktop.ui.calendar import axis, time_cursor, time_drag
from crm_desktop.ui.calendar.time_cursor import Cursor

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.calendar.time_grid import TimeGrid

_ARROWS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_WEEK = 7


class Keys(QObject):
    """Answers to the keys of one grid before the grid does."""

    def __init__(self, grid: TimeGrid) -> None:
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
        if key in _ARROWS:
            self._arrow(*_ARROWS[key], modifiers)
        elif key in _PAGES:
            days = max(len(grid.sheet.days), 1)
            step = _WEEK if days > 1 else 1
            grid.day_wanted.emit(grid.sheet.days[grid.here.day] + _PAGES[key] * step * dates.DAY)
        elif key == Qt.Key.Key_Home and not modifiers & _CTRL:
            self._go_to_now()
        elif key == Qt.Key.Key_Delete and grid.current() is not None:
            grid.remove_wanted.emit(grid.current())
        elif key == Qt.Key.Key_Space and grid.current() is not None:
            grid.finish_wanted.emit(grid.current())
        elif key in _ENTER:
            self._open_or_make()
        elif event.text().isprintable() and event.text() and not modifiers & _CTRL:
            grid.create_wanted.emit(grid.selected_time(event.text().strip()))
        else:
            return False
        return True

    def _escape(self) -> bool:
        """Give up what is under way, else leave the entry for its slot."""
        grid = self._grid
        if grid.is_busy():
            grid.hand.give_up()
            return True
        if grid.current() is None:
            return False
        grid.go(Cursor(grid.here.day, grid.here.minute, grid.here.is_above))
        return True

    def _arrow(self, across: int, along: int, modifiers: Qt.KeyboardModifier) -> None:
        grid = self._grid
        if grid.isRightToLeft():
            across = -across
        entry = grid.current()
        if modifiers & _CTRL:
            if entry is not None:
                self._change(entry, across, along, is_longer=bool(modifiers & _SHIFT))
            return
        if along:
            grid.go(time_cursor.down(grid.here, grid.sheet, along))
            return
        cursor, left = time_cursor.aside(grid.here, grid.sheet, across)
        if left:
            grid.day_wanted.emit(grid.sheet.days[grid.here.day] + left * dates.DAY)
        else:
            grid.go(cursor)

    def _change(self, entry: Entry, days: int, steps: int, *, is_longer: bool) -> None:
        """Move an entry, or its end, as a drag would."""
        grid, minutes = self._grid, steps * axis.SNAP
        if is_longer:
            longer = time_drag.lengthened(entry, days, minutes) if entry.can_resize else None
            if longer is not None:
                grid.placed.emit(entry, longer)
        elif entry.can_move and (days or not entry.is_bar):
            grid.placed.emit(entry, time_drag.shifted(entry, days, minutes))

    def _open_or_make(self) -> None:
        grid = self._grid
        entry = grid.current()
        if entry is not None:
            grid.opened.emit(entry)
        else:
            grid.create_wanted.emit(grid.selected_time())

    def _go_to_now(self) -> None:
        grid, today = self._grid, dates.today()
        if today in grid.sheet.days:
            minute = axis.floored(moments.on_wall(dates.now())[1], time_cursor.SLOT)
            grid.go(Cursor(grid.sheet.days.index(today), minute))
        else:
            grid.day_wanted.emit(today)
        grid.show_now()
