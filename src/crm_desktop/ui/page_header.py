"""What stands above every pane: its title, a line below it, and its tools at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QWidget,
)

from crm_desktop.ui.labels import PlainLabel, plain_label


@runtime_checkable
class Shortening(Protocol):
    """A tool that can leave something out."""

    def set_short(self, *, is_short: bool) -> None:
        """Leave it out, or show it again."""


class PageHeader(QWidget):
    """Title, a line below it, and tools at the right; where room is short the line goes below the tools, then the tools too."""

    _GAP, _APART = 14, 6

    def __init__(
        self, title: str = "", subtitle: str = "", tools: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title: PlainLabel = plain_label(title, "title")
        self.subtitle: PlainLabel = plain_label(subtitle, "muted")
        self._tools = QWidget()
        self._row = QHBoxLayout(self._tools)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(self._GAP)
        self._tools.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(self._GAP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._rows = 0
        self._longest: tuple[Sequence[str], str] = ((), "")
        self._whole_least = 0
        for tool in tools:
            self.add_tool(tool)
        self._arrange()

    def set_text(self, title: str, subtitle: str) -> None:
        """Change both lines."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self._arrange()

    def reserve(self, titles: Sequence[str], line: str) -> None:
        """Leave the tools where they are whichever of these titles is shown, and a line as long as this one below it."""
        self._longest = (titles, line)
        self._arrange()

    def add_tool(self, tool: QWidget, place: int = -1) -> None:
        """Add a widget at the right end, or at a place among the tools."""
        self._row.insertWidget(place, tool)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._row.minimumSize().width(), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            QTimer.singleShot(0, self, self._measure_anew)  # the tools are dressed after the header

    def _measure_anew(self) -> None:
        """Forget how wide the whole words were: they have another size now."""
        if self._whole_least:
            self._whole_least = 0
            self._set_short(is_short=False)
        self._arrange()

    def _arrange(self) -> None:
        """Take as many rows as the width asks for: 1 all side by side, 2 the line below, 3 the tools in between."""
        self._shorten()
        titles, longest_line = self._longest
        title, line = _width(self.title, *titles), _width(self.subtitle, longest_line)
        least, best = self._row.minimumSize().width(), self._row.sizeHint().width()
        room = self.width() - self._GAP
        rows = 1 if max(title, line) + best <= room else 2 if title + least <= room else 3
        text = {1: max(title, line) + self._GAP, 2: title + self._GAP, 3: 0}[rows]
        self._tools.setFixedWidth(max(least, min(best, self.width() - text)))
        if rows != self._rows:
            self._rows = rows
            self._place(rows)
        self.updateGeometry()

    def _shorten(self) -> None:
        """Leave words out of the buttons where not even a row of their own has room for them."""
        if self._whole_least > self.width():
            return
        if self._whole_least:
            self._whole_least = 0
            self._set_short(is_short=False)
        least = self._row.minimumSize().width()
        if least > self.width():
            self._whole_least = least
            self._set_short(is_short=True)

    def _set_short(self, *, is_short: bool) -> None:
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            tool = item.widget() if item is not None else None
            if tool is not None and isinstance(tool, Shortening):
                tool.set_short(is_short=is_short)

    def _place(self, rows: int) -> None:
        for widget in (self.title, self.subtitle, self._tools):
            self._grid.removeWidget(widget)
        beside = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        self._grid.setVerticalSpacing(self._APART if rows == 3 else 0)
        self._grid.addWidget(self.title, 0, 0)
        if rows == 1:
            self._grid.addWidget(self.subtitle, 1, 0)
            self._grid.addWidget(self._tools, 0, 1, 2, 1, beside)
        elif rows == 2:
            self._grid.addWidget(self._tools, 0, 1, beside)
            self._grid.addWidget(self.subtitle, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self._tools, 1, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(self.subtitle, 2, 0)


def _width(label: PlainLabel, *texts: str) -> int:
    """Return the width that a label takes with its own text, or with the longest of some others."""
    letters = label.fontMetrics()
    return max([label.sizeHint().width(), *(letters.horizontalAdvance(text) for text in texts)])
