"""What runs in the processes that are killed. Each notes in a file what it has been told is saved.

A victim is forked from a process that has imported everything, so that fifty of them cost seconds.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

from sqlalchemy import event, func, select, update

from crm_desktop.model import Account, Contact
from crm_desktop.storage import backup, connection, migrate, restore
from crm_desktop.storage.backup import Reason
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import Store

ROWS = 60
"""How many rows an import-like step adds."""


def note(place: Path, number: int) -> None:
    """Write a number so that a kill of this process cannot lose it."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{number}\n".encode())
    os.close(handle)


def noted(place: Path) -> list[int]:
    """Return the numbers, oldest first; a last line that was broken off is none."""
    text = place.read_text() if place.exists() else ""
    return [int(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def save(book: Path, place: Path, sabotage: bool) -> None:
    """Add an account and its contact per step, for ever; the contact carries the number of the account."""
    store = _opened(book, sabotage)
    for number in count(1):
        with store.act(f"Save {number}") as session:
            account = Account(name=f"Saved {number}")
            session.add(account)
            session.flush()
            session.add(Contact(name=f"Saved {number}", account_id=account.id))
        note(place, number)


def load(book: Path, place: Path, sabotage: bool) -> None:
    """Add many accounts per step and change all of the others, as an import does."""
    store = _opened(book, sabotage)
    for number in count(1):
        with store.act(f"Import {number}") as session:
            session.add_all([Account(name=f"Row {number}", reference=f"{number}.{i}") for i in range(ROWS)])
            session.flush()
            session.execute(update(Account).values(about=f"Import {number}"))
        note(place, number)


def undo_and_redo(book: Path, place: Path, sabotage: bool) -> None:
    """Import once, then take it back and repeat it for ever."""
    store = _opened(book, sabotage)
    with store.act("Import") as session:
        session.add_all([Account(name="Row", reference=f"{i}") for i in range(ROWS)])
        session.flush()
        session.execute(update(Account).values(about="Import"))
    note(place, 0)
    for number in count(1):
        (store.undo if number % 2 else store.redo)()
        note(place, number)


def back_up(book: Path, place: Path, sabotage: bool) -> None:
    """Back up for ever."""
    store = open_store(book)
    folder = book.parent / "backups"
    for number in count(1):
        if sabotage:
            folder.mkdir(exist_ok=True)
            _copy_slowly(book, folder / f"book-00000000-{number:06d}-hand.crm")
        else:
            backup.back_up(store, folder, Reason.HAND)
        note(place, number)


def put_back(book: Path, place: Path, sabotage: bool) -> None:
    """Restore two backups in turn, for ever."""
    if sabotage:
        migrate.swap = _copy_slowly  # type: ignore[assignment]  # the parameters have other names
    sources = sorted((book.parent / "sources").glob("*.crm"))
    target: Store | Path = book
    for number in count(1):
        target = restore.restore(target, sources[number % 2], book.parent / "backups").store
        note(place, number)


VICTIMS: dict[str, Callable[[Path, Path, bool], None]] = {
    victim.__name__: victim for victim in (save, load, undo_and_redo, back_up, put_back)
}


def run(name: str, book: Path, place: Path, sabotage: bool) -> None:
    """Be the victim of that name."""
    os.environ["CRM_DESKTOP_DATA"] = str(book.parent / "data")
    VICTIMS[name](book, place, sabotage)


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


def _opened(book: Path, sabotage: bool) -> Store:
    store = open_store(book)
    if sabotage:  # every statement is its own transaction, as it would be without an explicit BEGIN
        event.remove(store._engine, "begin", connection.begin)
    return store


def _copy_slowly(source: Path, target: Path) -> None:
    """Copy as a file manager does on a slow disk: in place, piece by piece."""
    with source.open("rb") as reading, target.open("wb", buffering=0) as writing:
        shutil.copyfileobj(reading, writing, 16)
