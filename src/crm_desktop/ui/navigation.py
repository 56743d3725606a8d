"""The way between panes, at the left of the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.ui import theme
from crm_desktop.ui.buttons import Button, key_text
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import SectionHeading, plain_label, plain_tooltip, set_look

NARROW_WINDOW = 900
_WIDE, _SLIM = 208, 64
_VIEW_ROOM = 134


@dataclass(frozen=True)
class NavItem:
    """One pane in the navigation; `key` is only shown, its command answers to it."""

    id: str
    title: str
    icon: str
    key: str = ""
    is_view: bool = False
    """Whether it is a view of the pane above it, and stands farther in."""


@dataclass(frozen=True)
class NavGroup:
    """Panes that belong together; the first group needs no title."""

    title: str
    items: Sequence[NavItem]


class NavButton(Button):
    """One line of the navigation; `walked` asks for the line above (-1) or below (1)."""

    walked = Signal(int)
    ICON = QSize(17, 17)

    def __init__(self, item: NavItem) -> None:
        super().__init__("")
        self.item = item
        self.setCheckable(True)
        self.setAccessibleName(item.title)
        self.set_slim(False)

    def set_slim(self, slim: bool) -> None:
        """Show the icon alone, its name in the tooltip."""
        self.setIcon(icon(self.item.icon) if slim or not self.item.is_view else QIcon())
        set_look(self, "view", self.item.is_view and not slim)
        title = self.item.title
        if self.item.is_view:
            title = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, theme.pixels(_VIEW_ROOM))
        self.setText("" if slim else f" {title}")
        key = f"  {key_text(self.item.key)}" if self.item.key else ""
        self.setToolTip(plain_tooltip(self.item.title + key) if slim or key or self.item.is_view else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.walked.emit(step)


class Sidebar(QFrame):
    """The navigation; `chosen` carries the id of a pane. Up and Down walk through it, a narrow window leaves the icons."""

    chosen = Signal(str)
    menu_wanted = Signal(str, QPoint)
    """The context menu of a view, at a point of the screen."""

    def __init__(self, groups: Sequence[NavGroup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = plain_label("", "strong")
        self._subtitle = plain_label("", "small")
        self._headings: list[SectionHeading] = []
        self._buttons: dict[str, NavButton] = {}
        self._slim = False
        self._groups: Sequence[NavGroup] = ()
        self._current = ""
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(10, 4, 9, 10)
        self._column.setSpacing(2)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(10, 14, 10, 10)
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._subtitle)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(scroll, 1)
        self._fit_width()
        self.set_groups(groups)

    def set_groups(self, groups: Sequence[NavGroup]) -> None:
        """Show other panes and views; the current one stays."""
        if groups == self._groups:
            return
        had_keyboard = self._focused()
        self._groups = groups
        self._headings, self._buttons = [], {}
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for group in groups:
            self._add_group(self._column, group)
        self._column.addStretch()
        self.select(self._current)
        if had_keyboard in self._buttons:
            self._buttons[had_keyboard].setFocus()

    def set_heading(self, title: str, subtitle: str) -> None:
        """Show the name of the book, and below it the file and its last backup."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)

    def select(self, pane: str) -> None:
        """Mark a pane as the current one, without emitting `chosen`; an id that is not listed marks none."""
        self._current = pane
        button = self._buttons.get(pane)
        for other in self._buttons.values():
            other.setChecked(other is button)
        self._let_tab_stop_at(button or next(iter(self._buttons.values())))

    def selected(self) -> str:
        """Return the id of the current pane, or nothing."""
        return next((pane for pane, button in self._buttons.items() if button.isChecked()), "")

    def fit(self, window_width: int) -> None:
        """Fold down to icons when the window is narrower than 900 pixels at 100 %, and unfold again."""
        self.set_slim(window_width < theme.pixels(NARROW_WINDOW))

    def set_slim(self, slim: bool) -> None:
        """Show icons only, or icons and names."""
        if slim == self._slim:
            return
        self._slim = slim
        self._fit_width()
        self._head.setVisible(not slim)
        for heading in self._headings:
            heading.setVisible(not slim)
        for button in self._buttons.values():
            button.set_slim(slim)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_width()

    def _fit_width(self) -> None:
        self.setFixedWidth(theme.pixels(_SLIM if self._slim else _WIDE))

    def _choose(self, pane: str) -> None:
        self.select(pane)
        self.chosen.emit(pane)

    def _focused(self) -> str:
        return next((name for name, button in self._buttons.items() if button.hasFocus()), "")

    def _ask_for_menu(self, button: NavButton, at: QPoint) -> None:
        self.menu_wanted.emit(button.item.id, button.mapToGlobal(at))

    def _walk(self, button: NavButton, step: int) -> None:
        buttons = list(self._buttons.values())
        buttons[(buttons.index(button) + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _let_tab_stop_at(self, button: NavButton) -> None:
        """Tab enters the navigation at one line and leaves it with the next press; the arrows walk inside."""
        for other in self._buttons.values():
            other.setFocusPolicy(Qt.FocusPolicy.TabFocus if other is button else Qt.FocusPolicy.NoFocus)

    def _add_group(self, column: QVBoxLayout, group: NavGroup) -> None:
        if group.title:
            heading = SectionHeading(group.title)
            heading.setContentsMargins(12, 9, 0, 3)
            self._headings.append(heading)
            column.addWidget(heading)  # before it is shown: without a parent it would be a window
            heading.setVisible(not self._slim)
        for item in group.items:
            button = NavButton(item)
            button.clicked.connect(partial(self._choose, item.id))
            button.walked.connect(partial(self._walk, button))
            button.set_slim(self._slim)
            if item.is_view:
                button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                button.customContextMenuRequested.connect(partial(self._ask_for_menu, button))
            self._buttons[item.id] = button
            column.addWidget(button)
