"""The parts that every pane is put together from; what they look like is in `resources/window.qss`.

Labels, buttons and boxes live in modules of their own, which this one hands on, so that a pane needs one import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox, NumberBox
from crm_desktop.ui.buttons import Button, FlatButton, PrimaryButton, key_text
from crm_desktop.ui.icons import icon, pixmap
from crm_desktop.ui.labels import (
    Pill,
    PillKind,
    PlainLabel,
    Role,
    SectionHeading,
    plain_label,
    plain_tooltip,
    set_capitals,
    set_look,
)

__all__ = [
    "Button", "Card", "ChoiceBox", "EmptyState", "FlatButton", "NoticeBar", "NoticeKind", "NumberBox", "Pill", "PillKind", "PlainLabel",
    "PrimaryButton", "Role", "SearchBox", "SectionHeading", "dress_table", "key_text", "plain_label", "plain_tooltip",
    "set_capitals", "set_look",
]  # fmt: skip

NoticeKind = Literal["info", "warning", "error"]
_NOTICE_ICONS = {"info": ("info", "link"), "warning": ("warning", "warning"), "error": ("error", "danger")}
_NOTICE_SECONDS = 8


def dress_table(view: QTableView) -> None:
    """Give a table the look of every list: no grid, rows of one height, small grey capitals above."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    side = view.verticalHeader()
    side.hide()
    side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    side.setDefaultSectionSize(theme.row_height())
    top = view.horizontalHeader()
    set_capitals(top)
    top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    top.setHighlightSections(False)
    top.setStretchLastSection(True)
    view.setCornerButtonEnabled(False)


class Card(QFrame):
    """A white box with a hairline around it; fill `box`. One that opens something answers to click, Enter and Space."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, opens: bool = False) -> None:
        super().__init__(parent)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(12, 9, 12, 9)
        self.box.setSpacing(3)
        self._opens = opens
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if (
            self._opens
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class SearchBox(QLineEdit):
    """A field to search in, with its key at the right end while it is empty."""

    WIDTH, NARROWEST = 330, 190
    _MARGIN = 13

    def __init__(self, placeholder: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key_text(key)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(max(theme.pixels(self.WIDTH), self._whole_width()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.pixels(self.NARROWEST), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text() or self._whole_width() > self.width():
            return
        painter = QPainter(self)
        painter.setPen(theme.colour("muted"))
        room = self.rect().adjusted(0, 0, -theme.pixels(self._MARGIN), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._key)
        painter.end()

    def _whole_width(self) -> int:
        letters = self.fontMetrics()
        words = letters.horizontalAdvance(self.placeholderText()) + letters.horizontalAdvance(self._key)
        return words + theme.pixels(3 * self._MARGIN + 2)


class NoticeBar(QFrame):
    """A sentence above a pane, in place of a dialog; news goes by itself, warnings and errors wait to be closed."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Callable[[], object] | None = None
        self._sign = PlainLabel()
        self._text = plain_label("", wraps=True)
        self._action = FlatButton("")
        self._action.clicked.connect(self._run_action)
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setIconSize(QSize(theme.pixels(16), theme.pixels(16)))
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.close_notice)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.close_notice)
        self.hide()

    def say(
        self,
        text: str,
        kind: NoticeKind = "info",
        *,
        action: str = "",
        run: Callable[[], object] | None = None,
        seconds: int | None = None,
    ) -> None:
        """Show a sentence, with a button when `action` names one; `seconds` 0 waits to be closed."""
        name, shade = _NOTICE_ICONS[kind]
        self._sign.setPixmap(pixmap(name, theme.pixels(18), shade, self.devicePixelRatioF()))
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._run = run
        set_look(self, "kind", kind)
        stay = (_NOTICE_SECONDS if kind == "info" else 0) if seconds is None else seconds
        self._timer.stop()
        if stay:
            self._timer.start(stay * 1000)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._text.text()

    def forget_problem(self) -> None:
        """Take the bar away if it tells a problem: something else has gone well since."""
        if self.isVisible() and self.property("kind") != "info":
            self.close_notice()

    def close_notice(self) -> None:
        """Take the bar away."""
        self._timer.stop()
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_notice()
        else:
            super().keyPressEvent(event)

    def _run_action(self) -> None:
        run = self._run
        self.close_notice()
        if run is not None:
            run()


class EmptyState(QWidget):
    """What a pane shows instead of nothing: a sign, a sentence that says what belongs here, the ways to begin."""

    def __init__(
        self, icon_name: str, sentence: str, buttons: Sequence[QPushButton] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self._sentence = plain_label(sentence, "muted", wraps=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMaximumWidth(theme.pixels(380))
        row = QHBoxLayout()
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        middle = QVBoxLayout(self)
        middle.setSpacing(12)
        middle.addStretch(2)
        middle.addSpacing(theme.pixels(56))
        # between two stretches: one that a layout aligns is given the height of another width
        words = QHBoxLayout()
        words.addStretch(1)
        words.addWidget(self._sentence, 1000)
        words.addStretch(1)
        middle.addLayout(words)
        middle.addLayout(row)
        middle.addStretch(3)

    def set_sentence(self, sentence: str) -> None:
        """Say something else, such as that the filter leaves nothing."""
        self._sentence.setText(sentence)

    def sentence(self) -> str:
        """Return what it says."""
        return self._sentence.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = theme.pixels(40)
        top = self._sentence.y() - side - theme.pixels(14)
        painter = QPainter(self)
        icon(self._icon, "handle").paint(painter, QRect((self.width() - side) // 2, top, side, side))
        if self.hasFocus():
            painter.setPen(theme.colour("focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
