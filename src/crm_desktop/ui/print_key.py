"""Ctrl+P where a dialog is in front: the keys of the menus do not reach it.

A dialog that shows a table or a text has it printed, any other says that there is nothing. One that takes the key
itself, like the preview, is left alone.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QTableView, QTextBrowser, QWidget

from crm_desktop.base import i18n
from crm_desktop.base.i18n import _
from crm_desktop.ui.context import Host
from crm_desktop.ui.widgets import NoticeBar

if TYPE_CHECKING:
    from crm_desktop.reports.document import Document
    from crm_desktop.reports.screen_table import Screen, TextLine

KEY = "Ctrl+P"
MOST = 5_000
"""A longer table on the screen is shortened on paper: who wants all of it exports it."""


class PrintKey(QObject):
    """Gives the key to each dialog of the program when the keyboard first comes into it."""

    def __init__(self, host: Host) -> None:
        super().__init__(host.widget())
        self._host = host
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        dialog = now.window() if now is not None else None
        if (
            isinstance(dialog, QDialog)
            and type(dialog).__module__.startswith(__package__)
            and KEY not in {one.key().toString() for one in dialog.findChildren(QShortcut)}
        ):
            QShortcut(QKeySequence(KEY), dialog, partial(print_dialog, self._host, dialog))


def print_dialog(host: Host, dialog: QDialog) -> None:
    """Show the table or the text of a dialog for printing, or say in the dialog that there is neither."""
    made = _document_of(dialog)
    if made is not None:
        from crm_desktop.ui.dialogs.print_preview import open_preview

        open_preview(host, dialog.windowTitle(), lambda _task: made, dialog)
        return
    said = _("There is nothing here that could be printed.")
    notice = dialog.findChild(NoticeBar)
    if notice is not None:
        notice.say(said, "warning")
    else:
        host.say(said, "warning")


def _document_of(dialog: QDialog) -> Document | None:
    """Return what a dialog shows now as a document."""
    from crm_desktop.reports import screen_table

    title, language = dialog.windowTitle(), i18n.language()
    table, reader = _table_in(dialog), dialog.findChild(QTextBrowser)
    if table is not None:
        return screen_table.build(table.accessibleName() or title, "", "", screen_of(table), language)
    if reader is not None and reader.isVisible():
        return screen_table.build_text(title, lines_of(reader.document()), language)
    return None


def screen_of(table: QTableView) -> Screen:
    """Return what a table shows: its columns as they stand, its rows up to `MOST`."""
    from crm_desktop.reports.screen_table import Screen, Side

    model, head = table.model(), table.horizontalHeader()
    columns = [head.logicalIndex(place) for place in range(head.count())]
    columns = [column for column in columns if not table.isColumnHidden(column)]
    rows = [
        [str(model.index(row, column).data() or "") for column in columns]
        for row in range(min(model.rowCount(), MOST))
        if not table.isRowHidden(row)
    ]
    role, across = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal
    headings: list[tuple[str, Side]] = []
    for column in columns:
        side = model.headerData(column, across, role) or Qt.AlignmentFlag.AlignLeft
        text = str(model.headerData(column, across) or "")
        headings.append((text, "right" if Qt.AlignmentFlag(side) & Qt.AlignmentFlag.AlignRight else "left"))
    return Screen(headings, rows)


def lines_of(text: QTextDocument) -> list[TextLine]:
    """Return the paragraphs of a text."""
    from crm_desktop.reports.screen_table import TextLine

    lines, block = [], text.firstBlock()
    while block.isValid():
        lines.append(TextLine(block.text(), block.blockFormat().headingLevel(), block.textList() is not None))
        block = block.next()
    return lines


def _table_in(dialog: QDialog) -> QTableView | None:
    """Return the table with the keyboard, else the one in sight with the most rows; None where none has any."""
    tables = [one for one in dialog.findChildren(QTableView) if one.isVisible() and one.model().rowCount()]
    tables.sort(key=lambda one: (one.hasFocus(), one.model().rowCount()), reverse=True)
    return tables[0] if tables else None
