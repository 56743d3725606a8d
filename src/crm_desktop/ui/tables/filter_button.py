"""The button in the header that shows the filter of a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.tables.record_list import RecordList

_RETURNING = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Reasons to lose the keyboard that give it back."""


class FilterButton(FlatButton):
    """Shows the filter of a list while it is pressed in; it goes out by itself when a filter that leaves all is left."""

    def __init__(self) -> None:
        super().__init__(_("Filter"), "filter")
        self.setCheckable(True)

    def rule(self, records: RecordList) -> None:
        """Take the filter of a list over."""
        self._list, self._filter = records, records.filter
        for widget in (self._filter.bar.box, self._filter.bar.choice, self._filter.bar.conditions):
            widget.installEventFilter(self)
        records.view_changed.connect(self._follow)
        self.toggled.connect(self._show_filter)
        self.clicked.connect(self._begin)
        self._filter.bar.hide()
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _RETURNING:
            is_open = self._filter.bar.conditions.isChecked()
            if not is_open and not self._filter.is_filtered() and not holds_keyboard(self._filter.bar):
                self.setChecked(False)
        return super().eventFilter(watched, event)

    def _begin(self, pressed: bool) -> None:
        if pressed:
            self._list.focus_filter()
        elif self._filter.kept:
            self._filter.choose_all()

    def _follow(self) -> None:
        # a list that leaves records out says so
        if self._filter.is_narrow():
            self.setChecked(True)

    def _show_filter(self, shown: bool) -> None:
        self._filter.bar.setVisible(shown)
        if not shown:
            self._filter.bar.conditions.setChecked(False)
            self._filter.show_all()


def holds_keyboard(widget: QWidget) -> bool:
    """Tell whether the keyboard is on a widget or inside it."""
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)
