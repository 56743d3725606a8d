"""The report on activities: who did how much of what, with whom, and what is still owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model import Account, Activity, Attendee, Contact, Seller
from crm_desktop.reports.document import Document, Figure, Figures
from crm_desktop.services import activities, records, sample
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.document_text import text_of

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
WEEK: dict[str, Any] = {"first": MONDAY, "last": date(2026, 11, 22)}


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12)).astimezone(UTC)


def adds(desk: Desk, model: type[Any], name: str, **values: Any) -> int:
    return int(desk.does(lambda session: records.create(session, model, {"name": name, **values}).id))


def does(desk: Desk, day: date, kind: str = "call", **values: Any) -> int:
    return adds(desk, Activity, kind, kind=kind, starts=at_noon(day), **{"done": True, **values})


def cards(document: Document) -> dict[str, Figure]:
    return {card.label: card for block in document.blocks if isinstance(block, Figures) for card in block.figures}


def ids(document: Document, label: str) -> tuple[int, ...]:
    behind = cards(document)[label].records
    return () if behind is None else behind.ids


def test_a_week_counts_what_was_done_with_minutes_outcomes_and_customers(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    anna = adds(desk, Seller, "Anna")
    north = adds(desk, Account, "North")
    does(desk, TUESDAY, owner_id=anna, account_id=north, minutes=30, outcome="They want a price.")
    does(desk, TUESDAY, "visit", account_id=north, minutes=60)
    does(desk, date(2026, 11, 15), account_id=north)
    does(desk, MONDAY, "task", done=False)
    does(desk, FRIDAY, "meeting", done=False)
    page = report(store, "activities", **WEEK)
    shown = {label: card.text for label, card in cards(page).items()}
    assert shown == {
        "Done": "2", "Minutes": "90", "Outcome noted": "1 of 2", "Accounts": "1", "Contacts": "0", "Planned": "1", "Overdue": "1",
    }  # fmt: skip
    assert "Anna | 1 | 30 | 1 of 1 | 1 |  |  | " in text_of(page)
    assert "No seller | 1 | 60 | 0 of 1 | 1 |  | 1 | 1" in text_of(page)


def test_whoever_came_is_touched_and_who_stayed_away_is_not(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    south = adds(desk, Account, "South")
    came, absent = (adds(desk, Contact, name, account_id=south) for name in ("Came", "Absent"))
    meeting = does(desk, TUESDAY, "meeting")
    for contact, presence in ((came, "attended"), (absent, "absent")):
        adds(desk, Attendee, "x", activity_id=meeting, contact_id=contact, presence=presence)
    page = report(store, "activities", **WEEK)
    assert ids(page, "Contacts") == (came,)
    assert ids(page, "Accounts") == (south,)


def test_only_the_days_of_a_series_that_were_done_count(store: Store, desk: Desk) -> None:
    desk.on(MONDAY)
    series = does(desk, MONDAY, done=False, recurrence="FREQ=DAILY")
    assert ids(report(store, "activities", **WEEK), "Planned") == (series,)
    desk.on(TUESDAY)
    with store.act("Done") as session:
        activities.finish(session, records.find(session, Activity, series))
    desk.on(FRIDAY)
    page = report(store, "activities", **WEEK)
    assert len(ids(page, "Done")) == 1
    assert series not in ids(page, "Done")
    assert ids(page, "Overdue") == (series,)


def test_the_report_of_a_past_day_is_as_it_was_then(store: Store, desk: Desk) -> None:
    desk.on(MONDAY)
    plan = does(desk, TUESDAY, done=False)
    done = does(desk, MONDAY, minutes=20)
    then = text_of(report(store, "activities", as_of=MONDAY, **WEEK))
    desk.on(FRIDAY)
    desk.does(lambda session: records.update(session, records.find(session, Activity, plan), {"done": True}))
    desk.does(lambda session: records.update(session, records.find(session, Activity, done), {"minutes": 99}))
    does(desk, FRIDAY, done=False)
    mistaken = does(desk, MONDAY)
    desk.does(lambda session: records.delete(session, Activity, [done, mistaken]))
    assert text_of(report(store, "activities", as_of=MONDAY, **WEEK)) == then
    assert ids(report(store, "activities", **WEEK), "Done") == (plan,)


def test_a_long_period_is_shown_by_month_and_an_empty_book_says_so(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    page = text_of(report(store, "activities"))
    assert "# By month\nNothing was done in this period." in page
    assert "Nothing was done in this period, and nothing is planned." in page


@pytest.mark.parametrize("seller", [None, 1])
def test_the_sample_book_agrees_with_plain_sql(store: Store, clock: FrozenClock, seller: int | None) -> None:
    sample.fill(store)
    clock.forward(hours=1)
    today = dates.today()
    chosen: dict[str, Any] = {"first": date(today.year, 1, 1), "last": today, **({"seller": seller} if seller else {})}
    page = report(store, "activities", **chosen)
    with store.read() as session:
        done, minutes, accounts, late = _by_sql(session, today, seller)
    shown = cards(page)
    assert (shown["Done"].value, shown["Minutes"].value) == (done, minutes)
    assert (shown["Accounts"].value, shown["Overdue"].value) == (accounts, late)
    assert done


def _by_sql(session: Session, today: date, seller: int | None) -> tuple[Any, ...]:
    mine = f"AND owner_id = {seller}" if seller else ""
    row = raw_of(session).execute(
        f"""SELECT count(*), sum(minutes), count(DISTINCT CASE WHEN kind <> 'task' THEN coalesce(account_id,
                   (SELECT c.account_id FROM contact c WHERE c.id = contact_id)) END),
                   (SELECT count(*) FROM activity WHERE NOT done AND (recurrence IS NULL OR due IS NOT NULL)
                     AND date(ifnull(due, starts), 'localtime') < :today {mine})
            FROM activity WHERE done AND date(starts, 'localtime') BETWEEN :first AND :today {mine}""",
        {"first": f"{today.year}-01-01", "today": today.isoformat()},
    )
    return tuple(row.fetchone())
