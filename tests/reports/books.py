"""Small books of business for the tests of reports, entered through the services day by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.model import (
    Account,
    Activity,
    ExchangeRate,
    Goal,
    Manager,
    Opportunity,
    Product,
    Record,
    Seller,
    Stage,
)
from crm_desktop.reports.document import Document
from crm_desktop.reports.options import parse
from crm_desktop.reports.report import report_named
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import pipeline, records
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

FRIDAY = date(2026, 11, 20)
ENTITIES = {"seller": Seller, "account": Account, "product": Product, "manager": Manager}


def report(store: Store, name: str, fiscal_month: int = 1, author: str = "", **chosen: Any) -> Document:
    """Build a report as the command line does."""
    declared = report_named(name)
    with store.read() as session:
        formats = formats_for("en_US")
        options = parse(declared.options, chosen, formats, session, fiscal_month=fiscal_month, author=author)
        return declared.build(session, options)


class Desk:
    """Somebody who enters business: names make the records that they link to, days set the clock."""

    def __init__(self, store: Store, clock: FrozenClock) -> None:
        self.store = store
        self._clock = clock

    def on(self, day: date) -> None:
        """Let it be noon of a day, by the local clock."""
        self._clock.at = datetime.combine(day, time(12)).astimezone(UTC)

    def does(self, work: Callable[[Session], Any]) -> Any:
        """Do something in a step of its own."""
        with self.store.act("Work") as session:
            return work(session)

    def opens(self, name: str, amount: str | None, stage: str = "Prospecting", **values: Any) -> int:
        """Enter an opportunity and return its id."""

        def work(session: Session) -> int:
            links = {link: values.pop(link) for link in ("seller", "account", "product") if link in values}
            columns = {"seller": "owner_id", "account": "account_id", "product": "product_id"}
            linked = {columns[link]: self.known(session, link, text) for link, text in links.items()}
            money = None if amount is None else Decimal(amount)
            new = {"name": name, "amount": money, "stage_id": stage_of(session, stage).id, **linked, **values}
            return records.create(session, Opportunity, new).id

        return int(self.does(work))

    def moves(self, opportunity: int, stage: str, **outcome: Any) -> None:
        """Move an opportunity to another stage."""
        self.does(
            lambda session: pipeline.move(
                session, records.find(session, Opportunity, opportunity), stage_of(session, stage), **outcome
            )
        )

    def changes(self, opportunity: int, **values: Any) -> None:
        """Change values of an opportunity."""
        self.does(lambda session: records.update(session, records.find(session, Opportunity, opportunity), values))

    def deletes(self, opportunity: int) -> None:
        """Delete an opportunity."""
        self.does(lambda session: records.delete(session, Opportunity, [opportunity]))

    def calls(self, opportunity: int) -> None:
        """Log a call about an opportunity."""
        self.does(
            lambda session: records.create(
                session, Activity, {"name": "Call", "kind": "call", "done": True, "opportunity_id": opportunity}
            )
        )

    def sets_goal(self, amount: str, first: date, last: date, seller: str | None = None) -> None:
        """Set a goal for the team or a seller."""

        def work(session: Session) -> None:
            owner = None if seller is None else self.known(session, "seller", seller)
            values = {
                "name": "Goal",
                "amount": Decimal(amount),
                "first_day": first,
                "last_day": last,
                "seller_id": owner,
            }
            records.create(session, Goal, values)

        self.does(work)

    def sets_rate(self, currency: str, day: date, amount: str) -> None:
        """Enter an exchange rate."""
        values = {"name": currency, "day": day, "amount": Decimal(amount), "units": 1}
        self.does(lambda session: records.create(session, ExchangeRate, values))

    def known(self, session: Session, entity: str, name: str, **values: Any) -> int:
        """Return the id of the record of that name, made where there is none."""
        model: type[Record] = ENTITIES[entity]
        found = session.scalar(select(model).where(model.__table__.c.name == name))
        return (found or records.create(session, model, {"name": name, **values})).id


def stage_of(session: Session, name: str) -> Stage:
    """Return the stage of that name."""
    stage = pipeline.stage_named(session, name)
    assert stage is not None, name
    return stage


_EXPECTED = (
    ("GTK 500", "Treequote", "80304", "Negotiation", date(2026, 11, 26)),
    ("GTX Plus Pro", "Bioplex", "54820", "Proposal", date(2026, 11, 28)),
    ("GTX Pro", "Betasoloin", "48210", "Negotiation", date(2026, 11, 29)),
    ("Annual support", "Rangreen", "12600", "Proposal", date(2026, 11, 30)),
    ("GTX Pro rollout", "Kan-code", "96420", "Qualified", date(2026, 12, 5)),
    ("GTX Plus renewal", "Condax", "24000", "Prospecting", date(2026, 12, 12)),
    ("GTX Basic, 40 units", "Singletechno", "22000", "Proposal", date(2026, 12, 15)),
    ("MG Advanced, 12 seats", "Hottechi", "40700", "Prospecting", date(2026, 12, 20)),
)
_LATER = (
    ("32700", "Prospecting", 7, date(2027, 4, 15)),
    ("23860", "Qualified", 8, date(2027, 2, 10)),
    ("36000", "Proposal", 1, date(2027, 1, 12)),
    ("36480", "Proposal", 1, date(2027, 1, 20)),
    ("37000", "Proposal", 1, date(2027, 1, 29)),
    ("11363", "Negotiation", 2, date(2027, 1, 8)),
)


def northwind(desk: Desk) -> dict[str, int]:
    """Enter the book whose week 47 of 2026 has the worked numbers: 987,140 becomes 1,049,440, goal 750,000."""
    mine: dict[str, Any] = {"seller": "Maureen Marcano"}
    desk.sets_goal("750000", date(2026, 10, 1), date(2026, 12, 31))
    desk.on(date(2026, 10, 5))
    ids = {name: desk.opens(name, "276890", account="Kan-code", **mine) for name in ("Rollout East", "Rollout West")}
    desk.on(date(2026, 10, 10))
    ids["MG Advanced, 12 seats"] = desk.opens(
        "MG Advanced, 12 seats", "40700", "Prospecting", account="Hottechi", close_date=date(2026, 12, 20), **mine
    )
    desk.on(date(2026, 10, 28))
    for name in ("Rollout East", "Rollout West"):
        desk.moves(ids[name], "Won")
    desk.on(date(2026, 11, 9))
    before = {"GTK 500": "65304", "GTX Pro": "41910", "Annual support": "16800"}
    for name, account, amount, stage, close in _EXPECTED[:-1]:
        values = {"account": account, "close_date": close, "product": name.split(",")[0], **mine}
        ids[name] = desk.opens(name, before.get(name, amount), stage, **values)
    for amount, stage, count, close in _LATER:
        for number in range(count):
            values = {"account": f"{stage} {number + 1}", "close_date": close, "seller": "Cecily Lampkin"}
            ids[f"{stage} {amount} {number + 1}"] = desk.opens(
                f"{stage} {amount} {number + 1}", amount, stage, **values
            )
    for name, amount in (("Won A", "40000"), ("Won B", "18700"), ("Lost A", "14500")):
        ids[name] = desk.opens(name, amount, "Negotiation", close_date=date(2026, 11, 18), account="Bioplex", **mine)
    _week_47(desk, ids, mine)
    return ids


def _week_47(desk: Desk, ids: dict[str, int], mine: dict[str, Any]) -> None:
    desk.on(date(2026, 11, 17))
    for number, amount in enumerate(("30000", "28000", "24400", "20000", "16000"), 1):
        ids[f"New {number}"] = desk.opens(
            f"New {number}", amount, account="Zoomit", close_date=date(2027, 3, 9), **mine
        )
    desk.changes(ids["GTK 500"], amount=Decimal(80304))
    desk.changes(ids["GTX Pro"], amount=Decimal(48210))
    desk.changes(ids["Annual support"], amount=Decimal(12600))
    desk.on(date(2026, 11, 18))
    for name in ("Won A", "Won B"):
        desk.moves(ids[name], "Won")
    desk.moves(ids["Lost A"], "Lost", loss_reason="price")
    for close in (date(2026, 12, 1), date(2026, 11, 25), date(2026, 12, 4), date(2026, 11, 24), date(2026, 11, 30)):
        desk.changes(ids["Annual support"], close_date=close)
    desk.on(FRIDAY)
