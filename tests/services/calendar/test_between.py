"""What happens between two days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.model import Account, Activity, Contact, Opportunity, Seller, Stage
from crm_desktop.services import calendar, pipeline, records, series
from crm_desktop.services.calendar import Entry, Shown, hues
from crm_desktop.storage import rolling
from crm_desktop.storage.store import Store

FRIDAY = date(2026, 11, 20)


def _add(store: Store, *all_values: dict[str, Any]) -> list[int]:
    with store.act("New") as session:
        return [records.create(session, Activity, {"name": "Visit", **values}).id for values in all_values]


def _seen(store: Store, first: date, last: date | None = None, **shown: Any) -> list[Entry]:
    with store.read() as session:
        return calendar.between(session, first, last or first, Shown(**shown))


def _at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({"starts": _at(20, 9), "minutes": 60}, (20, 20)),
        ({"starts": _at(20, 9)}, (20, 20)),
        ({"starts": _at(20, 23), "minutes": 60}, (20, 20)),  # one that ends at midnight does not touch the next day
        ({"starts": _at(20, 23), "minutes": 61}, (20, 21)),
        ({"starts": _at(20, 0), "minutes": 1440}, (20, 20)),
        ({"starts": _at(20, 12), "minutes": 1440}, (20, 21)),
        ({"starts": _at(20), "all_day": True}, (20, 20)),
        ({"starts": _at(20), "minutes": 30, "all_day": True}, (20, 20)),
        ({"starts": _at(20), "minutes": 2 * 1440, "all_day": True}, (20, 21)),
        ({"starts": _at(20, 12), "minutes": 1440, "all_day": True}, (20, 20)),  # known only by its day
    ],
)
def test_an_activity_is_on_each_day_that_it_touches(
    store: Store, values: dict[str, Any], days: tuple[int, int]
) -> None:
    _add(store, values)
    on = [day for day in range(17, 25) if _seen(store, date(2026, 11, day))]
    assert (on[0], on[-1], len(on)) == (*days, days[1] - days[0] + 1)
    (entry,) = _seen(store, FRIDAY)
    assert (entry.first.day, entry.last.day) == days


def test_a_bar_of_seventy_days_reaches_in_from_its_beginning(store: Store) -> None:
    _add(store, {"starts": _at(12, month=9), "all_day": True, "minutes": 69 * 1440}, {"starts": _at(12, month=9)})
    (entry,) = _seen(store, date(2026, 11, 19))
    assert (entry.first, entry.last) == (date(2026, 9, 12), date(2026, 11, 19))
    assert not _seen(store, FRIDAY)


def test_whole_days_stay_where_they_are_in_another_zone(store: Store, in_zone: Callable[[str], None]) -> None:
    berlin = datetime(2026, 11, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    _add(store, {"starts": berlin, "all_day": True, "minutes": 2880, "zone": "Europe/Berlin"})
    for zone in ("Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        in_zone(zone)
        assert [d for d in range(17, 25) if _seen(store, date(2026, 11, d))] == [20, 21], zone


def test_a_day_on_which_the_clock_changes_has_all_its_hours(store: Store, in_zone: Callable[[str], None]) -> None:
    in_zone("Europe/Berlin")
    _add(
        store,
        {"name": "In", "starts": datetime(2026, 10, 24, 22, tzinfo=UTC)},  # 0:00 of the day of 25 hours
        {"name": "Late", "starts": datetime(2026, 10, 25, 22, 59, tzinfo=UTC)},  # 23:59
        {"name": "After", "starts": datetime(2026, 10, 25, 23, tzinfo=UTC)},
        {"name": "Spring", "starts": datetime(2026, 3, 29, 21, 59, tzinfo=UTC)},  # 23:59 of the day of 23 hours
    )
    assert [one.title for one in _seen(store, date(2026, 10, 25))] == ["In", "Late"]
    assert [one.title for one in _seen(store, date(2026, 3, 29))] == ["Spring"]
    _add(store, {"starts": datetime(2026, 10, 24, 22, tzinfo=UTC), "all_day": True})
    whole = _seen(store, date(2026, 10, 25))[0]
    assert (whole.ends - whole.starts).total_seconds() == 25 * 3600
    assert (whole.minutes, whole.first, whole.last) == (1440, date(2026, 10, 25), date(2026, 10, 25))


def test_bars_come_first_and_then_the_time(store: Store) -> None:
    _add(
        store,
        {"name": "Ten", "starts": _at(20, 10)},
        {"name": "Nine", "starts": _at(20, 9)},
        {"name": "Day", "starts": _at(20), "all_day": True},
        {"name": "Since Thursday", "starts": _at(19), "all_day": True, "minutes": 2880},
        {"name": "Past midnight", "starts": _at(19, 23), "minutes": 120},
    )
    titles = [one.title for one in _seen(store, FRIDAY)]
    assert titles == ["Since Thursday", "Day", "Past midnight", "Nine", "Ten"]


def test_an_entry_says_whom_and_what_it_is_about(store: Store) -> None:
    with store.act("New") as session:
        seller = records.create(session, Seller, {"name": "Ida"}).id
        account = records.create(session, Account, {"name": "Bioplex"}).id
        contact = records.create(session, Contact, {"name": "Bram de Wit", "account_id": account}).id
        stage = pipeline.first_stage(session).id
        deal = {"name": "GTX Plus Pro", "account_id": account, "stage_id": stage}
        deal_id = records.create(session, Opportunity, deal).id
    people = {"contact_id": contact, "opportunity_id": deal_id, "owner_id": seller, "location": "Room 5"}
    _add(store, {"name": "Visit Bioplex", "kind": "visit", "starts": _at(20, 11), "minutes": 90, **people})
    (entry,) = _seen(store, FRIDAY)
    assert entry.title == "Visit Bioplex"
    assert entry.detail == "Bram de Wit · GTX Plus Pro · Room 5"
    assert (entry.kind, entry.owner, entry.account, entry.minutes) == ("visit", "Ida", "Bioplex", 90)
    assert (entry.is_bar, entry.recurs, entry.is_overdue, entry.can_move) == (False, False, False, True)
    assert [hues.hue(entry, by) for by in ("kind", "seller", "account")] == ["green", "blue", "blue"]


def test_what_is_not_done_by_the_next_day_is_overdue(store: Store) -> None:
    _add(
        store,
        {"name": "Missed", "starts": _at(19, 9)},
        {"name": "Done", "starts": _at(19, 10), "done": True},
        {"name": "Today", "starts": _at(20, 9)},
        {"name": "Still on", "starts": _at(18), "all_day": True, "minutes": 3 * 1440},
    )
    assert [one.title for one in _seen(store, date(2026, 11, 18), FRIDAY) if one.is_overdue] == ["Missed"]
    assert [one.title for one in _seen(store, date(2026, 11, 18), FRIDAY) if one.done] == ["Done"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_each_day_of_a_series_is_an_entry_of_its_own(store: Store, is_kept: bool) -> None:
    rule = "FREQ=WEEKLY;BYDAY=MO"
    (made,) = _add(store, {"name": "Review", "kind": "meeting", "starts": _at(2, 9), "minutes": 60, "recurrence": rule})
    if is_kept:
        rolling.roll(store)
    found = _seen(store, date(2026, 11, 1), date(2026, 11, 30))
    assert [one.at for one in found] == [_at(day, 9) for day in (2, 9, 16, 23, 30)]
    assert {one.key[:2] for one in found} == {("activities", made)}
    assert {(one.detail, one.recurs) for one in found} == {("Every Monday", True)}
    assert [one.is_overdue for one in found] == [True, True, True, False, False]
    with store.act("Finish") as session:
        series.detach(session, series.find(session, made), _at(16, 9)).done = True
        series.settle(session, series.find(session, made), _at(16, 9))
    found = _seen(store, date(2026, 11, 1), date(2026, 11, 30))
    assert [(one.at is None, one.done, one.is_overdue) for one in found[:4]] == [
        (False, False, False),
        (False, False, False),
        (True, True, False),
        (False, False, False),
    ]
    assert [one.is_unnoted for one in found] == [True, True, False, False, False]
    assert [one.is_faded for one in found] == [True, True, True, False, False]


def test_whole_days_of_a_series_reach_in_too(store: Store) -> None:
    _add(
        store,
        {"name": "Fair", "starts": _at(4), "all_day": True, "minutes": 3 * 1440, "recurrence": "FREQ=WEEKLY"},
    )
    rolling.roll(store)
    (entry,) = _seen(store, FRIDAY)
    assert (entry.first, entry.last, entry.at) == (date(2026, 11, 18), date(2026, 11, 20), _at(18))


@pytest.mark.parametrize(
    ("born", "year", "day", "detail"),
    [
        (date(1980, 11, 27), 2026, (11, 27), "46 years"),
        (date(2000, 2, 29), 2027, (2, 28), "27 years"),  # a common year has no other day for it
        (date(2000, 2, 29), 2028, (2, 29), "28 years"),
        (date(1604, 5, 1), 2026, (5, 1), ""),  # how some programs write a year that is not known
    ],
)
def test_a_birthday_comes_back_every_year(
    store: Store, born: date, year: int, day: tuple[int, int], detail: str
) -> None:
    with store.act("New") as session:
        records.create(session, Contact, {"name": "Hana Novák", "birthday": born})
    (entry,) = _seen(store, date(year, 1, 1), date(year, 12, 31))
    assert (entry.first, entry.last) == (date(year, *day), date(year, *day))
    assert (entry.title, entry.detail) == ("Birthday: Hana Novák", detail)
    assert (entry.is_bar, entry.can_move, entry.can_resize, entry.recurs) == (True, False, False, True)


def test_only_open_business_is_expected_to_close(store: Store) -> None:
    with store.act("New") as session:
        account = records.create(session, Account, {"name": "Bioplex"}).id
        lost = session.query(Stage).filter_by(kind="lost").first()
        assert lost is not None
        for name, stage, amount in (("Open", pipeline.first_stage(session).id, 1200), ("Lost", lost.id, 5)):
            values = {"name": name, "stage_id": stage, "close_date": FRIDAY, "amount": Decimal(amount)}
            records.create(session, Opportunity, {**values, "account_id": account, "currency": "EUR"})
    (entry,) = _seen(store, FRIDAY)
    assert (entry.title, entry.detail) == ("Expected close: Open", "1,200 EUR · Bioplex")
    assert (entry.layer, entry.entity, entry.can_move, entry.can_resize) == ("closes", "opportunity", True, False)


def test_layers_and_people_are_left_out_as_asked(store: Store) -> None:
    with store.act("New") as session:
        ida, max_ = (records.create(session, Seller, {"name": name}).id for name in ("Ida", "Max"))
        records.create(session, Contact, {"name": "Hana", "birthday": date(1980, 11, 20), "owner_id": ida})
    _add(
        store,
        {"name": "Call", "starts": _at(20, 9), "owner_id": max_},
        {"name": "Task", "kind": "task", "starts": _at(20, 9), "owner_id": ida},
    )

    def titles(**shown: Any) -> list[str]:
        return [one.title for one in _seen(store, FRIDAY, **shown)]

    assert titles() == ["Birthday: Hana", "Call", "Task"]
    assert titles(layers=frozenset({"tasks"})) == ["Task"]
    assert titles(layers=frozenset({"activities", "birthdays"})) == ["Birthday: Hana", "Call"]
    assert titles(owner_id=ida) == ["Birthday: Hana", "Task"]
    assert titles(owner_id=max_) == ["Call"]
    assert titles(layers=frozenset()) == []
