"""The command line: what was typed, which job that is, and how it ends.

Exit status 0: done. 1: the user has to act, one sentence on standard error says how. 2: wrong usage. 3: some rows were
refused. A `KeyboardInterrupt` leaves nothing half done, because every job sits inside one step.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from crm_desktop import __version__
from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.i18n import _
from crm_desktop.cli import jobs

COMMANDS = ("new", "import", "export", "find", "report", "undo", "redo", "backup", "restore", "check", "move", "log")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="crm-desktop", description=_("CRM Desktop: without a command it opens the window."))
    top.add_argument("--version", action="version", version=f"CRM Desktop {__version__}")
    top.add_argument("--file", type=Path, metavar="BOOK.crm", help=_("the book to open in the window"))
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    every = argparse.ArgumentParser(add_help=False)
    every.add_argument("--file", type=Path, metavar="BOOK.crm", default=argparse.SUPPRESS, help=_("the book; without it the one that was open last"))
    every.add_argument("--json", action="store_true", help=_("answer for programs"))

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[every])

    new = command("new", _("Make a new book of business."))
    new.add_argument("--sample", action="store_true", help=_("with invented customers to look around in"))
    new.add_argument("--title", default="", help=_("its name on reports"))
    new.add_argument("--currency", default="", help=_("three letters, like USD"))
    come_in = command("import", _("Bring CSV files in; importing the same files again changes nothing."))
    come_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    come_in.add_argument("--entity", help=_("what the files hold, where their headings leave it open"))
    come_in.add_argument("--dry-run", action="store_true", help=_("say what would happen and change nothing"))
    come_in.add_argument("--rejected", type=Path, metavar="FILE.csv", help=_("write the rows that were refused, with the reasons"))
    out = command("export", _("Write all records of one kind as CSV."))
    out.add_argument("--entity", required=True)
    out.add_argument("--output", required=True, type=Path, metavar="FILE.csv")
    find = command("find", _("Search everything: any part of any word."))
    find.add_argument("words", nargs="+")
    find.add_argument("--limit", type=int, default=50)
    report = command("report", _("Write a report as PDF, its figures as CSV or JSON."))
    report.add_argument("name", metavar="NAME")
    report.add_argument("--as-of", dest="as_of", metavar="DAY")
    report.add_argument("--from", dest="first", metavar="DAY")
    report.add_argument("--to", dest="last", metavar="DAY")
    report.add_argument("--seller", metavar="NAME")
    report.add_argument("--paper", choices=("A4", "Letter"))
    report.add_argument("--output", required=True, type=Path, metavar="FILE")
    for name, text in (("undo", _("Take back the newest step.")), ("redo", _("Repeat the step that was undone last."))):
        step = command(name, text)
        step.add_argument("--list", action="store_true", help=_("only say which steps there are"))
    backup = command("backup", _("Write a verified copy with its checksum."))
    backup.add_argument("--output", required=True, type=Path, metavar="FOLDER")
    restore = command("restore", _("Put a backup in the place of the book; the replaced file is kept."))
    restore.add_argument("--from", dest="source", required=True, type=Path, metavar="BACKUP.crm")
    command("check", _("Check the file: integrity, counts and the hash of its content."))
    move = command("move", _("Move an opportunity to another stage."))
    move.add_argument("opportunity", help=_("its reference or name"))
    move.add_argument("stage")
    log = command("log", _("Log a call, meeting, visit, e-mail or letter, or plan one: “… fri 15:00”."))
    log.add_argument("kind", choices=("call", "meeting", "visit", "email", "letter", "task"))
    log.add_argument("on", help=_("the reference or name of an account, contact or opportunity"))
    log.add_argument("text", nargs="+")
    return top


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    chosen = parser().parse_args(arguments)
    try:
        return jobs.JOBS[chosen.command](chosen)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except (Cancelled, KeyboardInterrupt):
        print(_("Stopped; nothing was changed."), file=sys.stderr)
        return 1


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether the arguments name no command: then the window opens."""
    return not any(a in COMMANDS for a in arguments) and not any(a in {"-h", "--help", "--version"} for a in arguments)


def window_file(arguments: Sequence[str]) -> Path | None:
    """Return the book that the window is to open; also a bare path, as desktops hand it over."""
    if len(arguments) == 1 and not arguments[0].startswith("-"):
        return Path(arguments[0])
    return parser().parse_args(arguments).file  # type: ignore[no-any-return]
