"""Rows from a spreadsheet, pasted into a list: new records, and changes of those that are known.

They go the way of every import, so the same headings, links and problems count. Without a line of headings the cells are
taken for the columns that the list shows, in their order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from crm_desktop.base.i18n import _, count_of, grouped
from crm_desktop.base.task import Task
from crm_desktop.base.text import clean, one_line
from crm_desktop.exchange import intake, mapping
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.outcome import Outcome
from crm_desktop.exchange.table import Row, Table, distinct_headings
from crm_desktop.model import BY_NAME
from crm_desktop.ui.context import Context

_LIKE_HEADINGS = 0.6
"""So large a part of the first line must be names of fields for it to count as headings."""
_TOLD = 3


def paste_rows(context: Context, entity: str, columns: Sequence[str]) -> None:
    """Take the rows on the clipboard into the list of an entity, which shows these columns."""
    text = QGuiApplication.clipboard().text()
    found = mapping_of(text, entity, columns)
    if found is None:
        context.say(_("There are no rows on the clipboard that fit this list."), "warning")
        return
    what = _("Pasting into {list}").format(list=_(BY_NAME[entity].entity.plural))

    def paste(task: Task) -> Outcome:
        return intake.take_in(context.store, intake.Offer([found]), context.formats, task)

    context.work(what, paste, lambda outcome: _tell(context, entity, outcome), over=context.pane)


def mapping_of(text: str, entity: str, columns: Sequence[str]) -> Mapping | None:
    """Return what pasted text would become; None where it holds nothing that fits."""
    lines = [
        [one_line(clean(cell)) for cell in line] for line in csv.reader(io.StringIO(text, newline=""), "excel-tab")
    ]
    lines = [line for line in lines if any(line)]
    if not lines:
        return None
    model, first = BY_NAME[entity], lines[0]
    told = mapping.recognise(_table(first, lines[1:], 2), model)
    if told is not None and sum(map(bool, told.columns)) >= max(1, _LIKE_HEADINGS * sum(map(bool, first))):
        return told if len(lines) > 1 else None
    shown = columns[: len(first)]
    titles = [_(model.fields()[column].title) for column in shown]
    width = len(titles)
    found = mapping.recognise(_table(titles, [line[:width] for line in lines], 1), model)
    return found if found is not None and "name" in found.columns else None


def _table(headings: Sequence[str], lines: Sequence[Sequence[str]], first: int) -> Table:
    titles, _notes = distinct_headings(headings)
    rows = [
        Row(number, (*line, *("",) * (len(titles) - len(line)))[: len(titles)])
        for number, line in enumerate(lines, first)
    ]
    return Table(_("the clipboard"), titles, rows)


def _tell(context: Context, entity: str, outcome: Outcome) -> None:
    counts = outcome.by_entity()[entity]
    _tell_what_changed(context, entity, outcome, counts)
    if outcome.problems:
        told = [_("Line {line}: {why}").format(line=one.line, why=one.reason) for one in outcome.problems[:_TOLD]]
        more = len(outcome.problems) - len(told)
        context.say(" ".join((*told, _("… and {n} more.").format(n=more) if more > 0 else "")).strip(), "warning")


def _tell_what_changed(context: Context, entity: str, outcome: Outcome, counts: dict[str, int]) -> None:
    if not outcome.has_changes:
        context.say(_("Nothing new was on the clipboard; nothing changed."))
        return
    declared = BY_NAME[entity].entity
    done = _("Pasted: {new}, {changed} changed").format(
        new=count_of(declared.one, declared.many, counts["new"]), changed=grouped(counts["changed"])
    )
    made = [count_of(BY_NAME[name].entity.one, BY_NAME[name].entity.many, n) for name, n in outcome.made.items() if n]
    if made:
        done = _("{done}; made because rows name them: {what}").format(done=done, what=", ".join(made))
    context.say(done, action=_("Undo"), run=context.undo)
