"""The dialogs for files look into none: a look into the open book would drop SQLite's lock on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QFileInfo, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui import file_dialogs
from tests.architecture.source import modules


def answer(name: str) -> None:
    """Type a name into the dialog that is open, and accept it; without a name give up."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    if name:
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(name)
        dialog.accept()
    else:
        dialog.reject()


def asked(qtbot: QtBot, ask: Callable[..., Any], start: Path, name: str) -> Any:
    parent = QWidget()
    qtbot.addWidget(parent)
    QTimer.singleShot(100, lambda: answer(name))
    return ask(parent, "Choose", start)


@pytest.mark.parametrize(
    ("ask", "given", "found"),
    [
        (file_dialogs.open_one, "a.txt", "a.txt"),
        (file_dialogs.open_one, "", None),
        (file_dialogs.save_as, "new.txt", "new.txt"),
        (file_dialogs.save_as, "", None),
        (file_dialogs.folder, "", None),
    ],
)
def test_what_is_chosen_comes_back_as_a_path(
    qtbot: QtBot, tmp_path: Path, ask: Callable[..., Any], given: str, found: str | None
) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    assert asked(qtbot, ask, tmp_path, given) == (tmp_path / found if found else None)


def test_several_files_come_back(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("a", encoding="utf-8")
    assert asked(qtbot, file_dialogs.open_many, tmp_path, '"a.txt" "b.txt"') == [tmp_path / "a.txt", tmp_path / "b.txt"]
    assert asked(qtbot, file_dialogs.open_many, tmp_path, "") == []


def test_a_file_is_told_by_its_name_alone(qtbot: QtBot, tmp_path: Path) -> None:
    icons = file_dialogs._IconsByName()
    gone = QFileInfo(str(tmp_path / "gone.crm"))
    assert icons.type(gone) == "crm"
    assert not icons.icon(gone).isNull()
    assert icons.type(QFileInfo(str(tmp_path))) == ""


def test_every_dialog_for_files_comes_from_one_place() -> None:
    users = [module.name for module in modules() if "QFileDialog" in module.path.read_text(encoding="utf-8")]
    assert users == ["crm_desktop.ui.file_dialogs"]
