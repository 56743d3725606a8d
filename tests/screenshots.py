"""Take pictures of every pane in both themes and in two sizes: `make screenshots`, or `make screenshots ARGS=folder`.

They are for looking at, beside the drafts of the design; the ones of the README are copied to where it shows them from.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui.window import MainWindow

SIZES = ((1360, 820), (1024, 700))
THEMES = ("light", "dark")
QUIET = 1.0
ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "resources" / "manual" / "pictures"
OF_README = {"calendar.png": "calendar-light-1360x820.png", "weekly-pipeline.png": "reports-light-1360x820.png"}
LINE = "call Anna Berg @Sonron re renewal 15k fri 15:00"


def main() -> None:
    """Make the sample book, open the window on it, and take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for name in ("DATA", "CONFIG", "LOG"):
            os.environ[f"CRM_DESKTOP_{name}"] = str(Path(home) / name.lower())
        take_all(folder, Path(home) / "northwind.crm")
    print(f"The pictures are in {folder}")
    if len(sys.argv) == 1:
        PICTURES.mkdir(exist_ok=True)
        for name, taken in OF_README.items():
            shutil.copyfile(folder / taken, PICTURES / name)


def take_all(folder: Path, book: Path) -> None:
    """Take the pictures into `folder`, of a book that is made at `book`."""
    from crm_desktop.base.settings import Settings
    from crm_desktop.services import sample
    from crm_desktop.storage.opening import create_store
    from crm_desktop.ui import application, books
    from crm_desktop.ui.dialogs.capture import CaptureBox
    from crm_desktop.ui.panes import PANES

    store = create_store(book, title=sample.TITLE)
    sample.fill(store)
    store.close()
    settings = Settings()
    app = application.qt_application(settings)
    window = application.make_window(app, settings)
    sys.excepthook = sys.__excepthook__
    window.show()
    application.fill(window, None)
    for theme in THEMES:
        for width, height in SIZES:
            settings["theme"] = theme
            window.take_settings()
            window.resize(width, height)
            tail = f"{theme}-{width}x{height}.png"
            if window.context is not None:
                window.leave_book()
            settings["recent_files"] = ()
            window.frame.start.refresh()
            settle(app, window)
            window.grab().save(str(folder / f"start-{tail}"))
            books.open_book(window, book)
            for pane in PANES:
                window.open_pane(pane.id)
                settle(app, window)
                window.grab().save(str(folder / f"{pane.id}-{tail}"))
            for name in ("board", "list"):
                window.open_pane("opportunity")
                window.run_command("board.turn")
                settle(app, window)
                window.grab().save(str(folder / f"{name}-{tail}"))
            window.run_command("edit.capture")
            box = window.findChild(CaptureBox)
            assert box is not None
            box.line.setText(LINE)
            settle(app, window)
            window.grab().save(str(folder / f"capture-{tail}"))
            box.close_box()
            window.open_palette("an")
            settle(app, window)
            window.grab().save(str(folder / f"palette-{tail}"))
            window.frame.palette_box.close_box()
    window.close()
    settle(app, window)


def settle(app: QApplication, window: MainWindow) -> None:
    """Let the window come to rest: what runs beside it may take a moment."""
    from crm_desktop.ui.jobs import Jobs

    end = time.monotonic() + QUIET
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)
        if any(jobs.running for jobs in window.findChildren(Jobs)):
            end = time.monotonic() + QUIET


if __name__ == "__main__":
    main()
