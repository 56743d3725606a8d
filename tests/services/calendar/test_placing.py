"""What a hand does in the calendar; each is one step, and undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Account, Activity, Contact, Opportunity, Seller
from crm_desktop.services import calendar, pipeline, records
from crm_desktop.services.activities import Next
from crm_desktop.services.calendar import Entry, placing
from crm_desktop.services.series import Which
from crm_desktop.storage.store import Store

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def _at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def _add(store: Store, **values: Any) -> int:
    with store.act("New") as session:
        return records.create(session, Activity, {"name": "Visit Bioplex", "kind": "visit", **values}).id


def _entries(store: Store) -> list[Entry]:
    with store.read() as session:
        return calendar.between(session, *NOVEMBER)


def _days(store: Store) -> list[tuple[int, int, int]]:
    """Return day, hour and minutes of all that is shown."""
    return [(one.starts.day, one.starts.hour, one.minutes) for one in _entries(store)]


def _place(
    store: Store, entry: Entry, starts: datetime, minutes: int | None, all_day: bool, which: Which = "one"
) -> None:
    with store.act("Move") as session:
        placing.place(session, entry, starts, minutes, all_day, which)


@pytest.mark.parametrize(
    ("values", "starts", "minutes", "all_day", "found"),
    [
        ({"starts": _at(16, 11), "minutes": 90}, _at(19, 14), None, False, (19, 14, 90)),
        ({"starts": _at(16, 11), "minutes": 90}, _at(16, 11), 30, False, (16, 11, 30)),
        ({"starts": _at(16, 11)}, _at(17, 8), None, False, (17, 8, 0)),
        ({"starts": _at(16, 11), "minutes": 90}, _at(19), None, True, (19, 0, 1440)),
        ({"starts": _at(16, 11), "minutes": 90}, _at(19, 14), 2880, True, (19, 0, 2880)),
        ({"starts": _at(16), "minutes": 2880, "all_day": True}, _at(19, 14), None, False, (19, 14, 60)),
        ({"starts": _at(16), "minutes": 2880, "all_day": True}, _at(18), None, True, (18, 0, 2880)),
        ({"starts": _at(16), "minutes": 2880, "all_day": True}, _at(16), 4320, True, (16, 0, 4320)),
    ],
)
def test_it_goes_where_it_is_dropped_and_back_by_undo(
    store: Store, values: dict[str, Any], starts: datetime, minutes: int | None, all_day: bool, found: tuple[int, ...]
) -> None:
    _add(store, **values)
    before = _days(store)
    _place(store, _entries(store)[0], starts, minutes, all_day)
    assert _days(store) == [found]
    store.undo()
    assert _days(store) == before


def test_whole_days_of_another_zone_begin_at_midnight_there(store: Store, in_zone: Callable[[str], None]) -> None:
    in_zone("America/New_York")
    berlin = ZoneInfo("Europe/Berlin")
    made = _add(store, starts=datetime(2026, 11, 16, tzinfo=berlin), all_day=True, zone="Europe/Berlin")
    _place(store, _entries(store)[0], datetime(2026, 11, 19, tzinfo=ZoneInfo("America/New_York")), None, True)
    assert [(one.first, one.last) for one in _entries(store)] == [(date(2026, 11, 19), date(2026, 11, 19))]
    with store.read() as session:
        assert records.find(session, Activity, made).starts == datetime(2026, 11, 19, tzinfo=berlin)


@pytest.mark.parametrize(
    ("which", "days"),
    [
        ("one", [(2, 9, 60), (9, 9, 60), (17, 14, 60), (23, 9, 60), (30, 9, 60)]),
        ("later", [(2, 9, 60), (9, 9, 60), (17, 14, 60), (24, 14, 60)]),
        ("all", [(3, 14, 60), (10, 14, 60), (17, 14, 60), (24, 14, 60)]),
    ],
)
def test_one_of_a_series_takes_the_others_along_as_asked(
    store: Store, which: Which, days: list[tuple[int, int, int]]
) -> None:
    _add(store, starts=_at(2, 9), minutes=60, recurrence="FREQ=WEEKLY")
    before = _days(store)
    _place(store, _entries(store)[2], _at(17, 14), None, False, which)
    assert _days(store) == days
    store.undo()
    assert _days(store) == before


@pytest.mark.parametrize(("which", "days"), [("one", [2, 9, 23, 30]), ("later", [2, 9]), ("all", [])])
def test_one_of_a_series_is_left_out_with_the_others_as_asked(store: Store, which: Which, days: list[int]) -> None:
    _add(store, starts=_at(2, 9), minutes=60, recurrence="FREQ=WEEKLY")
    with store.act("Remove") as session:
        placing.remove(session, _entries(store)[2], which)
    assert [one.starts.day for one in _entries(store)] == days
    store.undo()
    assert [one.starts.day for one in _entries(store)] == [2, 9, 16, 23, 30]


def test_a_single_one_is_deleted_and_undo_brings_it_back(store: Store) -> None:
    _add(store, starts=_at(16, 9))
    with store.act("Remove") as session:
        placing.remove(session, _entries(store)[0])
    assert _entries(store) == []
    store.undo()
    assert _days(store) == [(16, 9, 0)]


def test_the_close_of_an_opportunity_moves_by_days(store: Store) -> None:
    with store.act("New") as session:
        stage = pipeline.first_stage(session).id
        values = {"name": "GTX", "stage_id": stage, "close_date": date(2026, 11, 16)}
        deal = records.create(session, Opportunity, values).id
    _place(store, _entries(store)[0], _at(19, 14), 60, False)
    with store.read() as session:
        assert records.find(session, Opportunity, deal).close_date == date(2026, 11, 19)
    store.undo()
    assert _entries(store)[0].first == date(2026, 11, 16)


def test_a_birthday_says_why_it_stays(store: Store) -> None:
    with store.act("New") as session:
        records.create(session, Contact, {"name": "Hana", "birthday": date(1980, 11, 20)})
    (birthday,) = _entries(store)
    with pytest.raises(UserError, match="stays on its day"):
        _place(store, birthday, _at(21), None, True)
    with pytest.raises(UserError, match="Birthday: Hana"), store.act("Remove") as session:
        placing.remove(session, birthday)
    with pytest.raises(UserError, match="Birthday: Hana"), store.act("Finish") as session:
        placing.finish(session, birthday)


def test_finishing_one_of_a_series_leaves_the_others_and_plans_the_next(store: Store) -> None:
    _add(store, starts=_at(2, 9), minutes=60, recurrence="FREQ=WEEKLY")
    with store.act("Finish") as session:
        made = placing.finish(session, _entries(store)[2], "Agreed", Next("call", "Ask again", _at(25, 10)))
        assert made is not None
    done = [(one.starts.day, one.title) for one in _entries(store) if one.done]
    assert done == [(16, "Visit Bioplex")]
    assert [one.starts.day for one in _entries(store)] == [2, 9, 16, 23, 25, 30]
    store.undo()
    assert [one.starts.day for one in _entries(store) if not one.done] == [2, 9, 16, 23, 30]


@pytest.mark.parametrize(
    ("starts", "minutes", "all_day", "done"),
    [
        (_at(20, 11), 60, False, True),  # it is noon
        (_at(20, 11), 90, False, False),
        (_at(20, 15), 30, False, False),
        (_at(20, 15), 1440, True, False),
        (_at(19, 15), 1440, True, True),
        (_at(19, 15), 2880, True, False),
    ],
)
def test_what_is_put_on_a_time_that_is_over_is_done(
    store: Store, starts: datetime, minutes: int, all_day: bool, done: bool
) -> None:
    with store.act("New") as session:
        made = placing.create(session, "call", " Ask  for the order ", starts, minutes, all_day, {"account_id": None})
        assert (made.name, made.done, made.minutes) == ("Ask for the order", done, minutes)
        assert made.starts == (starts.replace(hour=0) if all_day else starts)


def test_nothing_is_made_without_a_word(store: Store) -> None:
    with pytest.raises(InvalidInput), store.act("New") as session:
        placing.create(session, "call", "  ", _at(20, 9), 30, False, {})


def test_a_step_says_what_is_done_with_what(store: Store) -> None:
    _add(store, starts=_at(16, 9), minutes=30)
    (visit,) = _entries(store)
    assert placing.title_of(visit, "move") == "Move “Visit Bioplex”"
    assert placing.title_of(visit, "skip") == "Leave out “Visit Bioplex”"


def test_a_series_that_begins_in_the_past_is_not_done_and_begins_on_a_day_of_its_rule(
    store: Store, clock: object
) -> None:
    with store.act("New") as session:
        rule = {"recurrence": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}
        made = placing.create(session, "call", "Steering", _at(6, 9), 30, False, rule)
        assert (made.starts, made.done) == (_at(17, 9), False)


def test_what_is_made_belongs_to_whom_its_links_belong_else_to_whose_calendar_it_is(
    store: Store, clock: object
) -> None:
    with store.act("New") as session:
        ann, bob = (records.create(session, Seller, {"name": name}).id for name in ("Ann", "Bob"))
        mine = records.create(session, Account, {"name": "Bioplex", "owner_id": ann}).id

        def owner(said: dict[str, Any], seller: int | None = None) -> int | None:
            return placing.create(session, "call", "Call", _at(30, 9), 30, False, said, seller).owner_id

        assert owner({"account_id": mine}, bob) == ann
        assert owner({}, bob) == bob
        assert owner({}) is None, "two sell"
        assert owner({"owner_id": bob, "account_id": mine}) == bob
        records.update(session, session.get_one(Seller, bob), {"active": False})
        assert owner({}) == ann
