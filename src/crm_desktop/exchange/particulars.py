"""What an import of one kind of record knows beyond its columns. Most kinds need nothing; some have a module here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.exchange.cells import Cells, Parsed
from crm_desktop.exchange.links import Links
from crm_desktop.exchange.table import Row
from crm_desktop.model import Record
from crm_desktop.services import editing
from crm_desktop.services.rewriting import Change


@dataclass
class Particulars:
    """One table on its way in; the importer calls these in the order in which they stand here."""

    session: Session
    links: Links
    cells: Cells
    task: Task
    notes: list[str] = field(default_factory=list)
    naming: ClassVar[tuple[str, ...]] = ("name",)
    """Fields of which a row needs one, so that it can become a record; none if its name may come from elsewhere."""

    def look(self, rows: Iterable[Row]) -> None:
        """Learn from all rows before the first is taken; only who needs it walks over them."""

    def complete(self, values: dict[str, Any]) -> None:
        """Add what follows from the row itself, for new records and known ones."""

    def known_by(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values by which the record is found again."""
        return values

    def complete_new(self, parsed: Parsed) -> None:
        """Add to the values of a row what a new record needs and the row leaves open."""

    def settled(self, whole: dict[str, Any], values: dict[str, Any]) -> None:
        """Correct the whole values of a new record; `values` are those of its row."""

    def stored(self, ids: range) -> None:
        """Follow new records."""

    def take_over(self, record: Record, values: dict[str, Any]) -> bool:
        """Change a record that takes others along and return whether anything was different. Raises InvalidInput."""
        return editing.take_over(self.session, record, values)

    def changed(self, changes: list[Change]) -> None:
        """Follow records that were changed."""

    def finish(self) -> None:
        """Do what is left when all rows are in."""
