"""A small book and the real window on it, for every test that drives the program as its user does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.small_book import new_book
from tests.ui.windows import Desktop, desktop


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the file of a small book that nobody has open."""
    return new_book(tmp_path / "northwind.crm")


@pytest.fixture
def desk(qtbot: QtBot, book: Path) -> Iterator[Desktop]:
    """Give the window with the small book open."""
    with desktop(qtbot, book) as made:
        yield made
