"""A disk that remembers every write, and what is left of them when the power goes.

SQLite reaches the system through a table of functions. `Recorder` puts itself between, by the library's own means
(https://www.sqlite.org/vfs.html), so that the program under test is the real one. What it keeps of unsynced writes
when the power fails is what disks promise: any of them, in part, whole sectors at a time.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

SECTOR = 512
_POINTER, _INT, _INT64 = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _INT64)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _INT64)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


class _System(ctypes.Structure):
    """The head of `sqlite3_vfs`; the functions after `open` are copied as they are."""

    _fields_ = [
        ("version", _INT), ("file_size", _INT), ("path_size", _INT), ("next", _POINTER), ("name", ctypes.c_char_p),
        ("data", _POINTER), ("open", _POINTER), ("rest", _POINTER * 15),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`: what can be done with an open file."""

    _fields_ = [
        ("version", _INT), ("close", _POINTER), ("read", _POINTER), ("write", _POINTER), ("truncate", _POINTER),
        ("sync", _POINTER), ("rest", _POINTER * 13),
    ]  # fmt: skip


@dataclass(frozen=True)
class Write:
    """Bytes that were handed to the system."""

    file: str
    place: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    """A file that was made shorter."""

    file: str
    size: int


@dataclass(frozen=True)
class Sync:
    """From here on everything written to the file before is safe."""

    file: str


@dataclass(frozen=True)
class Mark:
    """The program was told that something is saved."""

    number: int


Operation = Write | Truncate | Sync | Mark


def can_record() -> bool:
    """Whether this Python's SQLite library lets others reach its table of functions."""
    return hasattr(_sqlite3, "__file__") and hasattr(ctypes.CDLL(_sqlite3.__file__), "sqlite3_vfs_find")


class Recorder:
    """Every operation on the files that SQLite opens while it is installed."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._kept: list[Any] = []

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Stand between SQLite and the system; files that are open by then are not recorded."""
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_System)
        original = library.sqlite3_vfs_find(None)
        ours = _System.from_buffer_copy(original.contents)
        ours.name = b"recorder"
        really_open = _OPEN(original.contents.open)

        def opened(system: int, name: int | None, file: int, flags: int, out: int) -> int:
            code = really_open(system, name, file, flags, out)
            if code == 0 and name is not None:
                self._watch(file, Path(os.fsdecode(ctypes.string_at(name))).name)
            return int(code)

        callback = _OPEN(opened)
        ours.open = ctypes.cast(callback, _POINTER)
        self._kept += [ours, callback]
        library.sqlite3_vfs_register(ctypes.byref(ours), 1)
        try:
            yield
        finally:
            library.sqlite3_vfs_register(original, 1)
            library.sqlite3_vfs_unregister(ctypes.byref(ours))

    def mark(self, number: int) -> None:
        """Note that the program was told that step `number` is saved."""
        self.operations.append(Mark(number))

    def _watch(self, file: int, name: str) -> None:
        place = ctypes.cast(file, ctypes.POINTER(_POINTER))
        original = ctypes.cast(place[0], ctypes.POINTER(_Methods)).contents
        ours = _Methods.from_buffer_copy(original)
        write, truncate, sync = _WRITE(original.write), _TRUNCATE(original.truncate), _SYNC(original.sync)
        log = self.operations

        def written(this: int, data: int, size: int, offset: int) -> int:
            log.append(Write(name, offset, ctypes.string_at(data, size)))
            return int(write(this, data, size, offset))

        def truncated(this: int, size: int) -> int:
            log.append(Truncate(name, size))
            return int(truncate(this, size))

        def synced(this: int, flags: int) -> int:
            code = int(sync(this, flags))
            log.append(Sync(name))
            return code

        callbacks = (_WRITE(written), _TRUNCATE(truncated), _SYNC(synced))
        ours.write, ours.truncate, ours.sync = (ctypes.cast(callback, _POINTER) for callback in callbacks)
        place[0] = ctypes.addressof(ours)
        self._kept += [ours, original, callbacks]


def power_cut(before: dict[str, bytes], operations: Sequence[Operation], chance: random.Random) -> dict[str, bytes]:
    """Return what is on the disk when the power goes after `operations`, beginning with the files `before`."""
    safe = {name: bytearray(content) for name, content in before.items()}
    pending: dict[str, list[Write | Truncate]] = {}
    for operation in operations:
        match operation:
            case Write(file) | Truncate(file):
                pending.setdefault(file, []).append(operation)
            case Sync(file):
                for one in pending.pop(file, []):
                    _apply(safe.setdefault(file, bytearray()), one)
    share = chance.choice((0.1, 0.5, 0.9))
    for file, unsynced in pending.items():
        for one in unsynced:
            for part in _parts(one):
                if chance.random() < share:
                    _apply(safe.setdefault(file, bytearray()), part)
    return {name: bytes(content) for name, content in safe.items()}


def _parts(one: Write | Truncate) -> list[Write | Truncate]:
    if isinstance(one, Truncate):
        return [one]
    edges = [0, *range(SECTOR - one.place % SECTOR, len(one.data), SECTOR), len(one.data)]
    return [Write(one.file, one.place + a, one.data[a:b]) for a, b in pairwise(edges) if a < b]


def _apply(content: bytearray, one: Write | Truncate) -> None:
    if isinstance(one, Truncate):
        del content[one.size :]
        return
    content.extend(bytes(max(0, one.place - len(content))))
    content[one.place : one.place + len(one.data)] = one.data
