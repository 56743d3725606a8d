"""What each pane of the window takes to be there, in a large book and in a small one: at most one frame longer."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from crm_desktop.base.settings import Settings
from crm_desktop.ui import books as open_books
from crm_desktop.ui import theme
from crm_desktop.ui.desk import Desk
from crm_desktop.ui.memory import WindowMemory
from crm_desktop.ui.panes import PANES
from crm_desktop.ui.window import MainWindow
from tests.bench import books, timing
from tests.bench.timing import Measure

FRAME = 1 / 60
ROUNDS = 7
_LARGE = 100_000


def measure() -> Iterator[Measure]:
    """Yield for each pane how many frames longer it takes until it is painted, built anew each time."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light", 100)
    small = timing.sizes()[0]
    large = max(size for size in timing.sizes() if size <= max(_LARGE, small))
    for pane in PANES:
        with _window(small) as one, _window(large) as other:
            pairs = [(_seconds(one, pane.id), _seconds(other, pane.id)) for _round in range(ROUNDS + 1)][1:]
        here, there = (statistics.median(column) for column in zip(*pairs, strict=True))
        seen = f"{there * 1000:.1f} ms against {here * 1000:.1f} ms, median of {ROUNDS}"
        title = f"pane “{pane.id}” with {large:,}: frames longer than with {small:,}"
        yield Measure("panes", title, 1, max(there - here, 0) / FRAME, seen)


def _seconds(window: MainWindow, pane: str) -> float:
    """Return how long a pane takes from the click to the picture, with nothing of it there before."""
    assert window.context is not None
    _wait(window)
    desk = Desk(window.context)
    desk.resize(1360, 800)
    desk.show()
    start = time.perf_counter()
    desk.open_pane(pane)
    desk.grab()
    taken = time.perf_counter() - start
    _wait(window)
    desk.hide()
    desk.deleteLater()
    QApplication.processEvents()
    return taken


def _wait(window: MainWindow) -> None:
    """Let everything that runs on workers come to its end."""
    assert window.context is not None
    end = time.monotonic() + 60
    while (window.context.jobs.running or window.jobs.running) and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


@contextmanager
def _window(size: int) -> Iterator[MainWindow]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.toml")
        settings["backup_at_close"] = False
        window = MainWindow(settings, WindowMemory(Path(folder) / "window.toml"))
        window.fill()
        window.resize(1360, 820)
        window.show()
        assert open_books.open_book(window, books.book(size))
        _wait(window)
        try:
            yield window
        finally:
            window.close()
            end = time.monotonic() + 60
            while window.isVisible() and time.monotonic() < end:
                QApplication.processEvents()
                time.sleep(0.005)
