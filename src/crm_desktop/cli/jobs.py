"""Which function does the job of a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from crm_desktop.cli import books, calendar, reports, tables, today, work

JOBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "new": books.new,
    "import": tables.come_in,
    "export": tables.export,
    "today": today.today,
    "calendar": calendar.calendar,
    "find": work.find,
    "report": reports.report,
    "undo": work.undo,
    "redo": work.redo,
    "backup": books.backup,
    "restore": books.restore,
    "check": books.check,
    "move": work.move,
    "log": work.log,
}
