"""One column of the board: its head, perhaps a card that asks how it ended, and its cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from crm_desktop.schema.formats import Formats
from crm_desktop.services.board import Card, Column
from crm_desktop.services.board_groups import BoardQuery, Place
from crm_desktop.ui import theme
from crm_desktop.ui.board.card_delegate import CardDelegate
from crm_desktop.ui.board.card_list import CardList
from crm_desktop.ui.board.card_model import CardModel, ReadPage
from crm_desktop.ui.board.closing import ClosingCard
from crm_desktop.ui.board.column_head import FOLDED, ColumnHead
from crm_desktop.ui.labels import set_look

_NARROWEST = 206
_SIDE = 10


class BoardColumn(QFrame):
    """Shows one column; `fold_wanted` is a click on its head."""

    fold_wanted = Signal()

    def __init__(self, place: Place, formats: Formats, delegate: CardDelegate) -> None:
        super().__init__()
        self.place = place
        self.is_folded = False
        self.head = ColumnHead(formats)
        self.model = CardModel(formats, self)
        self.list = CardList(self.model, delegate)
        self.closing: ClosingCard | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, _SIDE)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._asked, self._cards = QVBoxLayout(), QVBoxLayout()
        self._cards.addWidget(self.list)
        self._column.addLayout(self._asked)
        self._column.addLayout(self._cards, 1)
        self.head.clicked.connect(self.fold_wanted)
        self._fit()

    def show_column(
        self, column: Column, query: BoardQuery, currency: str, first: Sequence[Card], read: ReadPage
    ) -> None:
        """Show other cards, scrolled as it was."""
        self.place = column.place
        self.head.show_column(column, query, currency)
        self.list.setAccessibleName(self.head.accessibleName())
        scrolled = self.list.verticalScrollBar().value()
        self.model.show(column.worth.count, first, read)
        self.list.verticalScrollBar().setValue(scrolled)

    def set_folded(self, folded: bool) -> None:
        """Fold the column up until only its name is left, or unfold it."""
        self.is_folded = folded
        self.list.setVisible(not folded)
        self.head.set_folded(folded)
        self._fit()

    def set_target(self, is_target: bool) -> None:
        """Light up while cards hang over the column."""
        set_look(self, "target", is_target)

    def ask(self, closing: ClosingCard) -> None:
        """Show a card that asks how it ended, above the others; a column that is folded up unfolds for it."""
        self.stop_asking()
        self.closing = closing
        self._fit()
        self._asked.addWidget(closing)
        was_folded = self.is_folded
        if was_folded:
            self.set_folded(False)
        closing.ended.connect(self.stop_asking)
        if was_folded:
            closing.ended.connect(lambda: self.set_folded(True))
        closing.show()

    def stop_asking(self) -> None:
        """Take the card that asks away."""
        if self.closing is not None:
            self.closing.hide()
            self._asked.removeWidget(self.closing)
            self.closing.deleteLater()
            self.closing = None
            self._fit()

    def holds(self, at: QPoint) -> bool:
        """Tell whether a point of the screen is over the column."""
        return QRect(self.mapToGlobal(QPoint(0, 0)), self.size()).contains(at)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.list.fit()
            self._fit()

    def _fit(self) -> None:
        side = 0 if self.is_folded else theme.pixels(_SIDE)
        # the list keeps the other side free for its scroll bar
        self._cards.setContentsMargins(side, 0, 0, 0)
        self._asked.setContentsMargins(side, 0, side, side if self.closing is not None else 0)
        self.setMinimumWidth(theme.pixels(FOLDED if self.is_folded else _NARROWEST))
        self.setMaximumWidth(theme.pixels(FOLDED) if self.is_folded else 1 << 16)
        policy = QSizePolicy.Policy.Fixed if self.is_folded else QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, QSizePolicy.Policy.Expanding)
