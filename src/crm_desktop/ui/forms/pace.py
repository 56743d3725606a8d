"""How often something is written while somebody types: the first letter after a rest at once, later ones together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

QUIET = 250
"""How often a draft is written at most, in milliseconds."""


class Pace(QObject):
    """Runs `run` when asked: at once after a rest of `interval` milliseconds, else at the end of the running interval."""

    def __init__(self, run: Callable[[], object], interval: int, parent: QObject) -> None:
        super().__init__(parent)
        self._run = run
        self._is_asked = False
        self._rest = QTimer(self, singleShot=True, interval=interval)
        self._rest.timeout.connect(self._end)

    def ask(self) -> None:
        """Have it run now or soon."""
        if self._rest.isActive():
            self._is_asked = True
        else:
            self._rest.start()
            self._run()

    def stop(self) -> None:
        """Forget what was asked."""
        self._is_asked = False
        self._rest.stop()

    def _end(self) -> None:
        if self._is_asked:
            self._is_asked = False
            self._rest.start()
            self._run()
