"""The calendar of the sample book: a week as a seller has it, with what recurs, what lasts for days and what overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.model.activity import DAY_MINUTES

_WEEKS_BACK = 8


@dataclass(frozen=True)
class _Plan:
    """Something of this week: `day` counts from Monday, `whom` among the companies; no `clock` is for whole `days`."""

    title: str
    kind: str
    day: int
    clock: str = ""
    minutes: int = 60
    days: int = 1
    whom: int | None = None
    recurrence: str | None = None


_PLANS = (
    _Plan(N_("Pipeline review"), "meeting", 0, "09:00", recurrence="FREQ=WEEKLY;BYDAY=MO"),
    _Plan(N_("Call the plant about deliveries"), "call", 1, "10:00", 30, whom=28, recurrence="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    _Plan(N_("Prepare the forecast"), "task", 4, "14:00", recurrence="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    _Plan(N_("Visit and walk through the site"), "visit", 0, "11:00", 90, whom=1),
    _Plan(N_("Demo of the new release"), "meeting", 1, "13:00", 60, whom=20),
    _Plan(N_("Trade fair in Hannover"), "meeting", 2, days=2),
    _Plan(N_("Questions on the contract"), "call", 2, "09:30", 60, whom=36),
    _Plan(N_("Negotiate the bundle"), "meeting", 2, "15:00", 90, whom=19),
    _Plan(N_("Budget question"), "call", 2, "15:30", 30, whom=2),
    _Plan(N_("Call about the renewal"), "call", 3, "08:30", 30, whom=27),
    _Plan(N_("Measure the sales floor"), "visit", 3, "11:00", 120, whom=30),
    _Plan(N_("Call before the weekend"), "call", 4, "09:45", 30, whom=3),
    _Plan(N_("Install the pilot"), "visit", 8, days=3, whom=33),
    _Plan(N_("Quarterly business review"), "meeting", 10, "10:00", 120, whom=17),
)  # fmt: skip


def rows(today: date, accounts: Sequence[int], owner_id: int) -> Iterator[dict[str, Any]]:
    """Yield the values of the activities around a day; what is over is done, a series began some weeks ago."""
    monday = dates.week_of(today).first
    for plan in _PLANS:
        day = monday + plan.day * dates.DAY
        if plan.recurrence:
            day -= timedelta(weeks=_WEEKS_BACK)
        starts = datetime.combine(day, time.fromisoformat(plan.clock or "00:00")).astimezone(UTC)
        minutes = plan.minutes if plan.clock else plan.days * DAY_MINUTES
        yield {
            "name": _(plan.title),
            "kind": plan.kind,
            "starts": starts,
            "minutes": minutes,
            "all_day": not plan.clock,
            "recurrence": plan.recurrence,
            "done": not plan.recurrence and starts + timedelta(minutes=minutes) <= dates.now(),
            "account_id": accounts[plan.whom] if plan.whom is not None else None,
            "owner_id": owner_id,
        }
