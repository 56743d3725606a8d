"""The popup in which a field is picked: type part of its name, or walk; what is linked opens below its link."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold
from crm_desktop.services.filter_fields import FieldChoice
from crm_desktop.ui import theme
from crm_desktop.ui.tables.tick_list import open_below
from crm_desktop.ui.widgets import SearchBox

_WIDTH, _HEIGHT = 300, 360
_PATH_ROLE = Qt.ItemDataRole.UserRole
_WALKS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class FieldPicker(QFrame):
    """Offers fields; `picked` carries the path of the one that was chosen."""

    picked = Signal(str)

    def __init__(self, choices: Sequence[FieldChoice], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.box = SearchBox(_("Find a field"))
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._sieve)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(_("Fields"))
        self.tree.itemActivated.connect(self._pick)
        self.tree.itemClicked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.box)
        column.addWidget(self.tree, 1)
        self._fill(choices)

    def open_below(self, button: QWidget) -> None:
        """Show all fields below a widget."""
        self.resize(theme.pixels(_WIDTH), theme.pixels(_HEIGHT))
        self.box.clear()
        self._sieve("")
        open_below(self, button)
        self.box.setFocus()

    def offered(self) -> list[str]:
        """Return the titles that are in sight, from top to bottom."""
        return [item.text(0) for item in self._items() if item.data(0, _PATH_ROLE) and not item.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _WALKS:
                self.tree.setFocus()
                self.tree.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self.tree.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _fill(self, choices: Sequence[FieldChoice]) -> None:
        links: dict[str, QTreeWidgetItem] = {}
        for choice in choices:
            if choice.through and choice.through not in links:
                links[choice.through] = QTreeWidgetItem(self.tree, [f"{choice.through} …"])
            above = links.get(choice.through)
            item = QTreeWidgetItem([choice.title])
            if above is None:
                self.tree.addTopLevelItem(item)
            else:
                above.addChild(item)
            item.setData(0, _PATH_ROLE, choice.path)

    def _items(self) -> list[QTreeWidgetItem]:
        found = list[QTreeWidgetItem]()
        for item in (self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount())):
            if item is not None:
                found += [item, *_below(item)]
        return found

    def _sieve(self, text: str) -> None:
        words = fold(text).split()
        first: QTreeWidgetItem | None = None
        for item in self._items():
            if item.childCount():
                continue
            above = item.parent()
            whole = fold(f"{above.text(0)} {item.text(0)}" if above is not None else item.text(0))
            fits = all(word in whole for word in words)
            item.setHidden(not fits)
            begins = bool(words) and fold(item.text(0)).startswith(words[0])
            if fits and (first is None or (begins and not fold(first.text(0)).startswith(words[0]))):
                first = item
        for item in self._items():
            if item.childCount():
                item.setHidden(all(one.isHidden() for one in _below(item)))
                item.setExpanded(bool(words))
        if first is not None:
            self.tree.setCurrentItem(first)

    def _pick(self, item: QTreeWidgetItem | None) -> None:
        if item is None or item.isHidden():
            return
        path = item.data(0, _PATH_ROLE)
        if path is None:
            item.setExpanded(not item.isExpanded())
            return
        self.hide()
        self.picked.emit(path)


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (item.child(place) for place in range(item.childCount()))
    return [child for child in children if child is not None]
