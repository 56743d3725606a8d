"""A report on its way to somebody: a draft with the pages attached, which the system's mail program opens.

The draft also lies in a folder, from where any program takes it.
"""

from __future__ import annotations

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import drafts_folder
from crm_desktop.base.task import Task
from crm_desktop.storage.problems import writing
from crm_desktop.ui import outside
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.report_making import Made


def send(context: Context, made: Made) -> None:
    """Make a draft of a report and open it."""
    path = drafts_folder() / f"{made.name}.eml"
    subject = f"{made.title} · {made.document.period}"
    text = "\n".join((made.title, made.document.period, made.document.subtitle, "", context.settings["author"]))

    def write(_task: Task) -> None:
        from crm_desktop.exchange.draft import write_draft

        with writing(path):
            write_draft(path, subject, text.rstrip() + "\n", [(f"{made.name}.pdf", made.printed.path)])

    def opened(_nothing: None) -> None:
        is_open = outside.open_written(path)
        if is_open:
            sentence = _("The draft “{name}” is in your mail program, with the report attached.")
        else:
            sentence = _("No program here takes drafts. “{name}”, with the report attached, lies in a folder.")
        context.say(
            sentence.format(name=path.name),
            "info" if is_open else "warning",
            action=_("Show in folder"),
            run=lambda: outside.open_written(path.parent),
        )

    context.work(_("Writing the draft"), write, opened)
