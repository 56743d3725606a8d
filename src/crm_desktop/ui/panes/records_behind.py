"""The records behind a number of a report, in a popup; Enter or a double click opens one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import BY_NAME
from crm_desktop.reports.document import Records
from crm_desktop.schema.kinds import Link
from crm_desktop.services import records as services_records
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.plain_table import PlainTable
from crm_desktop.ui.widgets import plain_label

_MOST = 500
_WIDTH, _HEIGHT = 340, 320


class RecordsBehind(QFrame):
    """Names of records; it closes when one is opened or something else is clicked."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._context = context
        self._behind = Records("opportunity", ())
        self.title = plain_label("", "strong")
        self.names = PlainTable(_("Records behind the number"), (_("Name"),))
        self.names.opened.connect(self._open)
        self.names.clicked.connect(lambda index: self._open(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addWidget(self.title)
        column.addWidget(self.names, 1)
        self.resize(theme.pixels(_WIDTH), theme.pixels(_HEIGHT))

    def show_records(self, behind: Records, corner: QPoint) -> None:
        """Show the names at a point of the screen; those that were deleted meanwhile are left out."""
        entity = BY_NAME[behind.entity].entity
        with self._context.told(), self._context.store.read() as session:
            found = services_records.labels(session, Link(behind.entity), behind.ids[:_MOST])
            here = tuple(key for key in behind.ids[:_MOST] if key in found)
            self._behind = Records(behind.entity, here)
            self.title.setText(count_of(entity.one, entity.many, len(behind.ids)))
            self.names.set_rows([(found[key],) for key in here])
            room = (QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()).availableGeometry()
            x = min(corner.x(), room.right() - self.width())
            self.move(max(x, room.left()), max(min(corner.y(), room.bottom() - self.height()), room.top()))
            self.show()
            self.names.setFocus()

    def _open(self, row: int) -> None:
        self.hide()
        self._context.go_to(self._behind.entity, self._behind.ids[row])
