"""From the first line to the event loop.

SQLAlchemy and the core are imported on a thread of their own while Qt is imported on this one: together they are most
of the time to the first paint. That is why this module imports neither at its head.
"""

from __future__ import annotations

import gc
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import i18n
from crm_desktop.base.paths import APP, resources
from crm_desktop.base.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui.window import MainWindow


def run(path: Path | None) -> int:
    """Open the window on a book, else on the one that was open last; return the exit status."""
    # nothing of what a start makes is ever garbage, and looking for some takes a tenth of the time
    gc.disable()
    core = threading.Thread(target=_import_core, daemon=True)
    core.start()
    settings = Settings()
    i18n.use_language(settings["locale"], resources() / "translations")
    app = qt_application(settings)
    window = make_window(app, settings)
    window.show()
    app.processEvents()
    core.join()
    fill(window, path)
    gc.freeze()
    gc.enable()
    return app.exec()


def make_window(app: QApplication, settings: Settings) -> MainWindow:
    """Return the window as an empty frame; from now on bugs go to the log and to a dialog."""
    from crm_desktop.ui import crashes
    from crm_desktop.ui.memory import WindowMemory
    from crm_desktop.ui.window import MainWindow

    crashes.start_log()
    window = MainWindow(settings, WindowMemory())
    reporter = crashes.Reporter(partial(_show_crash, window))
    reporter.setParent(window)
    reporter.install()
    app.aboutToQuit.connect(window.jobs.close)
    return window


def fill(window: MainWindow, path: Path | None) -> None:
    """Open the book that was named, else the last one; without any show the start page."""
    from crm_desktop.ui import books, crashes

    window.fill()
    last = window.settings["last_file"]
    wanted = path or (Path(last) if last else None)
    if wanted is None or not books.open_book(window, wanted):
        window.show_start()
    if crashes.watch_faults():
        window.say(i18n._("The program did not end well last time. What was saved is safe."), "warning")


def qt_application(settings: Settings) -> QApplication:
    """Return the program's one QApplication, in the look that the user chose."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui import theme

    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP)
    app.setApplicationDisplayName(APP)
    app.setDesktopFileName("crm-desktop")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "style" / "app.svg")))
    theme.apply(app, settings["theme"], settings["text_size"])
    return app


def _show_crash(window: MainWindow, words: str) -> None:
    from crm_desktop.ui.dialogs.crash import show_crash

    show_crash(window, words)


def _import_core() -> None:
    """Load what the window is going to need."""
    from sqlalchemy.orm import configure_mappers

    import crm_desktop.services.records
    import crm_desktop.storage.backup
    import crm_desktop.storage.opening
    import crm_desktop.storage.query  # noqa: F401 - loaded for whoever imports it next

    configure_mappers()
