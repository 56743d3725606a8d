"""A new book for the tests of services, on a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.storage import rolling
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.made_once import copied


def _make(path: Path) -> None:
    create_store(path, title="Test", currency="USD").close()


@pytest.fixture
def store(tmp_path: Path, clock: FrozenClock) -> Iterator[Store]:
    """An empty book with the default sales process, on Friday 20 November 2026."""
    store = open_store(copied(tmp_path / "book.crm", _make))
    yield store
    store.close()


@pytest.fixture
def book(store: Store) -> Store:
    """A book in which the days around today are kept."""
    rolling.roll(store)
    return store
