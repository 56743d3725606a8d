"""What Ctrl+P prints of each pane: how its document is built, for the preview that asks for a printer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME, Account
from crm_desktop.storage.query import Query
from crm_desktop.storage.stopping import stoppable
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.reports.document import Document
    from crm_desktop.reports.screen_table import Screen
    from crm_desktop.services.board_groups import BoardQuery
    from crm_desktop.services.calendar.hues import By
    from crm_desktop.services.calendar.layers import Shown
    from crm_desktop.services.calendar.ways import Way
    from crm_desktop.ui.dialogs.print_preview import PrintPreview


def print_record(context: Context, entity: str, record_id: int) -> PrintPreview:
    """Show the sheet of a record for printing; that of an account is the one for before a visit."""
    formats, author = context.formats, context.settings["author"]

    def build(session: Session, _task: Task) -> Document:
        from crm_desktop.reports import account_sheet, record_sheet

        if entity == Account.__tablename__:
            return account_sheet.build(session, account_sheet.options_of(record_id, formats, author))
        return record_sheet.build(session, BY_NAME[entity], record_id, formats, author)

    return _preview(context, _(BY_NAME[entity].entity.title), build)


def print_day(context: Context) -> PrintPreview:
    """Show the page of today for printing."""

    def build(session: Session, _task: Task) -> Document:
        from crm_desktop.reports import day_page

        return day_page.build(session, day_page.options_of(context.formats, context.settings["author"]))

    return _preview(context, _("Page of the day"), build)


def print_list(context: Context, query: Query, title: str, only: str = "") -> PrintPreview:
    """Show a list for printing, exactly as it is shown; `only` says what leaves records out beside the query."""

    def build(session: Session, task: Task) -> Document:
        from crm_desktop.reports import list_table

        return list_table.build(session, query, title, context.formats, task, context.settings["author"], only)

    return _preview(context, title, build)


def print_board(context: Context, query: BoardQuery, words: str) -> PrintPreview:
    """Show the board for printing, filtered by words, its columns one below the other."""

    def build(session: Session, task: Task) -> Document:
        from crm_desktop.reports import board_table

        return board_table.build(session, query, words, context.formats, task, context.settings["author"])

    return _preview(context, _("Opportunities"), build)


def print_calendar(context: Context, way: Way, day: date, shown: Shown, by: By = "kind") -> PrintPreview:
    """Show the days around one for printing, as the calendar shows them."""

    def build(session: Session, _task: Task) -> Document:
        from crm_desktop.reports.calendar_report import Wanted, document_of

        return document_of(session, Wanted(way, day, shown, by), context.formats, context.settings["author"])

    return _preview(context, _("Calendar"), build)


def print_screen(context: Context, title: str, subtitle: str, screen: Screen) -> PrintPreview:
    """Show a table of the screen for printing."""
    from crm_desktop.reports import screen_table
    from crm_desktop.ui.dialogs.print_preview import open_preview

    language = context.formats.code.partition("_")[0]
    return open_preview(
        context.host, title, lambda _task: screen_table.build(title, subtitle, "", screen, language), context.window
    )


def _preview(context: Context, title: str, build: Callable[[Session, Task], Document]) -> PrintPreview:
    """Show what a reading session builds."""
    from crm_desktop.ui.dialogs.print_preview import open_preview

    def read(task: Task) -> Document:
        with context.store.read(patient=True) as session, stoppable(session, task):
            return build(session, task)

    return open_preview(context.host, title, read, context.window)
