"""The command line: what was typed, which job that is, and how it ends.

Exit status 0: done. 1: the user has to act, one sentence on standard error says how. 2: wrong usage. 3: some rows of an
import, or values of rows, did not come in. A `KeyboardInterrupt` leaves nothing half done, because every job sits inside one step.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import SUFFIX
from crm_desktop.base.settings import Settings
from crm_desktop.base.text import one_line
from crm_desktop.cli.parser import COMMANDS, parser
from crm_desktop.schema import country

_OF_THE_PARSER = {"-h", "--help", "--version"}


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    _forgive_streams()
    country.take_up(Settings())
    try:
        chosen = parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    # the window asks this module for its file and must not pay for the rest; nothing that is loaded here is garbage
    gc.disable()
    from crm_desktop.cli.answers import WrongUsage
    from crm_desktop.cli.jobs import JOBS

    gc.freeze()
    gc.enable()
    try:
        status = JOBS[chosen.command](chosen)
        sys.stdout.flush()
    except UserError as error:
        return _refuse(str(error), 2 if isinstance(error, WrongUsage) else 1)
    except (Cancelled, KeyboardInterrupt):
        return _refuse(_("Stopped; nothing was changed."))
    except BrokenPipeError:
        # whoever read the answer has read enough; without this Python complains once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether the arguments name no command: then the window opens."""
    word = _first_word(arguments)
    return word not in COMMANDS and _OF_THE_PARSER.isdisjoint(arguments) and (not word or _is_book(word))


def window_file(arguments: Sequence[str]) -> Path | None:
    """Return the book that the window is to open; also a bare path, as desktops hand it over."""
    word = _first_word(arguments)
    if word:
        return Path(word)
    chosen: Path | None = parser().parse_args(arguments).file
    return chosen


def _first_word(arguments: Sequence[str]) -> str:
    """Return the first argument that is neither an option nor the value of one."""
    skips = False
    for argument in arguments:
        if not skips and not argument.startswith("-"):
            return argument
        skips = argument == "--file"
    return ""


def _is_book(word: str) -> bool:
    return word.lower().endswith(SUFFIX) or Path(word).exists()


def _refuse(sentence: str, status: int = 1) -> int:
    print(one_line(sentence), file=sys.stderr)
    return status


def _forgive_streams() -> None:
    """Let a terminal that knows no curly quotation marks show a question mark, rather than end the job."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
