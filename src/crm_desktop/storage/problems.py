"""What can be wrong with a file or its disk, in words: seventeen cases, each with a sentence and what to do.

SQLite's errors are told apart by their symbolic name; their texts change between versions and name no file.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _


class Problem(Enum):
    """The kinds of trouble; the value is the sentence, `{name}` the file, `{folder}` where it lies."""

    MISSING = N_(
        "“{name}” is not there: it was moved, renamed or deleted, or its disk is not connected. "
        "Look for it, connect the disk, or restore a backup."
    )
    FOLDER = N_("“{name}” is a folder. Choose a file in it.")
    EMPTY = N_(
        "“{name}” is empty: nothing was ever saved in it, or its content was lost on the way here. "
        "Choose another file or restore a backup."
    )
    NOT_A_DATABASE = N_(
        "“{name}” is no book of business: it is a file of another kind, or encrypted. "
        "Choose a file that CRM Desktop made, or restore a backup."
    )
    NEWER_SQLITE = N_(
        "“{name}” is written in a form that is newer than this program. Update CRM Desktop, then open it again."
    )
    OTHER_PROGRAM = N_(
        "“{name}” belongs to another program and was left as it is. "
        "Choose a file that CRM Desktop made; data of other programs come in through Import."
    )
    NEWER_PROGRAM = N_("“{name}” was saved by a newer version of CRM Desktop. Update this program, then open it again.")
    TRUNCATED = N_(
        "“{name}” is cut short: its end is missing, as after an interrupted copy or download. "
        "Copy it here again, or restore a backup."
    )
    DAMAGED = N_("“{name}” is damaged and was left as it is. Restore the newest backup, and keep the damaged file.")
    ALREADY_OPEN = N_("“{name}” is {who}. Close it there first, or look at a backup.")
    CANNOT_OPEN = N_(
        "“{name}” cannot be opened: the system keeps this program from the file or from its folder. "
        "Check that both are there, that you may read and write them, and that no other program keeps it open."
    )
    READ_ONLY = N_(
        "“{name}” cannot be changed: the file, its folder or its disk is write-protected. "
        "Copy it to a folder of your own and open it there."
    )
    NO_FOLDER = N_("There is no folder “{folder}”. Make it, or choose another one.")
    NO_NEW_FILES = N_("“{name}” cannot be written: “{folder}” takes no files of yours. Choose another folder.")
    BAD_NAME = N_("“{name}” is a name that the system does not take. Choose a shorter one, of letters and digits.")
    DISK_FULL = N_("The disk that holds “{name}” is full, and nothing was written. Free some space and try again.")
    DISK_ERROR = N_(
        "The disk that holds “{name}” reports an error, and nothing was written. "
        "Check the disk and its connection, then try again."
    )


class FileProblem(UserError):
    """A file that cannot be opened, read or written. `detail` is for the log: what was found, in the finder's words."""

    def __init__(self, code: Problem, path: Path, detail: str = "", who: str = "") -> None:
        self.code = code
        self.path = path
        self.detail = detail
        super().__init__(
            _(code.value).format(
                name=path.name, folder=path.parent, who=who or _("already open in another window or program")
            )
        )


_BY_NAME = {
    "SQLITE_BUSY": Problem.ALREADY_OPEN,
    "SQLITE_LOCKED": Problem.ALREADY_OPEN,
    "SQLITE_CANTOPEN": Problem.CANNOT_OPEN,
    "SQLITE_PERM": Problem.CANNOT_OPEN,
    "SQLITE_AUTH": Problem.CANNOT_OPEN,
    "SQLITE_READONLY": Problem.READ_ONLY,
    "SQLITE_READONLY_DBMOVED": Problem.MISSING,
    "SQLITE_FULL": Problem.DISK_FULL,
    "SQLITE_IOERR": Problem.DISK_ERROR,
    "SQLITE_NOLFS": Problem.DISK_ERROR,
    "SQLITE_CORRUPT": Problem.DAMAGED,
    "SQLITE_FORMAT": Problem.DAMAGED,
    "SQLITE_NOTADB": Problem.NOT_A_DATABASE,
}
_BY_NUMBER = {
    errno.ENOENT: Problem.MISSING,
    errno.ENOTDIR: Problem.MISSING,
    errno.EISDIR: Problem.FOLDER,
    errno.EINVAL: Problem.BAD_NAME,
    errno.ENAMETOOLONG: Problem.BAD_NAME,
    errno.EACCES: Problem.CANNOT_OPEN,
    errno.EPERM: Problem.CANNOT_OPEN,
    errno.EROFS: Problem.READ_ONLY,
    errno.ENOSPC: Problem.DISK_FULL,
    errno.EDQUOT: Problem.DISK_FULL,
}


def of(error: BaseException, path: Path) -> FileProblem | None:
    """Return what an error of the driver, of SQLAlchemy or of the system says of the file, None if nothing."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return FileProblem(_BY_NUMBER.get(cause.errno or 0, Problem.DISK_ERROR), path, str(cause))
    if not isinstance(cause, sqlite3.Error):
        return None
    name = getattr(cause, "sqlite_errorname", None) or ""
    code = _BY_NAME.get(name) or _BY_NAME.get("_".join(name.split("_")[:2]))
    return None if code is None else FileProblem(code, path, f"{name}: {cause}")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise as FileProblem what goes wrong with `path` inside; every other error passes as it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        problem = of(error, path)
        if problem is None:
            raise
        raise problem from error


@contextmanager
def unproved(path: Path) -> Iterator[None]:
    """Like `told`, for a file that may be anything: what SQLite cannot read or has no name for is damage.

    Its messages quote the damage, and then are no text themselves.
    """
    try:
        with told(path):
            yield
    except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        raise FileProblem(Problem.DAMAGED, path, repr(error)) from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Like `told`, and with the system's own errors too: for the files that we write ourselves."""
    with putting_out(path), told(path):
        yield


@contextmanager
def putting_out(path: Path) -> Iterator[None]:
    """Raise as FileProblem what the system says of a file for other programs; errors of the book are not about it."""
    try:
        yield
    except OSError as error:
        problem = of(error, path) if path.parent.is_dir() else FileProblem(Problem.NO_FOLDER, path, str(error))
        assert problem is not None
        if problem.code is Problem.MISSING:
            problem = FileProblem(Problem.NO_NEW_FILES, path, str(error))
        raise problem from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise as UserError what the system says of a file of another program that is to be read."""
    try:
        yield
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> UserError:
    """Return the sentence on a file of another program that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return UserError(_("There is no file “{path}”.").format(path=path))
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return UserError(_("“{name}” is a folder. Choose the file in it.").format(name=path.name))
    if isinstance(error, PermissionError):
        return UserError(_("“{name}” may not be read by you. Ask its owner, or copy it.").format(name=path.name))
    return UserError(_("“{name}” cannot be read: {reason}.").format(name=path.name, reason=error.strerror))
