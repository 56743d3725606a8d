"""A small open book for every test of a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.small_book import Book, opened_book


@pytest.fixture
def book(qapp: object, tmp_path: Path) -> Iterator[Book]:
    with opened_book(tmp_path / "small.crm") as opened:
        yield opened
