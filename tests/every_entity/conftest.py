"""A new book for each test: one as it comes, and one where the user added a field of every kind to every entity."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store
from tests.every_entity.forms import add_custom_fields


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The two books, made once: two hundred fields are as many steps of the user."""
    folder = tmp_path_factory.mktemp("books")
    found = {name: folder / f"{name}.crm" for name in ("plain", "custom")}
    for name, path in found.items():
        store = create_store(path)
        if name == "custom":
            add_custom_fields(store)
        store.close()
    return found


@pytest.fixture(params=["plain", "custom"])
def store(tmp_path: Path, books: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Store]:
    """A book without records."""
    store = open_store(Path(shutil.copyfile(books[request.param], tmp_path / "book.crm")))
    yield store
    store.close()
