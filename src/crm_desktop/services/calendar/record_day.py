"""What stands in the calendar for a whole day because a record has a date: a birthday, an expected close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm_desktop.base import dates
from crm_desktop.base.directions import joined
from crm_desktop.base.i18n import _
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.entry import Entry

Whose = tuple[int | None, int | None, str | None, str | None]
"""The owner and the account of a record, and their names."""


@dataclass(frozen=True)
class RecordDay:
    """A date of the records of one entity, as a layer shows it."""

    layer: str
    entity: str
    kind: str
    title: str
    """What it is, with the record as {name}."""
    recurs: bool = False
    can_move: bool = False

    def entry(self, row: int, name: str, day: date, whose: Whose, said: str = "", *, is_overdue: bool = False) -> Entry:
        """Return what a record has on a day; `said` stands before its account."""
        owner_id, account_id, owner, account = whose
        starts = moments.morning(day)
        return Entry(
            layer=self.layer,
            entity=self.entity,
            id=row,
            at=starts if self.recurs else None,
            title=_(self.title).format(name=name),
            detail=joined((said, account)),
            starts=starts,
            ends=moments.morning(day + dates.DAY),
            all_day=True,
            first=day,
            last=day,
            kind=self.kind,
            done=False,
            owner_id=owner_id,
            account_id=account_id,
            owner=owner or "",
            account=account or "",
            recurs=self.recurs,
            can_move=self.can_move,
            can_resize=False,
            is_overdue=is_overdue,
            short=name,
        )
