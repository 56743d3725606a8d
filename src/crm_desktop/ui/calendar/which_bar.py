"""The bar that asks how much of a series a change is for. Enter takes this one, Esc changes nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.services.series import Which
from crm_desktop.ui.buttons import Button, FlatButton, PrimaryButton
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.labels import plain_label

_WAYS: tuple[tuple[Which, str], ...] = (
    ("one", N_("This one")),
    ("later", N_("This and later ones")),
    ("all", N_("All")),
)


class WhichBar(PaneBar):
    """Says what is about to happen, with a button for each answer; the arrows go from one to the next."""

    answered = Signal(str)

    def __init__(self, question: str) -> None:
        super().__init__()
        self.buttons: list[Button] = []
        row = FlowLayout(across=8, down=6)
        self.box.setContentsMargins(12, 4, 8, 4)
        self._question, self._close = plain_label(question, "strong"), self.close_button()
        row.addWidget(self._question)
        for which, title in _WAYS:
            button: Button = FlatButton(_(title)) if self.buttons else PrimaryButton(_(title))
            button.clicked.connect(partial(self._answer, which))
            button.installEventFilter(self)
            self.buttons.append(button)
            row.addWidget(button)
        row.addWidget(self._close)
        self.box.addLayout(row)
        self.setFocusProxy(self.buttons[0])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        line = self.buttons[0].sizeHint().height()  # known only now that the theme has dressed it
        self._question.setMinimumHeight(line)
        self._close.setMinimumHeight(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self.buttons:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
            if step:
                step = -step if self.isRightToLeft() else step
                at = [button is watched for button in self.buttons].index(True) + step
                self.buttons[at % len(self.buttons)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _answer(self, which: Which) -> None:
        self.close_bar()
        self.answered.emit(which)


def ask_which(place: QWidget, question: str) -> WhichBar:
    """Ask above what a pane shows."""
    from crm_desktop.ui.panes.pane import Pane

    assert isinstance(place, Pane)
    bar = WhichBar(question)
    bar.open_in(place.body)
    bar.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    return bar
