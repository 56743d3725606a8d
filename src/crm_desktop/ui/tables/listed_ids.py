"""Which records stand in which rows of a list, for whoever goes by records: the selection, the page beside the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_desktop.storage.query import Listing, Row
from crm_desktop.storage.short_reads import STEP
from crm_desktop.storage.store import Busy, Store


class ListedIds:
    """`listing` returns the one that is shown now, `load` a row of it, None while the file is busy."""

    def __init__(self, store: Store, listing: Callable[[], Listing], load: Callable[[int], Row | None]) -> None:
        self._store, self._listing, self._load = store, listing, load

    def at(self, row: int) -> int | None:
        """Return the id of the record in a row; None for a heading, and while it cannot be known."""
        raw = self._load(row)
        return None if raw is None or raw[0] < 0 else int(raw[0])

    def between(self, first: int, last: int) -> list[int]:
        """Return the ids of the rows from `first` to `last`. Raises Busy while they cannot be read."""
        listing = self._listing()
        rows = [listing.cached(row) for row in range(first, last + 1)] if last - first < STEP else [None]
        if all(row is not None for row in rows):
            return [row[0] for row in rows if row is not None and row[0] > 0]
        with self._store.read() as session:
            return listing.ids(session, first, last)

    def row_of(self, record_id: int) -> int | None:
        """Return where a record stands, None if it is not in the list or cannot be sought now."""
        return next(iter(self.rows_of([record_id])), None)

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        """Return where those of the records stand that are in the list; nothing while they cannot be sought."""
        if not ids:
            return []
        listing = self._listing()
        try:
            with self._store.read() as session:
                found = [listing.position(session, record_id) for record_id in ids]
        except Busy:
            return []
        return [row for row in found if row is not None]
