"""The open file. Everything the user does is one `with store.act("…") as session:`; everything shown is a `read()`.

There is one connection for all threads. A `read()` never waits for a running `act` of another thread unless it says
so: the window shows what it has and asks again on `changed`.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.signal import Signal
from crm_desktop.base.task import Task
from crm_desktop.schema import custom
from crm_desktop.schema.custom import CustomFields, Declared
from crm_desktop.storage import blobs, custom_fields, journal, lock_note, occurrences, search_index
from crm_desktop.storage.connection import disconnect, require_in_place
from crm_desktop.storage.journal import Step
from crm_desktop.storage.problems import told

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Changes:
    """What one step changed: the rows by table. `origin` is whoever made it, so that it can spare itself.

    `is_replayed` where the step was undone or done again.
    """

    title: str
    rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    origin: object = None
    is_replayed: bool = False

    def touches(self, *tables: str) -> bool:
        """Whether any of the tables is among the changes."""
        return any(table in self.rows for table in tables)


class Busy(UserError):
    """A long step is running on another thread; what was asked for can be asked again when it is over."""

    def __init__(self) -> None:
        super().__init__(_("A longer job is still running. Try again when it is done, or cancel it."))


def raw_of(session: Session | Connection) -> sqlite3.Connection:
    """Return the driver's connection of a session, for statements on thousands of rows."""
    connection = session.connection() if isinstance(session, Session) else session
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


class Store:
    """One open book of business. `opening.open_store` and `opening.create_store` make one."""

    def __init__(self, path: Path, engine: Engine, fields: CustomFields) -> None:
        self.path = path
        self.fields = fields
        """The custom fields of this book; they are in force on each thread that used it last."""
        self.changed: Signal[Changes] = Signal()
        self._engine = engine
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._running: Session | None = None
        self._is_acting = False
        self._is_closed = False

    @contextmanager
    def act(self, title: str, origin: object = None) -> Iterator[Session]:
        """Run one step of the user: one transaction, one undo step, one notice. An exception leaves nothing behind."""
        with self._alone(), told(self.path), Session(self._engine, expire_on_commit=False) as session:
            require_in_place(self.path, self._engine)
            raw = raw_of(session)
            action = journal.begin(raw, title)
            self._running = session
            try:
                yield session
                session.flush()
                rows = journal.touched(raw, action)
                if rows:
                    search_index.follow(raw, action, rows)
                    occurrences.follow(raw, rows)
                    declared = self._declared(raw, rows)
                    journal.end(raw)
                    require_in_place(self.path, self._engine)
                    session.commit()
                    self.fields.by_entity = declared
                else:
                    session.rollback()
            finally:
                self._running = None
                if session.in_transaction():
                    session.rollback()
        if rows:
            self.changed.emit(Changes(title, rows, origin))

    @contextmanager
    def read(self, *, patient: bool = False) -> Iterator[Session]:
        """Give a session for reading. On a thread that acts or reads already it is that step's own.

        Raises Busy while another thread acts, unless `patient`: then it waits.
        """
        if self._running is not None and self._holder == threading.get_ident():
            yield self._running
            return
        with self._locked(patient=patient), told(self.path), Session(self._engine, expire_on_commit=False) as session:
            self._running = session
            try:
                yield session
            finally:
                self._running = None
                session.expunge_all()  # what was read stays readable; a rollback would empty it
                session.rollback()

    @contextmanager
    def upkeep(self) -> Iterator[sqlite3.Connection]:
        """Give the driver's connection for a short change that is no step of the user: nobody undoes it, nobody is told.

        Only tables outside the journal can be written. An exception leaves nothing behind.
        """
        assert not self.is_in_hand, "upkeep inside a step: it is none of the user's"
        # nobody is told Busy because of it: it is short, and what waits for it would not be told when it is over
        with self._locked(patient=True), told(self.path), Session(self._engine) as session:
            require_in_place(self.path, self._engine)
            yield raw_of(session)
            session.commit()

    @property
    def is_in_hand(self) -> bool:
        """Whether this thread reads or acts right now, so that no step can begin before that is over."""
        return self._holder == threading.get_ident()

    def undo(self, task: Task | None = None) -> Step | None:
        """Take back the newest step and return it; None if there is none."""
        return self._replay(undoing=True, task=task or Task())

    def redo(self, task: Task | None = None) -> Step | None:
        """Repeat the step that was undone last and return it; None if there is none."""
        return self._replay(undoing=False, task=task or Task())

    def next_undo(self) -> Step | None:
        """Return the step that `undo` would take back."""
        with self.read() as session:
            return journal.next_undo(raw_of(session))

    def next_redo(self) -> Step | None:
        """Return the step that `redo` would repeat."""
        with self.read() as session:
            return journal.next_redo(raw_of(session))

    def steps(self, limit: int = 100) -> list[Step]:
        """Return the steps that can be undone or redone, newest first."""
        with self.read() as session:
            return journal.steps(raw_of(session), limit)

    def close(self) -> None:
        """Give the file back; the lock on it is free at once."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._sweep()
                custom.leave(self.fields)
                lock_note.remove(self.path)
                disconnect(self._engine)

    def _sweep(self) -> None:
        """Leave nothing in the file that nobody can reach any more; what hinders it now is no reason not to close."""
        try:
            with self._engine.begin() as connection:
                blobs.sweep(raw_of(connection))
        except (DBAPIError, sqlite3.Error) as problem:
            _log.info("not swept: %r", problem)

    @contextmanager
    def driver(self) -> Iterator[sqlite3.Connection]:
        """Give the driver's connection outside any transaction, with the store to oneself: for backups and checks."""
        with self._alone(), told(self.path), self._engine.connect() as connection:
            raw = raw_of(connection)
            connection.rollback()
            yield raw

    def _replay(self, *, undoing: bool, task: Task) -> Step | None:
        with self._alone(), told(self.path), Session(self._engine) as session:
            require_in_place(self.path, self._engine)
            raw = raw_of(session)
            step = journal.next_undo(raw) if undoing else journal.next_redo(raw)
            if step is None:
                return None
            search_index.forget(raw, step.id)
            (journal.undo if undoing else journal.redo)(raw, step.id, task)
            search_index.learn(raw, step.id)
            rows = journal.touched(raw, step.id)
            occurrences.follow(raw, rows)
            declared = self._declared(raw, rows)
            require_in_place(self.path, self._engine)
            session.commit()
            self.fields.by_entity = declared
        self.changed.emit(Changes(step.title, rows, is_replayed=True))
        return step

    def _declared(self, raw: sqlite3.Connection, rows: Mapping[str, object]) -> Declared:
        """Return the custom fields as a step leaves them; they hold once it is stored."""
        return custom_fields.follow(raw, self.fields) if custom_fields.TABLE in rows else self.fields.by_entity

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep everybody else out for a step. A worker waits for its turn, the window's thread is told Busy."""
        assert not self.is_in_hand, "a step inside a step: services take the session, doors act"
        with self._locked(patient=threading.current_thread() is not threading.main_thread()):
            self._is_acting = True
            try:
                yield
            finally:
                self._is_acting = False

    @contextmanager
    def _locked(self, *, patient: bool) -> Iterator[None]:
        """Hold the connection; it is taken for one statement by a reader, and for a whole step by an actor."""
        while not self._lock.acquire(timeout=0.02):
            if self._is_acting and not patient:
                raise Busy
        self._holder = threading.get_ident()
        try:
            if self._is_closed:
                raise UserError(_("This book is closed. Open it again and repeat what you did."))
            custom.use(self.fields)
            yield
        finally:
            self._holder = None
            self._lock.release()
