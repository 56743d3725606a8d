"""A small file beside an open book that says who has it open, and since when.

It is there for the words only: whether the book is free is what SQLite's lock says. But a note that is found while
the lock is free was left behind by a program that did not end well.
"""

from __future__ import annotations

import json
import os
import platform
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import APP


def note_of(path: Path) -> Path:
    """Return where the note of a book lies."""
    return path.with_name(f".{path.name}.open")


def write(path: Path) -> None:
    """Leave a note beside an open book; a folder that takes none is no reason not to work."""
    told = {"program": APP, "host": platform.node(), "pid": os.getpid(), "since": dates.moment_text(dates.now())}
    with suppress(OSError):
        note_of(path).write_text(json.dumps(told), encoding="utf-8")


def remove(path: Path) -> None:
    """Take the note away, while the lock is still held."""
    with suppress(OSError):
        note_of(path).unlink(missing_ok=True)


def is_left_behind(path: Path) -> bool:
    """Whether there is a note: asked by the one who holds the lock, it tells of an end that was not clean."""
    return note_of(path).exists()


def words(path: Path) -> str:
    """Return "open by PROGRAM on HOST since …", or nothing where the note does not say."""
    try:
        told = json.loads(note_of(path).read_text(encoding="utf-8"))
        since: datetime = dates.moment_of(told["since"])
        return _("open in {program} on {host} since {since}").format(
            program=told["program"], host=told["host"], since=f"{since.astimezone():%Y-%m-%d %H:%M}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ""
