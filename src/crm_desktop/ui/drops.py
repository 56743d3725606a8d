"""What becomes of files that are dropped on the window.

A book is opened, a card becomes a contact, an e-mail comes to a timeline, a calendar into the calendar, a table is
imported, and anything else hangs on the record in front.

One more sort of file is one declaration in `DROPS`; the first that takes a file has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.paths import SUFFIX
from crm_desktop.base.task import Task
from crm_desktop.ui import attached_files, books
from crm_desktop.ui.attached_files import Place
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.exchange.outcome import Outcome

_TABLES = (".csv", ".tsv", ".tab", ".psv", ".ssv", ".vcf", ".vcard")
_CALENDARS = (".ics", ".ical", ".icalendar", ".vcs")
_PERHAPS_TABLES = (".txt", ".gz", ".zip")


@dataclass(frozen=True)
class Drop:
    """One sort of file: which ones, and what is done with those of a drop. `on` is the record in front, if any."""

    takes: Callable[[Path, Place | None], bool]
    take: Callable[[Context, Sequence[Path], Place | None], object]


def take_files(context: Context, paths: Sequence[Path], on: Place | None) -> None:
    """Do with each file what suits it."""
    left = list(paths)
    for drop in DROPS:
        taken = [path for path in left if drop.takes(path, on)]
        left = [path for path in left if path not in taken]
        if taken:
            with context.told():
                drop.take(context, taken, on)


def _open_book(context: Context, paths: Sequence[Path], _on: Place | None) -> None:
    books.open_book(context.host, paths[0])


def _keep_mails(context: Context, paths: Sequence[Path], on: Place | None) -> None:
    """Put e-mails on the timelines of whom they were exchanged with, else on that of the record in front."""
    from crm_desktop.exchange import mail

    title = count_of("Keep {n} e-mail", "Keep {n} e-mails", len(paths))

    def keep(task: Task) -> tuple[str, int] | None:
        first = None
        with context.store.act(title) as session:
            for path in task.steps(paths, title):
                made = mail.keep(session, mail.read_mail(path), on)
                first = first or ("activity", made.id)
        return first

    def told(first: tuple[str, int] | None) -> None:
        context.say(title, action=_("Undo"), run=context.undo)
        if first is not None and on is None:
            context.go_to(*first)

    context.work(title, keep, told)


def _bring_in_calendars(context: Context, paths: Sequence[Path], _on: Place | None) -> None:
    from crm_desktop.ui.dialogs import calendar_files

    calendar_files.bring_in(context, paths)


def _import_tables(context: Context, paths: Sequence[Path], _on: Place | None) -> None:
    """Make the contact of a single card at once; everything else is looked at in the import first."""
    from crm_desktop.exchange.vcard import is_vcard
    from crm_desktop.ui.dialogs.import_files import open_import

    if len(paths) == 1 and is_vcard(paths[0]) and _is_one_card(paths[0]):
        _take_card(context, paths[0])
    else:
        open_import(context, list(paths))


def _is_one_card(path: Path) -> bool:
    from crm_desktop.exchange.table import read_table

    return len(read_table(path).first(2)) == 1


def _take_card(context: Context, path: Path) -> None:
    from crm_desktop.exchange import intake
    from crm_desktop.exchange.table import read_table

    name = read_table(path).first(1)[0].cells[0]

    def bring_in(task: Task) -> Outcome:
        return intake.bring_in(context.store, [path], context.formats, task)

    def told(outcome: Outcome) -> None:
        if outcome.problems:
            context.say(outcome.problems[0].reason, "error")
        elif not outcome.has_changes:
            context.say(_("“{name}” is in the book already; nothing changed.").format(name=name))
        else:
            context.say(_("Contact from “{file}”").format(file=path.name), action=_("Undo"), run=context.undo)
        _show_contact(context, name)

    context.work(_("Reading “{file}”").format(file=path.name), bring_in, told)


def _show_contact(context: Context, name: str) -> None:
    from crm_desktop.services import related

    with context.told():
        with context.store.read() as session:
            found = related.exact_choices(session, "contact", name)
        if found:
            context.go_to("contact", found[-1][0])


def _attach(context: Context, paths: Sequence[Path], on: Place | None) -> None:
    if on is None:
        context.say(_("Select the record first that “{name}” belongs to.").format(name=paths[0].name), "warning")
    else:
        attached_files.attach_files(context, paths, on)


def _ends(suffixes: Sequence[str], path: Path, _on: Place | None) -> bool:
    return path.suffix.lower() in suffixes


def _is_table(path: Path, on: Place | None) -> bool:
    return _ends(_TABLES, path, on) or (on is None and _ends(_PERHAPS_TABLES, path, on))


DROPS = (
    Drop(partial(_ends, (SUFFIX,)), _open_book),
    Drop(partial(_ends, (".eml",)), _keep_mails),
    Drop(partial(_ends, _CALENDARS), _bring_in_calendars),
    Drop(_is_table, _import_tables),
    Drop(lambda _path, _on: True, _attach),
)
