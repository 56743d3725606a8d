"""The scroll bar beside the hours, which know by it which of them are seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.calendar import time_cursor
from crm_desktop.ui.calendar.geometry import Geometry, most_scroll, scroll_to

_ABOVE, _HOUR = 12, 60
"""Pixels above the first hour, so that its name is whole."""
_BEFORE_NOW = 4
"""So many parts the room has, of which one is before the moment."""


class HourScroll(QScrollBar):
    """Stands at the end of a grid, below its bars; at first the hours of work are seen."""

    def __init__(self, grid: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, grid)
        self._grid = grid
        self._has_begun = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def side(self) -> int:
        """Return the width that it takes from the days."""
        return 0 if self.isHidden() else self.sizeHint().width()

    def fit(self, geometry: Geometry) -> None:
        """Take the place and the length that a geometry leaves."""
        self.setVisible(most_scroll(geometry) > 0)
        width = self.sizeHint().width()
        left = 0 if geometry.mirrored else geometry.width - width
        self.setGeometry(left, geometry.top, width, geometry.room - 1)
        self.setPageStep(geometry.room)
        self.setSingleStep(geometry.hour // 2)
        self.setRange(0, most_scroll(geometry))
        if not self._has_begun and self._grid.isVisible():
            self._has_begun = True
            first = (time_cursor.work_begins() // _HOUR - 1) * _HOUR
            self.setValue(scroll_to(geometry, first, above=theme.pixels(_ABOVE)))

    def show_moment(self, geometry: Geometry, minute: int) -> None:
        """Scroll so that a minute stands in the upper third, with what comes after it below."""
        self.setValue(scroll_to(geometry, minute, above=geometry.room // _BEFORE_NOW))

    def bring_into_sight(self, geometry: Geometry, top: int, bottom: int) -> None:
        """Scroll as little as shows what lies between two heights of the grid, at least its beginning."""
        if bottom > geometry.height:
            self.scroll_by(min(bottom - geometry.height, top - geometry.top))
        elif top < geometry.top:
            self.scroll_by(top - geometry.top)

    def scroll_by(self, pixels: int) -> None:
        """Scroll the hours down, or up for a negative number."""
        self.setValue(self.value() + pixels)
