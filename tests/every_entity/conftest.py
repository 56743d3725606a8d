"""A new book for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A book without records."""
    store = create_store(tmp_path / "book.crm")
    yield store
    store.close()
