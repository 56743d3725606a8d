"""The rows of buttons on a record page: what was done with the record, and the end of a new one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton, PrimaryButton, key_text
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import plain_label, plain_tooltip, set_look

LOGGED = (
    ("call", N_("Log call"), "phone"),
    ("email", N_("E-mail"), "mail"),
    ("meeting", N_("Meeting"), "meeting"),
    ("visit", N_("Visit"), "visit"),
    ("task", N_("Task"), "task"),
)
_SPACE, _AROUND = 8, 34


class LogBar(QWidget):
    """One button per kind of activity; where the page is narrow they are signs without words."""

    requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.buttons: dict[str, FlatButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        for kind, title, _sign in LOGGED:
            button = FlatButton(_(title))
            button.setAccessibleName(_(title))
            button.clicked.connect(partial(self.requested.emit, kind))
            self.buttons[kind] = button
            row.addWidget(button)
        row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        letters = self.fontMetrics()
        words = sum(letters.horizontalAdvance(_(title)) for _kind, title, _sign in LOGGED)
        is_tight = self.width() < words + len(LOGGED) * theme.pixels(_AROUND)
        for kind, title, sign in LOGGED:
            button = self.buttons[kind]
            if bool(button.text()) == is_tight:
                button.setText("" if is_tight else _(title))
                button.setIcon(icon(sign) if is_tight else QIcon())
                button.setToolTip(plain_tooltip(_(title)) if is_tight else "")
                set_look(button, "tight", is_tight)


class NewBar(QWidget):
    """Create or give up a new record."""

    create_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        create, discard = PrimaryButton(_("Create")), FlatButton(_("Discard"))
        create.clicked.connect(self.create_wanted)
        discard.clicked.connect(self.discard_wanted)
        row = QHBoxLayout()
        row.addWidget(create)
        row.addWidget(discard)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        keys = _("{enter} creates it, {escape} discards it.").format(enter=key_text("Enter"), escape=key_text("Esc"))
        column.addWidget(plain_label(keys, "small", wraps=True))
