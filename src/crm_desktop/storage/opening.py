"""Making and opening a book of business.

A file is looked at before SQLite touches it, and a file that is refused is left byte for byte as it was.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import uuid
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.paths import SUFFIX, sync_folder
from crm_desktop.model import BookValue, Pipeline, Stage
from crm_desktop.schema import custom
from crm_desktop.storage import (
    custom_fields,
    derived,
    header,
    inspection,
    lock_note,
    migrate,
    search_index,
    shape,
    side_files,
    triggers,
)
from crm_desktop.storage.connection import APPLICATION_ID, connect, disconnect
from crm_desktop.storage.problems import FileProblem, Problem, unproved, writing
from crm_desktop.storage.shape import SCHEMA_VERSION
from crm_desktop.storage.store import Store, raw_of

CHECKED_AT_ONCE = 64 * 2**20
"""Files up to this size, in bytes, are checked before they are shown (0.1 s); larger ones by `health` later on."""
SALES_PROCESS = (
    (N_("Prospecting"), "open", "0.10", "pipeline", None, 30),
    (N_("Qualified"), "open", "0.30", "pipeline", 60, 21),
    (N_("Proposal"), "open", "0.60", "best_case", 45, 14),
    (N_("Negotiation"), "open", "0.80", "commit", 30, 14),
    (N_("Won"), "won", "1", "closed", None, None),
    (N_("Lost"), "lost", "0", "omitted", None, None),
)
"""Name, kind, probability, forecast category, days in stage, days without contact."""


def create_store(path: Path, *, title: str = "", currency: str = "USD") -> Store:
    """Make a new book with the default sales process. Raises UserError when something is at `path` already.

    It is made under another name and takes its own when it is whole.
    """
    path = path.absolute()
    if os.path.lexists(path):
        raise UserError(_("“{name}” is there already. Open it, or choose another name.").format(name=path.name))
    with writing(path), custom.opening() as fields:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(name)
        try:
            _build(part, title or path.name.removesuffix(SUFFIX), currency)
            _take_name(part, path)
        finally:
            part.unlink(missing_ok=True)
        return _ready(path, connect(path), fields)


def open_store(path: Path) -> Store:
    """Open an existing book, after an upgrade where it is an older one. Raises FileProblem, and leaves the file alone."""
    path = path.absolute()  # the working folder may change while the book is open
    is_clean = _look(path)
    try:
        with custom.opening() as fields:
            engine = _locked(path, full=not is_clean)
            if inspection.version_of(_raw(engine)) < SCHEMA_VERSION:
                disconnect(engine)
                migrate.upgrade(path)
                engine = _locked(path, full=False)
            return _ready(path, engine, fields)
    except FileProblem as problem:
        if problem.code is Problem.ALREADY_OPEN:
            raise FileProblem(problem.code, path, problem.detail, lock_note.words(path)) from problem
        raise


def _look(path: Path) -> bool:
    """Refuse what is no book of ours before there is a connection; return whether the last end was clean."""
    found = header.look(path)
    sides = side_files.beside(path)
    if not sides:
        header.refuse_short(path, found)
        header.refuse_strangers(path, found, SCHEMA_VERSION)
    header.refuse_protected(path)
    if sides or found.is_wal:
        side_files.prove(path)
    return not (sides or found.is_wal or lock_note.is_left_behind(path))


def _locked(path: Path, *, full: bool) -> Engine:
    """Take the file and refuse it when it is not whole."""
    with unproved(path):
        engine = connect(path)
        try:
            raw = _raw(engine)
            inspection.require_book(raw, path)
            if full or path.stat().st_size <= CHECKED_AT_ONCE:
                with inspection.lenient(raw):
                    inspection.require_whole(raw, path, full=full)
            else:
                inspection.require_no_strangers(raw, path)
        except BaseException:
            disconnect(engine)
            raise
    return engine


def _ready(path: Path, engine: Engine, fields: custom.CustomFields) -> Store:
    try:
        with unproved(path), Session(engine) as session:
            raw = raw_of(session)
            fields.by_entity = custom_fields.read(raw)
            derived.fill_counters(raw)
            if not search_index.is_current(raw):
                derived.refill_search(raw)
            triggers.install(raw)
            session.commit()
    except BaseException:
        disconnect(engine)
        raise
    lock_note.write(path)
    return Store(path, engine, fields)


def _raw(engine: Engine) -> sqlite3.Connection:
    with engine.connect() as connection:
        return raw_of(connection)


def _build(part: Path, title: str, currency: str) -> None:
    engine = connect(part, create=True)
    try:
        with Session(engine) as session:
            raw = raw_of(session)
            shape.create(session.connection())
            derived.fill_counters(raw)
            triggers.install(raw)
            raw.execute("UPDATE acting SET journaling = 0")
            _seed(session, title, currency)
            raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            session.commit()
    finally:
        disconnect(engine)


def _take_name(part: Path, path: Path) -> None:
    """Give the finished file its name, and never the name of another file."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links, as memory sticks are
        part.rename(path)
    sync_folder(path.parent)


def _seed(session: Session, title: str, currency: str) -> None:
    own = {"title": title, "currency": currency, "uid": uuid.uuid4().hex, "serial": "0"}
    session.add_all([BookValue(name=name, value=value) for name, value in own.items()])
    process = Pipeline(name=_("Sales"), position=0)
    session.add(process)
    session.flush()
    for position, (name, kind, probability, category, in_stage, without_contact) in enumerate(SALES_PROCESS):
        session.add(
            Stage(
                name=_(name),
                pipeline_id=process.id,
                position=position * 10,
                kind=kind,
                probability=Decimal(probability),
                category=category,
                limit_in_stage=in_stage,
                limit_without_contact=without_contact,
            )
        )
    session.flush()
