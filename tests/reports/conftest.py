"""A book to report on, and reading back what was printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from crm_desktop.reports.document import Document
from crm_desktop.reports.pdf import Paper, write_pdf
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.reports import sample_book
from tests.reports.books import Desk

Print = Callable[..., PdfReader]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """Print a document and open the file."""

    def print_it(document: Document, paper: Paper = "A4") -> PdfReader:
        write_pdf(document, tmp_path / "printed.pdf", paper)
        return PdfReader(tmp_path / "printed.pdf")

    return print_it


def _make(path: Path) -> None:
    create_store(path, title="Northwind territory").close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty book."""
    book = open_store(copied(tmp_path / "northwind.crm", _make))
    yield book
    book.close()


@pytest.fixture
def sampled(tmp_path: Path, clock: FrozenClock) -> Iterator[Store]:
    """The sample book on the frozen day, with more of a life."""
    del clock
    book = open_store(copied(tmp_path / "sample.crm", sample_book.make))
    yield book
    book.close()


@pytest.fixture
def desk(store: Store, clock: FrozenClock) -> Desk:
    """Somebody who enters business into it."""
    return Desk(store, clock)
