"""What runs in the processes that are killed. Each notes in a file what it has been told is saved.

A victim is forked from a process that has imported everything, so that fifty of them cost seconds. One without its
protection has a `halt`: before so many statements that write, or pieces of a copy, it stops and waits to be killed,
because the moments at which a kill does harm are too short to be hit by chance.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import event, func, select, update

from crm_desktop.model import Account, Contact
from crm_desktop.storage import backup, connection, migrate, restore
from crm_desktop.storage.backup import Reason
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import Store, raw_of

ROWS = 60
"""How many rows an import-like step adds."""
_PIECE = 1 << 16


def note(place: Path, number: int) -> None:
    """Write a number so that a kill of this process cannot lose it."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{number}\n".encode())
    os.close(handle)


def noted(place: Path) -> list[int]:
    """Return the numbers, oldest first; a last line that was broken off is none."""
    text = place.read_text() if place.exists() else ""
    return [int(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def save(book: Path, place: Path, halt: int | None) -> None:
    """Add an account and its contact per step, for ever; the contact carries the number of the account."""
    store = _opened(book, place, halt)
    for number in count(1):
        with store.act(f"Save {number}") as session:
            account = Account(name=f"Saved {number}")
            session.add(account)
            session.flush()
            session.add(Contact(name=f"Saved {number}", account_id=account.id))
        note(place, number)


def load(book: Path, place: Path, halt: int | None) -> None:
    """Add many accounts per step and change all of the others, as an import does."""
    store = _opened(book, place, halt)
    for number in count(1):
        with store.act(f"Import {number}") as session:
            session.add_all([Account(name=f"Row {number}", reference=f"{number}.{i}") for i in range(ROWS)])
            session.flush()
            session.execute(update(Account).values(about=f"Import {number}"))
        note(place, number)


def undo_and_redo(book: Path, place: Path, halt: int | None) -> None:
    """Import once, then take it back and repeat it for ever."""
    store = _opened(book, place, halt)
    with store.act("Import") as session:
        session.add_all([Account(name="Row", reference=f"{i}") for i in range(ROWS)])
        session.flush()
        session.execute(update(Account).values(about="Import"))
    note(place, 0)
    for number in count(1):
        (store.undo if number % 2 else store.redo)()
        note(place, number)


def back_up(book: Path, place: Path, halt: int | None) -> None:
    """Back up for ever."""
    store = open_store(book)
    folder = book.parent / "backups"
    for number in count(1):
        if halt is not None:
            folder.mkdir(exist_ok=True)
            _copy_in_place(place, halt, book, folder / f"book-00000000-{number:06d}-hand.crm")
        else:
            backup.back_up(store, folder, Reason.HAND)
        note(place, number)


def put_back(book: Path, place: Path, halt: int | None) -> None:
    """Restore two backups in turn, for ever."""
    if halt is not None:
        migrate.swap = partial(_copy_in_place, place, halt)
    sources = sorted((book.parent / "sources").glob("*.crm"))
    target: Store | Path = book
    for number in count(1):
        target = restore.restore(target, sources[number % 2], book.parent / "backups").store
        note(place, number)


VICTIMS: dict[str, Callable[[Path, Path, int | None], None]] = {
    victim.__name__: victim for victim in (save, load, undo_and_redo, back_up, put_back)
}


def run(name: str, book: Path, place: Path, halt: int | None) -> None:
    """Be the victim of that name."""
    os.environ["CRM_DESKTOP_DATA"] = str(book.parent / "data")
    VICTIMS[name](book, place, halt)


def numbers(store: Store) -> tuple[list[str], list[str]]:
    """Return the names of accounts and of contacts, in order."""
    with store.read() as session:
        accounts = session.scalars(select(Account.name).order_by(Account.id))
        return list(accounts), list(session.scalars(select(Contact.name).order_by(Contact.id)))


def imports(store: Store) -> dict[str, int]:
    """Return how many accounts say that they were changed by which import."""
    with store.read() as session:
        rows = session.execute(select(Account.about, func.count()).group_by(Account.about))
        return {str(about): n for about, n in rows}


def is_waiting(place: Path) -> bool:
    """Tell whether the victim has come to its halt."""
    return _halt_of(place).exists()


def _wait_for_the_end(place: Path) -> None:
    note(_halt_of(place), 0)
    while True:
        time.sleep(1)


def _halt_of(place: Path) -> Path:
    return place.with_name("halt")


def _opened(book: Path, place: Path, halt: int | None) -> Store:
    """Open the book; with a halt every statement is its own transaction, as it would be without an explicit BEGIN."""
    store = open_store(book)
    if halt is not None:
        event.remove(store._engine, "begin", connection.begin)
        writing = count()

        def look(statement: str) -> None:
            if statement.startswith(("INSERT", "UPDATE", "DELETE")) and next(writing) == halt:
                _wait_for_the_end(place)

        with store.read() as session:
            raw_of(session).set_trace_callback(look)
    return store


def _copy_in_place(place: Path, halt: int, source: Path, target: Path) -> None:
    """Copy as a file manager does: over what is there, piece by piece."""
    with source.open("rb") as reading, target.open("wb", buffering=0) as writing:
        for piece in count():
            if piece == halt:
                _wait_for_the_end(place)
            if not writing.write(reading.read(_PIECE)):
                return
