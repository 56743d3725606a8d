"""The commands and their options, as `--help` shows them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm_desktop import __version__
from crm_desktop.base.i18n import _

COMMANDS = (
    "new",
    "import",
    "export",
    "today",
    "calendar",
    "find",
    "report",
    "undo",
    "redo",
    "backup",
    "restore",
    "check",
    "move",
    "log",
)
ACTIVITIES = ("call", "meeting", "visit", "email", "letter", "task")


class _Job(argparse.ArgumentParser):
    """The parser of one command: its words may stand before and after its options, also where they can be left out."""

    _is_inside = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Parse options first and the words after them; the parser calls this again for each of the two."""
        if self._is_inside:
            return super().parse_known_args(args, namespace)
        self._is_inside = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_inside = False


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="crm-desktop", description=_("CRM Desktop: without a command it opens the window."), allow_abbrev=False
    )
    top.add_argument("--version", action="version", version=f"CRM Desktop {__version__}")
    top.add_argument("--file", type=Path, metavar="BOOK.crm", help=_("the book to open in the window"))
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Job)
    every = _Job(add_help=False)
    every.add_argument(
        "--file",
        type=Path,
        metavar="BOOK.crm",
        default=argparse.SUPPRESS,
        help=_("the book; without it the one that was open last"),
    )
    every.add_argument("--json", action="store_true", help=_("answer for programs"))

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[every], allow_abbrev=False)

    for add in (_add_books, _add_tables, _add_report, _add_calendar, _add_steps, _add_work):
        add(command)
    return top


_Command = Callable[[str, str], argparse.ArgumentParser]


def _add_books(command: _Command) -> None:
    new = command("new", _("Make a new book of business."))
    new.add_argument("--sample", action="store_true", help=_("with invented customers to look around in"))
    new.add_argument("--title", default="", help=_("its name on reports"))
    new.add_argument("--currency", default="", metavar="CODE", help=_("three letters, like USD"))
    backup = command("backup", _("Write a verified copy with its checksum."))
    backup.add_argument("--output", required=True, type=Path, metavar="FOLDER")
    restore = command("restore", _("Put a backup in the place of the book; the replaced file is kept."))
    restore.add_argument("--from", dest="source", required=True, type=Path, metavar="BACKUP.crm")
    command("check", _("Check the file: integrity, counts and the hash of its content."))


def _add_tables(command: _Command) -> None:
    come_in = command("import", _("Bring CSV files in; importing the same files again changes nothing."))
    come_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    come_in.add_argument(
        "--entity",
        metavar="KIND",
        help=_("what the files hold, where their headings leave it open: accounts, contacts …"),
    )
    come_in.add_argument("--dry-run", action="store_true", help=_("say what would happen and change nothing"))
    come_in.add_argument(
        "--rejected", type=Path, metavar="FILE.csv", help=_("write the rows with problems there, with the reasons")
    )
    out = command("export", _("Write all records of one kind, or those of a view, as CSV."))
    out.add_argument("--entity", metavar="KIND", help=_("for example opportunities"))
    out.add_argument("--view", metavar="NAME", help=_("only what a view shows, for example “Needs attention”"))
    out.add_argument("--output", required=True, type=Path, metavar="FILE.csv")


def _add_report(command: _Command) -> None:
    report = command("report", _("Write a report as PDF, or its figures as Excel workbook, CSV or JSON."))
    report.add_argument("name", nargs="?", metavar="NAME", help=_("such as weekly-pipeline; without it all are listed"))
    report.add_argument(
        "--with",
        dest="options",
        action="append",
        metavar="OPTION=VALUE",
        help=_("an option of the report, like by=seller"),
    )
    report.add_argument(
        "--scheduled",
        action="store_true",
        help=_("make the report of the week if it is owed to its folder, as set up in Preferences"),
    )
    report.add_argument("--as-of", dest="as_of", metavar="DAY", help=_("the book as it was at the end of that day"))
    report.add_argument("--from", dest="first", metavar="DAY")
    report.add_argument("--to", dest="last", metavar="DAY")
    report.add_argument("--seller", metavar="NAME")
    report.add_argument("--paper", choices=("A4", "Letter"))
    report.add_argument("--format", choices=("pdf", "xlsx", "csv", "json"), help=_("instead of what the suffix says"))
    report.add_argument(
        "--output", type=Path, metavar="FILE", help=_("its suffix decides the format; needed for a PDF or a workbook")
    )


def _add_calendar(command: _Command) -> None:
    days = command("calendar", _("Print what happens in the next days, or exchange it with other calendar programs."))
    days.add_argument(
        "action", nargs="?", metavar="{import,export,publish,free}", help=_("without it the days are listed")
    )
    days.add_argument("words", nargs="*", metavar="WORD", help=_("import: files. free: such as “30 minutes this week”"))
    days.add_argument("--from", dest="first", metavar="DAY")
    days.add_argument("--to", dest="last", metavar="DAY")
    days.add_argument("--dry-run", action="store_true", help=_("import: say what would happen and change nothing"))
    days.add_argument("--output", type=Path, metavar="FILE", help=_("write it there, as .ics, .csv or .json"))


def _add_steps(command: _Command) -> None:
    steps = (("undo", _("Take back the newest step.")), ("redo", _("Repeat the step that was undone last.")))
    for name, text in steps:
        command(name, text).add_argument("--list", action="store_true", help=_("only say which steps there are"))


def _add_work(command: _Command) -> None:
    command("today", _("Print the day: what is planned, what needs attention, how the month goes."))
    find = command("find", _("Search everything: any part of any word."))
    find.add_argument("words", nargs="+", metavar="WORD")
    find.add_argument("--limit", type=_count, default=50, metavar="N", help=_("at most so many; 50 without it"))
    _add_move(command("move", _("Move an opportunity to another stage.")))
    log = command("log", _("Log a call, meeting, visit, e-mail or letter, or plan one: “… fri 15:00”."))
    log.add_argument("kind", choices=ACTIVITIES)
    log.add_argument("on", metavar="RECORD", help=_("the reference or name of an account, contact or opportunity"))
    log.add_argument("text", nargs="+", metavar="TEXT")


def _add_move(move: argparse.ArgumentParser) -> None:
    move.add_argument("first", nargs="?", metavar="OPPORTUNITY", help=_("its reference, name or number"))
    move.add_argument("second", nargs="?", metavar="STAGE", help=_("where it goes"))
    move.add_argument("--opportunity", metavar="NAME", help=_("the same as OPPORTUNITY"))
    move.add_argument("--to", metavar="STAGE", help=_("the same as STAGE"))
    move.add_argument("--amount", metavar="AMOUNT", help=_("won: what it was in the end"))
    move.add_argument("--date", dest="day", metavar="DAY", help=_("the day of the closing, or when it is expected"))
    move.add_argument("--reason", metavar="REASON", help=_("lost: why"))


def _count(text: str) -> int:
    """Return a number from 1 on, as argparse wants a type to."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("“{text}” is no number from 1 on").format(text=text))
    return int(text)
