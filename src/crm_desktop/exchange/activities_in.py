"""What an import of activities knows beyond their columns: a day without a time, and what lies behind us."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.exchange.cells import Parsed
from crm_desktop.exchange.particulars import Particulars
from crm_desktop.schema import days


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

    def finish(self) -> None:
        """Say what was taken for done."""
        if self._taken_for_done:
            self.notes.append(_("no column says what is done; what lies before today was taken for done."))
