"""The bar above a list: words to look for, the view to look in, and the way to the conditions.

The keyboard stays in here until the user goes: with Down into the list, with Escape, or with Tab.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)  # fmt: skip

from crm_desktop.base.i18n import _
from crm_desktop.services.views import View
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_tooltip
from crm_desktop.ui.widgets import SearchBox

CHANGED_SIGN = "•"
_AROUND = 70


class ViewBox(ChoiceBox):
    """A box whose text ends in … where it has no room; the tooltip then says it whole."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(look)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, look)
        inside = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, look, inside, self).width()
        whole = self.currentText()
        look.currentText = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
        self.setToolTip("" if look.currentText == whole else plain_tooltip(whole))
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, look)
        painter.end()


class FilterBar(QWidget):
    """A box for words, a box to choose a view, and a button that opens the conditions."""

    changed = Signal()
    """Other words: at most once per turn of the event loop, or `apply` was called."""
    view_chosen = Signal(str)
    """The user, not the program, chose a view, here by its key: this is to be remembered."""
    list_wanted = Signal()
    left = Signal()

    def __init__(self, all_title: str) -> None:
        super().__init__()
        self._all_title = all_title
        self._shown = "", "", False
        self.box = SearchBox(_("Filter"), "Ctrl+F")
        self.choice = ViewBox()
        self.choice.setAccessibleName(_("View"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMaxVisibleItems(30)
        self.choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.MinimumExpanding)
        self.choice.activated.connect(self._choose)
        self.conditions = FlatButton("", "filter")
        self.conditions.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._begin)
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.apply)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 8)
        row.addWidget(self.box, 1)
        row.addWidget(self.choice)
        row.addWidget(self.conditions)
        self.offer(())
        self.count_conditions(0)

    def words(self) -> str:
        """Return the words to look for."""
        return self.box.text()

    def offer(self, groups: Sequence[Sequence[View]]) -> None:
        """Offer these views; the one that is shown stays where it is still there."""
        key, title, is_changed = self._shown
        self.choice.clear()
        self.choice.addItem(self._all_title, "")
        for group in groups:
            self.choice.insertSeparator(self.choice.count())
            for view in group:
                self.choice.addItem(view.title, view.key)
        if self.choice.findData(key) >= 0:
            self.show_view(key, title, is_changed=is_changed)

    def show_view(self, key: str, title: str, *, is_changed: bool) -> None:
        """Show which view is in force, with a dot where it is no longer as it was kept."""
        before, before_title, _was_changed = self._shown
        if before != key and (place := self.choice.findData(before)) >= 0:
            self.choice.setItemText(place, before_title or self._all_title)
        self._shown = key, title, is_changed
        if self.choice.findData(key) < 0:
            self.choice.addItem(title, key)  # it was made a moment ago, and the box is told of it in a moment
        self.choice.setCurrentIndex(self.choice.findData(key))
        shown = title or self._all_title
        self.choice.setItemText(self.choice.currentIndex(), f"{shown} {CHANGED_SIGN}" if is_changed else shown)

    def count_conditions(self, count: int) -> None:
        """Say on the button how many conditions there are."""
        self._count = count
        self._name_conditions()

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_conditions()

    def _name_conditions(self) -> None:
        """Name the button whole where there is room, else by its sign and number alone."""
        whole = _("Conditions · {n}").format(n=self._count) if self._count else _("Conditions")
        letters = self.conditions.fontMetrics().horizontalAdvance(whole)
        room = self.width() - self.box.minimumSizeHint().width() - self.choice.sizeHint().width()
        is_roomy = letters + theme.pixels(_AROUND) <= room
        self.conditions.setText(whole if is_roomy else str(self._count or ""))
        self.conditions.setAccessibleName(whole)
        self.conditions.setToolTip("" if is_roomy else plain_tooltip(whole))

    def _begin(self) -> None:
        self._timer.start()

    def _choose(self, place: int) -> None:
        self.view_chosen.emit(self.choice.itemData(place) or "")
