"""The buttons below an `OrderedTable`: add, move up and down, delete."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.base.i18n import _
from crm_desktop.ui.dialogs.ordered_table import OrderedTable
from crm_desktop.ui.widgets import FlatButton


class OrderTools(QHBoxLayout):
    """A row with room behind it for more; it also says what the keys of the table want that it serves."""

    add_wanted = Signal()
    move_wanted = Signal(int)
    delete_wanted = Signal()

    def __init__(self, add: str) -> None:
        super().__init__()
        self.add = FlatButton(add, "plus")
        self.up = FlatButton(_("Up"), "chevron-up")
        self.up.setToolTip(_("Alt+Up"))
        self.down = FlatButton(_("Down"), "chevron-down")
        self.down.setToolTip(_("Alt+Down"))
        self.remove = FlatButton(_("Delete"), "trash")
        for button in (self.add, self.up, self.down, self.remove):
            self.addWidget(button)
        self.addStretch(1)
        self.add.clicked.connect(self.add_wanted)
        self.up.clicked.connect(lambda: self.move_wanted.emit(-1))
        self.down.clicked.connect(lambda: self.move_wanted.emit(1))
        self.remove.clicked.connect(self.delete_wanted)

    def serve(self, table: OrderedTable) -> None:
        """Pass on what the keys of a table want."""
        table.move_wanted.connect(self.move_wanted)
        table.delete_wanted.connect(self.delete_wanted)

    def show_place(self, place: int, count: int) -> None:
        """Offer what can be done with the row of that number among `count`; -1 is none."""
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < count - 1)
        self.remove.setEnabled(place >= 0)
