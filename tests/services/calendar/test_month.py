"""The first few entries of each day, and how many there are."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_desktop.model import Account, Activity, Contact, Opportunity, Seller
from crm_desktop.services import calendar, pipeline, records
from crm_desktop.services.calendar import Entry, Shown
from crm_desktop.storage import rolling
from crm_desktop.storage.store import Store

FIRST, LAST = date(2026, 10, 12), date(2026, 11, 15)
"""Five weeks, in which clocks are changed in Europe and in America."""
ZONES = (None, None, None, "Europe/Berlin", "America/New_York", "Pacific/Kiritimati")
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,FR",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=DAILY;COUNT=9",
)


def _fill(store: Store, chance: random.Random) -> None:
    with store.act("Fill the book") as session:
        for name in ("Anna", "Bert"):
            records.create(session, Seller, {"name": name})
            records.create(session, Account, {"name": name})
        for i in range(40):
            born = date(1990, 1, 1) + timedelta(days=chance.randrange(270, 330))
            records.create(session, Contact, {"name": f"Contact {i}", "birthday": born, **_links(chance)})
            closes = FIRST + timedelta(days=chance.randrange(30))
            stage = pipeline.first_stage(session).id
            records.create(
                session,
                Opportunity,
                {"name": f"Deal {i}", "stage_id": stage, "close_date": closes, **_links(chance)},
            )
        for i in range(250):
            records.create(session, Activity, {"name": f"Activity {i}", **_when(chance), **_links(chance)})


def _links(chance: random.Random) -> dict[str, int | None]:
    return {"owner_id": chance.choice((None, 1, 2)), "account_id": chance.choice((None, 1, 2))}


def _when(chance: random.Random) -> dict[str, object]:
    """Return any time of day and length, at times for whole days, at times again and again."""
    all_day = chance.random() < 0.2
    starts = datetime(2026, 9, 25, tzinfo=UTC) + timedelta(minutes=15 * chance.randrange(55 * 96))
    zone = chance.choice(ZONES)
    if all_day:
        starts = starts.astimezone(None).replace(hour=0, minute=0)
    return {
        "kind": chance.choice(("call", "meeting", "visit", "task")),
        "starts": starts,
        "minutes": chance.choice((None, 30, 60, 240, 600, 1439, 1440, 4320, 30_000)),
        "all_day": all_day,
        "zone": zone,
        "recurrence": chance.choice(RULES) if chance.random() < 0.15 else None,
    }


SHOWN = (
    calendar.EVERYTHING,
    Shown(frozenset({"activities"})),
    Shown(frozenset({"tasks", "closes"})),
    Shown(owner_id=1),
    Shown(frozenset({"activities", "birthdays"}), owner_id=2, account_id=1),
    Shown(frozenset()),
)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"])
@pytest.mark.parametrize("seed", range(2))
def test_a_month_shows_of_each_day_the_first_that_are_found_between_two_days(
    store: Store, in_zone: Callable[[str], None], zone: str, seed: int
) -> None:
    in_zone(zone)
    _fill(store, random.Random(seed))
    worked_out = _seen(store)
    assert rolling.roll(store)
    assert _seen(store) == worked_out


def _seen(store: Store) -> list[list[Entry]]:
    """Return all entries, after a look at whether each day of the month has the first of them."""
    with store.read() as session:
        found = [calendar.between(session, FIRST, LAST, shown) for shown in SHOWN]
        for shown, entries in zip(SHOWN, found, strict=True):
            cells = calendar.month(session, FIRST, LAST, shown, per_day=4)
            assert list(cells) == [FIRST + timedelta(days=n) for n in range(35)]
            for day, cell in cells.items():
                here = [one for one in entries if one.first <= day <= one.last]
                assert (cell.total, cell.entries) == (len(here), tuple(here[:4])), (day, shown)
    return found
