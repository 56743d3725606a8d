"""When a bug comes to light: it goes into the log, a dialog shows it, and the program goes on.

What is saved is saved: every step is a transaction of its own. Crashes of the interpreter itself leave their trace in
a file of their own, which the next start tells about.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from crm_desktop.base.paths import log_folder

LOG, FAULTS = "crm-desktop.log", "faults.log"
_LARGEST = 1_000_000
_log = logging.getLogger("crm_desktop")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def start_log(folder: Path | None = None) -> bool:
    """Write the log into its folder; return whether that is possible. Two older files are kept."""
    folder = folder or log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / LOG, maxBytes=_LARGEST, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        return False
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    qInstallMessageHandler(_note_qt)
    return True


def watch_faults(folder: Path | None = None) -> str:
    """Let a crash of the interpreter leave its trace; return the trace that the last run left, or nothing."""
    path = (folder or log_folder()) / FAULTS
    try:
        left = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        stream: TextIO = path.open("w", encoding="utf-8")
    except OSError:
        return ""
    faulthandler.enable(stream)
    return left.strip()


def words_of(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> str:
    """Return what a report of a bug needs."""
    return "".join(traceback.format_exception(kind, problem, trace))


class Reporter(QObject):
    """Takes over `sys.excepthook`; shows a bug with `show`, on the window's thread, one at a time."""

    _found = Signal(str)

    def __init__(self, show: Callable[[str], object]) -> None:
        super().__init__()
        self._show = show
        self._is_showing = False
        self._found.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks of this process."""
        sys.excepthook = self.take
        threading.excepthook = lambda found: self.take(
            found.exc_type, found.exc_value or found.exc_type(), found.exc_traceback
        )

    def take(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        """Log a bug and show it later; Ctrl+C in the terminal is none."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        words = words_of(kind, problem, trace)
        _log.error("%s", words)
        self._found.emit(words)

    def _tell(self, words: str) -> None:
        if not self._is_showing:
            self._is_showing = True
            try:
                self._show(words)
            finally:
                self._is_showing = False


def _note_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
