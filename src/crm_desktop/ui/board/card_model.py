"""The cards of one column as a list model: a count, and pages that are read when they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QTimer

from crm_desktop.schema.formats import Formats
from crm_desktop.services.board import Card
from crm_desktop.storage.store import Busy
from crm_desktop.ui.board import card_words
from crm_desktop.ui.labels import plain_tooltip

PAGE = 32
PAGES = 32
ReadPage = Callable[[int, int], Sequence[Card]]
_DISPLAY, _TOOLTIP, _ACCESSIBLE = 0, 3, 11
_RETRY = 200
_ROOT = QModelIndex()


class CardModel(QAbstractListModel):
    """Shows what `read` gives for an offset and a size. While the file is busy a card is empty, and asked for again."""

    def __init__(self, formats: Formats, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._formats = formats
        self._count = 0
        self._read: ReadPage = lambda _offset, _size: ()
        self._pages: OrderedDict[int, Sequence[Card]] = OrderedDict()
        self._missing: set[int] = set()
        self._retry = QTimer(self, singleShot=True, interval=_RETRY)
        self._retry.timeout.connect(self._ask_again)

    def show(self, count: int, first: Sequence[Card], read: ReadPage) -> None:
        """Take another column, or the same one after a change; `first` is its first page."""
        self.beginResetModel()
        self._count, self._read = count, read
        self._pages.clear()
        self._missing.clear()
        self._pages[0] = first
        self.endResetModel()

    def card(self, row: int) -> Card | None:
        """Return a card, None while it cannot be read."""
        page = self._page(row // PAGE)
        return page[row % PAGE] if row % PAGE < len(page) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _TOOLTIP, _ACCESSIBLE):
            return None
        card = self.card(index.row())
        if card is None:
            return ""
        if role == _DISPLAY:
            return card.name
        said = card_words.sentence(card, self._formats)
        return plain_tooltip(said) if role == _TOOLTIP else said.replace("\n", ", ")

    def _page(self, number: int) -> Sequence[Card]:
        found = self._pages.get(number)
        if found is None:
            try:
                found = self._read(number * PAGE, PAGE)
            except Busy:
                self._missing.add(number)
                self._retry.start()
                return ()
            self._pages[number] = found
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return found

    def _ask_again(self) -> None:
        missing, self._missing = self._missing, set()
        for number in missing:
            last = min((number + 1) * PAGE, self._count) - 1
            self.dataChanged.emit(self.index(number * PAGE), self.index(last))
