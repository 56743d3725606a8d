"""The window comes back where it was, if there still is such a place."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base.paths import config_folder
from crm_desktop.ui.memory import WindowMemory, fit_to_screens

SCREENS = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]


def splitter(qtbot: QtBot, parts: int) -> QSplitter:
    made = QSplitter()
    qtbot.addWidget(made)
    for _part in range(parts):
        made.addWidget(QWidget())
    made.resize(900, 300)
    made.show()
    return made


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (QRect(100, 100, 800, 600), QRect(100, 100, 800, 600)),
        (QRect(2000, 50, 800, 600), QRect(2000, 50, 800, 600)),
        (QRect(1800, 0, 3000, 2000), QRect(1800, 0, 1280, 1024)),
        (QRect(-500, 0, 800, 600), QRect(-500, 0, 800, 600)),
        (QRect(-700, 0, 800, 600), None),
        (QRect(5000, 100, 800, 600), None),
        (QRect(100, -200, 800, 600), None),
        (QRect(100, 1075, 800, 600), None),
    ],
)
def test_a_place_is_taken_only_if_its_title_bar_can_be_reached(wanted: QRect, given: QRect | None) -> None:
    assert fit_to_screens(wanted, SCREENS) == given


def test_without_screens_no_place_is_taken() -> None:
    assert fit_to_screens(QRect(0, 0, 800, 600), []) is None


def test_the_window_comes_back_where_it_stood(qtbot: QtBot) -> None:
    window, again = QWidget(), QWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(again)
    window.setGeometry(30, 40, 500, 400)
    memory = WindowMemory()
    memory.keep_place("main", window)
    memory.save()
    WindowMemory().restore_place("main", again)
    assert again.geometry() == QRect(30, 40, 500, 400)


def test_a_window_that_filled_the_screen_fills_it_again(qtbot: QtBot) -> None:
    window, again = QWidget(), QWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(again)
    window.showMaximized()
    memory = WindowMemory()
    memory.keep_place("main", window)
    memory.restore_place("main", again)
    assert again.isMaximized()


@pytest.mark.parametrize(
    "place",
    [
        "",
        "left = 90000\ntop = 0\nwidth = 800\nheight = 600",
        "left = 0\ntop = 0\nwidth = 0\nheight = -5",
        "left = 'a'\ntop = 0\nwidth = 800\nheight = 600",
        "left = 99999999999999999999\ntop = 0\nwidth = 800\nheight = 600",
        "left = true\ntop = 0\nwidth = 800\nheight = 600",
    ],
)
def test_a_place_that_makes_no_sense_gives_the_usual_size(qtbot: QtBot, tmp_path: Path, place: str) -> None:
    path = tmp_path / "window.toml"
    path.write_text(f"[places.main]\n{place}\n", encoding="utf-8")
    window = QWidget()
    qtbot.addWidget(window)
    WindowMemory(path).restore_place("main", window, QSize(640, 480))
    assert window.size() == QSize(640, 480)


def test_the_usual_size_is_never_larger_than_the_screen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    WindowMemory().restore_place("main", window, QSize(20000, 20000))
    room = QGuiApplication.primaryScreen().availableSize()
    assert window.width() <= room.width()
    assert window.height() <= room.height()


def test_a_split_comes_back(qtbot: QtBot) -> None:
    first, second = splitter(qtbot, 2), splitter(qtbot, 2)
    first.setSizes([200, 695])
    memory = WindowMemory()
    memory.keep_split("contacts", first)
    memory.save()
    WindowMemory().restore_split("contacts", second, [600, 295])
    assert second.sizes() == first.sizes()


@pytest.mark.parametrize("kept", ["[1, 2, 3]", "'wide'", "[0, 0]", "[true, 5]", "[1.5, 2.5]"])
def test_a_split_that_does_not_fit_takes_the_usual(qtbot: QtBot, tmp_path: Path, kept: str) -> None:
    path = tmp_path / "window.toml"
    path.write_text(f"[splits]\ncontacts = {kept}\n", encoding="utf-8")
    usual, restored = splitter(qtbot, 2), splitter(qtbot, 2)
    usual.setSizes([600, 295])
    WindowMemory(path).restore_split("contacts", restored, [600, 295])
    assert restored.sizes() == usual.sizes()


def test_the_columns_of_a_list_come_back_as_they_were_kept() -> None:
    layout = {"order": ["name", "account"], "widths": {"name": 150}, "hidden": ["source"], "descending": True}
    memory = WindowMemory()
    memory.keep_columns("contact", layout)
    memory.save()
    assert WindowMemory().columns("contact") == layout
    assert WindowMemory().columns("account") == {}


def test_it_is_kept_in_a_file_of_its_own_beside_the_settings() -> None:
    memory = WindowMemory()
    memory.keep_columns("contact", {"order": ["name"]})
    memory.save()
    assert tomllib.loads((config_folder() / "window.toml").read_text(encoding="utf-8"))
    assert not (config_folder() / "settings.toml").exists()


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00", b"[places", b"places = 5\ncolumns = []\nsplits = 'x'"])
def test_a_damaged_file_is_as_good_as_none_and_is_mended_by_the_next_save(
    qtbot: QtBot, tmp_path: Path, damage: bytes
) -> None:
    path = tmp_path / "window.toml"
    path.write_bytes(damage)
    memory = WindowMemory(path)
    window = QWidget()
    qtbot.addWidget(window)
    memory.restore_place("main", window, QSize(640, 480))
    memory.restore_split("contacts", splitter(qtbot, 2), [1, 1])
    assert memory.columns("contact") == {}
    memory.keep_columns("contact", {"order": ["name"]})
    memory.keep_place("main", window)
    memory.keep_split("contacts", splitter(qtbot, 2))
    memory.save()
    assert WindowMemory(path).columns("contact") == {"order": ["name"]}


def test_a_folder_that_cannot_be_written_is_no_reason_to_complain(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be", encoding="utf-8")
    memory = WindowMemory(tmp_path / "config" / "window.toml")
    memory.keep_columns("contact", {"order": ["name"]})
    memory.save()
    assert memory.columns("contact") == {"order": ["name"]}
