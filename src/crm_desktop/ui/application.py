"""From the first line to the event loop.

SQLAlchemy and Qt are most of the time to the first paint, so this module imports neither at its head but in the order
that costs least: the core before Qt, because PySide's hook makes every later import slower, and never on a thread beside
it, because PySide changes `sys.meta_path` while it loads and imports fail elsewhere. The book is opened beside the rest.
"""

from __future__ import annotations

import gc
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import i18n
from crm_desktop.base.paths import APP, resources
from crm_desktop.base.settings import Settings
from crm_desktop.schema import country

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from crm_desktop.storage.store import Store
    from crm_desktop.ui.window import MainWindow


def run(path: Path | None) -> int:
    """Open the window on a book, else on the one that was open last; return the exit status."""
    # nothing of what a start makes is ever garbage, and looking for some takes a tenth of the time
    gc.disable()
    settings = Settings()
    country.take_up(settings)
    _import_core()
    last = settings["last_file"]
    book = _open_beside(path or (Path(last) if last else None))
    app = qt_application(settings)
    from crm_desktop.ui.garbage import Collector

    window = make_window(app, settings)
    window.show()
    app.processEvents()
    fill(window, book)
    gc.freeze()
    Collector(app)
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


def fill(window: MainWindow, book: Future[Store] | None) -> None:
    """Show the book that is being opened; without one, or where it cannot be opened, show the start page.

    Where another window has the book, that one shows itself, and this start is over.
    """
    from crm_desktop.ui import books, crashes

    window.fill()
    if book is None or not books.take_opened(window, book.result, partial(_give_way, window)):
        window.show_start()
    if crashes.watch_faults():
        window.say(i18n._("The program did not end well last time. What was saved is safe."), "warning")


def qt_application(settings: Settings) -> QApplication:
    """Return the program's one QApplication, in the look that the user chose."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui import speech, theme

    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP)
    app.setApplicationDisplayName(APP)
    app.setDesktopFileName("crm-desktop")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "style" / "app.svg")))
    theme.apply(app, settings["theme"], settings["text_size"])
    speech.speak(app, country.language_of(settings))
    return app


def _give_way(window: MainWindow) -> None:
    """End this start as soon as it has begun."""
    from PySide6.QtCore import QCoreApplication, QTimer

    window.hide()
    QTimer.singleShot(0, QCoreApplication.quit)


def _show_crash(window: MainWindow, words: str) -> None:
    from crm_desktop.ui.dialogs.crash import show_crash

    show_crash(window, words)


def _import_core() -> None:
    """Load what the window is going to need."""
    import sqlalchemy.dialects.sqlite  # noqa: F401 - else loaded by its name, when the file is opened

    import crm_desktop.services.records
    import crm_desktop.storage.backup
    import crm_desktop.storage.opening
    import crm_desktop.storage.query  # noqa: F401 - loaded for whoever imports it next


def _open_beside(path: Path | None) -> Future[Store] | None:
    """Begin to open a book on a thread: SQLite looks through the file while Qt is loaded."""
    import PySide6.QtCore  # noqa: F401 - from here on PySide leaves `sys.meta_path` alone

    from crm_desktop.storage.opening import open_store

    if path is None:
        return None
    alone = ThreadPoolExecutor(1)
    book = alone.submit(open_store, path.absolute())
    alone.shutdown(wait=False)
    return book
