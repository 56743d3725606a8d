"""Bring tables in: find what is there already, add what is new, change what differs, and list what could not be taken.

Rows go through in batches, without an object per row. A row is found again by its reference, else by the keys of its
entity; an empty cell never empties a field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line
from crm_desktop.exchange.activities_in import ActivitiesIn
from crm_desktop.exchange.cells import Cells, Parsed
from crm_desktop.exchange.deals_in import DealsIn
from crm_desktop.exchange.later_links import LaterLinks
from crm_desktop.exchange.links import Links, file_rows, stored_columns
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.matching import Existing
from crm_desktop.exchange.outcome import Outcome, Tally
from crm_desktop.exchange.particulars import Particulars
from crm_desktop.exchange.people_in import PeopleIn
from crm_desktop.exchange.table import Row
from crm_desktop.exchange.targets_in import TargetsIn
from crm_desktop.model import ENTITIES, Account, Activity, Contact, Opportunity, Product, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services import book, editing, records
from crm_desktop.services.rewriting import Change, Rewriting
from crm_desktop.storage import bulk

BATCH = 2000
PARTICULARS: dict[type[Record], type[Particulars]] = {
    Account: TargetsIn,
    Activity: ActivitiesIn,
    Contact: PeopleIn,
    Opportunity: DealsIn,
    Product: TargetsIn,
}


def run(session: Session, mappings: Sequence[Mapping], formats: Formats, task: Task | None = None) -> Outcome:
    """Import the tables, targets of links first, whatever order they come in."""
    task, outcome = task or Task(), Outcome()
    ordered = sorted(mappings, key=lambda m: ENTITIES.index(m.model))
    imports = []
    for place, mapping in enumerate(ordered):
        awaited = {later.model.__tablename__ for later in ordered[place + 1 :]}
        imports.append(_Import(session, mapping, formats, task, outcome, awaited))
        imports[-1].run()
    for one in imports:
        one.link_to_awaited()
    return outcome


class _Import:
    """One table on its way in; tables of the entities in `awaited` follow."""

    def __init__(
        self,
        session: Session,
        mapping: Mapping,
        formats: Formats,
        task: Task,
        outcome: Outcome,
        awaited: Collection[str] = (),
    ) -> None:
        self.session, self.mapping, self.task, self.outcome = session, mapping, task, outcome
        self.model = mapping.model
        self.tally = Tally(mapping.table.name, self.model.__tablename__, headings=mapping.table.headings)
        self.links = Links(session, self.model, task, awaited)
        self.cells = Cells(mapping, formats, self.links, book.currency(session))
        kind = PARTICULARS.get(self.model, Particulars)
        self.particulars = kind(session, self.links, self.cells, task)
        self.own_links = [name for name, link in self.model.links().items() if link.target == self.links.own]
        self.awaited_links = [name for name, link in self.model.links().items() if link.target in awaited]
        self.prepare = records.preparing(session, self.model)
        # the default of such a field is this moment, which a file cannot have meant
        self.moments = {n: f.title for n, f in self.model.editable().items() if f.required and callable(f.default)}
        self.rewriting = Rewriting(session, self.model, task)
        self.met: dict[str, tuple[int, int]] = {}
        self.later = LaterLinks(session, self.model, self.links, self.cells, self.tally, self.own_links)

    def run(self) -> None:
        """Take the rows in, batch by batch, and then the links between them."""
        self.outcome.tallies.append(self.tally)
        rows = self.mapping.table.rows
        self.particulars.look(rows)
        existing = Existing(self.session, self.model, self._known(), self.task)
        walk = self.task.steps(rows, _("Importing {file}").format(file=self.tally.file))
        while batch := list(islice(walk, BATCH)):
            self.cells.make_linked(batch, self.particulars.naming)
            self._take(list(self._parsed(batch)), existing)
        self.later.settle(self.own_links, self.task)
        self.particulars.finish()
        self._tell()

    def link_to_awaited(self) -> None:
        """Set the links to records of tables that came after this one."""
        if self.awaited_links:
            self.links.read_again(self.links.kinds[column].target for column in self.awaited_links)
            self.later.settle(self.awaited_links, self.task)

    def _known(self) -> set[str]:
        """Return the fields that a row may be found by: those of columns, and the name, which may be put together."""
        return {*self.cells.columns, "name"}

    def _parsed(self, batch: list[Row]) -> Iterator[Parsed]:
        """Yield the rows as values; leave out those of which nothing is safe, and those that were there before."""
        for row in batch:
            if row.problem:
                self.tally.add_problem(row, row.problem, refused=not row.cells)
                self.tally.refused += not row.cells
            if row.cells:
                parsed = self.cells.parse(row)
                if self._is_first(parsed):
                    self.particulars.complete(parsed.values)
                    yield parsed

    def _is_first(self, parsed: Parsed) -> bool:
        """Tell whether no row before had the same reference; one that also says the same is no problem."""
        reference = parsed.values.get("reference")
        if reference is None:
            return True
        content = hash(tuple(parsed.values.items()))
        line, before = self.met.setdefault(reference, (parsed.row.line, content))
        if line == parsed.row.line:
            return True
        if before == content:
            self.tally.same += 1
            self._list_wrong(parsed)
        else:
            sentence = _("line {line} of this file has the same reference and other values; only that one was taken.")
            self._refuse(parsed, {"reference": sentence.format(line=line)})
        return False

    def _take(self, batch: list[Parsed], existing: Existing) -> None:
        """Sort a batch into known records and new ones, and store both."""
        known: dict[int, Parsed] = {}
        new: list[tuple[Parsed, dict[str, Any]]] = []
        for parsed in batch:
            record_id = existing.find(self.particulars.known_by(parsed.values))
            if record_id is not None:
                known[record_id] = parsed
                continue
            try:
                new.append((parsed, self._whole(parsed)))
            except InvalidInput as error:
                self._refuse(parsed, error.fields)
            else:
                self._list_wrong(parsed)
        if known:
            self._compare(known)
        if new:
            self._add(new)

    def _whole(self, parsed: Parsed) -> dict[str, Any]:
        values = parsed.values
        self.particulars.complete_new(parsed)
        missing = {name: title for name, title in self.moments.items() if name not in values}
        if missing:
            raise InvalidInput(
                {name: _("{title} is needed.").format(title=_(title)) for name, title in missing.items()}
            )
        whole = self.prepare(values)
        self.particulars.settled(whole, values)
        return whole

    def _add(self, new: list[tuple[Parsed, dict[str, Any]]]) -> None:
        rows = file_rows(self.model, [whole for _parsed, whole in new])
        ids = bulk.insert_rows(
            self.session, self.model, stored_columns(self.model), rows, self.task, trail=self.model is not Opportunity
        )
        self.tally.new += len(ids)
        self.particulars.stored(ids)
        if self.own_links:
            names = self.links.names(self.links.own)
            for record_id, (_parsed, whole) in zip(ids, new, strict=True):
                names.add(record_id, whole["name"], whole.get("reference"))
        if self.own_links or self.awaited_links:
            for record_id, (parsed, _whole) in zip(ids, new, strict=True):
                self.later.postpone(record_id, parsed, was_same=False)

    def _compare(self, known: dict[int, Parsed]) -> None:
        """Change the known records that differ from their rows; first series, which take along what stands apart."""
        series = set(editing.series_among(self.session, self.model, known, self.cells.columns))
        for record_id, parsed, _change in self._different(series, known):
            record = records.find(self.session, self.model, record_id)
            try:
                is_other = self.particulars.take_over(record, parsed.values)
            except InvalidInput as error:
                self._refuse(parsed, error.fields)
            else:
                self._settle(record_id, parsed, is_same=not is_other)
        changes = []
        for record_id, parsed, change in self._different(known.keys() - series, known):
            changes.append(change)
            self._settle(record_id, parsed, is_same=False)
        self.rewriting.write(changes)
        self.particulars.changed(changes)

    def _different(self, ids: Collection[int], known: dict[int, Parsed]) -> Iterator[tuple[int, Parsed, Change]]:
        """Yield what records would have otherwise; those that have it all, or cannot have it, are settled."""
        for record_id, stored in self.rewriting.read(ids):
            parsed = known[record_id]
            for column in self.own_links:
                if parsed.values.get(column) == record_id:
                    del parsed.values[column]
            try:
                change = self.rewriting.change(record_id, stored, parsed.values)
            except InvalidInput as error:
                self._refuse(parsed, error.fields)
                continue
            if change is None:
                self._settle(record_id, parsed, is_same=True)
            else:
                yield record_id, parsed, change

    def _settle(self, record_id: int, parsed: Parsed, *, is_same: bool) -> None:
        self._list_wrong(parsed)
        self.tally.same += is_same
        self.tally.changed += not is_same
        self.later.postpone(record_id, parsed, was_same=is_same)

    def _tell(self) -> None:
        """Say what the user should know when it is over."""
        table, made = self.mapping.table, self.outcome.made
        notes = [*table.doubts, *self.cells.doubts(), *self.particulars.notes, *self.links.notes(), *self._left_out()]
        self.outcome.notes += [f"{table.name}: {note}" for note in notes]
        for entity, count in self.links.counts().items():
            made[entity] = made.get(entity, 0) + count

    def _left_out(self) -> Iterator[str]:
        """Yield the sentences on columns that became nothing."""
        fields, left = self.model.fields(), dict.fromkeys(self.mapping.left_out)
        for heading, name in self.mapping.misfits:
            if heading in left:
                del left[heading]
                sentence = _("the column “{heading}” was left out: most of its values are none of “{field}”.")
                yield sentence.format(heading=one_line(heading), field=_(fields[name].title))
        if left:
            columns = ", ".join(f"“{one_line(heading)}”" for heading in left)
            yield _("these columns fit no field and were left out: {columns}.").format(columns=columns)

    def _refuse(self, parsed: Parsed, reasons: dict[str, str]) -> None:
        """List a row of which nothing comes in; of a field that could not be read nothing else is said."""
        more = {name: reason for name, reason in reasons.items() if name not in parsed.wrong}
        for reason in (parsed.wrong | more).values():
            self.tally.add_problem(parsed.row, reason, refused=True)
        self.tally.refused += 1

    def _list_wrong(self, parsed: Parsed) -> None:
        for reason in parsed.wrong.values():
            self.tally.add_problem(parsed.row, reason, refused=False)
