"""What every pane with a list answers: which records are selected, which view is shown, what is exported and printed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.base.spans import Calendar
from crm_desktop.model import BY_NAME
from crm_desktop.storage.query import Query
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes import ways
from crm_desktop.ui.panes.pane import Pane, Selected
from crm_desktop.ui.panes.way_back import Part, go_back, part_of
from crm_desktop.ui.tables.filter_button import FilterButton
from crm_desktop.ui.tables.record_list import RecordList


class ListPane(Pane):
    """The list of one entity; `usual` says how it looks at first."""

    def __init__(self, context: Context, entity: str, usual: Mapping[str, Any]) -> None:
        self.entity = entity
        self._declared = BY_NAME[entity].entity
        self._filter = FilterButton()
        self._only = ""
        """What the records are that are shown only, in words."""
        super().__init__(context, _(self._declared.plural), [self._filter])
        self.list = RecordList(
            context.store, context.bridge, context.jobs, context.formats, entity,
            layout={**usual, **context.memory.columns(entity)},
            days=Calendar(context.formats.first_weekday, context.settings["fiscal_month"]),
            actions=context.host.actions_of_selection,
            empty_buttons=ways.to_begin(context, entity),
        )  # fmt: skip

    def selected(self) -> Selected | None:
        ids = self.list.selection.ids()
        return Selected(self.entity, tuple(ids)) if ids else None

    def place_of_files(self) -> tuple[str, int] | None:
        return super().place_of_files() if self.list.selection.count() == 1 else None

    def has_selection(self) -> bool:
        return self.list.selection.count() > 0

    def show_linked(self, column: str, record_id: int, name: str) -> None:
        """Show only the records that link to another one, and say so."""
        self.show_only(((column, record_id),), _("Only those of “{name}”.").format(name=name))

    def show_only(self, where: tuple[tuple[str, Any], ...], sentence: str) -> None:
        """Show only the records whose columns have certain values, whatever was filtered before, and say so."""
        self._filter.setChecked(False)
        self._only = sentence
        self.list.set_where(where)
        self.notice.say(sentence, action=_("Show all"), run=self._show_all, seconds=0)
        self.list.select_first()

    def records(self) -> RecordList | None:
        return self.list

    def open_view(self, key: str) -> None:
        self.notice.close_notice()
        with self.context.told():
            self.list.filter.linked = ()
            self.list.filter.open_view(key)
            self.list.select_first()

    def leave_view(self) -> None:
        if self.list.filter.view.is_near:
            self.list.filter.show_plain()

    def place(self) -> str:
        view = self.list.filter.view
        return f"{self.entity}/{view.key}" if view.is_near else self.entity

    def open_conditions(self) -> None:
        self._filter.setChecked(True)
        self.list.filter.bar.conditions.setChecked(True)
        self.list.filter.panel.take_keyboard()

    def paste(self) -> None:
        from crm_desktop.ui.tables.pasting import paste_rows

        columns = self.list.table.query.columns
        paste_rows(self.context, self.entity, [columns[place] for place in self.list.view.shown_columns()])

    def walk(self, step: int) -> None:
        row = self.list.view.currentIndex().row() + step
        while self.list.table.is_heading(row):
            row += step
        if 0 <= row < self.list.table.rowCount():
            self.list.view.selectRow(row)

    def copy(self) -> None:
        self.list.copy_selection()

    def edit_in_place(self) -> None:
        self.list.editing.open_current()

    def focus_filter(self) -> None:
        self._filter.setChecked(True)
        self.list.focus_filter()

    def shown_list(self) -> Query | None:
        return self.list.current_query()

    def print_out(self) -> None:
        from crm_desktop.ui.panes.report_print import print_list

        view = self.list.filter.view
        title = f"{_(self._declared.plural)}: {view.title}" if view.key else _(self._declared.plural)
        only = self._only if self.list.filter.linked else ""
        print_list(self.context, self.list.whole_query(), title, only)

    def status(self) -> str:
        return self.list.status_text()

    def _keep_layout(self, layout: dict[str, Any]) -> None:
        self.context.memory.keep_columns(self.entity, layout)
        self.context.memory.save()

    def _show_all(self) -> None:
        """Leave the records that link to one; the view that the user chose is in force again."""
        self.notice.close_notice()
        self.list.set_words("")
        self.list.set_where(())
        self.list.filter.show_kept()

    def _show_everything(self) -> None:
        """Show what a part of the list hides, with the way back to that part."""
        part = part_of(self.list)
        self._filter.setChecked(False)
        self.notice.close_notice()
        self.list.filter.show_all()
        if part is not None:
            self.notice.say(part.sentence(), action=part.button(), run=partial(self._go_back, part), seconds=0)

    def _go_back(self, part: Part) -> None:
        self.notice.close_notice()
        with self.context.told():
            go_back(self.list, part)
        self.setFocus()
