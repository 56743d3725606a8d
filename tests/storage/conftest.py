"""Books for the tests of storage. Making one takes as long as twenty saves, so each is a copy of one made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store
from tests.storage.lists import make_large_book
from tests.storage.samples import populate


@pytest.fixture(scope="session")
def _model_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "book.crm"
    store = create_store(path)
    populate(store)
    store.close()
    return path


@pytest.fixture
def book(_model_book: Path, tmp_path: Path) -> Path:
    """A closed book with a few records, alone in its folder."""
    folder = tmp_path / "books"
    folder.mkdir()
    return Path(shutil.copyfile(_model_book, folder / "book.crm"))


@pytest.fixture
def store(book: Path) -> Iterator[Store]:
    """The same, open."""
    store = open_store(book)
    yield store
    store.close()


@pytest.fixture(scope="session")
def _large_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "book.crm"
    make_large_book(path)
    return path


@pytest.fixture
def large_store(_large_book: Path, tmp_path: Path) -> Iterator[Store]:
    """An open book whose lists are long enough for several anchors."""
    store = open_store(Path(shutil.copyfile(_large_book, tmp_path / "book.crm")))
    yield store
    store.close()
