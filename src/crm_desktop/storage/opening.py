"""Making and opening a book of business."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.paths import SUFFIX
from crm_desktop.model import ENTITIES, Base, BookValue, Pipeline, Stage
from crm_desktop.storage import search, triggers
from crm_desktop.storage.connection import APPLICATION_ID, connect
from crm_desktop.storage.store import Store, raw_of

SCHEMA_VERSION = 1
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
    """Make a new book with the default sales process; the caller has made sure that nothing is at `path`."""
    engine = connect(path, create=True)
    with engine.connect() as connection:
        raw_of(connection).execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with Session(engine) as session:
        raw = raw_of(session)
        Base.metadata.create_all(session.connection())
        search.create_tables(raw)
        raw.executemany("INSERT INTO counter(tbl, n) VALUES (?, 0)", [(model.__tablename__,) for model in ENTITIES])
        triggers.install(raw)
        raw.execute("UPDATE acting SET journaling = 0")
        _seed(session, title or path.name.removesuffix(SUFFIX), currency)
        raw.execute("UPDATE acting SET journaling = 1")
        raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        session.commit()
    return Store(path, engine)


def open_store(path: Path) -> Store:
    """Open an existing book."""
    engine = connect(path)
    with engine.connect() as connection:
        triggers.install(raw_of(connection))
        connection.rollback()
    return Store(path, engine)


def _seed(session: Session, title: str, currency: str) -> None:
    session.add_all([BookValue(name="title", value=title), BookValue(name="currency", value=currency)])
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
