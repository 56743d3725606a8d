"""When a report is due that lies in a folder each week, and when it was made last.

Nothing runs at that hour: whoever looks later finds what is owed. After weeks away that is one report, that of the last
time that was missed. Hours are those of the wall clock; one that the clock leaves out in spring is due an hour off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.settings import Settings
from crm_desktop.storage.store import Store, raw_of

USUAL: Final = "weekly-packet"
"""The report that is made where the user named none."""
_MARK: Final = "schedule"
_WEEK = 7


@dataclass(frozen=True)
class Schedule:
    """Which report lies in which folder, from which day of the week (0 is Monday) and hour on."""

    report: str
    weekday: int
    at: time
    folder: Path
    seller: str = ""
    """The name of the seller whom it is about, "" for the team."""

    def last_due(self, now: datetime) -> datetime:
        """Return when the report was due last, at `now` or before."""
        today = dates.local_day(now)
        day = today - timedelta(days=(today.weekday() - self.weekday) % _WEEK)
        due = self._due(day)
        return due if due <= now else self._due(day - timedelta(days=_WEEK))

    def next_due(self, now: datetime) -> datetime:
        """Return when the report is due next, after `now`."""
        return self._due(dates.local_day(self.last_due(now)) + timedelta(days=_WEEK))

    def owed(self, done: datetime, now: datetime) -> datetime | None:
        """Return for which time a report is still owed, None where `done` is that of the last one or later."""
        due = self.last_due(now)
        return due if due > done else None

    def _due(self, day: date) -> datetime:
        return datetime.combine(day, self.at).astimezone(UTC)


def of(settings: Settings) -> Schedule | None:
    """Return what the user chose, None where nothing is to be made."""
    folder = settings["schedule_folder"].strip()
    if not folder:
        return None
    hour, minute = map(int, settings["schedule_time"].split(":"))
    return Schedule(
        settings["schedule_report"].strip() or USUAL,
        int(settings["schedule_day"]),
        time(hour, minute),
        Path(folder).expanduser(),
        settings["schedule_seller"].strip(),
    )


def done(session: Session) -> datetime | None:
    """Return for which time the last report of this book was made, None where none was looked for yet."""
    row = raw_of(session).execute("SELECT value FROM mark WHERE name = ?", (_MARK,)).fetchone()
    return dates.moment_of(row[0]) if row else None


def keep_done(store: Store, at: datetime) -> None:
    """Note for which time a report was made; no step of the user."""
    with store.upkeep() as raw:
        raw.execute("INSERT OR REPLACE INTO mark (name, value) VALUES (?, ?)", (_MARK, dates.moment_text(at)))
