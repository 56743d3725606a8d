"""Bring tables in: find what is there already, add what is new, change what differs, and list what could not be taken.

A row is found again by its reference, else by the keys of its entity; rows of one file that share a key are matched
in order, so that a second import of the same file changes nothing. An empty cell never empties a field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line, squash
from crm_desktop.exchange.deals_in import DealsIn, date_closing, fill_list_prices
from crm_desktop.exchange.links import Links
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.matching import Existing
from crm_desktop.exchange.table import Row
from crm_desktop.model import ENTITIES, Opportunity, OpportunityState, Record
from crm_desktop.schema import reading
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import records
from crm_desktop.storage import bulk

BATCH = 2000


@dataclass(frozen=True)
class Problem:
    """What was wrong with a row; `refused` says that nothing of it came in, else only the named cell stayed out."""

    file: str
    line: int
    reason: str
    refused: bool
    cells: tuple[str, ...] = ()


@dataclass
class Tally:
    """What became of one table's rows."""

    file: str
    entity: str
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0


@dataclass
class Outcome:
    """What an import did: a tally per file, the problems, and sentences that the user should read."""

    tallies: list[Tally] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        """Whether anything came in."""
        return any(t.new or t.changed for t in self.tallies)

    def by_entity(self) -> dict[str, dict[str, int]]:
        """Return new, changed, same and refused per entity."""
        found: dict[str, dict[str, int]] = {}
        for tally in self.tallies:
            sums = found.setdefault(tally.entity, {"new": 0, "changed": 0, "same": 0, "refused": 0})
            for name in sums:
                sums[name] += getattr(tally, name)
        return found


def run(session: Session, mappings: Sequence[Mapping], formats: Formats, task: Task | None = None) -> Outcome:
    """Import the tables, targets of links first, whatever order they come in."""
    task, outcome = task or Task(), Outcome()
    for mapping in sorted(mappings, key=lambda m: ENTITIES.index(m.model)):
        _Import(
            session, mapping, replace(formats, day_order=mapping.day_order or formats.day_order), task, outcome
        ).run()
    fill_list_prices(session)
    return outcome


