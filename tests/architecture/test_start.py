"""What a start loads: the first paint waits for nothing that it does not show, and the command line for no Qt.

Each test is a process of its own, because a module once loaded stays.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT

# Each of these is loaded at first use, where it is needed; together they would double the time to the first paint.
LATE = {
    "alembic", "arabic_reshaper", "babel", "bidi", "charset_normalizer", "dateutil", "icalendar", "phonenumbers",
    "PIL", "pypdfium2", "python_calamine", "rapidfuzz", "reportlab", "uharfbuzz", "xlsxwriter",
}  # fmt: skip

RUN = """
import sys
from crm_desktop.__main__ import main
sys.argv[0] = "crm-desktop"
try:
    main()
except SystemExit as end:
    if end.code:
        raise
print("loaded:", *{name.partition(".")[0] for name in sys.modules})
"""

# The event loop ends with the first paint of a window, and what is loaded then is told.
FIRST_PAINT = """
from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication

class FirstPaint(QObject):
    seen = False

    def eventFilter(self, thing, event):
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False

def paint_once(*_):
    paint = FirstPaint()
    QApplication.instance().installEventFilter(paint)
    while not paint.seen:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return 0

QApplication.exec = paint_once
"""


def loaded(script: str, *arguments: str) -> set[str]:
    """Return the top-level modules that a process has loaded when `script` was through with the command line."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT / "src", capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_the_first_paint_of_a_book_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    book = str(tmp_path / "book.crm")
    loaded(RUN, "new", "--file", book)
    at_first_paint = loaded(FIRST_PAINT + RUN, "--file", book)
    assert "PySide6" in at_first_paint
    assert at_first_paint & LATE == set()


def test_the_command_line_needs_no_qt(tmp_path: Path) -> None:
    book = str(tmp_path / "book.crm")
    assert loaded(RUN, "new", "--file", book) & {"PySide6", "shiboken6"} == set()
    assert loaded(RUN, "check", "--file", book) & {"PySide6", "shiboken6"} == set()
