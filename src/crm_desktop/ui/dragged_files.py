"""Files that are dragged over a window, whatever lies under the hand, and events of other calendar programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.calendar.drag import FORMAT

_CALENDAR = "text/calendar"


class FileDrops(QObject):
    """Takes files that are dragged over a window before its text fields do, which would take their names for text."""

    _KINDS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)

    def __init__(
        self, parent: QObject, take: Callable[[list[Path]], object], take_calendar: Callable[[bytes], object]
    ) -> None:
        super().__init__(parent)
        self._take, self._take_calendar = take, take_calendar

    def watch(self, window: QWidget) -> None:
        """Watch a window that is on the screen; a second time changes nothing."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in self._KINDS or not isinstance(event, QDropEvent):
            return False
        paths, mime = dropped_files(event), event.mimeData()
        is_event = not paths and mime.hasFormat(_CALENDAR) and not mime.hasFormat(FORMAT)
        if not paths and not is_event:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            # later: whoever dragged them waits for the answer
            content = bytes(mime.data(_CALENDAR).data()) if is_event else b""
            QTimer.singleShot(
                0, self, partial(self._take_calendar, content) if is_event else partial(self._take, paths)
            )
        return True


def dropped_files(event: QDropEvent) -> list[Path]:
    """Return the local files that are being dragged; that of an entry of our calendar is for other programs."""
    mime = event.mimeData()
    urls = mime.urls() if mime.hasUrls() and not mime.hasFormat(FORMAT) else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
