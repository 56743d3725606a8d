"""Calendars that come in and go out: brought in at once, because it can be taken back, with a list of what was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from crm_desktop.base.i18n import _, count_of, grouped
from crm_desktop.base.task import Task
from crm_desktop.exchange.outcome import Outcome
from crm_desktop.model import Activity
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.import_outcome import OutcomeView

SUFFIX = ".ics"


def kinds_of_files() -> str:
    """Return what file dialogs offer."""
    return _("Calendars") + f" (*{SUFFIX})"


def choose_and_bring_in(context: Context) -> None:
    """Ask for calendars and bring them in."""
    kinds = _("Calendars") + " (*.ics *.ical *.vcs)"
    paths = file_dialogs.open_many(context.window, _("Import a calendar"), context.store.path.parent, kinds)
    if paths:
        bring_in(context, paths)


def bring_in(context: Context, paths: Sequence[Path]) -> None:
    """Bring calendars into the book as one step, and say what came and what did not."""
    from crm_desktop.exchange import ical_intake

    _bring_in(context, partial(ical_intake.bring_in, context.store, paths))


def bring_in_text(context: Context, content: bytes) -> None:
    """Bring a calendar in that was dragged here from another program."""
    from crm_desktop.exchange import ical_in, ical_intake

    def work(task: Task) -> Outcome:
        calendar = ical_in.read_bytes(_("dragged event"), content, task)
        return ical_intake.take_all(context.store, [calendar], task)

    _bring_in(context, work)


def show_outcome(context: Context, outcome: Outcome) -> FramedDialog:
    """Show what became of each event."""
    view = OutcomeView()
    view.show_outcome(outcome, (), dry_run=False)
    undo = FlatButton(_("Undo the import"), "undo")
    undo.setEnabled(outcome.has_changes)
    dialog = FramedDialog(context.window, _("Import"), "", view, left=(undo,), size=(820, 520))
    undo.clicked.connect(partial(_undo, context, dialog))
    dialog.open()
    return dialog


def choose_and_export(context: Context, ids: Sequence[int] | None = None) -> None:
    """Ask for a place and write a calendar of some activities there, or of all."""
    usual = context.store.path.with_suffix(SUFFIX)
    path = file_dialogs.save_as(context.window, _("Export as a calendar"), usual, kinds_of_files())
    if path is not None:
        export(context, path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}"), ids)


def export(context: Context, path: Path, ids: Sequence[int] | None = None) -> None:
    """Write a calendar of some activities, or of all."""
    from crm_desktop.exchange import ical_out
    from crm_desktop.exchange.ical_rows import Choice

    choice = Choice(None if ids is None else tuple(ids))

    def work(task: Task) -> int:
        return ical_out.export(partial(context.store.read, patient=True), path, choice, task)

    def told(written: int) -> None:
        count = count_of(Activity.entity.one, Activity.entity.many, written)
        context.say(_("{count} written to “{name}”.").format(count=count, name=path.name))

    context.work(_("Writing the calendar"), work, told, over=context.pane)


def _bring_in(context: Context, work: Callable[[Task], Outcome]) -> None:
    context.work(_("Importing the calendar"), work, partial(_tell, context))


def _tell(context: Context, outcome: Outcome) -> None:
    """Say what came; what did not is told above the pane, with a way to the list."""
    said, undo = _said(outcome), context.undo
    if outcome.has_changes:
        context.say(said, action=_("Undo"), run=undo)
    elif not outcome.problems:
        context.say(said)
    if outcome.problems or any(outcome.notes):
        shown = partial(show_outcome, context, outcome)
        context.say(
            f"{said} {_left_out(outcome)}".strip(),
            "warning" if outcome.problems else "info",
            action=_("Show the list"),
            run=shown,
        )


def _said(outcome: Outcome) -> str:
    sums = {name: sum(getattr(tally, name) for tally in outcome.tallies) for name in ("new", "changed", "same")}
    if not outcome.has_changes:
        return _("Nothing is new in the calendar.") if sums["same"] else _("Nothing came in.")
    sentence = _("From the calendar: {new} new, {changed} changed, {same} the same.")
    return sentence.format(**{name: grouped(n) for name, n in sums.items()})


def _left_out(outcome: Outcome) -> str:
    refused = sum(tally.refused for tally in outcome.tallies)
    partly = len(outcome.problems) - refused
    said = [count_of("{n} was left out.", "{n} were left out.", refused)] if refused else []
    if partly > 0:
        said.append(count_of("{n} is not quite as it was there.", "{n} are not quite as they were there.", partly))
    return " ".join(said)


def _undo(context: Context, dialog: FramedDialog) -> None:
    dialog.accept()
    context.undo()
