"""The list of one entity beside the page of the record under its cursor: what most of the program looks like."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.storage.store import Changes
from crm_desktop.ui.buttons import PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes import ways
from crm_desktop.ui.panes.list_pane import ListPane
from crm_desktop.ui.panes.shares import Shares
from crm_desktop.ui.panes.summary_line import Summary, SummaryLine
from crm_desktop.ui.tables.filter_button import holds_keyboard

if TYPE_CHECKING:
    from crm_desktop.ui.forms.record_page import RecordPage

_SPLIT = "records"
_USUAL_SPLIT = (660, 440)
_REST = 30


class RecordsPane(ListPane):
    """One entity; `summary` says in one line what all of it comes to, `usual` how its list looks at first."""

    def __init__(self, context: Context, entity: str, summary: Summary, usual: Mapping[str, Any]) -> None:
        super().__init__(context, entity, usual)
        self._beside = QWidget()
        self._wanted: int | None = None
        self._count = 0
        self._moves_itself = False
        """Whether the list moves its cursor because it was read, while a new record has the page."""
        self._begun_at: int | None = None
        """Where the cursor was when a new record was begun."""
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._arrange()
        self._connect()
        self._line = SummaryLine(context, self.header, self.list, summary)
        self.list.select_first()
        self._rest.start()

    @cached_property
    def page(self) -> RecordPage:
        """The page of the record under the cursor; it is loaded and made after the list has been painted."""
        from crm_desktop.ui.panes.beside import make_page

        page = make_page(self.context, self.entity)
        page.created.connect(self._want)
        page.discarded.connect(self._go_on_without_new)
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(page)
        return page

    def show_record(self, entity: str, record_id: int) -> None:
        """Put the cursor on a record; one that the filter hides makes the filter go."""
        if not self._select(record_id):
            self.list.table.refresh()
            if not self._select(record_id):
                self._show_everything()
                self._wanted = None if self._select(record_id) else record_id
        self._turn_to(record_id)

    def new_record(self, preset: Mapping[str, Any] | None = None) -> None:
        self._rest.stop()
        self._begun_at = self.list.selection.current()
        self._show_page()
        with self.context.told():
            self.page.new_record(preset)

    def begin_typed(self, preset: Mapping[str, Any], typed: Mapping[str, str]) -> None:
        """Begin a record of which some fields are typed already: they are a draft, and stored when the page is left."""
        self.new_record(preset)
        self.page.form.put(typed)
        self.page.saver.keep_draft()

    def open_selected(self) -> None:
        self._rest.stop()
        self._show_current()
        self.page.take_keyboard()

    def print_out(self) -> None:
        """Print the sheet of the record whose page has the keyboard, else the list."""
        page = self.page if "page" in vars(self) and holds_keyboard(self.page) else None
        if page is not None and page.is_new:
            self.context.say(_("This record is not made yet. Create it, then its sheet can be printed."), "warning")
        elif page is not None and page.record_id is not None:
            from crm_desktop.ui.panes.report_print import print_record

            page.leave()  # what is typed belongs on the sheet
            print_record(self.context, self.entity, page.record_id)
        else:
            self.print_records()

    def print_records(self) -> None:
        """Print what stands beside the page."""
        super().print_out()

    def leave(self) -> None:
        if "page" in vars(self):
            self.page.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and holds_keyboard(self.page):
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        self.new_record()

    def _arrange(self) -> None:
        self.header.add_tool(self.list.columns.button)
        new = PrimaryButton(_("New"), "Ctrl+N")
        new.clicked.connect(self._begin)
        self.header.add_tool(new)
        self._filter.rule(self.list)
        self.split = Shares()
        self.split.addWidget(self.list)
        self.split.addWidget(self._beside)
        self.context.memory.restore_split(_SPLIT, self.split, _USUAL_SPLIT)
        self.body.addWidget(self.split)
        self.keyboard = self.list

    def _connect(self) -> None:
        context = self.context
        self.split.splitterMoved.connect(lambda: context.memory.keep_split(_SPLIT, self.split))
        self.list.layout_changed.connect(self._keep_layout)
        self.list.view_changed.connect(self.place_changed)
        self.list.filter.save_wanted.connect(partial(context.host.run_command, "list.save"))
        self.list.filter.save_as_wanted.connect(partial(context.host.run_command, "list.save_as"))
        self.list.status_changed.connect(self.status_changed)
        self.list.view.paste_wanted.connect(self.paste)
        self.list.opened.connect(lambda _id: self.open_selected())
        self.list.selection.current_changed.connect(self._follow_cursor)
        self.list.selection.changed.connect(self._follow_selection)
        self.list.table.modelReset.connect(self._follow_list)
        self._rest.timeout.connect(self._show_current)
        end = context.bridge.relay(context.store.changed, self._follow)
        self.destroyed.connect(end)

    def _follow_cursor(self, record_id: int | None) -> None:
        is_late = self._is_page_new() and record_id == self._begun_at  # told now, but from before
        if not self._moves_itself and not is_late:
            self._rest.start()

    def _is_page_new(self) -> bool:
        return "page" in vars(self) and self.page.is_new

    def _follow_selection(self) -> None:
        """Turn between the page of one record and the one of several."""
        before, self._count = self._count, self.list.selection.count()
        if before != self._count and max(before, self._count) > 1 and not self._moves_itself:
            self._rest.start()
        self._moves_itself = False  # this is the last that the selection tells of a list that was read

    def _go_on_without_new(self) -> None:
        """Turn from a new record that was given up to what the list shows."""
        if self.list.selection.current() is None and not self._is_on_heading():
            self.list.select_first()
        self._show_current()

    def _show_current(self) -> None:
        current = self.list.selection.current()
        if self._wanted is not None:
            return
        count = self.list.selection.count()
        if count > 1:
            self._show_many(count)
        elif current is not None:
            self._turn_to(current)
        elif not self._is_on_heading():
            self._show_no_page()

    def _show_many(self, count: int) -> None:
        self._show_page()
        self.page.show_many(count, ways.for_many(self.context, self.entity))

    def _select(self, record_id: int) -> bool:
        """Put the cursor on a record; False where the list lacks it, or does not know yet that it has moved."""
        return self.list.select_id(record_id) and self.list.selection.current() == record_id

    def _turn_to(self, record_id: int) -> None:
        self._rest.stop()
        with self.context.told():
            self._show_page()
            self.page.show_record(record_id)

    def _show_no_page(self) -> None:
        """Leave the room of the page empty; where there is no record at all the list has the whole width."""
        if "page" in vars(self):
            self.page.hide()
        if not self.list.table.total:
            self._beside.hide()

    def _show_page(self) -> None:
        self.page.show()
        if self._beside.isHidden():
            self._beside.show()
            self.split.share_out()

    def _want(self, record_id: int) -> None:
        """Find a record that has just come into being as soon as the list has it."""
        if record_id != self.list.selection.current():
            self._wanted = record_id

    def _follow_list(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self._select(wanted):
            return
        self._moves_itself = self._is_page_new()
        if self._moves_itself:
            return
        if self.list.selection.current() is None and not self._is_on_heading():
            self.list.select_first()

    def _is_on_heading(self) -> bool:
        return self.list.table.is_heading(self.list.view.currentIndex().row())

    def _follow(self, changes: Changes) -> None:
        if self.list.table.is_touched_by(changes):
            self._show_summary()

    def _show_summary(self) -> None:
        self._line.refresh()
