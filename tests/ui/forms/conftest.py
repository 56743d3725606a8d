"""A small open book and pages on it for every test of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.ui.forms.page_part import PagePart
from crm_desktop.ui.forms.record_page import RecordPage
from tests.ui.small_book import Book, opened_book, settle

MakePage = Callable[..., RecordPage]
P = TypeVar("P", bound=PagePart)


def part(page: RecordPage, kind: type[P]) -> P:
    """Return the part of a page that is of this kind."""
    return next(part for part in page.parts if isinstance(part, kind))


@pytest.fixture
def book(qapp: object, tmp_path: Path) -> Iterator[Book]:
    with opened_book(tmp_path / "small.crm") as opened:
        yield opened


@pytest.fixture
def make_page(book: Book, qtbot: QtBot) -> MakePage:
    def make(entity: str, record_id: int | None = None) -> RecordPage:
        page = RecordPage(book.around, entity)
        qtbot.addWidget(page)
        page.resize(440, 700)
        page.show()
        if record_id is not None:
            page.show_record(record_id)
        settle()
        return page

    return make
