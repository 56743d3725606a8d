"""What a record page is put together from. A part knows one thing about a record and shows itself where it applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.model import Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services.event import Scope
from crm_desktop.storage.store import Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.memory import WindowMemory


@dataclass(frozen=True)
class Surroundings:
    """What every record page of one open book shares."""

    store: Store
    bridge: Bridge
    formats: Formats
    drafts: Drafts
    memory: WindowMemory


@dataclass(frozen=True)
class Shown:
    """The record that a page shows: its id, the uid that its drafts are kept under, its name, values, linked names.

    `currency` is the book's.
    """

    record: Record
    key: str
    name: str
    values: Mapping[str, Any]
    names: Mapping[str, str]
    currency: str

    @property
    def id(self) -> int:
        """The record's id."""
        return self.record.id


class PagePart(QWidget):
    """The base of all parts. `turn_to` comes once for each other record, `read` also after every change of its tables."""

    opened = Signal(str, int)
    """Entity and id: show that record."""
    all_wanted = Signal(str, str)
    """Entity and link column: show all records of that entity that link to this one."""
    add_wanted = Signal(str, str)
    """Entity and link column: make a record that links to this one."""
    attach_wanted = Signal()
    """Ask for files to put on this record."""
    plan_wanted = Signal()
    """Ask what comes next with this record."""
    finish_wanted = Signal()
    """Ask how this activity went."""
    said = Signal(str)
    """What was done, for the status bar, where it can be undone."""
    failed = Signal(str)

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__()
        self.around, self.model = around, model

    def turn_to(self, shown: Shown) -> None:
        """Get ready for another record; `read` follows."""

    def read(self, session: Session, shown: Shown) -> None:
        """Show the record as it is in the file."""

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return set()

    def keep(self) -> None:
        """Write down what is typed and not stored."""

    def scope_of(self, shown: Shown) -> Scope:
        """Return the record as services know it whose timeline is read."""
        return Scope(self.model, shown.id, self.around.formats)

    def act(self, title: str, run: Callable[[Session], object], said: str = "") -> bool:
        """Run one step of the user and return whether it was done."""
        try:
            with self.around.store.act(title) as session:
                run(session)
        except UserError as problem:
            self.failed.emit(str(problem))
            return False
        self.said.emit(said or title)
        return True
