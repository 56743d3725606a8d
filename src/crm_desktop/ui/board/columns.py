"""The columns of a board beside each other, and what is chosen in all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

from crm_desktop.schema.formats import Formats
from crm_desktop.services.board import Card, Column
from crm_desktop.ui.board.card_delegate import CardDelegate, card_box
from crm_desktop.ui.board.column import BoardColumn
from crm_desktop.ui.board.drag import CardDrag

_SPACE = 12
_Flag = QItemSelectionModel.SelectionFlag


class Columns(QScrollArea):
    """Holds the columns by their keys, in order. `active` is the one that had the keyboard last."""

    opened = Signal()
    chosen_changed = Signal()
    """Other cards are chosen, or the cursor is on another one."""
    pressed = Signal()
    """The mouse has been pressed on a card."""
    fold_wanted = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.by_key: dict[str, BoardColumn] = {}
        self.active: BoardColumn | None = None
        self.delegate = CardDelegate(formats)
        self.drag = CardDrag(self)
        self._formats = formats
        self._is_quiet = False
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_SPACE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inside)

    def build(self, columns: Sequence[Column], is_folded: Callable[[Column], bool]) -> None:
        """Make the columns anew."""
        for old in self.by_key.values():
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.by_key, self.active = {}, None
        for column in columns:
            made = BoardColumn(column.place, self._formats, self.delegate)
            made.set_folded(is_folded(column))
            self._connect(made)
            self._row.addWidget(made)
            self.by_key[column.place.key] = made
        self._stretch()

    def chosen_cards(self) -> list[tuple[BoardColumn, list[int]]]:
        """Return the rows that are chosen, column by column."""
        return [(column, rows) for column in self.by_key.values() if (rows := column.list.rows())]

    def current(self) -> Card | None:
        """Return the card under the cursor."""
        index = self.active.list.currentIndex() if self.active is not None else None
        return self.active.model.card(index.row()) if self.active and index and index.isValid() else None

    def chosen_place(self) -> tuple[str, int] | None:
        """Return key and row of the first chosen card in a column that is not folded up."""
        chosen = ((column.place.key, rows[0]) for column, rows in self.chosen_cards() if not column.is_folded)
        return next(chosen, None)

    def choose_near(self, key: str, row: int) -> None:
        """Choose the card at a place where one has gone, or the last one above; none in a column that is empty."""
        column = self.by_key.get(key)
        if column is not None and column.model.rowCount() and not column.is_folded:
            self.choose(key, min(row, column.model.rowCount() - 1))

    def choose_none(self) -> None:
        """Choose nothing, and take the cursor away."""
        for column in self.by_key.values():
            column.list.selectionModel().clear()

    def choose(self, key: str, row: int) -> None:
        """Put the cursor on a card and choose it alone."""
        column = self.active = self.by_key[key]
        column.list.go_to(row)
        self._be_alone(column)
        self.show_column(column)

    def choose_current(self) -> None:
        """Choose the card under the cursor, if there is one."""
        if self.active is not None and self.current() is not None:
            self.choose(self.active.place.key, self.active.list.currentIndex().row())

    def choose_first(self) -> None:
        """Choose the first card of the first column that has one."""
        for key, column in self.by_key.items():
            if column.model.rowCount() and not column.is_folded:
                self.choose(key, 0)
                return

    def choose_again(self, stands: Mapping[int, tuple[str, int]], ids: Iterable[int], current: int | None) -> None:
        """Choose the cards of these deals where they stand now."""
        for deal in ids:
            if deal in stands:
                key, row = stands[deal]
                column = self.by_key[key]
                column.list.selectionModel().select(column.model.index(row), _Flag.Select)
        if current in stands and current is not None:
            key, row = stands[current]
            column = self.by_key[key]
            column.list.selectionModel().setCurrentIndex(column.model.index(row), _Flag.NoUpdate)
            if not column.is_folded:
                self.active = column
                column.list.scrollTo(column.model.index(row))

    def walk(self, step: int) -> None:
        """Go to the next card of the column, or the one before."""
        if self.active is not None:
            row = self.active.list.currentIndex().row() + step
            if 0 <= row < self.active.model.rowCount():
                self.active.list.go_to(row)

    def set_folded(self, column: BoardColumn, folded: bool) -> None:
        """Fold a column up or unfold it; the keyboard stays with it."""
        had_keyboard = column.list.hasFocus() or column.head.hasFocus()
        column.set_folded(folded)
        self._stretch()
        if had_keyboard:
            (column.head if folded else column.list).setFocus()

    def show_column(self, column: BoardColumn) -> None:
        """Scroll a column into sight."""
        self.ensureWidgetVisible(column, 0, 0)

    def take_keyboard(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard on the cards."""
        open_ones = [column for column in self.by_key.values() if not column.is_folded]
        with_cards = [column for column in open_ones if column.model.rowCount()]
        column = self.active if self.active in open_ones else next(iter([*with_cards, *open_ones]), None)
        if column is not None:
            column.list.setFocus(reason)

    def holds_keyboard(self) -> bool:
        """Tell whether the keyboard is on cards or heads."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Tell of no other choice for a while, and once at the end."""
        self._is_quiet = True
        try:
            yield
        finally:
            self._is_quiet = False
        self.chosen_changed.emit()

    def _connect(self, column: BoardColumn) -> None:
        cards = column.list
        column.fold_wanted.connect(partial(self.fold_wanted.emit, column))
        cards.opened.connect(self.opened)
        cards.pressed.connect(lambda _index: self.pressed.emit())
        cards.alone.connect(partial(self._be_alone, column))
        cards.sideways.connect(partial(self._go_sideways, column))
        cards.entered.connect(partial(self._enter, column))
        cards.menu_wanted.connect(self.menu_wanted)
        cards.selectionModel().selectionChanged.connect(self._tell)
        cards.selectionModel().currentChanged.connect(self._tell)
        cards.grabbed.connect(partial(self._grab, column))
        cards.dragged.connect(self.drag.move)
        cards.dropped.connect(self.drag.drop)
        cards.given_up.connect(self.drag.cancel)

    def _tell(self) -> None:
        if not self._is_quiet:
            self.chosen_changed.emit()

    def _enter(self, column: BoardColumn) -> None:
        self.active = column
        self.show_column(column)
        self._tell()

    def _be_alone(self, column: BoardColumn) -> None:
        for other in self.by_key.values():
            if other is not column:
                other.list.clearSelection()

    def _go_sideways(self, column: BoardColumn, step: int) -> None:
        """Go to the next column that has cards, to the card at the same height."""
        ordered = list(self.by_key.values())
        place = ordered.index(column) + step
        while 0 <= place < len(ordered):
            there = ordered[place]
            if there.model.rowCount() and not there.is_folded:
                height = column.list.currentIndex().row() - column.list.first_seen()
                row = min(there.list.first_seen() + max(height, 0), there.model.rowCount() - 1)
                there.list.setFocus()
                self.choose(there.place.key, row)
                return
            place += step

    def _grab(self, column: BoardColumn, at: QPoint) -> None:
        cards = column.list
        index = cards.indexAt(cards.viewport().mapFromGlobal(at))
        card = column.model.card(index.row()) if index.isValid() else None
        if card is None:
            return
        box = card_box(cards, cards.visualRect(index))
        picture = self.delegate.painter.picture(
            card, box.width(), self.devicePixelRatioF(), is_chosen=True, is_current=False
        )
        count = sum(len(rows) for _column, rows in self.chosen_cards())
        grip = cards.viewport().mapFromGlobal(at) - box.topLeft()
        self.drag.take_up(cards, lambda: tuple(self.by_key.values()), picture, grip, count)

    def _stretch(self) -> None:
        """Let folded columns stand at the start of the row where all are folded."""
        for place, column in enumerate(self.by_key.values()):
            self._row.setStretch(place, 0 if column.is_folded else 1)
        all_folded = all(column.is_folded for column in self.by_key.values())
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft if all_folded else Qt.AlignmentFlag(0))
