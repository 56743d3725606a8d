"""Progress and cancelling for long work, without threads.

A service takes a `Task` and writes `for row in task.steps(rows):`. The command line prints the progress, the window
runs the service on a worker and calls `cancel()` from its own thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import TypeVar

from crm_desktop.base.errors import Cancelled

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `total` steps (`total` is 0 where it cannot be known)."""

    title: str
    done: int
    total: int


class Task:
    """One run of a job: reports how far it is and stops when it was cancelled."""

    def __init__(self, report: Callable[[Progress], object] | None = None) -> None:
        self._report = report
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop at its next step; safe from any thread."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the user asked to stop; safe from any thread."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if the user asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def say(self, title: str, done: int = 0, total: int = 0) -> None:
        """Report a position by hand, for work that is no loop."""
        self.check()
        if self._report is not None:
            self._report(Progress(title, done, total))

    def steps(self, rows: Iterable[T], title: str = "", total: int | None = None, every: int = 256) -> Iterator[T]:
        """Yield `rows`, reporting and checking for a cancel at every `every`-th of them."""
        size = total if total is not None else len(rows) if isinstance(rows, Sized) else 0
        done = 0
        for done, row in enumerate(rows, 1):
            if done % every == 1 or every == 1:
                self.say(title, done - 1, size)
            yield row
        self.say(title, done, size or done)
