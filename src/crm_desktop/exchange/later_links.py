"""Links to records that were not there yet when their row came: they are set when the rows of their targets are in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.exchange.cells import Cells, Parsed
from crm_desktop.exchange.links import Links
from crm_desktop.exchange.outcome import Tally
from crm_desktop.exchange.table import Row
from crm_desktop.model import Record
from crm_desktop.storage import bulk


@dataclass
class _Pending:
    """One link that waits; `was_same`: the row changed nothing."""

    record_id: int
    column: str
    text: str
    row: Row
    was_same: bool


class LaterLinks:
    """Those of one table. A record never links to itself by one of `own`, the columns of links within the table."""

    def __init__(
        self, session: Session, model: type[Record], links: Links, cells: Cells, tally: Tally, own: Iterable[str]
    ) -> None:
        self._session, self._model, self._own = session, model, frozenset(own)
        self._links, self._cells, self._tally = links, cells, tally
        self._pending: list[_Pending] = []

    def postpone(self, record_id: int, parsed: Parsed, *, was_same: bool) -> None:
        """Keep the links of a row that may still come."""
        for column, text in parsed.later:
            self._pending.append(_Pending(record_id, column, text, parsed.row, was_same))

    def settle(self, columns: Iterable[str], task: Task) -> None:
        """Set the links of these columns, now that all rows of their targets are in."""
        for column in columns:
            pending = [one for one in self._pending if one.column == column]
            if self._links.kinds[column].makes:
                lines: dict[str, int] = {}
                for one in pending:
                    lines.setdefault(one.text, one.row.line)
                if lines:
                    by_reference = self._cells.columns[column].by_reference
                    self._links.make_missing(column, lines, by_reference=by_reference)
            self._link(column, [one for one in pending if not one.was_same], task)
            changed = self._link(column, [one for one in pending if one.was_same], task)
            self._tally.same -= changed
            self._tally.changed += changed
        self._tally.problems.sort(key=lambda problem: problem.line)

    def _link(self, column: str, pending: list[_Pending], task: Task) -> int:
        """Set one link of records and return how many had another one."""
        rows = []
        for one in pending:
            target = self._links.find(column, one.text, by_reference=self._cells.columns[column].by_reference)
            if target is None:
                self._tally.add_problem(one.row, self._links.unknown(column, one.text), refused=False)
            elif target != one.record_id or column not in self._own:
                rows.append((one.record_id, target))
        return bulk.update_rows(self._session, self._model, [column], rows, task)
