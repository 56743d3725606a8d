"""The board: what it shows, read on a worker and put in place at once, chosen cards chosen again.

While cards are dragged it stands still, and what changed meanwhile is shown when they are let go. Moving is done by
`moving`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.services import board as service
from crm_desktop.services.board import Card, Column
from crm_desktop.services.board_groups import BoardQuery, Place
from crm_desktop.storage.store import Busy, Changes
from crm_desktop.ui.board import board_words, card_words
from crm_desktop.ui.board.chosen import Chosen
from crm_desktop.ui.board.column import BoardColumn
from crm_desktop.ui.board.columns import Columns
from crm_desktop.ui.board.filter_line import FilterLine
from crm_desktop.ui.board.moving import Moving
from crm_desktop.ui.board.reading import Reading
from crm_desktop.ui.board.snapshot import Asked, Snapshot
from crm_desktop.ui.board.staying import Staying
from crm_desktop.ui.context import Context
from crm_desktop.ui.widgets import EmptyState, FlatButton, plain_label

WATCHED = ("opportunity", "stage", "pipeline", "account", "seller", "activity", "exchange_rate", "book_value")


class Board(QWidget):
    """Shows what `query` asks for. `folded` has the titles of folded columns by grouping; at first the closed ones are."""

    described = Signal(str)
    """What the open cards come to, in a line."""
    chosen_changed = Signal()
    folded_changed = Signal()

    def __init__(self, context: Context, query: BoardQuery, folded: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.context, self.query = context, query
        self.folded = {grouping: list(titles) for grouping, titles in folded.items()}
        self.snapshot: Snapshot | None = None
        self.columns = Columns(context.formats)
        self.chosen = Chosen(self.columns, context.store)
        self.filter = FilterLine()
        self.words = ""
        self.reading = Reading(context, self._asked, self)
        self.staying = Staying(self.columns, self.chosen)
        self._late: Snapshot | None = None
        self._wanted: int | None = None
        self._told = QTimer(self, singleShot=True, interval=0)
        self._told.timeout.connect(self._tell_chosen)
        self.moving = Moving(self)
        self._arrange()
        self.columns.chosen_changed.connect(self._told.start)
        self.reading.arrived.connect(self._take)
        self.columns.fold_wanted.connect(self.fold)
        self.columns.menu_wanted.connect(self._show_menu)
        self.columns.drag.ended.connect(self._catch_up)
        self.filter.changed.connect(self._filter)
        self.filter.left.connect(self.columns.take_keyboard)
        end = context.bridge.relay(context.store.changed, self._follow)
        self.destroyed.connect(end)
        self.refresh()

    def ask(self, query: BoardQuery) -> None:
        """Show another board."""
        self.query = query
        self.refresh()

    def refresh(self) -> None:
        """Read the board anew, on a worker."""
        self.reading.refresh()

    def chosen_text(self) -> str:
        """Return the chosen cards as lines of a table. Raises Busy while they cannot be read."""
        with self.context.store.read() as session:
            cards = service.cards_of(session, self.chosen.ids(), self.context.formats)
        return card_words.as_table(cards, self.context.formats)

    def show_card(self, record_id: int) -> None:
        """Put the cursor on a card as soon as the board has it; until then, and without it, nothing is chosen."""
        self._wanted = record_id
        self.columns.choose_none()
        self.refresh()

    def fold(self, column: BoardColumn | None = None) -> None:
        """Fold a column up or unfold it, without one that of the cursor, and keep that in mind."""
        column = column or self.columns.active
        if column is not None:
            self.columns.set_folded(column, not column.is_folded)
            folded = [one.place.title for one in self.columns.by_key.values() if one.is_folded]
            self.folded[self.query.grouping] = folded
            self.folded_changed.emit()

    def places(self) -> list[Place]:
        """Return the columns as the services know them."""
        return [column.place for column in self.snapshot.columns] if self.snapshot else []

    def promise(self, moved: Sequence[tuple[str, Card]], target: str) -> None:
        """Show in the heads what the columns will hold when these cards hang in another one; without any, what they hold."""
        if self.snapshot is not None:
            shown = service.preview(self.snapshot.columns, moved, target) if moved else self.snapshot.columns
            for before, column in zip(self.snapshot.columns, shown, strict=True):
                head = self.columns.by_key[column.place.key].head
                is_promise = column is not before
                head.show_column(column, self.snapshot.query, self.snapshot.currency, is_promise=is_promise)

    def description(self) -> str:
        """Return what the open cards come to, in a line."""
        return "" if self.snapshot is None else board_words.description(self.snapshot, self.context.formats)

    def status_text(self) -> str:
        """Return "33 opportunities · by close date", or how many of them are chosen."""
        return "" if self.snapshot is None else board_words.status(self.snapshot, self.chosen.count())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.columns.take_keyboard(event.reason())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.moving.give_up()

    def _arrange(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._hint = plain_label("", "muted", wraps=True)
        self._hint.setContentsMargins(0, 0, 0, 10)
        process = FlatButton(_("Sales process…"), "pipeline")
        process.clicked.connect(partial(self.context.host.run_command, "file.preferences"))
        sentence = _("A board has a column for each stage, and the sales process has no stages.")
        self._none = EmptyState("board", sentence, [process])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (self.filter, self._hint, self._none):
            widget.hide()
            whole.addWidget(widget)
        whole.addWidget(self.columns, 1)

    def _tell_chosen(self) -> None:
        self.chosen.learn()
        self.chosen_changed.emit()

    def _kept(self) -> tuple[int, ...]:
        """Return the deals whose places are to be found again, the one under the cursor first."""
        card, wanted = self.columns.current(), self._wanted
        try:
            ids = self.chosen.ids()
        except Busy:
            ids = []
        first = [wanted] if wanted is not None else [card.id] if card is not None else []
        return tuple(dict.fromkeys([*first, *ids, *self.staying.left]))

    def _asked(self) -> Asked:
        return Asked(self.query, self.words, self._kept())

    def _take(self, snapshot: Snapshot) -> None:
        if self.columns.drag.is_on:
            self._late = snapshot
        else:
            self._show(snapshot)

    def _catch_up(self) -> None:
        late, self._late = self._late, None
        if late is not None:
            self._show(late)

    def _show(self, snapshot: Snapshot) -> None:
        """Put other cards in place; the cursor and the choice stay with their deals."""
        columns, kept, wanted = self.columns, snapshot.asked.kept, self._wanted
        is_first, had_keyboard = self.snapshot is None, columns.holds_keyboard() or self.hasFocus()
        is_closing = any(column.closing is not None for column in columns.by_key.values())
        self.staying.note(kept)
        self.snapshot = snapshot
        columns.delegate.painter.forget()
        with columns.quiet():
            if [column.place.key for column in snapshot.columns] != list(columns.by_key):
                columns.build(snapshot.columns, self._is_folded)
            for column in snapshot.columns:
                key, place = column.place.key, column.place
                columns.by_key[key].show_column(
                    column, snapshot.query, snapshot.currency, snapshot.pages[key], partial(self._read_page, place)
                )
            self.chosen.forget()
            if wanted is not None:
                self.staying.choose_only(snapshot.stands, wanted)
            else:
                self.staying.choose(snapshot.stands, next(iter(kept), None))
        self._wanted = None
        if had_keyboard and not is_closing:
            columns.take_keyboard()
        if is_first and wanted is None and not snapshot.stands:
            columns.choose_first()
        self._say_what_is_missing(snapshot)
        self.described.emit(self.description())

    def _read_page(self, place: Place, offset: int, size: int) -> Sequence[Card]:
        with self.context.store.read() as session:
            return service.cards(session, place, offset, size, self.context.formats)

    def _is_folded(self, column: Column) -> bool:
        titles = self.folded.get(self.query.grouping)
        return column.place.kind != "open" if titles is None else column.place.title in titles

    def _say_what_is_missing(self, snapshot: Snapshot) -> None:
        has_columns, hint = bool(snapshot.columns), board_words.hint(snapshot)
        self._none.setVisible(not has_columns)
        self.columns.setVisible(has_columns)
        self._hint.setText(hint)
        self._hint.setVisible(has_columns and bool(hint))

    def _show_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.context.host.actions_of_selection())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _filter(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self.refresh()

    def _follow(self, changes: Changes) -> None:
        if changes.touches(*WATCHED):
            self.refresh()
