"""What the user chose for the calendar: the way to look at it, its colours, what it leaves out. Kept in the window's memory."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QObject, Signal

from crm_desktop.services.calendar import BY_KEY, Shown
from crm_desktop.services.calendar.hues import COLOURED_BY, By
from crm_desktop.services.calendar.ways import Way
from crm_desktop.ui.calendar.period import IDS
from crm_desktop.ui.memory import WindowMemory

_NAME = "calendar"


class Choices(QObject):
    """What is chosen; a value in the memory that makes no sense counts as not chosen.

    Whose entries are shown is forgotten with the book: its numbers mean something there only.
    """

    changed = Signal()
    """Something else is to be read."""
    recoloured = Signal()
    side_changed = Signal()

    def __init__(self, memory: WindowMemory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        kept = memory.columns(_NAME)
        self.way: Way = next((one for one in IDS if one == kept.get("way")), "work")
        self.by: By = next((one for one, _title in COLOURED_BY if one == kept.get("by")), "kind")
        self.hidden = _layers(kept.get("hidden"))
        self.has_side = kept.get("side") is not False
        self.owner_id: int | None = None
        self.account_id: int | None = None

    @property
    def shown(self) -> Shown:
        """What is to be read."""
        return Shown(frozenset(BY_KEY) - self.hidden, self.owner_id, self.account_id)

    def take_way(self, way: Way) -> None:
        """Keep the way that is looked at it; whoever asks for it reads anew."""
        self.way = way
        self._keep()

    def hide(self, layers: Collection[str]) -> None:
        """Leave out these layers and no others."""
        self.hidden = set(layers)
        self._keep()
        self.changed.emit()

    def turn_layer(self, layer: str) -> None:
        """Leave a layer out, or show it again."""
        self.hide(self.hidden ^ {layer})

    def colour_by(self, by: str) -> None:
        """Colour everything by its kind, its seller or its account."""
        self.by = next(one for one, _title in COLOURED_BY if one == by)
        self._keep()
        self.recoloured.emit()

    def show_side(self, *, wanted: bool) -> None:
        """Show the panel beside the days where there is room for it, or never."""
        self.has_side = wanted
        self._keep()
        self.side_changed.emit()

    def show_owner(self, owner_id: int | None) -> None:
        """Show only what belongs to a seller, or everything."""
        self.owner_id = owner_id
        self.changed.emit()

    def show_account(self, account_id: int | None) -> None:
        """Show only what belongs to an account, or everything."""
        self.account_id = account_id
        self.changed.emit()

    def _keep(self) -> None:
        kept = {"way": self.way, "by": self.by, "hidden": sorted(self.hidden), "side": self.has_side}
        self._memory.keep_columns(_NAME, kept)
        self._memory.save()


def _layers(kept: Any) -> set[str]:
    return {layer for layer in kept if layer in BY_KEY} if isinstance(kept, list) else set()
