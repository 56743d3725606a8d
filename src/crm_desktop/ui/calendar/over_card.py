"""A small card over the window beside what it is about: gone with Esc, the keyboard comes back to where it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import SignButton
from crm_desktop.ui.dialogs.over_box import OverBox
from crm_desktop.ui.labels import plain_label

NOT_YET = N_("Not understood yet. Write it like “14:00 – 15:00” or “fri 9:30 for 45 min”.")
_WIDTH, _GAP, _MARGIN = 400, 8, 12


class OverCard(OverBox):
    """The base of such cards: fill `form`, and put buttons into `foot`; what has no room is scrolled.

    It stays while another window or one of its menus is in front, and goes with a click elsewhere if nothing is said in it.
    """

    went = Signal()
    """The card is gone, for good or until it is taken up again."""

    def __init__(self, over: QWidget, place: QRect, title: str) -> None:
        super().__init__(over)
        self._place_near = place
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        head = QHBoxLayout()
        self.title = plain_label(title, "strong")
        close = SignButton("close", _("Close"), 16)
        close.clicked.connect(self.leave)
        head.addWidget(self.title, 1)
        head.addWidget(close)
        inside = QWidget()
        self.form = QVBoxLayout(inside)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(8)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self._inside, self._scroller = inside, QScrollArea()
        self._scroller.setWidget(inside)
        self._scroller.setWidgetResizable(True)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(_MARGIN, _MARGIN - 3, _MARGIN, _MARGIN)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(self._scroller, 1)
        whole.addLayout(self.foot)
        QApplication.instance().focusChanged.connect(self._follow_keyboard)  # type: ignore[union-attr]  # there is one

    def is_empty(self) -> bool:
        """Tell whether nothing is said in the card that would be lost."""
        return True

    def open_card(self) -> None:
        """Show the card with the keyboard in its line."""
        self.open_box(self.line.text())

    def close_box(self) -> None:
        self.hide_box()
        self.deleteLater()

    def hide_box(self) -> None:
        """Hide the card with all that is said in it."""
        super().close_box()
        self.went.emit()

    def leave(self) -> None:
        """Go as Esc wants it."""
        self.close_box()

    def take_key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self.leave()
        return key == Qt.Key.Key_Escape

    def fit(self) -> None:
        """Take as much height as is needed now."""
        if self.isVisible():
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.FocusOut:
            return False  # another field of the card may have the keyboard now
        return super().eventFilter(watched, event)

    def _follow_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Go when the keyboard does, unless that would lose something."""
        if now is None or not self.isVisible() or now is self or self.isAncestorOf(now):
            return
        if now.window() is self.window() and self.is_empty():
            self._before = None
            self.close_box()

    def _place(self) -> None:
        """Stand beside the place, on the side with more room, and inside the window."""
        window = self.window().rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        near = QRect(self.window().mapFromGlobal(self._place_near.topLeft()), self._place_near.size())
        size = self._wanted_size().boundedTo(window.size())
        room_right, room_left = window.right() - near.right(), near.left() - window.left()
        is_right = room_right >= min(size.width() + _GAP, room_left)
        left = near.right() + _GAP if is_right else near.left() - _GAP - size.width()
        left = min(max(left, window.left()), window.right() + 1 - size.width())
        top = min(max(near.top() - _GAP, window.top()), window.bottom() + 1 - size.height())
        self.setGeometry(QRect(QPoint(left, top), size))

    def _wanted_size(self) -> QSize:
        width = theme.pixels(_WIDTH)
        layout = self.layout()
        assert layout is not None
        room = width - 2 * _MARGIN
        inside = self._inside.layout()
        assert inside is not None
        needed = inside.heightForWidth(room) if inside.hasHeightForWidth() else inside.sizeHint().height()
        frame = layout.sizeHint().height() - self._scroller.sizeHint().height()
        return QSize(width, frame + max(needed, inside.minimumSize().height()) + _GAP)
