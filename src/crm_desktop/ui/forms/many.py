"""What stands beside a list while several of its records are selected: how many, and what can be done with them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.entity import Entity
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_label


@dataclass(frozen=True)
class Way:
    """One thing that can be done with all of them; `icon` names a drawing."""

    title: str
    icon: str
    run: Callable[[], object]


class ManyPanel(QWidget):
    """Says that several records are selected; a button for each way that is given along."""

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

    def show_many(self, count: int, ways: Sequence[Way]) -> None:
        """Show how many are selected, and a button for each of these ways."""
        counted = count_of(self._entity.one, self._entity.many, count)
        self.heading.setText(_("{counted} selected").format(counted=counted))
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = [self._button(way) for way in ways]
        self.show()

    def _button(self, way: Way) -> FlatButton:
        button = FlatButton(way.title, way.icon)
        button.clicked.connect(lambda _checked=False: way.run())
        self._column.insertWidget(self._column.count() - 1, button, 0, Qt.AlignmentFlag.AlignLeft)
        return button
