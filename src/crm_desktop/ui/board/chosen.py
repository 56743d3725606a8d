"""Which deals are chosen on a board. They are learnt when they are chosen: a step may put other deals into their rows."""

from __future__ import annotations

from crm_desktop.services import board
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui.board.column import BoardColumn
from crm_desktop.ui.board.columns import Columns

ONE_BY_ONE = 200
"""Beyond so many chosen cards of a column their ids are asked for in one go."""


class Chosen:
    """The ids of the chosen cards of all columns."""

    def __init__(self, columns: Columns, store: Store) -> None:
        self._columns, self._store = columns, store
        self._known: dict[str, tuple[list[int], list[int]]] = {}

    def learn(self) -> None:
        """Look which deals are chosen; while the file is busy that is left to `by_column`."""
        self.forget()
        try:
            chosen = self._columns.chosen_cards()
            self._known = {column.place.key: (rows, self._ids(column, rows)) for column, rows in chosen}
        except Busy:
            self.forget()

    def forget(self) -> None:
        """Forget them, because the rows hold other deals now."""
        self._known = {}

    def count(self) -> int:
        """Return how many cards are chosen."""
        return sum(len(rows) for _column, rows in self._columns.chosen_cards())

    def ids(self) -> list[int]:
        """Return the ids column by column. Raises Busy while they cannot be read."""
        return [deal for _column, ids in self.by_column() for deal in ids]

    def by_column(self) -> list[tuple[BoardColumn, list[int]]]:
        """Return the ids with their columns. Raises Busy while they cannot be read."""
        chosen = []
        for column, rows in self._columns.chosen_cards():
            known = self._known.get(column.place.key)
            chosen.append((column, known[1] if known and known[0] == rows else self._ids(column, rows)))
        return chosen

    def _ids(self, column: BoardColumn, rows: list[int]) -> list[int]:
        if len(rows) <= ONE_BY_ONE:
            return [card.id for row in rows if (card := column.model.card(row)) is not None]
        with self._store.read() as session:
            found = board.card_ids(session, column.place, rows[0], rows[-1] - rows[0] + 1)
        return [found[row - rows[0]] for row in rows if row - rows[0] < len(found)]
