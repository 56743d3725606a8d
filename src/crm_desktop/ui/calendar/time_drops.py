"""What is dragged onto the grid of hours from elsewhere, such as from the list of what is to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragLeaveEvent, QDragMoveEvent, QDropEvent

from crm_desktop.ui.calendar import drag, time_drag

if TYPE_CHECKING:
    from crm_desktop.ui.calendar.time_grid import TimeGrid


class Drops(QObject):
    """Takes entries that are dropped on one grid; it gets the grid's events before the grid does."""

    def __init__(self, grid: TimeGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        grid.setAcceptDrops(True)
        grid.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDragMoveEvent():
                self._hold_over(event)
            case QDropEvent():
                self._take(event)
            case QDragLeaveEvent():
                self._grid.hand.give_up()
            case _:
                return False
        return True

    def _hold_over(self, event: QDragMoveEvent) -> None:
        """Show where an entry would go."""
        entry = drag.carried(event.mimeData())
        if entry is None or not entry.can_move:
            event.ignore()
            return
        event.acceptProposedAction()
        self._grid.hand.hold_over(entry, event.position().toPoint())

    def _take(self, event: QDropEvent) -> None:
        entry, grid = drag.carried(event.mimeData()), self._grid
        grid.hand.give_up()
        if entry is None:
            event.ignore()
            return
        event.acceptProposedAction()
        point = time_drag.point_at(event.position().toPoint(), grid.geometry_now, grid.sheet.days)
        grid.placed.emit(entry, time_drag.dropped(entry, point))
