"""What stands beside a list while several of its records are selected: how many, and what can be done with them all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.schema.entity import Entity
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_label


class ManyPanel(QWidget):
    """Says that several records are selected; a button for each action that is given along."""

    def __init__(self, entity: Entity) -> None:
        super().__init__()
        self._entity = entity
        self.heading = plain_label("", "name")
        self.buttons: list[FlatButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 16, 18, 18)
        self._column.setSpacing(14)
        self._column.addWidget(self.heading)
        what = _("A command now changes all of them, as one step of Undo. Select one alone to see its page.")
        self._column.addWidget(plain_label(what, "muted", wraps=True))
        self._column.addStretch(1)
        self.hide()

    def show_many(self, count: int, actions: Sequence[QAction]) -> None:
        """Show how many are selected, and buttons for these actions."""
        counted = ngettext(self._entity.one, self._entity.many, count).replace("{n}", f"{count:,}")
        self.heading.setText(_("{counted} selected").format(counted=counted))
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = [self._button(action) for action in actions]
        self.show()

    def _button(self, action: QAction) -> FlatButton:
        button = FlatButton(action.text())
        button.setIcon(action.icon())
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        self._column.insertWidget(self._column.count() - 1, button, 0, Qt.AlignmentFlag.AlignLeft)
        return button
