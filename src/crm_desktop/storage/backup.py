"""Copies of a book that are known to be good: each is read back and compared before it counts.

They are numbered by a serial and not by the clock: a clock that runs wrong must not decide which one is the newest.
The number comes from the book and from the folder, because a restored book remembers an older number.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from crm_desktop.base.i18n import N_
from crm_desktop.base.paths import SUFFIX, data_folder, written_whole
from crm_desktop.storage import inspection
from crm_desktop.storage.problems import FileProblem, Problem, told, writing
from crm_desktop.storage.store import Store

SIDECAR = ".sha256"
_NAME = re.compile(r"(?P<stem>.+)-(?P<book>[0-9a-f]{8})-(?P<serial>\d{6,})-(?P<reason>[a-z]+)" + re.escape(SUFFIX))


class Reason(Enum):
    """Why a backup was made: a word in the file's name, and the words for the user."""

    HAND = ("hand", N_("Made by hand"))
    CLOSE = ("close", N_("When the book was closed"))
    REGULAR = ("regular", N_("While working"))
    UPGRADE = ("upgrade", N_("Before the file was upgraded"))
    IMPORT = ("import", N_("Before an import"))
    MERGE = ("merge", N_("Before records were merged"))
    BULK = ("bulk", N_("Before many records were changed"))
    RESTORE = ("restore", N_("Before a backup was restored"))
    ERASE = ("erase", N_("Before a person was erased"))

    @property
    def word(self) -> str:
        """The word in the file's name."""
        return self.value[0]

    @property
    def title(self) -> str:
        """The words for the user, untranslated."""
        return self.value[1]


@dataclass(frozen=True)
class Backup:
    """One backup; `sha256` is empty where its sidecar is gone, `counts` (records by entity) where it cannot be read."""

    path: Path
    book: str
    serial: int
    reason: Reason
    made: datetime
    size: int
    sha256: str
    counts: Mapping[str, int]


def default_folder() -> Path:
    """Return the folder for backups where the user chose none."""
    return data_folder() / "backups"


def back_up(store: Store, folder: Path, reason: Reason) -> Backup:
    """Copy the open book into `folder` and prove the copy. Raises FileProblem; older backups are not touched."""
    with store.driver() as raw:
        book, serial = _book(raw), _next_serial(raw, folder)
        made = copy_proved(raw, store.path, folder, serial, reason)
        with told(store.path):
            _remember(raw, serial, _state(raw))
    return _backup(made, re.compile(_NAME).fullmatch(made.name), book)


def at_close(store: Store, folder: Path) -> Backup | None:
    """Back up when a step was made, taken back or repeated since the last backup."""
    with store.driver() as raw:
        if _value(raw, "backed_up") == _state(raw):
            return None
    return back_up(store, folder, Reason.CLOSE)


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups in a folder, the newest of each book first."""
    if not folder.is_dir():
        return []
    found = [(path, match) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    listed = [_backup(path, match, "") for path, match in found]
    return sorted(listed, key=lambda backup: (backup.made.date().isoformat(), backup.serial), reverse=True)
