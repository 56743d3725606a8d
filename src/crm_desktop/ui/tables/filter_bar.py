"""The bar above a list: words to look for, and the part of the list to look in.

The keyboard stays in here until the user goes: with Down into the list, with Escape, or with Tab.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.services.scopes import Scope
from crm_desktop.ui.widgets import SearchBox


class FilterBar(QWidget):
    """A box for words and, where the list has parts, a box to choose one of them."""

    changed = Signal()
    """Other words or another scope: at most once per turn of the event loop, or `apply` was called."""
    scope_changed = Signal()
    scope_chosen = Signal()
    """The user, not the program, chose a scope: this is to be remembered."""
    list_wanted = Signal()
    left = Signal()

    def __init__(self, all_title: str, kept_scope: str) -> None:
        super().__init__()
        self._all = Scope("", all_title)
        self.kept_scope = kept_scope
        """The key of the scope that the user chose last."""
        self.scope = self._all
        self.box = SearchBox(_("Filter"), "Ctrl+F")
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Show"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMaxVisibleItems(30)
        self.choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.MinimumExpanding)
        self.choice.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.choice.activated.connect(self._choose)
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._begin)
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.apply)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 8)
        self._row.addWidget(self.box, 1)
        self._row.addWidget(self.choice)

    def add(self, tool: QWidget) -> None:
        """Put another tool at the end of the bar."""
        self._row.addWidget(tool)

    def words(self) -> str:
        """Return the words to look for."""
        return self.box.text()

    def where(self) -> tuple[tuple[str, Any], ...]:
        """Return what records of the scope fulfil."""
        return self.scope.where

    def offer(self, groups: Sequence[Sequence[Scope]]) -> None:
        """Offer these scopes; the one at hand stays, also where its records are others now."""
        is_first = self.choice.count() == 0
        wanted, known = self.kept_scope if is_first else self.scope.key, self.scope
        self.choice.clear()
        self.choice.addItem(self._all.title, self._all)
        for group in groups:
            self.choice.insertSeparator(self.choice.count())
            for scope in group:
                self.choice.addItem(scope.title, scope)
        self.choice.setVisible(bool(groups))
        self._take(self._place_of(wanted))
        if not is_first and self.scope != known:
            self.changed.emit()

    def show_all(self) -> None:
        """Take words and scope away for now; the scope that the user chose stays remembered."""
        self.box.clear()
        self._take(0)
        self.apply()

    def show_kept(self) -> None:
        """Go back to the scope that the user chose last."""
        self._take(self._place_of(self.kept_scope))
        self.apply()

    def choose_all(self) -> None:
        """Choose everything, as if it were done in the box."""
        self.choice.setCurrentIndex(0)
        self._choose(0)

    def apply(self) -> None:
        """Ask for what is wanted now instead of in a moment."""
        self._timer.stop()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.box.clear()
                self.apply()
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
                self.apply()
                self.list_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self._timer.start()

    def _choose(self, place: int) -> None:
        self._take(place)
        self.kept_scope = self.scope.key
        self.apply()
        self.scope_chosen.emit()

    def _take(self, place: int) -> None:
        before = self.scope
        self.choice.setCurrentIndex(place)
        scope = self.choice.itemData(place)
        self.scope = scope if isinstance(scope, Scope) else self._all
        if self.scope.key != before.key:
            self.scope_changed.emit()

    def _place_of(self, key: str) -> int:
        for place in range(self.choice.count()):
            scope = self.choice.itemData(place)
            if isinstance(scope, Scope) and scope.key == key:
                return place
        return 0
