"""A report as of a past day is the one that was printed on that day, whatever happened to the book since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from crm_desktop.base.letterhead import Letterhead
from crm_desktop.figures.deal import Deal
from crm_desktop.model import Account, Activity, Attendee, Contact, Manager, Seller
from crm_desktop.reports.document import Block, Document, Heading
from crm_desktop.services import deals as services_deals
from crm_desktop.services import records
from crm_desktop.storage.opening import create_store
from tests.conftest import FrozenClock
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.document_text import text_of
from tests.reports.later_steps import STEPS, Hand

PRINTS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("weekly-pipeline", {}),
    ("weekly-pipeline", {"seller": "Ann"}),
    ("weekly-packet", {}),
    ("weekly-packet", {"seller": "Bob"}),
    ("revenue-projection", {}),
    *(
        ("pipeline", {"by": by})
        for by in ("stage", "seller", "product", "source", "account", "company", "category", "month", "team")
    ),
    *(("win-loss", {"by": by}) for by in ("seller", "product", "source", "industry", "territory", "team", "account")),
    ("slippage", {"by": "stage", "first": "2026-11-01", "last": "2026-11-20"}),
    ("stages", {"first": "2026-10-01"}),
    ("sales-speed", {}),
    ("forecast-check", {}),
    ("goals", {"span": "month"}),
    ("goals", {"span": "quarter"}),
)


def _prints(desk: Desk, sellers: dict[str, int]) -> list[Document]:
    """Return all reports as of the day, without what says when and on what paper they were printed."""
    found = []
    for name, options in PRINTS:
        chosen: dict[str, Any] = {**options, "as_of": FRIDAY}
        if "seller" in chosen:
            chosen["seller"] = sellers[chosen["seller"]]
        made = report(desk.store, name, **chosen)
        found.append(replace(made, footer="", house=Letterhead(), blocks=tuple(_with_a_past(made.blocks))))
    return found


def _with_a_past(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield what a packet says without the part of the calendar, which is that of today."""
    is_kept = True
    for block in blocks:
        if isinstance(block, Heading) and block.is_part:
            is_kept = block.text != "The next two weeks"
        if is_kept:
            yield block


def _deals(desk: Desk) -> list[dict[int, Deal]]:
    """Return the opportunities of the day and of the one before its week, with all that any report may look at."""
    with desk.store.read() as session:
        return [services_deals.as_of(session, day) for day in (FRIDAY, FRIDAY - timedelta(days=5))]


def _enters_a_book(desk: Desk) -> dict[str, int]:
    """Enter a book that has something of everything in the weeks before the day; return the ids of its sellers."""
    desk.on(date(2026, 10, 2))
    ids: dict[str, int] = desk.does(_people)
    desk.sets_goal("9000", date(2026, 10, 1), date(2026, 12, 31), "Ann")
    for month, last in ((10, 31), (11, 30), (12, 31)):
        desk.sets_goal("2000", date(2026, month, 1), date(2026, month, last), "Bob")
    desk.sets_rate("EUR", date(2026, 10, 1), "1.1")
    deals = []
    for number in range(9):
        desk.on(date(2026, 10, 5) + timedelta(days=4 * number))
        values: dict[str, Any] = {
            "seller": ("Ann", "Bob", "Cid")[number % 3],
            "account": ("Acme", "Bluth")[number % 2],
            "product": ("GTX", "MG")[number % 2],
            "close_date": date(2026, 11, 3 + 3 * number),
            "source": ("Fair", None)[number % 2],
        }
        currency = {"currency": "EUR"} if number % 4 == 3 else {}
        stage = ("Prospecting", "Qualified", "Proposal")[number % 3]
        deals.append(desk.opens(f"Deal {number}", str(1000 + 111 * number), stage, **values, **currency))
    desk.changes(deals[4], probability=Decimal("0.35"), contact_id=ids["Anna"])
    desk.moves(deals[0], "Won")
    desk.moves(deals[1], "Lost", loss_reason="duplicate")
    desk.moves(deals[2], "Lost", loss_reason="price")
    desk.on(date(2026, 11, 12))
    desk.moves(deals[3], "Negotiation")
    desk.changes(deals[5], close_date=date(2026, 12, 24))
    desk.does(lambda session: _activities(session, ids, deals))
    desk.on(FRIDAY)
    return ids


def _people(session: Session) -> dict[str, int]:
    desk_of = {name: records.create(session, Seller, {"name": name}).id for name in ("Ann", "Bob", "Cid")}
    manager = records.create(session, Manager, {"name": "Mona"})
    for name in ("Ann", "Bob"):
        records.update(session, records.find(session, Seller, desk_of[name]), {"manager_id": manager.id})
    acme = records.create(session, Account, {"name": "Acme", "industry": "Retail"})
    records.create(session, Account, {"name": "Bluth", "parent_id": acme.id})
    contact = records.create(session, Contact, {"first_name": "Anna", "last_name": "Lee", "account_id": acme.id})
    return {**desk_of, "Anna": contact.id, "Acme": acme.id}


def _activities(session: Session, ids: dict[str, int], deals: list[int]) -> None:
    def adds(kind: str, day: int, *, done: bool, **values: Any) -> Activity:
        starts = datetime.combine(date(2026, 11, 1) + timedelta(days=day - 1), time(10)).astimezone()
        return records.create(session, Activity, {"name": kind, "kind": kind, "starts": starts, "done": done, **values})

    adds("call", 2, done=True, opportunity_id=deals[3])
    adds("visit", 4, done=True, account_id=ids["Acme"])
    adds("call", 6, done=True, contact_id=ids["Anna"])
    adds("task", 24, done=False, opportunity_id=deals[4])
    adds("call", 27, done=False, account_id=ids["Acme"])
    adds("meeting", 11, done=False, opportunity_id=deals[5])
    adds("call", 9, done=False, opportunity_id=deals[6], recurrence="FREQ=WEEKLY")
    met = adds("meeting", 10, done=True, opportunity_id=deals[7])
    records.create(
        session,
        Attendee,
        {"name": "Anna Lee", "activity_id": met.id, "contact_id": ids["Anna"], "presence": "attended"},
    )


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    """Give a new folder for each example."""

    def made() -> Iterator[Path]:
        number = 0
        while True:
            number += 1
            folder = tmp_path / str(number)
            folder.mkdir()
            yield folder

    return made()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=8, max_size=30), chance=st.randoms())
def test_a_report_of_a_past_day_is_the_one_printed_then(
    folders: Iterator[Path], clock: FrozenClock, steps: list[str], chance: Random
) -> None:
    folder = next(folders)
    store = create_store(folder / "book.crm", title="Northwind")
    try:
        desk = Desk(store, clock)
        ids = _enters_a_book(desk)
        printed, deals = _prints(desk, ids), _deals(desk)
        hand = Hand(desk, chance, FRIDAY, folder)
        for step in steps:
            hand.does(step)
        for then, now in zip(printed, _prints(desk, ids), strict=True):
            assert text_of(now) == text_of(then)
            assert now == then
        assert _deals(desk) == deals
    finally:
        store.close()
