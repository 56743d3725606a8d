"""The calendar as a file that other programs subscribe to, written anew when something in it is different.

It never takes the place of a file of another program, and none is touched that would hold the same again: those who
subscribe look at its date.
"""

from __future__ import annotations

import filecmp
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import written_whole
from crm_desktop.base.task import Task
from crm_desktop.exchange.ical_out import SUFFIX, Reading, pieces
from crm_desktop.exchange.ical_rows import Choice
from crm_desktop.storage.problems import reading, writing

RECENT, ALL = "recent", "all"
DAYS_BACK = 90
_HEAD = 200
_OURS = b"PRODID:-//CRM Desktop//"


class _Same(Exception):
    """Ends the writing of a file that would be no other."""


def publish(read: Reading, path: Path, what: str, task: Task | None = None) -> bool:
    """Write the calendar to `path` and return whether it was any other. `what` is RECENT or ALL. Raises UserError."""
    check_place(path)
    try:
        with writing(path), written_whole(path) as part:
            with part.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(pieces(read, choice_of(what), task))
            if path.exists() and filecmp.cmp(part, path, shallow=False):
                _leave_it()
    except _Same:
        return False
    return True


def choice_of(what: str) -> Choice:
    """Return which activities are published: all, or what is ahead and what was in the last 90 days."""
    return Choice(since=dates.now() - timedelta(days=DAYS_BACK)) if what == RECENT else Choice()


def check_place(path: Path) -> None:
    """Raise UserError where the calendar cannot or must not be written."""
    if path.suffix.lower() != SUFFIX:
        raise UserError(_("A calendar is a file that ends in .ics, not “{name}”.").format(name=path.name))
    if not path.is_absolute():
        raise UserError(_("Give the whole path of the calendar, with its folder: “{name}” has none.").format(name=path))
    if not path.parent.is_dir():
        raise UserError(_("There is no folder “{name}”; choose one that is there.").format(name=path.parent))
    if path.exists():
        with reading(path), path.open("rb") as stream:
            head = stream.read(_HEAD)
        if head.strip() and _OURS not in head:
            sentence = _("“{name}” was made by another program and is left as it is. Choose another name.")
            raise UserError(sentence.format(name=path.name))


def _leave_it() -> NoReturn:
    raise _Same
