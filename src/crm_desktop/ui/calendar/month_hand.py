"""The mouse on a month: it chooses, opens, makes, moves and lengthens, and takes what is dropped from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.calendar import drag, month_drag
from crm_desktop.ui.calendar.month_cursor import Cursor, on
from crm_desktop.ui.calendar.month_drag import MonthDrag
from crm_desktop.ui.calendar.month_hit import Hit, hit

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.ui.calendar.month_grid import MonthGrid


class MonthHand(QObject):
    """What the mouse holds on one month; it gets the month's events before the month does."""

    def __init__(self, grid: MonthGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._pressed: tuple[QPoint, Hit] | None = None
        self.drag: MonthDrag | None = None
        """What is under way by this hand."""
        self.target: tuple[date, date] | None = None
        """The days on which what is carried here from elsewhere would be."""
        grid.installEventFilter(self)

    def give_up(self) -> None:
        """Put back what is under way."""
        self._pressed, self.drag, self.target = None, None, None
        self._grid.unsetCursor()
        self._grid.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDragEnterEvent() | QDragMoveEvent():
                self._hold_over(event)
            case QDropEvent():
                self._take(event)
            case QDragLeaveEvent():
                self.give_up()
            case QMouseEvent():
                return self._follow_mouse(event)
            case QContextMenuEvent():
                self._ask_for_menu(event)
            case _:
                return False
        return True

    def _follow_mouse(self, event: QMouseEvent) -> bool:
        at = event.position().toPoint()
        if event.type() == QEvent.Type.MouseMove:
            self._move(at, event.buttons())
        elif event.button() != Qt.MouseButton.LeftButton:
            return False
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._press(at)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._release()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self._open(at)
        return True

    def _press(self, at: QPoint) -> None:
        grid, found = self._grid, self._hit(at)
        grid.setFocus(Qt.FocusReason.MouseFocusReason)
        match found.spot:
            case "week":
                grid.week_wanted.emit(found.day)
            case "number" | "more":
                grid.go(Cursor(found.day))
                grid.day_wanted.emit(found.day)
            case "piece" | "day":
                self._choose(found)
                self._pressed = (at, found)
            case "head":
                pass

    def _move(self, at: QPoint, buttons: Qt.MouseButton) -> None:
        if self._pressed is None or not buttons & Qt.MouseButton.LeftButton:
            self._grid.setCursor(self._hit(at).shape)
            return
        start, found = self._pressed
        if self.drag is None:
            if (at - start).manhattanLength() < QApplication.startDragDistance():
                return
            entry = found.piece.entry if found.piece is not None else None
            if entry is not None and not entry.can_move:
                return
            self.drag = MonthDrag(found.grip, found.day, found.day, entry)
            if found.grip == "move":
                self._grid.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self.drag.grip == "move" and self._has_left_window(at):
            self._carry_out()
            return
        self.drag = MonthDrag(self.drag.grip, self.drag.pressed, self._grid.day_at(at), self.drag.entry)
        self._grid.update()

    def _release(self) -> None:
        held = self.drag
        self.give_up()
        if held is None or not held.changes:
            return
        placement = held.placement()
        if held.entry is not None:
            self._grid.placed.emit(held.entry, placement)
        else:
            self._grid.create_wanted.emit(self._grid.draft(placement))

    def _open(self, at: QPoint) -> None:
        grid, found = self._grid, self._hit(at)
        self.give_up()
        if found.piece is not None:
            grid.opened.emit(found.piece.entry)
        elif found.spot == "day":
            grid.go(Cursor(found.day))
            grid.create_wanted.emit(grid.selected_time())

    def _hold_over(self, event: QDragMoveEvent) -> None:
        """Show on which days an entry that comes from elsewhere would be."""
        entry = drag.carried(event.mimeData())
        if entry is None or not entry.can_move:
            event.ignore()
            return
        event.acceptProposedAction()
        day = self._grid.day_at(event.position().toPoint())
        self.target = month_drag.days_of(month_drag.dropped(entry, day))
        self._grid.update()

    def _take(self, event: QDropEvent) -> None:
        entry = drag.carried(event.mimeData())
        self.give_up()
        if entry is None:
            event.ignore()
            return
        event.acceptProposedAction()
        day = self._grid.day_at(event.position().toPoint())
        self._grid.placed.emit(entry, month_drag.dropped(entry, day))

    def _carry_out(self) -> None:
        """Hand what leaves the window to the system, which may bring it to another program or back."""
        entry = self.drag.entry if self.drag is not None else None
        self.give_up()
        if entry is not None:
            drag.carry(entry, self._grid)

    def _has_left_window(self, at: QPoint) -> bool:
        window = self._grid.window()
        return not window.rect().contains(self._grid.mapTo(window, at))

    def _ask_for_menu(self, event: QContextMenuEvent) -> None:
        grid, at = self._grid, event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = grid.cursor_box().center()
        else:
            self._choose(self._hit(at))
        grid.menu_wanted.emit(grid.current(), grid.mapToGlobal(at))

    def _choose(self, found: Hit) -> None:
        here = Cursor(found.day)
        self._grid.go(on(here, found.piece) if found.piece is not None else here)

    def _hit(self, at: QPoint) -> Hit:
        return hit(at, self._grid.weeks, self._grid.geometry_now)
