"""What is chosen on a board stays so when it is read again.

Where all of it has left the columns that are seen, the card that moved up is chosen in its place, and gives way again
when what left comes back: by Undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_desktop.storage.store import Busy
from crm_desktop.ui.board.chosen import Chosen
from crm_desktop.ui.board.columns import Columns

Stands = Mapping[int, tuple[str, int]]
"""The key of the column and the number of the card of each deal that is on the board."""


class Staying:
    """Notes the choice of a board before other cards are put in place, and chooses again behind."""

    def __init__(self, columns: Columns, chosen: Chosen) -> None:
        self._columns, self._chosen = columns, chosen
        self._at: tuple[str, int] | None = None
        self._before: list[int] = []
        self.left: tuple[int, ...] = ()
        """The deals that were chosen when they left."""
        self._instead: list[int] = []

    def note(self, kept: Iterable[int]) -> None:
        """Note which of these deals are chosen, and where the first of them is seen."""
        self._at = self._columns.chosen_place()
        self._before = [deal for deal in kept if deal in self._ids(kept)]

    def choose(self, stands: Stands, current: int | None) -> None:
        """Choose again what was noted, with the cursor on `current`."""
        back = self._seen(self.left, stands) if self._before == self._instead else []
        if back or self._before != self._instead:
            self.left = ()
        stayed = self._before if self._at is None else self._seen(self._before, stands)
        self._columns.choose_again(stands, back or stayed, back[0] if back else current)
        if self._at is not None and not back and not stayed:
            self._columns.choose_near(*self._at)
            self.left, self._instead = tuple(self._before), sorted(self._ids(()))

    def choose_only(self, stands: Stands, wanted: int) -> None:
        """Choose one deal, and nothing where the board lacks it."""
        self.left = ()
        self._columns.choose_again(stands, [wanted], wanted)

    def _seen(self, ids: Sequence[int], stands: Stands) -> list[int]:
        """Return which deals are in columns that are not folded up."""
        return [deal for deal in ids if deal in stands and not self._columns.by_key[stands[deal][0]].is_folded]

    def _ids(self, otherwise: Iterable[int]) -> set[int]:
        try:
            return set(self._chosen.ids())
        except Busy:
            return set(otherwise)
