"""How a number came about, in a popup: its definition, the records behind it, those left out and why.

One for the numbers of Today and of reports; Enter or a click opens a record.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME
from crm_desktop.services.explanation import Explanation
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.plain_table import PlainTable, SharingDelegate, share
from crm_desktop.ui.widgets import plain_label

_WIDTH, _HEIGHT = 520, 380
_MOST = 0.46  # of the width is for the title of what a record adds


def show_behind(context: Context, parent: QWidget, corner: QPoint, explain: Callable[[Session], Explanation]) -> None:
    """Show at a point of the screen how a number came about, as soon as its records have been read on a worker."""
    behind = Behind(context, parent)
    behind.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def read(_task: Task) -> Explanation:
        with context.store.read(patient=True) as session:
            return explain(session)

    context.jobs.start("", read, lambda found: behind.show_explanation(found, corner), context.tell)


class Behind(QFrame):
    """Shows it; it closes when a record is opened or something else is clicked."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._context = context
        self._found = Explanation("", "", (), 0)
        self.title = plain_label("", "name", wraps=True)
        self.value = plain_label("", "name", cuts=False)
        self.definition = plain_label("", wraps=True)
        self.scope = plain_label("", "muted", wraps=True)
        self.parts = plain_label("", "muted", wraps=True)
        self.shown = plain_label("", "small")
        self.table = PlainTable(_("Records behind the number"), ("", ""), ("left", "right"), grows=0)
        self.table.setItemDelegate(SharingDelegate(self.table))
        self.table.opened.connect(self._open)
        self.table.clicked.connect(lambda index: self._open(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(theme.pixels(12))
        head.addWidget(self.title, 1)
        head.addWidget(self.value, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for widget in (self.definition, self.scope, self.parts):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.shown)
        self.resize(theme.pixels(_WIDTH), theme.pixels(_HEIGHT))

    def show_explanation(self, found: Explanation, corner: QPoint) -> None:
        """Show it at a point of the screen."""
        self._found = found
        texts = {
            self.title: found.title,
            self.value: found.value,
            self.definition: found.definition,
            self.scope: found.scope,
        }
        for label, text in (texts | {self.parts: found.parts}).items():
            label.setText(text)
            label.setVisible(bool(text))
        self._fill()
        width = theme.pixels(_WIDTH)
        column = self.layout()
        assert column is not None, "it was given one"
        self.resize(width, theme.pixels(_HEIGHT) if found.lines else column.totalHeightForWidth(width))
        room = (QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()).availableGeometry()
        x = max(min(corner.x(), room.right() - self.width()), room.left())
        y = max(min(corner.y(), room.bottom() - self.height()), room.top())
        self.move(x, y)
        self.show()
        (self.table if found.lines else self).setFocus()

    def _fill(self) -> None:
        found, number = self._found, self._context.formats.number
        adds = _("Counts as") if found.tells_apart else _("Adds") if found.says_what_is_added else ""
        self.table.rows.rename((_(BY_NAME[found.entity].entity.title), adds))
        self.table.set_rows([(line.name, line.adds) for line in found.lines], self._tone)
        self.table.setColumnWidth(1, min(self.table.columnWidth(1), int(_MOST * self.width())))
        margins = self.contentsMargins() if (column := self.layout()) is None else column.contentsMargins()
        bar = self.table.verticalScrollBar().sizeHint().width()
        share(self.table, theme.pixels(_WIDTH) - margins.left() - margins.right() - bar)
        self.table.setVisible(bool(found.lines))
        self.shown.setText(_("{n} of {all}").format(n=number(len(found.lines)), all=number(found.total)))
        self.shown.setVisible(len(found.lines) < found.total)

    def _tone(self, row: int, _column: int) -> str:
        line = self._found.lines[row]
        return "muted" if line.is_left_out or not line.is_there else ""

    def _open(self, row: int) -> None:
        if self._found.lines[row].is_there:
            self.close()
            self._context.go_to(self._found.lines[row].entity or self._found.entity, self._found.lines[row].id)
