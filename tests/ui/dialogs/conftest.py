"""A fresh book on a desk for each test of a dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.ui import theme
from crm_desktop.ui.dialogs.import_files import ImportDialog
from tests.made_once import copied
from tests.ui.bare_host import BareHost
from tests.ui.dialogs.importing import ACCOUNTS, DEALS


def _make(path: Path) -> None:
    create_store(path, title="Northwind", currency="USD").close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[BareHost]:
    """An empty book with the default sales process."""
    theme.apply(qapp, "light", 100)
    store = open_store(copied(tmp_path / "book.crm", _make))
    made = BareHost(store, tmp_path)
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Small exports of another program, one of them with rows that are wrong."""
    texts = {"accounts.csv": ACCOUNTS, "deals.csv": DEALS, "empty.csv": ""}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: tmp_path / name for name in texts}


@pytest.fixture
def dialog(desk: BareHost, qtbot: QtBot) -> ImportDialog:
    """The dialog on an empty book."""
    made = ImportDialog(desk.book)
    qtbot.addWidget(made)
    made.show()
    return made
