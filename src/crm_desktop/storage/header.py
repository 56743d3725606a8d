"""A look at a path and at the first 100 bytes of a file, before SQLite touches it.

The file must not be open in this process: closing it here would drop the lock of the connection that holds it.
Format: https://www.sqlite.org/fileformat2.html#the_database_header
"""

from __future__ import annotations

import os
import stat
import struct
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.storage import connection
from crm_desktop.storage.problems import FileProblem, Problem, of

MAGIC = b"SQLite format 3\x00"
SIZE = 100


@dataclass(frozen=True)
class Header:
    """What the first page says of its file; `size` is the file's own, in bytes."""

    application_id: int
    user_version: int
    page_size: int
    pages: int
    is_wal: bool
    size: int


def look(path: Path) -> Header:
    """Return the header of a file that SQLite could read. Raises FileProblem for whatever is none."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise FileProblem(Problem.FOLDER, path)
        if not stat.S_ISREG(found.st_mode):
            raise FileProblem(Problem.CANNOT_OPEN, path, "neither a file nor a folder")
        if connection.is_held(path):
            raise FileProblem(Problem.ALREADY_OPEN, path)
        with path.open("rb") as stream:
            first = stream.read(SIZE)
    except OSError as error:
        raise of(error, path) or error from error
    if not first:
        raise FileProblem(Problem.EMPTY, path)
    if not first.startswith(MAGIC[: len(first)]):
        raise FileProblem(Problem.NOT_A_DATABASE, path)
    if len(first) < SIZE:
        raise FileProblem(Problem.TRUNCATED, path)
    return _read(first, found.st_size, path)


def _read(first: bytes, size: int, path: Path) -> Header:
    page_size, write_version, read_version = struct.unpack_from(">HBB", first, 16)
    change, pages = struct.unpack_from(">II", first, 24)
    (user_version,) = struct.unpack_from(">i", first, 60)
    application_id, valid_for = struct.unpack_from(">I20xI", first, 68)
    page_size = 65_536 if page_size == 1 else page_size
    if page_size < 512 or page_size & (page_size - 1) or not write_version or not read_version:
        raise FileProblem(Problem.DAMAGED, path, f"page size {page_size}")
    if max(write_version, read_version) > 2:
        raise FileProblem(Problem.NEWER_SQLITE, path, f"format {write_version}, {read_version}")
    # a writer older than SQLite 3.7 leaves the number of pages stale, and the two counters apart
    return Header(
        application_id, user_version, page_size, pages if change == valid_for else 0, write_version == 2, size
    )


def refuse_strangers(path: Path, header: Header, newest: int) -> None:
    """Raise FileProblem for a file of another program, or of a version after `newest`."""
    if header.application_id != connection.APPLICATION_ID:
        raise FileProblem(Problem.OTHER_PROGRAM, path, f"application_id {header.application_id:#x}")
    if header.user_version > newest:
        raise FileProblem(Problem.NEWER_PROGRAM, path, f"user_version {header.user_version}")


def refuse_short(path: Path, header: Header) -> None:
    """Raise FileProblem when the file ends before its last page."""
    if header.size < header.pages * header.page_size:
        raise FileProblem(Problem.TRUNCATED, path, f"{header.size} bytes of {header.pages * header.page_size}")


def refuse_protected(path: Path) -> None:
    """Raise FileProblem when the file or its folder cannot be written."""
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise FileProblem(Problem.READ_ONLY, path)
