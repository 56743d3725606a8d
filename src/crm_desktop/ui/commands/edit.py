"""The commands that change what is there, take it back, or find it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from textwrap import shorten

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line
from crm_desktop.model import BY_NAME
from crm_desktop.schema.kinds import Link
from crm_desktop.services import records
from crm_desktop.storage.journal import Step
from crm_desktop.storage.store import Busy
from crm_desktop.ui.commands.command import in_book
from crm_desktop.ui.context import Context

AT_ONCE = 200
"""So many records are deleted before the next frame; more of them on a worker."""
_LONGEST = 60
"""So many letters of a name are in the name of a step."""


def named(session: Session, entity: str, ids: Sequence[int]) -> str:
    """Return "“Anna Holm”" for one record and "12 contacts" for several."""
    declared = BY_NAME[entity].entity
    if len(ids) != 1:
        return count_of(declared.one, declared.many, len(ids))
    name = one_line(records.labels(session, Link(entity), ids).get(ids[0]) or "")
    return _("“{name}”").format(name=shorten(name, _LONGEST, placeholder=" …")) if name else _(declared.title).lower()


def delete_selected(context: Context) -> None:
    """Delete the selected records; Undo brings them back, so nothing is asked."""
    if context.pane.takes("delete"):
        return
    with context.told():
        chosen = context.pane.selected()
        if chosen is None:
            return
        with context.store.read() as session:
            what = named(session, chosen.entity, chosen.ids)
        said = _("{what} deleted").format(what=what)
        title = _("Delete {what}").format(what=what)
        model, ids = BY_NAME[chosen.entity], chosen.ids
        if len(ids) <= AT_ONCE:
            context.act(title, lambda session: records.delete(session, model, ids), said=said)
        else:
            _delete_many(context, title, said, chosen.entity, ids)


def _delete_many(context: Context, title: str, said: str, entity: str, ids: tuple[int, ...]) -> None:
    """Delete on a worker, with progress and Cancel."""

    def work(task: Task) -> None:
        with context.store.act(title) as session:
            records.delete(session, BY_NAME[entity], task.steps(ids, title))

    context.work(title, work, lambda _none: context.say(said, action=_("Undo"), run=context.undo), over=context.pane)


def undo_words(context: Context) -> str:
    """Return "Undo" with the name of the step."""
    step = _step(context.store.next_undo)
    return _("Undo: {title}").format(title=step.title) if step else _("Undo")


def redo_words(context: Context) -> str:
    """Return "Redo" with the name of the step."""
    step = _step(context.store.next_redo)
    return _("Redo: {title}").format(title=step.title) if step else _("Redo")


def show_steps(context: Context) -> None:
    """Open the list of all steps."""
    from crm_desktop.ui.dialogs.steps import open_steps

    open_steps(context)


def show_deleted(context: Context) -> None:
    """Open the list of deleted records."""
    from crm_desktop.ui.dialogs.deleted import open_deleted

    open_deleted(context)


def find(context: Context) -> None:
    """Put the keyboard into the filter of the pane."""
    context.pane.focus_filter()


def search_everything(context: Context) -> None:
    """Open the palette."""
    context.host.open_palette()


def write_down(context: Context) -> None:
    """Open the box that makes records of one line."""
    from crm_desktop.ui.dialogs.capture import open_capture

    open_capture(context)


def change_all(context: Context) -> None:
    """Open the bar that changes one field of all selected records."""
    from crm_desktop.ui.dialogs.bulk_bar import open_bulk_bar

    open_bulk_bar(context)


def has_selection(context: Context) -> bool:
    """Tell whether records are selected in the pane in front."""
    return context.pane.has_selection()


def _step(ask: Callable[[], Step | None]) -> Step | None:
    try:
        return ask()
    except Busy:
        return None


def _can_undo(context: Context) -> bool:
    return _step(context.store.next_undo) is not None


def _can_redo(context: Context) -> bool:
    return _step(context.store.next_redo) is not None


def _hand_on(what: str, _context: Context) -> None:
    """Let the widget that has the keyboard cut, copy or paste."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        getattr(widget, what)()


def _copy(context: Context) -> None:
    if isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit):
        _hand_on("copy", context)
    else:
        context.pane.copy()


def _paste(context: Context) -> None:
    if isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit):
        _hand_on("paste", context)
    else:
        context.pane.paste()


EDIT = (
    in_book("edit.undo", N_("Undo"), Context.undo, "Edit", "Ctrl+Z", "undo", when=_can_undo, words=undo_words),
    in_book("edit.redo", N_("Redo"), Context.redo, "Edit", "Ctrl+Shift+Z", "redo", when=_can_redo, words=redo_words),
    in_book("edit.steps", N_("Undo history…"), show_steps, "Edit", "Ctrl+Alt+Z", "history"),
    in_book("edit.cut", N_("Cut"), partial(_hand_on, "cut"), "Edit", "Ctrl+X", section=1, bound=False),
    in_book("edit.copy", N_("Copy"), _copy, "Edit", "Ctrl+C", "copy", section=1, bound=False),
    in_book("edit.paste", N_("Paste"), _paste, "Edit", "Ctrl+V", section=1, bound=False),
    in_book(
        "edit.all", N_("Change a field of all selected…"), change_all, "Edit", "Ctrl+Shift+E", "edit",
        when=has_selection, section=2, for_selection=True,
    ),
    in_book(
        "edit.delete", N_("Delete"), delete_selected, "Edit", "Del", "trash",
        when=has_selection, section=2, for_selection=True,
    ),
    in_book("edit.deleted", N_("Restore deleted records…"), show_deleted, "Edit", "", "restore", section=2),
    in_book("edit.find", N_("Filter this list"), find, "Edit", "Ctrl+F", "filter", section=3),
    in_book("edit.capture", N_("Write down in one line"), write_down, "Edit", "Ctrl+Space", "edit", section=3),
    in_book("edit.search", N_("Search everything"), search_everything, "Edit", "Ctrl+K", "search", section=3),
)  # fmt: skip
