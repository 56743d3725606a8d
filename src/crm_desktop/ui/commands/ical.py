"""The commands that bring calendars in and take them out."""

from __future__ import annotations

from crm_desktop.base.i18n import N_
from crm_desktop.ui.commands.command import in_book
from crm_desktop.ui.commands.plans import has_activities
from crm_desktop.ui.context import Context


def import_calendar(context: Context) -> None:
    """Ask for calendars and bring them in."""
    from crm_desktop.ui.dialogs.calendar_files import choose_and_bring_in

    choose_and_bring_in(context)


def export_calendar(context: Context) -> None:
    """Ask for a place and write everything with a time there."""
    from crm_desktop.ui.dialogs.calendar_files import choose_and_export

    choose_and_export(context)


def export_selected(context: Context) -> None:
    """Ask for a place and write the selected activities there."""
    from crm_desktop.ui.dialogs.calendar_files import choose_and_export

    chosen = context.pane.selected()
    if chosen is not None:
        choose_and_export(context, chosen.ids)


ICAL = (
    in_book("file.import_calendar", N_("Import a calendar…"), import_calendar, "File", "", "import", section=2),
    in_book("file.export_calendar", N_("Export the calendar…"), export_calendar, "File", "", "export", section=2),
    in_book(
        "record.export_calendar", N_("Export as .ics…"), export_selected, "Record", "", "export",
        when=has_activities, section=1, for_selection=True,
    ),
)  # fmt: skip
