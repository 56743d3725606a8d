"""The bar that asks how much of a series a change is for. Enter takes this one, Esc changes nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.services.series import Which
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.labels import plain_label, plain_tooltip

_AROUND = 10
_LEAST = 48
"""What must be left of a name, in pixels at 100 %, so that it still tells something."""
_WAYS: tuple[tuple[Which, str], ...] = (
    ("one", N_("This one")),
    ("later", N_("This and later ones")),
    ("all", N_("All")),
)


class WhichBar(PaneBar):
    """Says what is about to happen, with a button for each answer; the arrows go from one to the next."""

    answered = Signal(str)

    def __init__(self, question: str, name: str = "") -> None:
        super().__init__()
        self.buttons: list[FlatButton] = []
        self._below: QWidget | None = None
        self._avoided = QRect()
        row = FlowLayout(across=8, down=6)
        self.box.setContentsMargins(12, 4, 8, 4)
        self._question, self._close = plain_label(question, "strong"), self.close_button()
        self._words, self._name = question, name
        row.addWidget(self._question)
        for which, title in _WAYS:
            button = FlatButton(_(title))
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

    def lie_over(self, below: QWidget, avoided: QRect) -> None:
        """Lie over the foot of what stays where it is, or over its head where `avoided`, on the screen, is at the foot."""
        before = below.findChildren(WhichBar)
        self._had_keyboard = before[-1]._had_keyboard if before else QApplication.focusWidget()  # noqa: SLF001 - its kind
        for bar in before:
            bar.deleteLater()
        self._below, self._avoided = below, avoided
        self.setParent(below)
        below.installEventFilter(self)
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        if self._below is None:
            return
        around = theme.pixels(_AROUND)
        room = self._below.rect().adjusted(around, around, -around, -around)
        self._shorten(room.width())
        width = min(self.sizeHint().width(), room.width())
        place = QRect(0, 0, width, self.heightForWidth(width))
        place.moveCenter(room.center())
        place.moveBottom(room.bottom())
        avoided = QRect(self._below.mapFromGlobal(self._avoided.topLeft()), self._avoided.size())
        if place.intersects(avoided):
            place.moveTop(room.top())
        self.setGeometry(place)

    def _shorten(self, room: int) -> None:
        """Cut a long name within the question, so that the answers stay in its line as long as some of it is left."""
        self._question.setText(self._words)
        self._question.setToolTip("")
        letters = self._question.fontMetrics()
        left = letters.horizontalAdvance(self._name) - (self.sizeHint().width() - room)
        if self.sizeHint().width() > room and left >= theme.pixels(_LEAST):
            name = letters.elidedText(self._name, Qt.TextElideMode.ElideRight, left)
            self._question.setText(self._words.replace(self._name, name))
            self._question.setToolTip(plain_tooltip(self._words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._below and event.type() == QEvent.Type.Resize:
            self._place()
        if isinstance(event, QKeyEvent) and watched in self.buttons and event.matches(QKeySequence.StandardKey.Undo):
            if event.type() == QEvent.Type.KeyPress:
                self.close_bar()
            event.accept()  # the question is what is taken back, not an older step
            return True
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


def ask_which(
    place: QWidget, question: str, over: QWidget | None = None, avoided: QRect | None = None, name: str = ""
) -> WhichBar:
    """Ask above what a pane shows, or over a part of it that is not to move, beside a place of the screen.

    `name` is what of the question may be cut where room is short.
    """
    from crm_desktop.ui.panes.pane import Pane

    assert isinstance(place, Pane)
    bar = WhichBar(question, name)
    if over is None:
        bar.open_in(place.body)
    else:
        bar.lie_over(over, avoided or QRect())
    bar.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    return bar
