"""The buttons of the program: one blue one a page, flat white ones beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import plain_title, plain_tooltip, set_look


def key_text(key: str) -> str:
    """Return a key as this system writes it: "Ctrl+N" is "⌘N" on macOS."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class Button(QPushButton):
    """Answers to Enter as to Space. A click leaves the keyboard where it was; Tab reaches it. An & in its text is an &."""

    ICON = QSize(22, 16)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(plain_title(text), parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self._tip = self._refusal = ""
        self._fit_icon()

    def set_refusal(self, why: str) -> None:
        """Be grey and say why in the tooltip; with "" the button works."""
        self._refusal = why
        self.setEnabled(not why)
        self.setAccessibleDescription(why)
        self.set_tip(self._tip)

    def set_tip(self, text: str) -> None:
        """Say more under the mouse, as long as the button works."""
        self._tip = text
        self.setToolTip(plain_tooltip(self._refusal or text))

    def setText(self, text: str) -> None:
        super().setText(plain_title(text))

    def set_short(self, *, is_short: bool) -> None:
        """Leave out what can be left out where room is short."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_icon()

    def _fit_icon(self) -> None:
        self.setIconSize(QSize(theme.pixels(self.ICON.width()), theme.pixels(self.ICON.height())))


class FlatButton(Button):
    """A white button with a hairline, perhaps with a menu below it."""

    def __init__(
        self, text: str, icon_name: str = "", *, menu: QMenu | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._named = text if icon_name else ""
        if icon_name:
            self.setIcon(icon(icon_name))
        if menu is not None:
            self.setMenu(menu)

    def set_short(self, *, is_short: bool) -> None:
        """Show the sign alone and the text as a tooltip; without a sign the text stays."""
        if self._named:
            self.setText("" if is_short else self._named)
            self.setAccessibleName(self._named)
            self.set_tip(self._named if is_short else "")

    def setMenu(self, menu: QMenu) -> None:
        super().setMenu(menu)
        set_look(self, "menu", True)


class SignButton(QToolButton):
    """A button with a drawing alone; `name` is its tooltip and what a screen reader says. It grows with the text."""

    def __init__(self, icon_name: str, name: str, size: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setIcon(icon(icon_name))
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(name))
        self._fit_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_icon()

    def _fit_icon(self) -> None:
        self.setIconSize(QSize(theme.pixels(self._size), theme.pixels(self._size)))


class PrimaryButton(Button):
    """The one blue button of a page; `key` is shown beside the text and belongs to a command."""

    def __init__(self, text: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(f"{text}  {key_text(key)}" if key else text, parent)
        self._named, self._key = text, key_text(key)
        self.setAccessibleName(text)

    def set_short(self, *, is_short: bool) -> None:
        """Show the text without its key, which is the tooltip then."""
        self.setText(self._named if is_short or not self._key else f"{self._named}  {self._key}")
        self.set_tip(self._key if is_short else "")
