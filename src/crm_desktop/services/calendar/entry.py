"""What stands in the calendar, whichever layer it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm_desktop.base import dates

Key = tuple[str, int, datetime | None]


@dataclass(frozen=True)
class Entry:
    """One thing on one or more days; `id` is the record behind it, of one in a series the series."""

    layer: str
    entity: str
    id: int
    at: datetime | None
    """The start that the rule gives, where it is one of a series: which one is meant."""
    title: str
    detail: str
    starts: datetime
    """In UTC. The days of one for whole days are `first` to `last`: its zone may be another than the user's."""
    ends: datetime
    all_day: bool
    first: date
    last: date
    """The local days that it touches are `first` to `last`, both included."""
    kind: str
    done: bool
    owner_id: int | None
    account_id: int | None
    owner: str
    account: str
    recurs: bool
    can_move: bool
    can_resize: bool
    is_overdue: bool
    short: str = ""
    """The title where a sign beside it tells what it is, and room is short."""
    is_unnoted: bool = False
    """Whether it is a past day of a series that is owed no more, and nobody said how it went."""
    series: int | None = None
    """The series that it was one of before it was done or changed alone, while there is such a series."""

    @property
    def is_faded(self) -> bool:
        """Whether it is over and nothing is to be done about it."""
        return self.done or self.is_unnoted

    @property
    def is_bar(self) -> bool:
        """Whether it lies above the hours of its days instead of among them."""
        return self.all_day or self.ends - self.starts >= dates.DAY

    @property
    def key(self) -> Key:
        """What tells it from all others, also after the book was read anew."""
        return (self.layer, self.id, self.at)

    @property
    def minutes(self) -> int:
        """How long it lasts; a whole day counts as 1,440, also where the clock is changed."""
        if self.all_day:
            return ((self.last - self.first).days + 1) * 24 * 60
        return int((self.ends - self.starts).total_seconds() // 60)


@dataclass(frozen=True)
class DayCell:
    """The first entries of a day, in order, of `total`."""

    entries: tuple[Entry, ...] = ()
    total: int = 0
    activities: int = 0
    """How many of them are activities or tasks."""
