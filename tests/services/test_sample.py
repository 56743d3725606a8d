"""The invented book: whole, alive today, and one step."""

from __future__ import annotations

from datetime import date

from crm_desktop.figures.bridge import bridge
from crm_desktop.services import calendar, deals, sample
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock


def test_the_sample_is_alive_this_week_and_one_undo_takes_it_back(store: Store) -> None:
    sample.fill(store)
    with store.read() as session:
        today = deals.as_of(session, date(2026, 11, 20))
        week = bridge(deals.as_of(session, date(2026, 11, 15)), today, deals.rates(session))
        assert week.gap == 0
        assert all(week.lines[name].count for name in ("new", "won", "lost"))
        assert sum(deal.kind == "open" for deal in today.values()) > 20
        orphans = "SELECT count(*) FROM opportunity_state WHERE opportunity_id NOT IN (SELECT id FROM opportunity)"
        assert raw_of(session).execute(orphans).fetchone() == (0,)
    step = store.undo()
    assert step is not None
    assert step.title == "Sample data"
    with store.read() as session:
        assert deals.as_of(session, date(2026, 11, 20)) == {}


def test_no_state_of_the_sample_lies_in_the_future(store: Store) -> None:
    sample.fill(store)
    with store.read() as session:
        late = "SELECT count(*) FROM opportunity_state WHERE since > '2026-11-20T12:00:00.000Z'"
        assert raw_of(session).execute(late).fetchone() == (0,)


def test_the_calendar_of_the_sample_has_series_days_and_overlaps_and_none_of_it_was_missed(
    store: Store, clock: FrozenClock
) -> None:
    sample.fill(store)
    with store.read() as session:
        week = calendar.between(session, date(2026, 11, 16), date(2026, 11, 22))
        waiting = calendar.to_do(session, 500)
    titles = [entry.title for entry in week]
    assert {"Pipeline review", "Trade fair in Hannover", "Negotiate the bundle", "Budget question"} <= set(titles)
    assert next(entry for entry in week if entry.title == "Trade fair in Hannover").last == date(2026, 11, 19)
    negotiate, budget = (
        next(entry for entry in week if entry.title == one) for one in ("Negotiate the bundle", "Budget question")
    )
    assert budget.starts < negotiate.ends
    assert not any(entry.is_overdue for entry in (*week, *waiting) if entry.recurs)
