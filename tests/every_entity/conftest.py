"""A new book for each test: one as it comes, and one where the user added a field of every kind to every entity."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store
from tests.every_entity.forms import add_custom_fields


@pytest.fixture(params=["plain", "custom"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A book without records."""
    store = create_store(tmp_path / "book.crm")
    if request.param == "custom":
        add_custom_fields(store)
    yield store
    store.close()
