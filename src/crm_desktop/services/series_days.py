"""The days of a series as its page shows them: the next ones, those that were left out, and those that are records now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import series
from crm_desktop.services.calendar import moments

State = Literal["open", "out", "own"]
AHEAD = 5
_OTHERS_AHEAD, _OTHERS_BEHIND = 10, 3
_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True)
class SeriesDay:
    """One day by the rule; `own` is the record that it became, which begins at `starts`."""

    at: datetime
    state: State
    starts: datetime
    own: int | None = None
    is_done: bool = False


def of(session: Session, whole: Activity, ahead: int = AHEAD) -> list[SeriesDay]:
    """Return the next days of a series from today on, and what was left out or changed around them, in order."""
    today = moments.morning(dates.today())
    found = [SeriesDay(at, "open", at) for at in islice(_open(whole, today), ahead)]
    records = {one.original: one for one in series.detached(session, whole.id) if one.original}
    others = [
        SeriesDay(dates.moment_of(text), "own", one.starts, one.id, one.done) for text, one in sorted(records.items())
    ]
    left_out = sorted(set((whole.skipped or "").split()) - records.keys())
    others += [SeriesDay(at, "out", at) for at in map(dates.moment_of, left_out)]
    for state in ("own", "out"):
        alike = [one for one in others if one.state == state]
        found += [one for one in alike if one.at < today][-_OTHERS_BEHIND:]
        found += [one for one in alike if one.at >= today][:_OTHERS_AHEAD]
    return sorted(found, key=lambda one: one.at)


def series_of(session: Session, one: Activity) -> Activity | None:
    """Return the series that an activity was one of, while there is such a series."""
    whole = session.get(Activity, one.series_id) if one.series_id is not None else None
    return whole if whole is not None and series.is_series(whole) else None


def _open(whole: Activity, today: datetime) -> Iterator[datetime]:
    pattern, at = series.pattern_of(whole), expansion.first_from(series.pattern_of(whole), today)
    while at is not None:
        yield at
        at = expansion.first_from(pattern, at + _INSTANT)
