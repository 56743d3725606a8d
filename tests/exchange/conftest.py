"""A fresh book for each test: a copy of one that is made once, because making takes as long as twenty saves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store
from tests.exchange.importing import Importing


@pytest.fixture(scope="session")
def _new_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "book.crm"
    create_store(path).close()
    return path


@pytest.fixture
def store(_new_book: Path, tmp_path: Path) -> Iterator[Store]:
    """An open book without records."""
    (tmp_path / "book").mkdir()
    store = open_store(Path(shutil.copyfile(_new_book, tmp_path / "book" / "book.crm")))
    yield store
    store.close()


@pytest.fixture
def book(store: Store, tmp_path: Path) -> Importing:
    """The same with ways to import texts into it and to look at what came."""
    return Importing(store, tmp_path)
