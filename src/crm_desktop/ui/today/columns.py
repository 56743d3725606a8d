"""Boxes in as many columns as the width has room for; on a narrow window or with large text they stand in one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.ui import theme

_APART = 14
_AROUND = 26
"""Pixels above and below a line under the cursor that are seen with it, so that its heading is."""


class BoxColumns(QWidget):
    """Holds boxes in columns of their own choice; where there are fewer columns, the last one takes the rest.

    `narrowest` is the least width of a column in pixels at 100 %.
    """

    def __init__(self, boxes: Sequence[tuple[int, QWidget]], *, narrowest: int, most: int) -> None:
        super().__init__()
        self._boxes, self._narrowest, self._most = boxes, narrowest, most
        self.shown = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_APART)
        self._columns = [QVBoxLayout() for _ in range(most)]
        for column in self._columns:
            column.setSpacing(_APART)
            self._row.addLayout(column, 1)
        self._arrange(most)

    def column_of(self, wanted: int, count: int) -> int:
        """Return the column for a box that wants to be in another one, where there are `count` of them."""
        return min(wanted, count - 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (self.width() + _APART) // (theme.pixels(self._narrowest) + _APART)
        self._arrange(max(1, min(self._most, fitting)))

    def _arrange(self, count: int) -> None:
        if count == self.shown:
            return
        self.shown = count
        for number, column in enumerate(self._columns):
            while column.count():
                column.takeAt(0)
            self._row.setStretch(number, 1 if number < count else 0)
        for wanted, box in self._boxes:
            self._columns[self.column_of(wanted, count)].addWidget(box)
        for column in self._columns[:count]:
            column.addStretch(1)
        self._row.setSpacing(_APART if count > 1 else 0)


class CardRows(BoxColumns):
    """Columns of boxes of one size: where there are fewer columns, there are more rows."""

    def column_of(self, wanted: int, count: int) -> int:
        return wanted % count


class Scroller(QScrollArea):
    """Scrolls up and down only; what it holds is never wider than its room."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def show_line(self, view: QAbstractItemView) -> None:
        """Scroll as little as shows the line under the cursor of a list in here, as soon as everything has its place."""
        QTimer.singleShot(0, view, partial(self._show_line, view))

    def _show_line(self, view: QAbstractItemView) -> None:
        line, bar, around = view.visualRect(view.currentIndex()), self.verticalScrollBar(), theme.pixels(_AROUND)
        content = self.widget()
        if content is not None and line.isValid() and view.isVisible():
            top = view.viewport().mapTo(content, line.topLeft()).y()
            lowest = top + line.height() + around - self.viewport().height()
            bar.setValue(min(max(bar.value(), lowest), top - around))