class _Import:
    """One table on its way in."""

    def __init__(self, session: Session, mapping: Mapping, formats: Formats, task: Task, outcome: Outcome) -> None:
        self.session, self.mapping, self.formats, self.task, self.outcome = session, mapping, formats, task, outcome
        self.model = mapping.model
        self.fields = self.model.fields()
        self.tally = Tally(mapping.table.name, self.model.__tablename__)
        self.links = Links(session, self.model)
        self.deals: DealsIn | None = None
        self.waiting: list[dict[str, Any]] = []
        self.later: list[tuple[dict[str, Any], str, Row, str]] = []

    def run(self) -> None:
        """Make the records that links name, then go through the rows."""
        self.outcome.tallies.append(self.tally)
        self._note_columns()
        made = self.links.make_missing(self._cells_of_links(), self.task)
        self.outcome.notes += [f"{self.tally.file}: {note}" for note in made]
        if self.model is Opportunity:
            self.deals = DealsIn(self.session)
            self.deals.look(values for _row, values in self._parsed(quiet=True))
        existing = Existing(self.session, self.model)
        for row, values in self.task.steps(self._parsed(), _("Importing {file}").format(file=self.tally.file)):
            self._take(row, values, existing)
        self._store_waiting()
        self._link_to_own_kind()

    def _note_columns(self) -> None:
        file = self.tally.file
        self.outcome.notes += [f"{file}: {note}" for note in self.mapping.table.notes]
        if self.mapping.left_out:
            left_out = ", ".join(f"“{h}”" for h in self.mapping.left_out)
            self.outcome.notes.append(
                _("{file}: these columns fit no field and were left out: {columns}.").format(
                    file=file, columns=left_out
                )
            )

    def _cells_of_links(self) -> Iterator[tuple[str, str, int]]:
        columns = [(i, c) for i, c in enumerate(self.mapping.columns) if c and isinstance(self.fields[c].kind, Link)]
        for row in self.mapping.table.rows if columns else ():
            for index, column in columns:
                if index < len(row.cells) and row.cells[index].strip():
                    yield column, row.cells[index], row.line

    def _parsed(self, *, quiet: bool = False) -> Iterator[tuple[Row, dict[str, Any]]]:
        for row in self.mapping.table.rows:
            if row.problem and not quiet:
                self._problem(row, row.problem, refused=not row.cells)
            if row.cells:
                yield row, self._values(row, quiet=quiet)

    def _values(self, row: Row, *, quiet: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for heading, column, cell in zip(self.mapping.table.headings, self.mapping.columns, row.cells, strict=False):
            if column is None:
                continue
            kind = self.fields[column].kind
            if reading.is_blank(cell, kind.is_text or isinstance(kind, Link)):
                continue
            try:
                found = (
                    self.links.find(column, cell) if isinstance(kind, Link) else kind.parse(cell, self.formats)
                )
            except ValueError as error:
                if not quiet:
                    self._problem(row, _("{heading}: {reason}").format(heading=heading, reason=error), refused=False)
                continue
            if found is not None:
                values[column] = found
            elif not quiet:
                self.later.append((values, column, row, cell))
        return values

    def _take(self, row: Row, values: dict[str, Any], existing: Existing) -> None:
        if self.deals is not None:
            self.deals.complete(values, is_new=False)
        try:
            record_id = existing.find(values)
            if record_id is None:
                self._add(row, values, existing)
            elif existing.is_same(record_id, values):
                self.tally.same += 1
            else:
                self._change(record_id, values)
        except InvalidInput as error:
            self.tally.refused += 1
            self._problem(row, str(error), refused=True)

    def _add(self, row: Row, values: dict[str, Any], existing: Existing) -> None:
        if self.deals is not None:
            self.deals.complete(values, is_new=True)
        whole = records.prepared(self.session, self.model, values)
        if self.deals is not None:
            whole["entered_on"] = values.get("entered_on")  # an unknown day stays unknown; it is not today
        existing.claim(values, row.line)
        self.waiting.append(whole)
        self.tally.new += 1
        if len(self.waiting) >= BATCH:
            self._store_waiting()

    def _change(self, record_id: int, values: dict[str, Any]) -> None:
        record = records.find(self.session, self.model, record_id)
        was_kind = getattr(record, "stage_id", None)
        if not records.update(self.session, record, values):
            self.tally.same += 1
            return
        self.tally.changed += 1
        if self.deals is not None and values.get("closed_on") and getattr(record, "stage_id", None) != was_kind:
            date_closing(self.session, record_id, values["closed_on"])

    def _store_waiting(self) -> None:
        if not self.waiting:
            return
        columns = [*self.model.editable(), "created", "changed"]
        kinds = [self.fields[name].kind for name in columns]
        now = dates.now()
        rows = [
            [
                kind.dump(now if name in {"created", "changed"} else deal.get(name))
                for name, kind in zip(columns, kinds, strict=True)
            ]
            for deal in self.waiting
        ]
        ids = bulk.insert_rows(self.session, self.model, columns, rows, self.task, trail=self.deals is None)
        if self.deals is not None:
            self._store_trail(ids)
        self.links.learn(ids, self.waiting)
        self.waiting = []

    def _store_trail(self, ids: Iterable[int]) -> None:
        assert self.deals is not None
        columns = [c.name for c in OpportunityState.__table__.columns if c.name != "id"]
        types = [OpportunityState.__table__.columns[name].type for name in columns]
        rows = []
        for deal_id, deal in zip(ids, self.waiting, strict=True):
            for state in self.deals.trail(deal):
                whole = state | {"opportunity_id": deal_id}
                rows.append(
                    [
                        t.kind.dump(whole[n]) if hasattr(t, "kind") else whole[n]
                        for n, t in zip(columns, types, strict=True)
                    ]
                )
        bulk.insert_rows(self.session, OpportunityState, columns, rows, self.task)

    def _link_to_own_kind(self) -> None:
        """Set the links from a record to another of the same entity, now that all rows are in."""
        own = self.links.names(self.tally.entity)
        missing = {squash(cell): (one_line(cell), row.line) for _v, _c, row, cell in self.later if own.find(cell) is None}
        if missing:
            self.outcome.notes.append(f"{self.tally.file}: {self.links.make(self.tally.entity, missing, self.task)}")
        for values, column, _row, cell in self.later:
            record_id = own.find(values.get("reference") or "") or own.find(values.get("name") or "")
            if record_id is not None and record_id != own.find(cell):
                records.update(self.session, records.find(self.session, self.model, record_id), {column: own.find(cell)})

    def _problem(self, row: Row, reason: str, *, refused: bool) -> None:
        self.outcome.problems.append(Problem(self.tally.file, row.line, reason, refused, row.written or row.cells))
