"""What scrolls on a record page: its parts under one another, never wider than their room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from crm_desktop.ui import theme

_USUAL, _NARROWEST = 460, 260
"""Widths in pixels at 100 %."""


class _Content(QWidget):
    """Gives way in width, so that long names are cut with "…" and not by the edge of the page."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class PageColumn(QScrollArea):
    """Scrolls up and down only."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        content = _Content()
        column = QVBoxLayout(content)
        column.setContentsMargins(18, 16, 18, 18)
        column.setSpacing(14)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        return QSize(theme.pixels(_USUAL), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.pixels(_NARROWEST), super().minimumSizeHint().height())
