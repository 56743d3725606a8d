"""The conditions of a list above its rows, and what is done with them: group the list, keep the view."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.storage.filters import Group
from crm_desktop.storage.grouping import can_group
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.labels import plain_label
from crm_desktop.ui.tables.filter_rows import Asked, GroupRows
from crm_desktop.ui.widgets import Card

_TALLEST, _SHORTEST = 300, 70
_OTHERS = 340
"""What everything else in a window needs, in pixels at 100 %: beyond it the rows scroll."""


class FilterPanel(Card):
    """The rows of conditions, with the tools of a view unless there is none; `edited` comes with each change of a whole condition."""

    edited = Signal()
    grouped = Signal(str)
    save_wanted = Signal()
    save_as_wanted = Signal()
    left = Signal()

    def __init__(self, asked: Asked, *, keeps_views: bool = True) -> None:
        super().__init__()
        self.rows = GroupRows(asked)
        self.grouping = ChoiceBox()
        self.grouping.setAccessibleName(_("Group by"))
        self.grouping.addItem(_("No groups"), "")
        for name, declared in asked.model.fields().items():
            if can_group(declared):
                self.grouping.addItem(_(declared.title), name)
        self.save = FlatButton(_("Save"))
        self.save_as = FlatButton(_("Save as view…"))
        self.clear = FlatButton(_("Clear"))
        self._tools = FlowLayout()
        if keeps_views:
            for widget in (self._named_grouping(), self.clear, self.save, self.save_as):
                self._tools.addWidget(widget)
        self._scroller = QScrollArea()
        self._scroller.setWidgetResizable(True)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroller.setWidget(self.rows)
        self.box.addWidget(self._scroller)
        self.box.addLayout(self._tools)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._connect()
        self.hide()

    def group(self) -> Group:
        """Return what the conditions say."""
        return self.rows.group()

    def show_group(self, group: Group, grouping: str) -> None:
        """Show other conditions, and by which field the list is grouped."""
        self.rows.show_group(group)
        self.grouping.setCurrentIndex(max(self.grouping.findData(grouping), 0))
        self._fit()

    def mark(self, *, is_changed: bool, is_own: bool) -> None:
        """Offer to save only what there is to save."""
        self.save.setVisible(is_changed and is_own)

    def take_keyboard(self) -> None:
        """Put the keyboard on the conditions; without any, ask for the first field."""
        if self.rows.rows:
            self.rows.rows[0].setFocus()
        else:
            self.rows.begin_rule()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _named_grouping(self) -> QWidget:
        grouping = QWidget()
        line = QHBoxLayout(grouping)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(plain_label(_("Group by"), "muted", cuts=False))
        line.addWidget(self.grouping)
        return grouping

    def _connect(self) -> None:
        self.rows.edited.connect(self._tell)
        self.rows.resized.connect(self._fit)
        self.grouping.activated.connect(lambda _place: self.grouped.emit(self.grouping.currentData()))
        self.clear.clicked.connect(self._clear)
        self.save.clicked.connect(self.save_wanted)
        self.save_as.clicked.connect(self.save_as_wanted)

    def _clear(self) -> None:
        self.rows.show_group(Group())
        self._tell()

    def _tell(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        """Be as tall as the rows, up to a limit; a little taller where they are too wide."""
        layout = self.rows.layout()
        assert layout is not None
        layout.activate()
        wanted = self.rows.sizeHint()
        bar = self._scroller.horizontalScrollBar().sizeHint().height()
        is_wide = self.rows.minimumSizeHint().width() > self._scroller.viewport().width()
        left = self.window().height() - theme.pixels(_OTHERS)
        most = min(theme.pixels(_TALLEST), max(left, theme.pixels(_SHORTEST)))
        rows = min(wanted.height() + bar * is_wide, most)
        self._scroller.setFixedHeight(rows)
        edge = self.box.contentsMargins()
        tools = self._tools.heightForWidth(self.width() - edge.left() - edge.right())
        self.setFixedHeight(edge.top() + rows + self.box.spacing() + tools + edge.bottom())
