"""The mouse on the grid of hours: it chooses, opens, makes, moves and lengthens; near the edges the hours scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from crm_desktop.base.i18n import _
from crm_desktop.services.calendar.time_layout import Bar
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import axis, drag, time_cursor, time_drag
from crm_desktop.ui.calendar.sheet import Hit
from crm_desktop.ui.calendar.time_cursor import Cursor
from crm_desktop.ui.calendar.time_drag import Drag
from crm_desktop.ui.calendar.time_painting import Ghost
from crm_desktop.ui.calendar.view import Placement

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.calendar.time_grid import TimeGrid

_EDGE, _STEP, _TICK = 28, 10, 16
_PATIENCE = 300 // _TICK
"""Ticks that the mouse stays at an edge before the hours scroll: on its way past it, to the bars, they stand still."""
_SLOT = 30
"""Minutes that a double click is rounded down to."""


class Hand(QObject):
    """What the mouse holds on one grid; it gets the grid's events before the grid does."""

    def __init__(self, grid: TimeGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._pressed: QPoint | None = None
        self._drag: Drag | None = None
        self.ghost: Ghost | None = None
        self._at = QPoint()
        self._ticks_at_edge = 0
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self._scroll_at_edges)
        grid.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether something is under way."""
        return self.ghost is not None

    def give_up(self) -> None:
        """Put back what is under way."""
        self._timer.stop()
        self._drag, self.ghost, self._pressed = None, None, None
        self._grid.unsetCursor()
        self._grid.update()

    def hold_over(self, entry: Entry, at: QPoint) -> None:
        """Show where an entry that comes from elsewhere would go, held over a point."""
        grid, self._at = self._grid, at
        point = time_drag.point_at(at, grid.geometry_now, grid.sheet.days)
        self._drag = Drag("move", point, entry)
        self.ghost = Ghost(time_drag.dropped(entry, point), entry.title, entry.key)
        grid.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
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
            self._release(at)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self._open(at)
        return True

    def _press(self, at: QPoint) -> None:
        grid, geometry = self._grid, self._grid.geometry_now
        grid.setFocus(Qt.FocusReason.MouseFocusReason)
        area = geometry.area_at(at)
        if area == "gutter":
            return
        if area == "heads":
            grid.day_wanted.emit(grid.sheet.days[geometry.day_at(at.x())])
            return
        day = geometry.day_at(at.x())
        if grid.sheet.hidden(day) and grid.sheet.more(day, geometry).contains(at):
            grid.open_lanes()
            return
        hit = grid.sheet.hit(at, geometry)
        grid.go(self._cursor_at(at, hit))
        self._pressed = at
        self._drag = time_drag.taken_up(hit, time_drag.point_at(at, geometry, grid.sheet.days))

    def _move(self, at: QPoint, buttons: Qt.MouseButton) -> None:
        if self._pressed is None or not buttons & Qt.MouseButton.LeftButton:
            self._show_hand(at)
            return
        if self._drag is None:
            return
        if not self.is_on and (at - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return
        if not self.is_on:
            self._ticks_at_edge = 0
            self._timer.start()
            if self._drag.grip == "move":
                self._grid.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._at = at
        if self._has_left_window(at):
            self._carry_out()
            return
        self._show_ghost()

    def _release(self, at: QPoint) -> None:
        held, ghost = self._drag, self.ghost
        self.give_up()
        if held is None or ghost is None:
            return
        grid, placement = self._grid, ghost.placement
        if held.entry is None:
            grid.create_wanted.emit(grid.draft(placement))
        elif not _is_where_it_was(held.entry, placement):
            grid.placed.emit(held.entry, placement)

    def _open(self, at: QPoint) -> None:
        grid, geometry = self._grid, self._grid.geometry_now
        hit = grid.sheet.hit(at, geometry)
        self.give_up()
        if hit is not None:
            grid.opened.emit(hit.entry)
        elif geometry.area_at(at) in ("hours", "bars"):
            grid.go(self._cursor_at(at, None))
            grid.create_wanted.emit(grid.selected_time())

    def _cursor_at(self, at: QPoint, hit: Hit | None) -> Cursor:
        geometry = self._grid.geometry_now
        day = geometry.day_at(at.x())
        if hit is not None:
            place = hit.place
            return Cursor(day, time_cursor.work_begins() if isinstance(place, Bar) else place.top,
                          is_above=isinstance(place, Bar), key=hit.entry.key)  # fmt: skip
        minute = min(max(axis.floored(geometry.minute_at(at.y()), _SLOT), 0), 24 * 60 - _SLOT)
        is_above = geometry.area_at(at) == "bars"
        return Cursor(day, time_cursor.work_begins() if is_above else minute, is_above=is_above)

    def _show_hand(self, at: QPoint) -> None:
        """Show by the pointer what a press would do here."""
        hit = self._grid.sheet.hit(at, self._grid.geometry_now)
        if hit is None or hit.part == "body":
            self._grid.unsetCursor()
        elif isinstance(hit.place, Bar):
            self._grid.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self._grid.setCursor(Qt.CursorShape.SizeVerCursor)

    def _show_ghost(self) -> None:
        grid = self._grid
        if self._drag is None:
            return
        point = time_drag.point_at(self._at, grid.geometry_now, grid.sheet.days)
        entry = self._drag.entry
        title, key = (_("New"), None) if entry is None else (entry.title, entry.key)
        self.ghost = Ghost(self._drag.placement(point), title, key)
        grid.update()

    def _scroll_at_edges(self) -> None:
        geometry = self._grid.geometry_now
        edge, step = theme.pixels(_EDGE), theme.pixels(_STEP)
        is_below = self._at.y() > geometry.height - edge
        if not is_below and not geometry.top <= self._at.y() < geometry.top + edge:
            self._ticks_at_edge = 0
            return
        self._ticks_at_edge += 1
        if self._ticks_at_edge > _PATIENCE:
            self._grid.slider.scroll_by(step if is_below else -step)
            self._show_ghost()

    def _has_left_window(self, at: QPoint) -> bool:
        window = self._grid.window()
        is_move = self._drag is not None and self._drag.grip == "move"
        return is_move and not window.rect().contains(self._grid.mapTo(window, at))

    def _carry_out(self) -> None:
        """Hand what leaves the window to the system, which may bring it to another program or back."""
        entry = self._drag.entry if self._drag is not None else None
        self.give_up()
        if entry is not None:
            drag.carry(entry, self._grid)

    def _ask_for_menu(self, event: QContextMenuEvent) -> None:
        grid = self._grid
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = grid.spot()
        else:
            hit = grid.sheet.hit(at, grid.geometry_now)
            if grid.geometry_now.area_at(at) in ("hours", "bars"):
                grid.go(self._cursor_at(at, hit))
        grid.menu_wanted.emit(grid.current(), grid.mapToGlobal(at))


def _is_where_it_was(entry: Entry, placement: Placement) -> bool:
    if entry.all_day != placement.all_day or entry.minutes != placement.minutes:
        return False
    if entry.all_day:
        return axis.moment(entry.first, 0) == placement.starts
    return entry.starts == placement.starts
