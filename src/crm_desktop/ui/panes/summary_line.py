"""The line below the title of a list: what all of it comes to, and which view of it is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.schema.formats import Formats
from crm_desktop.ui.context import Context
from crm_desktop.ui.page_header import PageHeader
from crm_desktop.ui.tables.filter_bar import CHANGED_SIGN
from crm_desktop.ui.tables.list_words import words_of
from crm_desktop.ui.tables.record_list import RecordList

Summary = Callable[[Session, Formats], str]


class SummaryLine(QObject):
    """Keeps the line of one list; a worker works it out."""

    def __init__(self, context: Context, header: PageHeader, records: RecordList, summary: Summary) -> None:
        super().__init__(header)
        self._context, self._header, self._list, self._summary = context, header, records, summary
        self._line = ""
        records.view_changed.connect(self._show)
        records.table.modelReset.connect(self._show)
        self.refresh()

    def refresh(self) -> None:
        """Work the line out anew."""
        summary, context = self._summary, self._context

        def ask(_task: Task) -> str:
            with context.store.read(patient=True) as session:
                return summary(session, context.formats)

        context.jobs.start("", ask, self._take, context.tell)

    def _take(self, line: str) -> None:
        self._line = line
        self._show()

    def _show(self) -> None:
        if self._list.isHidden():
            return  # the pane shows something else, which has a line of its own
        view = self._list.filter.view
        sign = f" {CHANGED_SIGN}" if view.key and self._list.looks.is_changed() else ""
        shown = _("view: {name}").format(name=view.title) if view.key else ""
        line = words_of(self._list.table, 0) if self._is_mere_count() else self._line
        self._header.set_text(self._header.title.text(), " · ".join(filter(None, (line, shown + sign))))

    def _is_mere_count(self) -> bool:
        """Tell whether the line says no more than how many records there are: a filter then says how many it leaves."""
        table = self._list.table
        entity = table.query.model.entity
        return self._line == count_of(entity.one, entity.many, table.total)
