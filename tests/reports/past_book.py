"""A book that has something of everything that a report can look at, in the weeks before a Friday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model import Account, Activity, Attendee, Contact, Manager, Seller
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services import records, saved_reports, series
from crm_desktop.services.pivot import COUNT, Definition, Measure
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.pivoting import Axis
from tests.reports.books import FRIDAY, Desk


def enter(desk: Desk) -> dict[str, int]:
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
        name = f"Deal {number}" if number < 8 else "GTX, Acme"  # as an import calls it
        deals.append(desk.opens(name, str(1000 + 111 * number), stage, **values, **currency))
    desk.changes(deals[4], probability=Decimal("0.35"), contact_id=ids["Anna"])
    desk.moves(deals[0], "Won")
    desk.moves(deals[1], "Lost", loss_reason="duplicate")
    desk.moves(deals[2], "Lost", loss_reason="price")
    desk.on(date(2026, 11, 12))
    desk.does(
        lambda session: records.update(session, records.find(session, Contact, ids["Otto"]), {"status": "active"})
    )
    desk.moves(deals[3], "Negotiation")
    desk.changes(deals[5], close_date=date(2026, 12, 24))
    desk.does(lambda session: _activities(session, ids, deals))
    desk.does(_own_reports)
    desk.on(FRIDAY)
    return ids


def _own_reports(session: Session) -> None:
    """Put reports of one's own into the packet, which ask all that the past may be asked."""
    here = Group("any", (Rule("close_date", "in", "this_quarter"), Rule("account_id.industry", "any_of", ("Retail",))))
    talked = Group(
        "none", (Rule("opportunity@account_id", "has", Group("all", (Rule("stage_id.kind", "any_of", ("won",)),))),)
    )
    sums, days = (COUNT, Measure("sum", "amount"), Measure("mean", "probability")), Axis("starts", "month")
    for number, definition in enumerate((
        Definition("opportunity", (Axis("owner_id"), Axis("stage_id")), Axis("account_id.industry"), sums, by=1),
        Definition("opportunity", (Axis("source"), Axis("amount", "1000")), None, sums, here),
        Definition("activity", (Axis("kind"),), days, (COUNT, Measure("sum", "minutes"))),
        Definition("contact", (Axis("status"), Axis("account_id.parent_id")), Axis("owner_id.manager_id")),
        Definition("account", (Axis("name"),), Axis("industry"), (COUNT,), talked),
    )):  # fmt: skip
        kept = saved_reports.save(session, f"Own {number}", definition)
        saved_reports.put_in_packet(session, kept.id, is_in=True)


def _people(session: Session) -> dict[str, int]:
    desk_of = {name: records.create(session, Seller, {"name": name}).id for name in ("Ann", "Bob", "Cid")}
    manager = records.create(session, Manager, {"name": "Mona"})
    for name in ("Ann", "Bob"):
        records.update(session, records.find(session, Seller, desk_of[name]), {"manager_id": manager.id})
    acme = records.create(session, Account, {"name": "Acme", "industry": "Retail", "reference": "A1"})
    records.create(session, Account, {"name": "Bluth", "parent_id": acme.id})
    lee = {"last_name": "Lee", "account_id": acme.id, "source": "Fair", "owner_id": desk_of["Ann"]}
    contacts = {
        name: records.create(session, Contact, {"first_name": name, "birthday": born, **lee}).id
        for name, born in (("Anna", date(1980, 11, 28)), ("Otto", date(1992, 2, 29)), ("Mia", date(1975, 12, 4)))
    }
    return {**desk_of, **contacts, "Acme": acme.id}


def _activities(session: Session, ids: dict[str, int], deals: list[int]) -> None:
    def adds(kind: str, day: int, *, done: bool, **values: Any) -> Activity:
        starts = datetime.combine(date(2026, 11, 1) + timedelta(days=day - 1), time(10)).astimezone()
        return records.create(session, Activity, {"name": kind, "kind": kind, "starts": starts, "done": done, **values})

    ann, whole = {"owner_id": ids["Ann"]}, {"all_day": True, "minutes": 3 * DAY_MINUTES}
    adds("call", 2, done=True, opportunity_id=deals[3], **ann)
    adds("visit", 4, done=True, account_id=ids["Acme"], minutes=45)
    adds("call", 6, done=True, contact_id=ids["Anna"], outcome="Talked.")
    adds("task", 24, done=False, opportunity_id=deals[4])
    adds("call", 27, done=False, account_id=ids["Acme"], **ann)
    adds("meeting", 11, done=False, opportunity_id=deals[5])
    adds("visit", 25, done=False, contact_id=ids["Mia"], location="Oslo", **whole)
    adds("visit", 19, done=False, account_id=ids["Acme"], **whole, **ann)
    adds("call", 9, done=False, opportunity_id=deals[6], recurrence="FREQ=WEEKLY")
    daily = adds("call", 23, done=False, recurrence="FREQ=DAILY;COUNT=9", **ann)
    series.change(session, daily.id, daily.starts + 2 * dates.DAY, "one", {"name": "Another"})
    series.skip(session, daily.id, daily.starts + 4 * dates.DAY, "one")
    met = adds("meeting", 10, done=True, opportunity_id=deals[7])
    records.create(
        session,
        Attendee,
        {"name": "Anna Lee", "activity_id": met.id, "contact_id": ids["Anna"], "presence": "attended"},
    )
