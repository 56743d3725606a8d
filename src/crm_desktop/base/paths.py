"""Where the program keeps its things, and how it writes a file that is never half there."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

APP = "CRM Desktop"
SUFFIX = ".crm"


def resources() -> Path:
    """Return the folder of icons, manual, fonts and translations, in a checkout and in a packaged program."""
    packaged = getattr(sys, "_MEIPASS", None)
    return Path(packaged) / "resources" if packaged else Path(__file__).resolve().parents[3] / "resources"


def data_folder() -> Path:
    """Return the folder of the default book of business."""
    return Path(os.environ.get("CRM_DESKTOP_DATA") or platformdirs.user_data_dir(APP, appauthor=False))


def config_folder() -> Path:
    """Return the folder of settings and window memory."""
    return Path(os.environ.get("CRM_DESKTOP_CONFIG") or platformdirs.user_config_dir(APP, appauthor=False))


def log_folder() -> Path:
    """Return the folder of the log and of crash notes."""
    return Path(os.environ.get("CRM_DESKTOP_LOG") or platformdirs.user_log_dir(APP, appauthor=False))


def drafts_folder() -> Path:
    """Return the folder of e-mails that were made and wait to be sent."""
    return data_folder() / "drafts"


def opened_folder() -> Path:
    """Return the folder of the private copies of attachments that other programs have open."""
    return Path(platformdirs.user_cache_dir(APP, appauthor=False)) / "opened"


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the system knows how."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target`; on success it is synced and takes the target's place, else it is gone.

    Raises OSError as the system reports it; the older file of that name is then untouched.
    """
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
