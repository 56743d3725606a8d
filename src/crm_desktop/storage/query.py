"""Which records a list shows, in which order, and any page of them without reading the others.

Unfiltered lists walk the index of the sort key: `Listing` keeps every 1,024th position (an anchor) and seeks from
there. A filtered list is an array of ids.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.kinds import Link
from crm_desktop.storage.store import raw_of

PAGE = 128


@dataclass(frozen=True)
class Query:
    """What a list asks for: columns by name, the order, and words that must occur."""

    entity: str
    columns: tuple[str, ...]
    sort: str = "name"
    descending: bool = False
    words: str = ""
    where: tuple[tuple[str, Any], ...] = field(default=())

    @property
    def model(self) -> type[Record]:
        """The model class."""
        return BY_NAME[self.entity]
