"""Goals 1, 2 and 15: from the command to a window that can be used, and what it keeps in memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import books, timing
from tests.bench.timing import Measure

ROUNDS = 9
BARE = """
import os, sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1200, 800)
window.show()
app.processEvents()
window.grab()
os._exit(0)
"""
PROGRAM = """
import os, sys, time
from pathlib import Path
from crm_desktop.ui import application
fill = application.fill

def fill_and_leave(window, book):
    fill(window, book)
    from PySide6.QtWidgets import QApplication
    QApplication.processEvents()
    window.grab()
    end = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)
    assert window.context is not None
    from tests.bench.memory import peak
    print(peak(), flush=True)
    window.context.store.close()
    os._exit(0)

application.fill = fill_and_leave
application.run(Path(sys.argv[1]))
"""


def measure() -> Iterator[Measure]:
    """Yield what a start costs with the smallest and the largest book."""
    small, large = timing.sizes()[0], timing.sizes()[-1]
    with tempfile.TemporaryDirectory() as home:
        environment = timing.installed(Path(home)) | {"QT_QPA_PLATFORM": "offscreen"}
        works = [[BARE], [PROGRAM, str(books.book(large)), "0"], [PROGRAM, str(books.book(small)), "0"]]
        bare, at_large, at_small = _medians(works, environment)
        yield timing.of(
            "1", f"start with {large:,}, against a bare QMainWindow", 2.2, (at_large, bare), f"median of {ROUNDS}"
        )
        yield timing.of("1", f"start with {large:,}, against {small:,}", 1.05, (at_large, at_small))
        memory = [_megabytes(size, environment) for size in (large, small)]
    seen = f"{memory[0]:.0f} MB against {memory[1]:.0f} MB"
    yield Measure("15", f"memory of the window, {large:,} against {small:,}", 1.5, memory[0] / memory[1], seen)


def _medians(works: list[list[str]], environment: dict[str, str]) -> list[float]:
    for work in works:
        _run(work, environment)
    rounds = []
    for _round in range(ROUNDS):
        times = []
        for work in works:
            start = time.perf_counter()
            _run(work, environment)
            times.append(time.perf_counter() - start)
        rounds.append(times)
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def _megabytes(size: int, environment: dict[str, str]) -> float:
    """Return the peak of a window that had three seconds to learn its way."""
    return statistics.median(float(_run([PROGRAM, str(books.book(size)), "3"], environment)) for _round in range(3))


def _run(work: list[str], environment: dict[str, str]) -> str:
    folder = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", *work]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder).stdout
