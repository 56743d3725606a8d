"""The list of one entity beside the page of the record under its cursor: what most of the program looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Changes
from crm_desktop.ui.buttons import FlatButton, PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.pane import Pane, Selected
from crm_desktop.ui.panes.shares import Shares
from crm_desktop.ui.tables.record_list import RecordList

if TYPE_CHECKING:
    from crm_desktop.ui.forms.many import Way
    from crm_desktop.ui.forms.record_page import RecordPage

Summary = Callable[[Session, Formats], str]
_SPLIT = "records"
_USUAL_SPLIT = (660, 440)
_REST = 30
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
        self._list = records
        for widget in (records.tools.box, records.tools.choice):
            widget.installEventFilter(self)
        records.tools.scope_changed.connect(self._follow_scope)
        self.toggled.connect(self._show_filter)
        self.clicked.connect(self._begin)
        records.tools.hide()
        self._follow_scope()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _RETURNING:
            tools = self._list.tools
            if not self._list.is_filtered() and not _holds_keyboard(tools):
                self.setChecked(False)
        return super().eventFilter(watched, event)

    def _begin(self, pressed: bool) -> None:
        if pressed:
            self._list.focus_filter()
        elif self._list.tools.kept_scope:
            self._list.tools.choose_all()

    def _follow_scope(self) -> None:
        # a list that leaves records out says so
        if self._list.tools.where():
            self.setChecked(True)

    def _show_filter(self, shown: bool) -> None:
        self._list.tools.setVisible(shown)
        if not shown:
            self._list.tools.show_all()


class RecordsPane(Pane):
    """One entity; `summary` says in one line what all of it comes to, `usual` how its list looks at first."""

    def __init__(self, context: Context, entity: str, summary: Summary, usual: Mapping[str, Any]) -> None:
        self.entity = entity
        self._summary = summary
        self._declared = BY_NAME[entity].entity
        self._filter = FilterButton()
        super().__init__(context, _(self._declared.plural), [self._filter])
        self.list = RecordList(
            context.store, context.bridge, context.jobs, context.formats, entity,
            layout={**usual, **context.memory.columns(entity)},
            actions=context.host.actions_of_selection,
            empty_buttons=_ways_to_begin(self),
        )  # fmt: skip
        self._beside = QWidget()
        self._wanted: int | None = None
        self._count = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._arrange()
        self._connect()
        self._show_summary()
        self.list.select_first()
        self._rest.start()

    @cached_property
    def page(self) -> RecordPage:
        """The page of the record under the cursor; it is loaded and made after the list has been painted."""
        from crm_desktop.ui.forms.record_page import RecordPage, Surroundings

        context = self.context
        page = RecordPage(Surroundings(context.store, context.bridge, context.formats, context.drafts), self.entity)
        page.record_opened.connect(context.go_to)
        page.log_requested.connect(lambda kind: context.host.run_command(f"record.log.{kind}"))
        page.all_wanted.connect(self._show_all_linked)
        page.add_wanted.connect(self._add_linked)
        page.stored.connect(self._want)
        page.discarded.connect(self._show_current)
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(page)
        return page

    def selected(self) -> Selected | None:
        ids = self.list.selection.ids()
        return Selected(self.entity, tuple(ids)) if ids else None

    def has_selection(self) -> bool:
        return self.list.selection.count() > 0

    def show_record(self, entity: str, record_id: int) -> None:
        """Put the cursor on a record; one that the filter hides makes the filter go."""
        if not self._select(record_id):
            self.list.table.refresh()
            if not self._select(record_id):
                self._show_everything()
                self._wanted = None if self._select(record_id) else record_id
        self._turn_to(record_id)

    def show_linked(self, column: str, record_id: int, name: str) -> None:
        """Show only the records that link to another one, and say so."""
        self._filter.setChecked(False)
        self.list.set_where(((column, record_id),))
        self.notice.say(
            _("Only those of “{name}”.").format(name=name), action=_("Show all"), run=self._show_all, seconds=0
        )
        self.list.select_first()

    def new_record(self, preset: Mapping[str, Any] | None = None) -> None:
        self._rest.stop()
        self._show_page()
        with self.context.told():
            self.page.new_record(preset)

    def open_selected(self) -> None:
        self._rest.stop()
        self._show_current()
        self.page.form.focus_first()

    def walk(self, step: int) -> None:
        row = self.list.view.currentIndex().row() + step
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

    def status(self) -> str:
        return self.list.status_text()

    def leave(self) -> None:
        if "page" in vars(self):
            self.page.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and _holds_keyboard(self.page):
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
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        context = self.context
        self.split.splitterMoved.connect(lambda: context.memory.keep_split(_SPLIT, self.split))
        self.list.layout_changed.connect(self._keep_layout)
        self.list.status_changed.connect(self.status_changed)
        self.list.opened.connect(lambda _id: self.open_selected())
        self.list.selection.current_changed.connect(lambda _id: self._rest.start())
        self.list.selection.changed.connect(self._follow_selection)
        self.list.table.modelReset.connect(self._follow_list)
        self._rest.timeout.connect(self._show_current)
        end = context.bridge.relay(context.store.changed, self._follow)
        self.destroyed.connect(end)

    def _keep_layout(self, layout: dict[str, Any]) -> None:
        self.context.memory.keep_columns(self.entity, layout)
        self.context.memory.save()

    def _show_all(self) -> None:
        """Leave the records that link to one; the scope that the user chose is in force again."""
        self.notice.close_notice()
        self.list.set_words("")
        self.list.set_where(())
        self.list.tools.show_kept()

    def _show_everything(self) -> None:
        self._filter.setChecked(False)
        self.notice.close_notice()
        self.list.show_everything()

    def _follow_selection(self) -> None:
        """Turn between the page of one record and the one of several."""
        before, self._count = self._count, self.list.selection.count()
        if before != self._count and max(before, self._count) > 1:
            self._rest.start()

    def _show_current(self) -> None:
        current = self.list.selection.current()
        if self._wanted is not None:
            return
        count = self.list.selection.count()
        if count > 1:
            self._show_page()
            self.page.show_many(count, _ways_for_many(self))
        elif current is not None:
            self._turn_to(current)
        else:
            self._beside.hide()

    def _select(self, record_id: int) -> bool:
        """Put the cursor on a record; False where the list lacks it, or does not know yet that it has moved."""
        return self.list.select_id(record_id) and self.list.selection.current() == record_id

    def _turn_to(self, record_id: int) -> None:
        self._rest.stop()
        with self.context.told():
            self._show_page()
            self.page.show_record(record_id)

    def _show_page(self) -> None:
        if self._beside.isHidden():
            self._beside.show()
            self.split.share_out()

    def _want(self, record_id: int) -> None:
        """Find a record that has just come into being as soon as the list has it."""
        if record_id != self.list.selection.current():
            self._wanted = record_id

    def _follow_list(self) -> None:
        wanted, self._wanted = self._wanted, None
        if (wanted is None or not self._select(wanted)) and self.list.selection.current() is None:
            self.list.select_first()

    def _follow(self, changes: Changes) -> None:
        if self.list.table.is_touched_by(changes):
            self._show_summary()

    def _show_summary(self) -> None:
        summary, context = self._summary, self.context

        def ask(_task: Task) -> str:
            with context.store.read(patient=True) as session:
                return summary(session, context.formats)

        context.jobs.start("", ask, partial(self.header.set_text, _(self._declared.plural)), context.tell)

    def _show_all_linked(self, entity: str, column: str) -> None:
        pane = self.context.open_pane(entity)
        if isinstance(pane, RecordsPane) and self.page.record_id is not None:
            pane.show_linked(column, self.page.record_id, self.page.head.name.text())

    def _add_linked(self, entity: str, preset: dict[str, Any]) -> None:
        pane = self.context.open_pane(entity)
        if isinstance(pane, RecordsPane):
            pane.new_record(preset)


def _ways_for_many(pane: RecordsPane) -> list[Way]:
    """Return what people mostly do with several records at once; all else is in the menus."""
    from crm_desktop.ui.forms.many import Way

    run = pane.context.host.run_command
    move = Way(_("Move to a stage…"), "pipeline", partial(run, "record.stage"))
    ways = [
        Way(_("Copy"), "copy", partial(run, "edit.copy")),
        Way(_("Delete"), "trash", partial(run, "edit.delete")),
    ]
    return [move, *ways] if pane.entity == "opportunity" else ways


def _holds_keyboard(widget: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)


def _ways_to_begin(pane: RecordsPane) -> tuple[QPushButton, ...]:
    """Return the buttons of a list that has nothing to show."""
    bring = FlatButton(_("Import…"), "import")
    bring.clicked.connect(partial(pane.context.host.run_command, "file.import"))
    make = PrimaryButton(_("New {title}").format(title=_(BY_NAME[pane.entity].entity.title).lower()))
    make.clicked.connect(partial(pane.context.host.run_command, "record.new"))
    return (bring, make)
