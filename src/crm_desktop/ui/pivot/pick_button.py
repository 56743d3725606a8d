"""A button that shows what is chosen from a long list, and opens the list to find another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from crm_desktop.services.filter_fields import FieldChoice
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_tooltip, set_look
from crm_desktop.ui.tables.field_picker import FieldPicker

_NARROWEST, _AROUND = 70, 40


class PickButton(FlatButton):
    """Its text is cut where room is short; `name` and what is chosen are said whole to who cannot see it."""

    picked = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__("")
        self._name, self._shown = name, ""
        self._choices: tuple[FieldChoice, ...] = ()
        self._picker: FieldPicker | None = None
        set_look(self, "menu", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_list)

    def offer(self, choices: Sequence[FieldChoice]) -> None:
        """Offer these."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            if self._picker is not None:
                self._picker.deleteLater()
            self._picker = None

    def show_choice(self, text: str) -> None:
        """Show what is chosen."""
        self._shown = text
        self.setAccessibleName(f"{self._name}: {text}")
        self._fit()

    def open_list(self) -> None:
        """Open the list to find something in."""
        if self._picker is None:
            self._picker = FieldPicker(self._choices, self)
            self._picker.picked.connect(self.picked)
        self._picker.open_below(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.pixels(_NARROWEST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - theme.pixels(_AROUND)
        text = self.fontMetrics().elidedText(self._shown, Qt.TextElideMode.ElideRight, room)
        self.setText(text)
        self.setToolTip("" if text == self._shown else plain_tooltip(self._shown))
