"""Copies of a book that are known to be good: each is read back and compared before it counts.

They are numbered by a serial and not by the clock: a clock that runs wrong must not decide which one is the newest.
The number comes from the book and from the folder, because a restored book remembers an older number.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
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

    @property
    def is_thorough(self) -> bool:
        """Whether each index is compared with its table too, which takes ten times as long as the copy.

        It proves the book rather than the copying: for whoever asks for a backup, and before the file is exchanged.
        """
        return self in {Reason.HAND, Reason.UPGRADE, Reason.RESTORE}


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
        made, serial = copy_proved(raw, store.path, folder, reason)
        with told(store.path):
            _remember(raw, serial)
    backup = _listed(made)
    assert backup is not None
    return backup


def at_close(store: Store, folder: Path) -> Backup | None:
    """Back up when a step was made, taken back or repeated since the last backup."""
    with store.driver() as raw:
        if _value(raw, "backed_up") == _state(raw):
            return None
    return back_up(store, folder, Reason.CLOSE)


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups in a folder, the newest of each book first."""
    listed = [backup for path in _files(folder) if (backup := _listed(path)) is not None]
    return sorted(listed, key=lambda backup: (backup.book, backup.serial), reverse=True)


def newest(folder: Path, uid: str) -> datetime | None:
    """Return when the newest backup of the book with that uid was made; the backups themselves stay unread."""
    found = [match for path in _files(folder) if (match := _NAME.fullmatch(path.name)) and match["book"] == uid[:8]]
    last = max(found, key=lambda match: int(match["serial"]), default=None)
    return None if last is None else datetime.fromtimestamp((folder / last.string).stat().st_mtime, UTC)


def copy_proved(raw: sqlite3.Connection, path: Path, folder: Path, reason: Reason) -> tuple[Path, int]:
    """Copy the book at `path`, open as `raw`, into `folder`; return the copy's path and serial. Raises FileProblem."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        book = _value(raw, "uid")[:8]
        newest = max((backup.serial for backup in list_backups(folder) if backup.book == book), default=0)
        serial = max(newest, int(_value(raw, "serial") or 0)) + 1
    target = folder / f"{path.name.removesuffix(SUFFIX)}-{book}-{serial:06d}-{reason.word}{SUFFIX}"
    with writing(target), written_whole(target) as part, ThreadPoolExecutor(1) as aside:
        _copy_pages(raw, part, path)
        # beside the check, which reads the same pages: together they take as long as the longer one
        digest = aside.submit(inspection.synced_checksum, part)
        _compare(raw, part, path, full=reason.is_thorough)
        with written_whole(sidecar_of(target)) as sidecar:
            sidecar.write_text(f"{digest.result()}  {target.name}\n", encoding="utf-8")
    return target, serial


def copy_to(raw: sqlite3.Connection, part: Path, path: Path) -> None:
    """Copy the book at `path`, open as `raw`, to the empty file `part` and compare. Raises FileProblem."""
    _copy_pages(raw, part, path)
    _compare(raw, part, path, full=True)


def sidecar_of(path: Path) -> Path:
    """Return where the checksum of a backup lies, in the form that `sha256sum --check` reads."""
    return path.with_name(path.name + SIDECAR)


def recorded_checksum(path: Path) -> str:
    """Return the SHA-256 that was noted when a backup was made, or nothing."""
    try:
        return sidecar_of(path).read_text(encoding="utf-8").split(" ")[0]
    except (OSError, UnicodeDecodeError):
        return ""


def _copy_pages(raw: sqlite3.Connection, part: Path, path: Path) -> None:
    with _blamed(path):
        copy = sqlite3.connect(part)
        try:
            # a copy that breaks off is thrown away: it needs no journal, and is synced once at its end
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=exclusive"):
                copy.execute(f"PRAGMA {pragma}")
            raw.backup(copy, pages=-1)
        finally:
            copy.close()


def _compare(raw: sqlite3.Connection, part: Path, path: Path, *, full: bool) -> None:
    """Raise FileProblem unless the copy is a whole book with as many rows in each table."""
    with _blamed(path), inspection.looking_at(part) as written:
        inspection.require_book(written, path)
        inspection.require_whole(written, path, full=full)
        differing = inspection.rows(written).items() ^ inspection.rows(raw).items()
        if differing:
            raise FileProblem(Problem.DISK_ERROR, part, f"rows differ: {dict(differing)}")


@contextmanager
def _blamed(path: Path) -> Iterator[None]:
    """Raise as a problem of the book what cannot be read while it is copied."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            raise FileProblem(Problem.DAMAGED, path, str(error)) from error
        raise


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _listed(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    reason = next((reason for reason in Reason if match and reason.word == match["reason"]), None)
    if match is None or reason is None:
        return None
    found = path.stat()
    made = datetime.fromtimestamp(found.st_mtime, UTC)
    return Backup(
        path, match["book"], int(match["serial"]), reason, made, found.st_size, recorded_checksum(path), _counts(path)
    )


def _counts(path: Path) -> dict[str, int]:
    try:
        with inspection.looking_at(path, alone=True) as raw:
            return dict(raw.execute("SELECT tbl, n FROM counter").fetchall())
    except FileProblem:
        return {}


def _state(raw: sqlite3.Connection) -> str:
    """Return a text that differs whenever a step was made, taken back or repeated."""
    (made,) = raw.execute("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'action'").fetchone()
    (in_force,) = raw.execute("SELECT ifnull(max(id), 0) FROM action WHERE NOT undone").fetchone()
    return f"{made}:{in_force}"


def _value(raw: sqlite3.Connection, name: str) -> str:
    found = raw.execute("SELECT value FROM book_value WHERE name = ?", (name,)).fetchone()
    return "" if found is None else str(found[0])


def _remember(raw: sqlite3.Connection, serial: int) -> None:
    """Note the backup in the book itself; not in the journal, because Undo must not take it back."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        raw.execute("UPDATE acting SET journaling = 0")
        for name, value in (("serial", str(serial)), ("backed_up", _state(raw))):
            raw.execute(
                "INSERT INTO book_value(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
        raw.execute("UPDATE acting SET journaling = 1")
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
