"""What an import of activities knows beyond their columns: a day without a time, what lies behind us, series that were cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.exchange.cells import Parsed
from crm_desktop.exchange.ical_family import goes_on
from crm_desktop.exchange.ical_past import ending_as
from crm_desktop.exchange.particulars import Particulars
from crm_desktop.model import Activity, Record
from crm_desktop.schema import days
from crm_desktop.schema.recurrence import rule


@dataclass
class ActivitiesIn(Particulars):
    """One import of activities."""

    _taken_for_done: bool = False

    def complete_new(self, parsed: Parsed) -> None:
        """Let a day without a time be the whole day, and what is past be done where no column says what is."""
        values, column = parsed.values, self.cells.columns.get("starts")
        if column is None or "starts" not in values:
            return
        if not days.has_time(parsed.row.cells[column.place]):
            values.setdefault("all_day", True)
        if "done" not in self.cells.columns and dates.local_day(values["starts"]) < dates.today():
            values["done"] = self._taken_for_done = True

    def take_over(self, record: Record, values: dict[str, Any]) -> bool:
        """Let a series that another one goes on from keep its end, or else their days would be there twice."""
        told = values.get("recurrence")
        if isinstance(record, Activity) and record.recurrence and told and goes_on(self.session, record):
            values = values | {"recurrence": ending_as(rule.read(record.recurrence), rule.read(told))}
        return super().take_over(record, values)

    def finish(self) -> None:
        """Say what was taken for done."""
        if self._taken_for_done:
            self.notes.append(_("no column says what is done; what lies before today was taken for done."))
