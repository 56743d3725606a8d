"""A long time of the calendar, read a few weeks at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crm_desktop.base.dates import Period
from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.task import Progress, Task
from crm_desktop.model import Activity, Contact
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import calendar, records
from crm_desktop.services.calendar import portions
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

YEARS = Period(date(2025, 1, 1), date(2027, 12, 31))
START = datetime(2026, 2, 2, 9, tzinfo=UTC)


@pytest.fixture
def busy(store: Store, clock: FrozenClock) -> Store:
    """A book with series, single ones, long ones and a birthday."""
    with store.act("New") as session:
        records.create(session, Contact, {"name": "Berg, Anna", "birthday": date(1980, 5, 5)})
        records.create(session, Activity, {"name": "Daily", "starts": START, "recurrence": "FREQ=DAILY"})
        records.create(session, Activity, {"name": "Once", "starts": START, "minutes": 60})
        for n in range(30):
            starts = START + timedelta(days=20 * n)
            records.create(session, Activity, {"name": f"Trip {n}", "starts": starts, "minutes": 30 * 1440})
    return store


def test_what_is_read_in_portions_is_what_is_read_at_once(busy: Store) -> None:
    with busy.read() as session:
        whole = calendar.between(session, YEARS.first, YEARS.last, formats=formats_for())
        assert portions.listed(session, YEARS, formats_for()) == whole
    assert len(whole) > 700


def test_more_than_can_be_read_is_refused_in_a_sentence(busy: Store) -> None:
    with busy.read() as session, pytest.raises(UserError, match=r"More than 100 entries .* shorter time\.$"):
        portions.listed(session, YEARS, formats_for(), most=100)


def test_a_long_time_shows_its_progress_and_can_be_cancelled(busy: Store) -> None:
    said: list[Progress] = []
    with busy.read() as session:
        portions.listed(session, YEARS, formats_for(), Task(said.append))
        days = [at.done for at in said]
        assert (days[0], days[-1], said[-1].total) == (0, 1095, 1095)
        assert days == sorted(set(days))
        stopped = Task()
        stopped.cancel()
        with pytest.raises(Cancelled):
            portions.listed(session, YEARS, formats_for(), stopped)
