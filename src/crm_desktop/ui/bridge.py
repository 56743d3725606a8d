"""From the core's plain signals to the window's thread.

The core calls its listeners on whatever thread did the work. A relayed slot is called from the event loop of the thread
that the bridge lives on, always later and never in the middle of what the window is doing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtCore import Signal as QtSignal

from crm_desktop.base.signal import Signal

T = TypeVar("T")


class Bridge(QObject):
    """Relays core signals as queued calls; `close` ends all of them before the window goes."""

    _arrived = QtSignal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._ends: list[Callable[[], None]] = []
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def relay(self, signal: Signal[T], slot: Callable[[T], object]) -> Callable[[], None]:
        """Call `slot` on the bridge's thread for each value of `signal`; the returned function ends it."""
        end = signal.connect(lambda value: self._arrived.emit(slot, value))
        self._ends.append(end)
        return end

    def close(self) -> None:
        """End all relays; what is still under way is dropped."""
        self._open = False
        for end in self._ends:
            end()
        self._ends.clear()

    def _deliver(self, slot: Callable[[Any], object], value: object) -> None:
        if self._open:
            slot(value)
