"""The sheet of an account: who is there, what is open, planned, done and bought."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from crm_desktop.model import Account, Activity, Contact, Note
from crm_desktop.services import records
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.document_text import check_snapshot, text_of


def fill(desk: Desk) -> None:
    """North, with two people, one open and three won opportunities, a past and a plan."""
    desk.on(FRIDAY - timedelta(days=400))
    desk.opens("Old", "400", "Won", account="North")
    desk.on(FRIDAY - timedelta(days=30))
    north = desk.does(lambda session: desk.known(session, "account", "North"))
    for name, amount in (("A", "1000"), ("B", "500")):
        desk.opens(name, amount, "Won", account="North", seller="Anna")
    deal = desk.opens("GTX rollout", "96420", "Proposal", account="North", close_date=date(2026, 12, 5))
    desk.opens("Elsewhere", "7", account="South")

    def work(session: Session) -> None:
        details = {
            "phone": "+49 30 1",
            "city": "Berlin",
            "about": "Family firm.\nThird generation.",
            "industry": "Retail",
        }
        records.update(session, records.find(session, Account, north), details)
        for name, title, phone in (("Ute Novák", "CEO", "+49 170 2"), ("Bo Lund", "Buyer", None)):
            values = {"name": name, "title": title, "mobile": phone, "account_id": north}
            records.create(session, Contact, values)
        for text, pinned in (("Never before ten.", True), ("Seen at the fair.", False)):
            note = {"name": text, "pinned": pinned, "entity_name": "account", "record_id": north}
            records.create(session, Note, note)
        at = datetime.combine(FRIDAY + timedelta(days=2), time(9, 30)).astimezone(UTC)
        plan = {"name": "Show the prices", "kind": "visit", "starts": at, "opportunity_id": deal}
        records.create(session, Activity, plan)

    desk.does(work)
    desk.calls(deal)
    desk.on(FRIDAY)


def test_the_sheet_of_an_account_reads_as_it_should(store: Store, desk: Desk) -> None:
    fill(desk)
    check_snapshot(report(store, "account-sheet", account="North"), "account-sheet")


def test_no_more_than_ten_things_that_happened_are_told(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    deal = desk.opens("GTX", "1", account="North")
    for _number in range(15):
        desk.calls(deal)
    text = text_of(report(store, "account-sheet", account="North"))
    assert text.count("Call · Call") == 10


def test_without_an_account_the_sheet_asks_for_one(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    assert "Choose an account in the options: its sheet stands here then." in text_of(report(store, "account-sheet"))


def test_an_account_of_which_nothing_is_known_says_so_in_every_part(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.does(lambda session: desk.known(session, "account", "Bare"))
    text = text_of(report(store, "account-sheet", account="Bare"))
    for part in ("No contact of this account is known.", "Nothing is open with this account.", "Nothing is planned with",
                 "Nothing has happened with", "Nothing was won with this account yet."):  # fmt: skip
        assert part in text
