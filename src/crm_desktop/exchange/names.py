"""Who is meant by a name in a file: records by their name, spacing and case aside, or by their reference."""

from __future__ import annotations

from difflib import get_close_matches

from sqlalchemy.orm import Session

from crm_desktop.base.text import one_line, squash
from crm_desktop.storage.store import raw_of

_ALIKE = 0.85
_EDGE = 2  # letters at the beginning or the end of a name in which a single slip leaves it findable


class Names:
    """The names and references of one entity; the oldest record has a name that several bear."""

    def __init__(self, session: Session, entity: str) -> None:
        self._raw, self._entity = raw_of(session), entity
        self._names: dict[str, int] = {}
        self._references: dict[str, int] = {}
        self._made: set[int] = set()
        self._edges: dict[str, list[str]] | None = None
        for row in self._raw.execute(f'SELECT id, name, reference FROM "{entity}" ORDER BY id'):
            self.add(*row)

    def add(self, record_id: int, name: str | None, reference: str | None = None, *, made: bool = False) -> None:
        """Remember a record, also under a further name; one that was `made` for a name is no hint for another."""
        if name:
            self._names.setdefault(squash(name), record_id)
        if reference:
            self._references.setdefault(reference, record_id)
        if made:
            self._made.add(record_id)

    def find(self, text: str, *, by_reference: bool = False) -> int | None:
        """Return the id of the record that `text` means; `by_reference` asks the references before the names."""
        found = self._references.get(one_line(text)) if self._references else None
        if by_reference and found is not None:
            return found
        return self._names.get(squash(text), found)

    def like(self, text: str) -> str | None:
        """Return the name of a record that is spelled almost like `text`."""
        key = squash(text)
        edges = self._by_edges()
        near = {name for edge in _edges(key) for name in edges.get(edge, ()) if abs(len(name) - len(key)) <= _EDGE}
        close = get_close_matches(key, near, 1, _ALIKE)
        if not close:
            return None
        found = self._raw.execute(f'SELECT name FROM "{self._entity}" WHERE id = ?', (self._names[close[0]],))
        return str(found.fetchone()[0])

    def _by_edges(self) -> dict[str, list[str]]:
        if self._edges is None:
            self._edges = {}
            for name, record_id in self._names.items():
                if record_id not in self._made:
                    for edge in _edges(name):
                        self._edges.setdefault(edge, []).append(name)
        return self._edges


def _edges(name: str) -> tuple[str, str]:
    return f"<{name[:_EDGE]}", f"{name[-_EDGE:]}>"
