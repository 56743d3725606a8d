"""Two parts beside each other that keep their shares of the width, whatever becomes of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter


class Shares(QSplitter):
    """A splitter whose sizes are shares. Qt's own takes what a window loses from the smaller part as from the larger."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._shares: Sequence[int] = ()
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._learn)

    def setSizes(self, sizes: Sequence[int]) -> None:
        self._shares = tuple(sizes)
        super().setSizes(self._shares)

    def share_out(self) -> None:
        """Give each part its share of the width again."""
        if self.width() > 0 and sum(self._shares) > 0:
            super().setSizes([share * self.width() // sum(self._shares) for share in self._shares])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_out()

    def _learn(self) -> None:
        if all(self.sizes()):
            self._shares = self.sizes()
