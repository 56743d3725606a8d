"""Who is meant by a name in a file: records by their name or reference, spacing and case aside."""

from __future__ import annotations

from difflib import get_close_matches

from sqlalchemy.orm import Session

from crm_desktop.base.text import squash
from crm_desktop.storage.store import raw_of


class Names:
    """The names and references of one entity; the oldest record has a name that several bear."""

    def __init__(self, session: Session, entity: str) -> None:
        self.entity = entity
        self._names: dict[str, int] = {}
        self._references: dict[str, int] = {}
        self.shown: dict[int, str] = {}
        for record_id, name, reference in raw_of(session).execute(
            f'SELECT id, name, reference FROM "{entity}" ORDER BY id'
        ):
            self.add(record_id, name, reference)

    def add(self, record_id: int, name: str | None, reference: str | None = None) -> None:
        """Remember a record."""
        self.shown[record_id] = name or ""
        if name:
            self._names.setdefault(squash(name), record_id)
        if reference:
            self._references.setdefault(squash(reference), record_id)

    def find(self, text: str) -> int | None:
        """Return the id of the record that `text` means."""
        key = squash(text)
        return self._names.get(key) or self._references.get(key)

    def like(self, text: str) -> str | None:
        """Return a known name that is spelled almost like `text`."""
        close = get_close_matches(squash(text), self._names, 1, 0.85)
        return self.shown[self._names[close[0]]] if close else None
