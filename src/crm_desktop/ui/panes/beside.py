"""The page of a record beside its list, and the ways that lead from it to other lists."""

from __future__ import annotations

from functools import partial
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.ui.context import Context
from crm_desktop.ui.forms.page_part import Surroundings
from crm_desktop.ui.forms.record_page import RecordPage


def make_page(context: Context, entity: str) -> RecordPage:
    """Return the page of one entity, whose links and buttons do what they say."""
    around = Surroundings(context.store, context.bridge, context.formats, context.drafts, context.memory)
    page = RecordPage(around, entity)
    page.record_opened.connect(context.go_to)
    page.log_requested.connect(lambda kind: context.host.run_command(f"record.log.{kind}"))
    page.plan_requested.connect(lambda: context.host.run_command("record.plan"))
    page.finish_requested.connect(lambda: context.host.run_command("plan.conclude"))
    page.attach_requested.connect(lambda: context.host.run_command("record.attach"))
    page.said.connect(lambda text: context.say(text, action=_("Undo"), run=context.undo))
    page.all_wanted.connect(partial(_show_linked, context, page))
    page.add_wanted.connect(partial(_add_linked, context))
    return page


def _show_linked(context: Context, page: RecordPage, entity: str, column: str) -> None:
    """Show the records that link to the one of the page in the list of their own."""
    from crm_desktop.ui.panes.records import RecordsPane

    pane = context.open_pane(entity)
    if isinstance(pane, RecordsPane) and page.record_id is not None:
        pane.show_linked(column, page.record_id, page.head.name.text())


def _add_linked(context: Context, entity: str, preset: dict[str, Any]) -> None:
    """Begin a record that links to the one of the page."""
    from crm_desktop.ui.panes.records import RecordsPane

    pane = context.open_pane(entity)
    if isinstance(pane, RecordsPane):
        pane.new_record(preset)
