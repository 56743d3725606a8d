"""The calendar's buttons in the header: to today and to the periods beside it, and the ways to look at it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedLayout, QToolButton, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.services.calendar.ways import Way
from crm_desktop.ui.buttons import FlatButton, SignButton, key_text
from crm_desktop.ui.calendar.period import SIDE_KEY, WAYS
from crm_desktop.ui.labels import plain_title, plain_tooltip


class Turner(QFrame):
    """Earlier, today, later."""

    today_wanted = Signal()
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.before = SignButton("chevron-left", _("Earlier"))
        self.today = _word(_("Today"))
        self.after = SignButton("chevron-right", _("Later"))
        self.before.clicked.connect(partial(self.turned.emit, -1))
        self.after.clicked.connect(partial(self.turned.emit, 1))
        self.today.clicked.connect(self.today_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 1, 2, 1)
        row.setSpacing(0)
        for button in (self.before, self.today, self.after):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)


class SideButton(SignButton):
    """Shows what is beside the days, or hides it; pressed down while it is shown."""

    def __init__(self) -> None:
        name = _("Month, to do, layers and colours")
        super().__init__("sidebar", name, 18)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(plain_tooltip(_("{what} ({key})").format(what=name, key=key_text(SIDE_KEY))))


class WaySwitch(QFrame):
    """All ways side by side, or where room is short one button that has them in its menu."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[Way, QToolButton] = {}
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(2, 1, 2, 1)
        row.setSpacing(0)
        for way in WAYS:
            button = self.buttons[way.id] = _word(_(way.title))
            button.setCheckable(True)
            button.setToolTip(plain_tooltip(key_text(way.key)))
            button.clicked.connect(partial(self._choose, way.id))
            row.addWidget(button)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self._way: Way = "work"
        self._is_short = False
        self.short = FlatButton("", menu=self._menu)
        self._places = QStackedLayout(self)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.addWidget(self._row)
        self._places.addWidget(self.short)

    def show_way(self, way: Way) -> None:
        """Show which one is chosen."""
        self._way = way
        for one, button in self.buttons.items():
            button.setChecked(one == way)
        self.short.setText(next(_(one.title) for one in WAYS if one.id == way))
        self.short.setAccessibleName(_("View: {name}").format(name=self.short.text()))
        self.updateGeometry()

    def set_short(self, *, is_short: bool) -> None:
        """Fold the ways into a menu, or show all of them."""
        self._is_short = is_short
        self._places.setCurrentWidget(self._front())
        self.setProperty("bare", is_short)
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._front().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._front().minimumSizeHint()

    def _front(self) -> QWidget:
        return self.short if self._is_short else self._row

    def _choose(self, way: Way) -> None:
        self.show_way(self._way)
        self.chosen.emit(way)

    def _fill(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        for way in WAYS:
            action = self._menu.addAction(plain_title(_(way.title)))
            action.setCheckable(True)
            action.setChecked(way.id == self._way)
            action.triggered.connect(partial(self._choose, way.id))
            group.addAction(action)


def _word(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(plain_title(text))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
