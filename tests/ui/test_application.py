"""From the first line to the event loop, and what becomes of a bug."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base.settings import Settings
from crm_desktop.ui import application, crashes, doorbell
from crm_desktop.ui.dialogs import crash
from crm_desktop.ui.garbage import Collector
from crm_desktop.ui.window import MainWindow
from tests.ui.small_book import opened_book


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot) -> Iterator[list[MainWindow]]:
    """Let `application.run` come back at once; the windows that it made are kept here and closed in the end."""
    windows: list[MainWindow] = []
    make = application.make_window

    def make_and_keep(app: QApplication, settings: Settings) -> MainWindow:
        windows.append(make(app, settings))
        return windows[-1]

    monkeypatch.setattr(application, "qt_application", lambda _settings: qapp)
    monkeypatch.setattr(application, "make_window", make_and_keep)
    monkeypatch.setattr(QApplication, "exec", lambda *_args: 0)
    monkeypatch.setattr(crashes, "watch_faults", lambda: "")
    monkeypatch.setattr(crashes, "start_log", lambda: True)
    hooks = sys.excepthook, threading.excepthook
    yield windows
    sys.excepthook, threading.excepthook = hooks
    for collector in qapp.findChildren(Collector):
        collector.deleteLater()
    for window in windows:
        window.close()
        qtbot.waitUntil(lambda window=window: not window.isVisible(), timeout=15_000)  # type: ignore[misc]


def book_at(path: Path) -> Path:
    with opened_book(path):
        pass
    return path


def test_dead_widgets_that_hang_in_a_circle_are_destroyed_on_their_own_thread(
    runs: list[MainWindow], qapp: QApplication
) -> None:
    application.run(None)
    assert not gc.isenabled(), "a worker would collect them"
    (collector,) = qapp.findChildren(Collector)
    dead = QWidget()
    dead.me = dead  # type: ignore[attr-defined]
    where: list[threading.Thread] = []
    weakref.finalize(dead, lambda: where.append(threading.current_thread()))
    del dead
    worker = threading.Thread(target=lambda: [[] for _ in range(10_000)])
    worker.start()
    worker.join()
    assert where == []
    for _round in range(200):  # by then it is the turn of every generation
        alive: list[list[int]] = [[] for _ in range(2_000)]
        collector.timer.timeout.emit()
        del alive
    assert where == [threading.main_thread()]


def test_the_first_start_shows_the_start_page(runs: list[MainWindow]) -> None:
    assert application.run(None) == 0
    assert runs[0].isVisible()
    assert runs[0].context is None


def test_the_book_that_was_named_is_opened_and_the_next_start_takes_it_again(
    runs: list[MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    path = book_at(tmp_path / "book.crm")
    application.run(path)
    assert runs[0].context is not None
    assert runs[0].context.store.path == path
    runs[0].close()
    qtbot.waitUntil(lambda: not runs[0].isVisible())
    application.run(None)
    assert runs[1].context is not None
    assert runs[1].context.store.path == path


def test_a_start_with_the_book_of_last_time_leaves_the_settings_alone(
    runs: list[MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    application.run(book_at(tmp_path / "book.crm"))
    runs[0].close()
    qtbot.waitUntil(lambda: not runs[0].isVisible())
    written = Settings().path.stat()
    application.run(None)
    assert runs[1].context is not None
    assert Settings().path.stat() == written


def test_a_book_that_is_damaged_is_told_when_the_window_is_there(runs: list[MainWindow], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.crm"
    damaged.write_bytes(b"x" * 5000)
    application.run(damaged)
    assert runs[0].context is None
    assert runs[0].frame.start.notice.text().startswith("“damaged.crm” is no book of business")


def test_the_last_book_that_is_gone_is_told_on_the_start_page(runs: list[MainWindow], tmp_path: Path) -> None:
    Settings()["last_file"] = str(tmp_path / "gone.crm")
    application.run(None)
    assert runs[0].context is None
    assert runs[0].frame.start.notice.text().startswith("“gone.crm” is not there")


@pytest.mark.parametrize("answers", [True, False])
def test_a_second_start_is_over_where_the_window_that_has_the_book_answers_and_else_says_where_it_is_open(
    runs: list[MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, answers: bool
) -> None:
    called = list[Path]()

    def ring(path: Path) -> bool:
        called.append(path)
        return answers

    monkeypatch.setattr(doorbell, "ring", ring)
    with opened_book(tmp_path / "book.crm") as book:
        application.run(book.store.path)
        assert called == [book.store.path]
    assert runs[0].isVisible() != answers
    assert answers or "is already open in another window" in runs[0].frame.start.notice.text()


def test_the_window_opens_where_it_stood(runs: list[MainWindow], qtbot: QtBot) -> None:
    application.run(None)
    runs[0].resize(780, 610)
    runs[0].close()
    qtbot.waitUntil(lambda: not runs[0].isVisible())
    application.run(None)
    assert (runs[1].width(), runs[1].height()) == (780, 610)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[tuple[crashes.Reporter, list[str]]]:
    words: list[str] = []
    reporter = crashes.Reporter(words.append)
    yield reporter, words
    reporter.deleteLater()


def test_a_bug_is_logged_and_shown_and_the_program_goes_on(
    qtbot: QtBot, shown: tuple[crashes.Reporter, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    reporter, words = shown
    with pytest.raises(ZeroDivisionError) as raised:
        _ = 1 / 0
    reporter.take(raised.type, raised.value, raised.tb)
    qtbot.waitUntil(lambda: bool(words))
    assert "ZeroDivisionError: division by zero" in words[0]
    assert "test_application.py" in words[0]
    assert "ZeroDivisionError: division by zero" in caplog.text
    caplog.clear()


def test_a_bug_while_one_is_shown_opens_no_second_dialog(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    shown: list[str] = []

    def show(words: str) -> None:
        shown.append(words)
        if len(shown) == 1:
            reporter.take(ValueError, ValueError("second"), None)
            QApplication.processEvents()

    reporter = crashes.Reporter(show)
    reporter.take(ValueError, ValueError("first"), None)
    qtbot.waitUntil(lambda: bool(shown))
    QApplication.processEvents()
    assert ["first" in words for words in shown] == [True]
    assert "second" in caplog.text
    caplog.clear()


def test_the_log_is_a_file_in_its_folder(tmp_path: Path) -> None:
    before = logging.getLogger().handlers[:]
    level = logging.getLogger().level
    try:
        assert crashes.start_log(tmp_path / "log")
        logging.getLogger("crm_desktop").info("The book was opened")
        assert "The book was opened" in (tmp_path / "log" / crashes.LOG).read_text(encoding="utf-8")
    finally:
        for handler in [handler for handler in logging.getLogger().handlers if handler not in before]:
            logging.getLogger().removeHandler(handler)
            handler.close()
        logging.getLogger().setLevel(level)


def test_a_folder_that_takes_no_log_does_not_keep_the_program_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert not crashes.start_log(tmp_path / "file" / "log")
    assert crashes.watch_faults(tmp_path / "file" / "log") == ""


def test_the_text_of_a_bug_names_the_program_and_can_be_copied(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def look(dialog: QDialog) -> int:
        texts = dialog.findChildren(QPlainTextEdit)
        seen.append(texts[0].toPlainText())
        next(button for button in dialog.findChildren(QWidget) if button.objectName() == "copy").click()  # type: ignore[attr-defined]
        return 0

    monkeypatch.setattr(QDialog, "exec", look)
    parent = QWidget()
    qtbot.addWidget(parent)
    crash.show_crash(parent, "Traceback: <b>a mistake</b>")
    assert seen[0].startswith("CRM Desktop ")
    assert "Traceback: <b>a mistake</b>" in seen[0]
    assert QApplication.clipboard().text() == seen[0]
