"""Garbage is collected on the window's thread only.

Python looks for garbage in whichever thread allocates most. On a worker it would destroy widgets that are dead but hang
in a circle, and Qt does not survive that: their timers can be stopped on their own thread alone.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY: Final = 1000  # milliseconds


class Collector(QObject):
    """Collects as often as Python would by itself, looked at once a second; lives as long as its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self.timer = QTimer(self)
        self.timer.timeout.connect(collect)
        self.timer.start(_EVERY)


def collect() -> None:
    """Collect the oldest generation whose time has come, and with it all younger ones."""
    counts = enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
    due = [generation for generation, (count, most) in counts if 0 < most < count]
    if due:
        gc.collect(due[-1])
