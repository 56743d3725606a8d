"""The frame that the plain dialogs share: a sentence at the top, something in the middle, buttons at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_label
from crm_desktop.ui.widgets import NoticeBar


class FramedDialog(QDialog):
    """Shows `content`; Esc and Close close it. `left` are buttons at the left end of the foot."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str,
        content: QWidget,
        buttons: Sequence[QPushButton] = (),
        *,
        left: Sequence[QPushButton] = (),
        size: tuple[int, int] = (640, 480),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.notice = NoticeBar()
        self.close_button = FlatButton(_("Close"))
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        for button in left:
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (*buttons, self.close_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        if sentence:
            column.addWidget(plain_label(sentence, "muted", wraps=True))
        column.addWidget(self.notice)
        column.addWidget(content, 1)
        column.addLayout(foot)
        room = parent.window().size()
        self.resize(min(theme.pixels(size[0]), room.width() - 20), min(theme.pixels(size[1]), room.height() - 20))
