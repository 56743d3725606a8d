"""A book that is large enough for several anchors, with empty fields and equal keys, and the plain way to order it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.model import BY_NAME, Account, Activity, Contact, Opportunity, Record, Seller
from crm_desktop.schema.kinds import Link
from crm_desktop.storage import bulk
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store, raw_of

DEALS = 2600
WORDS = (
    "Ünal",
    "unal",
    "O'Brien",
    "Straße",
    "北京市",
    "R&D",
    "Øresund",
    "Zoë",
    "zoe",
    "İstanbul",
    "plain",
    "\U0001f600 last",
)


def make_large_book(path: Path) -> None:
    """Fill a new book with sellers, accounts, contacts, `DEALS` opportunities and a few activities."""
    chance = random.Random(7)

    def name() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randrange(1, 3)))

    def maybe(values: range) -> int | None:
        return chance.choice(values[:40]) if chance.random() < 0.9 else None

    store = create_store(path)
    with store.act("Fill") as session:
        put = partial(_put, session)
        sellers = put(Seller, "name", ((name(),) for _ in range(5)))
        accounts = put(Account, "name owner_id", ((name(), maybe(sellers)) for _ in range(60)))
        people = put(Contact, "name account_id email", ((name(), maybe(accounts), None) for _ in range(300)))
        put(
            Opportunity,
            "name account_id stage_id amount close_date owner_id probability",
            (
                (name(), maybe(accounts), chance.randrange(1, 7), chance.choice([None, -5, 0, 70, 10**13]),
                 chance.choice([None, "2026-01-31", "2025-12-01", "2027-06-06"]), maybe(sellers), chance.choice([None, 0, 3000]))
                for _ in range(DEALS)
            ),
        )  # fmt: skip
        put(
            Activity,
            "name kind starts done contact_id",
            ((name(), "call", f"2026-01-{i % 28 + 1:02}T10:00:00.000Z", i % 2, maybe(people)) for i in range(400)),
        )
    store.close()


def _put(session: Any, model: type[Record], columns: str, rows: Iterator[tuple[Any, ...]]) -> range:
    return bulk.insert_rows(session, model, columns.split(), rows, Task())


def opened(store: Store, query: Query, *, walked: bool = False) -> Listing:
    """Return the open listing of a query, with or without its way learnt."""
    listing = Listing(query)
    with store.read() as session:
        listing.open(session)
    if walked:
        listing.walk(Task(), partial(store.read, patient=True))
    return listing


def ids_in_order(store: Store, entity: str, column: str, *, descending: bool = False) -> list[int]:
    """Return all ids of an entity as Python sorts them: by the folded text, the name or order of what is linked, or the value; then by id."""
    kind = BY_NAME[entity].fields()[column].kind
    with store.read() as session:
        raw = raw_of(session)
        if isinstance(kind, Link):
            shown = BY_NAME[kind.target].entity.order
            sql = f'SELECT t.id, l."{shown}" FROM "{entity}" t LEFT JOIN "{kind.target}" l ON l.id = t."{column}"'
        else:
            sql = f'SELECT id, "{column}" FROM "{entity}"'
        rows = raw.execute(sql).fetchall()

    return [row[0] for row in sorted(rows, key=_key(kind), reverse=descending)]


def _key(kind: Any) -> Any:
    def key(row: tuple[int, Any]) -> tuple[Any, ...]:
        record_id, value = row
        if isinstance(value, str) and (isinstance(kind, Link) or kind.is_text):
            return (bool(value), fold(value), record_id)
        return (False, "", record_id) if value is None else (True, value, record_id)

    return key


def assert_lists(store: Store, listing: Listing, expected: list[int]) -> None:
    """Read every row in a random order, alone and in ranges, and find the way back from ids to positions."""
    places = list(range(len(expected)))
    random.Random(1).shuffle(places)
    with store.read() as session:
        assert listing.count == len(expected)
        assert listing.ids(session, 0, listing.count - 1) == expected
        assert [listing.row(session, place)[0] for place in places] == [expected[place] for place in places]
        assert [row[0] for row in listing.iterate(session)] == expected
        some = places[:150]
        assert [listing.position(session, expected[place]) for place in some] == some


def rows_of(store: Store, table: str) -> list[tuple[int, str]]:
    """Return ids and names."""
    with store.read() as session:
        listing = Listing(Query(table, ("name",)))
        listing.open(session)
        return [(row[0], row[1]) for row in listing.iterate(session)]
