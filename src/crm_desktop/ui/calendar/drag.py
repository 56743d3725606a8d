"""An entry under way through the system's drag and drop: from the list of what is to do, or out of the window.

What is carried names the entry; the entry itself waits in here, because all of it is needed where it lands. Beside it
goes an iCalendar text and a file of it, which is what other programs take.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from crm_desktop.ui import theme

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

_ASIDE, _BELOW = 10, 34
"""Pixels from the pointer to the picture: the time that an entry would have is seen above it."""
FORMAT = "application/x-crm-calendar-entry"
_under_way: list[Entry] = []


@runtime_checkable
class Teller(Protocol):
    """The widget around a view that knows what other programs are told of an entry."""

    def calendar_text(self, entry: Entry) -> str:
        """Return an entry as iCalendar text, "" for one that is no activity."""


def carry(entry: Entry, source: QWidget, picture: QPixmap | None = None) -> None:
    """Let the system carry an entry until the mouse button is let go; its picture hangs below the pointer."""
    carrier = QDrag(source)
    mime = mime_of(entry)
    carrier.setMimeData(mime)
    if picture is not None:
        carrier.setPixmap(picture)
        carrier.setHotSpot(QPoint(-theme.pixels(_ASIDE), -theme.pixels(_BELOW)))
    _under_way[:] = [entry]
    try:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            _add_text(mime, _text_of(entry, source), Path(folder))
            carrier.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)
    finally:
        _under_way.clear()


def mime_of(entry: Entry) -> QMimeData:
    """Return an entry as it is carried."""
    mime = QMimeData()
    at = entry.at.isoformat() if entry.at is not None else None
    named = {"layer": entry.layer, "entity": entry.entity, "id": entry.id, "at": at}
    mime.setData(FORMAT, json.dumps(named).encode())
    return mime


def carried(mime: QMimeData) -> Entry | None:
    """Return the entry that is under way, None where the mouse carries something else."""
    return _under_way[0] if mime.hasFormat(FORMAT) and _under_way else None


def _text_of(entry: Entry, source: QWidget) -> str:
    around: QWidget | None = source
    while around is not None and not isinstance(around, Teller):
        around = around.parentWidget()
    return around.calendar_text(entry) if isinstance(around, Teller) else ""


def _add_text(mime: QMimeData, text: str, folder: Path) -> None:
    if text:
        path = folder / "event.ics"
        path.write_text(text, encoding="utf-8", newline="")
        mime.setData("text/calendar", text.encode())
        mime.setUrls([QUrl.fromLocalFile(str(path))])
