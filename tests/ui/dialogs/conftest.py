"""A fresh book on a desk for each test of a dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.storage.opening import create_store
from crm_desktop.ui import theme
from tests.ui.bare_host import BareHost


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[BareHost]:
    """An empty book with the default sales process."""
    theme.apply(qapp, "light", 100)
    store = create_store(tmp_path / "book.crm", title="Northwind", currency="USD")
    made = BareHost(store, tmp_path)
    yield made
    made.close()
