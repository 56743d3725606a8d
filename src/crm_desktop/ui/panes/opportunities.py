"""Opportunities as a list or as a board, beside the same record page: what a pane answers comes from the one in front."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from crm_desktop.base.i18n import _
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Changes
from crm_desktop.ui.board.choices import remembered
from crm_desktop.ui.board.tools import BoardTools
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.pane import Pane, Selected
from crm_desktop.ui.panes.records import RecordsPane
from crm_desktop.ui.panes.summary_line import Summary

if TYPE_CHECKING:
    from crm_desktop.services.board_groups import BoardQuery
    from crm_desktop.ui.board.board import Board
    from crm_desktop.ui.tables.record_list import RecordList


class OpportunitiesPane(RecordsPane):
    """A list with a board behind it; the board is made when it is first wanted."""

    def __init__(self, context: Context, entity: str, summary: Summary, usual: Mapping[str, Any]) -> None:
        self.choices = remembered(context.memory, context.store)
        super().__init__(context, entity, summary, usual)
        self._stack = QStackedWidget()
        self.split.replaceWidget(0, self._stack)
        self._stack.addWidget(self.list)
        self.list.show()
        self.tools = BoardTools(self.choices, context.memory, context.store)
        for place, tool in enumerate((self.tools.view, self.tools.span), 1):
            self.header.add_tool(tool, place)
        self.tools.board_chosen.connect(self.show_board)
        self.tools.changed.connect(self._ask_anew)
        self.tools.filter_wanted.connect(self.focus_filter)
        self._turn()

    @cached_property
    def board(self) -> Board:
        """The board, loaded and read when it is first asked for."""
        from crm_desktop.ui.board.board import Board

        made = Board(self.context, self._query(), self.choices.folded)
        self._stack.addWidget(made)
        made.described.connect(self._describe)
        made.chosen_changed.connect(self._follow_cards)
        made.folded_changed.connect(lambda: self.tools.keep_folded(made.folded))
        made.columns.opened.connect(self.open_selected)
        return made

    def show_board(self, wanted: bool) -> None:
        """Turn to the board, or back to the list; the record under the cursor stays under it."""
        if wanted == self.choices.is_board:
            return
        current = self.selected()
        self.choices.is_board = wanted
        self.choices.keep(self.context.memory)
        self._turn()
        if current is not None and wanted:
            self.board.show_card(current.ids[0])
        elif current is not None:
            self.show_record(self.entity, current.ids[0])
        self.setFocus()

    def selected(self) -> Selected | None:
        if not self.choices.is_board:
            return super().selected()
        ids = self.board.chosen.ids() or self._shown_alone()
        return Selected(self.entity, tuple(ids)) if ids else None

    def has_selection(self) -> bool:
        if not self.choices.is_board:
            return super().has_selection()
        return self.board.chosen.count() > 0 or bool(self._shown_alone())

    def place_of_files(self) -> tuple[str, int] | None:
        if not self.choices.is_board:
            return super().place_of_files()
        return Pane.place_of_files(self) if self.board.chosen.count() <= 1 else None

    def records(self) -> RecordList | None:
        return None if self.choices.is_board else super().records()

    def shift(self, step: int) -> bool:
        is_on_board = self.choices.is_board and self.board.chosen.count() > 0
        if is_on_board:
            self.board.moving.shift(step)
        return is_on_board

    def show_record(self, entity: str, record_id: int) -> None:
        if self.choices.is_board:
            self.board.show_card(record_id)
            self._turn_to(record_id)
        else:
            super().show_record(entity, record_id)

    def show_only(self, where: tuple[tuple[str, Any], ...], sentence: str) -> None:
        self.show_board(False)
        super().show_only(where, sentence)

    def open_view(self, key: str) -> None:
        self.show_board(False)
        super().open_view(key)

    def open_selected(self) -> None:
        if self.choices.is_board:
            columns = self.board.columns
            if not self.board.chosen.count() and columns.holds_keyboard():
                columns.choose_current()
            if not self.has_selection():
                return
            self._show_page()
        super().open_selected()

    def walk(self, step: int) -> None:
        if self.choices.is_board:
            self.board.columns.walk(step)
        else:
            super().walk(step)

    def copy(self) -> None:
        if self.choices.is_board:
            with self.context.told():
                QGuiApplication.clipboard().setText(self.board.chosen_text())
        else:
            super().copy()

    def edit_in_place(self) -> None:
        if self.choices.is_board:
            self.open_selected()
        else:
            super().edit_in_place()

    def focus_filter(self) -> None:
        if self.choices.is_board:
            self.board.filter.open_line()
        else:
            super().focus_filter()

    def shown_list(self) -> Query | None:
        return None if self.choices.is_board else super().shown_list()

    def print_records(self) -> None:
        """Print the list, or the board with its columns one below the other."""
        if self.choices.is_board:
            from crm_desktop.ui.panes.report_print import print_board

            print_board(self.context, self.board.query, self.board.words)
        else:
            super().print_records()

    def status(self) -> str:
        return self.board.status_text() if self.choices.is_board else super().status()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self.choices.is_board:
            super().keyPressEvent(event)
        elif self.board.columns.holds_keyboard():
            self._beside.hide()
        else:
            self.board.columns.take_keyboard()

    def _turn(self) -> None:
        """Put what was chosen in front, with its tools."""
        is_board = self.has_columns = self.choices.is_board
        front = self.board if is_board else self.list
        self._stack.setCurrentWidget(front)
        self.keyboard = front
        for tool in (self._filter, self.list.columns.button):
            tool.setVisible(not is_board)
        self.tools.refresh()
        self._beside.setHidden(is_board)
        if not is_board:
            self._rest.start()
        self._show_summary()
        self.status_changed.emit(self.status())

    def _query(self) -> BoardQuery:
        return self.choices.query(self.context.settings["fiscal_month"])

    def _ask_anew(self) -> None:
        """Show the board as it was chosen."""
        self.show_board(True)
        self.board.ask(self._query())

    def _follow(self, changes: Changes) -> None:
        super()._follow(changes)
        if changes.touches("pipeline"):
            self.tools.learn_pipelines()

    def _follow_cards(self) -> None:
        self.status_changed.emit(self.status())
        if not self._beside.isHidden():
            self._rest.start()

    def _describe(self, text: str) -> None:
        if self.choices.is_board:
            said = " · ".join(filter(None, (self.tools.pipeline(), text)))
            self.header.set_text(_(self._declared.plural), said)

    def _show_summary(self) -> None:
        if not self.choices.is_board:
            super()._show_summary()
        elif "board" in vars(self):
            self._describe(self.board.description())

    def _show_current(self) -> None:
        if not self.choices.is_board:
            super()._show_current()
            return
        count = 0 if self._beside.isHidden() else self.board.chosen.count()
        if count > 1:
            self._show_many(count)
        elif count:
            self._turn_to(self.board.chosen.ids()[0])

    def _shown_alone(self) -> list[int]:
        """Return the record of the page where no card is chosen: it may be one that the board does not show."""
        if self._beside.isHidden() or self.page.record_id is None:
            return []
        return [self.page.record_id]

    def _want(self, record_id: int) -> None:
        if self.choices.is_board:
            self.board.show_card(record_id)
        else:
            super()._want(record_id)
