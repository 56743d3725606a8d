"""Files that are dragged over a window, whatever lies under the hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrops(QObject):
    """Takes files that are dragged over a window before its text fields do, which would take their names for text."""

    _KINDS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)

    def __init__(self, parent: QObject, take: Callable[[list[Path]], object]) -> None:
        super().__init__(parent)
        self._take = take

    def watch(self, window: QWidget) -> None:
        """Watch a window that is on the screen; a second time changes nothing."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in self._KINDS or not isinstance(event, QDropEvent):
            return False
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
        if paths and event.type() == QEvent.Type.Drop:
            # later: whoever dragged them waits for the answer
            QTimer.singleShot(0, self, partial(self._take, paths))
        return bool(paths)


def dropped_files(event: QDropEvent) -> list[Path]:
    """Return the local files that are being dragged."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
