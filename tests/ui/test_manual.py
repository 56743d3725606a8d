"""The manual: every link leads to a page of it, every key that it names is one, and nothing else is ever shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.ui.commands import COMMANDS
from crm_desktop.ui.dialogs import manual
from crm_desktop.ui.dialogs.manual import KEYS, ManualViewer

PAGES = sorted([path.name for path in manual.folder().glob("*.md")] + [KEYS])
OF_LISTS = {"Esc", "Ctrl+A", "Ctrl+C", "Shift", "Ctrl"}


@pytest.fixture
def viewer(qtbot: QtBot) -> ManualViewer:
    made = ManualViewer()
    qtbot.addWidget(made)
    made.show_first()
    return made


def links(name: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", manual.page(name) or "")


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_page_and_every_page_back_to_the_contents(name: str) -> None:
    assert links(name)
    assert all(manual.page(link) is not None for link in links(name))
    assert name == manual.FIRST or manual.FIRST in links(name)


def test_the_contents_name_every_page() -> None:
    assert {*links(manual.FIRST), manual.FIRST} == set(PAGES)


@pytest.mark.parametrize("name", [name for name in PAGES if name != KEYS])
def test_a_key_that_the_manual_names_belongs_to_a_command(name: str) -> None:
    known = {QKeySequence(command.key).toString() for command in COMMANDS if command.key} | OF_LISTS
    text = manual.page(name) or ""
    named = re.findall(r"[`*]((?:Ctrl|Alt|Shift|Del|Esc|Return|F\d)[+\w]*)[`*]", text)
    assert [
        key for key in named if QKeySequence(key).toString() not in known and key not in known and key != "Alt+9"
    ] == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != KEYS])
def test_a_command_that_the_manual_names_stands_in_that_menu(name: str) -> None:
    titles = {f"{command.menu} ▸ {command.title.rstrip('…')}" for command in COMMANDS}
    menus = {path.partition(" ▸ ")[0] for path in titles}
    families = {"File ▸ Open recent", "Record ▸ Move to"}
    named = re.findall(r"\*((?:" + "|".join(sorted(menus)) + r") ▸ [^*]+)\*", manual.page(name) or "")
    assert [path for path in named if path not in titles | families] == []


def test_a_link_turns_the_page(viewer: ManualViewer) -> None:
    viewer.follow(QUrl("undo.md"))
    assert viewer.toPlainText().startswith("Undo and history")


@pytest.mark.parametrize(
    "link", ["https://example.com/undo.md", "file:///etc/passwd", "file:///tmp/index.md", "../README.md", "nowhere.md"]
)
def test_a_link_to_anywhere_else_leads_nowhere(viewer: ManualViewer, link: str) -> None:
    before = viewer.toPlainText()
    viewer.follow(QUrl(link))
    assert viewer.toPlainText() == before


def test_no_file_is_loaded_into_the_manual(viewer: ManualViewer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    assert viewer.loadResource(0, QUrl.fromLocalFile(str(secret))) == QByteArray()


def test_the_page_of_keys_is_made_of_the_commands(qapp: QApplication) -> None:
    text = manual.page(KEYS) or ""
    assert "| Edit | Undo | `Ctrl+Z` |" in text
