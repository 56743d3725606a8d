"""The button that says which kind of activity a line makes, and the line that turns it with Up and Down."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu

from crm_desktop.base.i18n import _
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.icons import icon

TITLES = dict(ACTIVITY_KINDS.options)
_ICONS = {"call": "phone", "email": "mail", "letter": "mail"}


def icon_of(kind: str) -> str:
    """Return the name of the drawing for a kind of activity."""
    return _ICONS.get(kind, kind)


class KindButton(FlatButton):
    """Shows the kind that is chosen; its menu has all of them."""

    turned = Signal(str)

    def __init__(self, kind: str) -> None:
        super().__init__("")
        self.kind = kind
        menu = QMenu(self)
        for each, title in TITLES.items():
            menu.addAction(icon(icon_of(each)), _(title), lambda each=each: self.set_kind(each))
        self.setMenu(menu)
        self.setToolTip(_("Up and Down in the line turn to another kind"))
        self.set_kind(kind)

    def set_kind(self, kind: str) -> None:
        """Turn to a kind."""
        self.kind = kind
        self.setText(_(TITLES[kind]))
        self.setIcon(icon(icon_of(kind)))
        self.setAccessibleName(_("Kind: {kind}").format(kind=_(TITLES[kind])))
        self.turned.emit(kind)

    def turn(self, step: int) -> None:
        """Turn to the next kind or the one before."""
        kinds = list(TITLES)
        self.set_kind(kinds[(kinds.index(self.kind) + step) % len(kinds)])


class ActivityLine(QLineEdit):
    """A line of text; Up and Down turn to another kind of activity."""

    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.turned.emit(step)
        else:
            super().keyPressEvent(event)
