"""The letterhead on every page, and pages without one as they were."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from crm_desktop.base.letterhead import Letterhead
from crm_desktop.reports import house
from crm_desktop.reports.document import Document
from crm_desktop.reports.pdf import write_pdf
from crm_desktop.reports.report import REPORTS
from crm_desktop.services import letterhead
from crm_desktop.storage.store import Store
from tests.reports.books import Desk, report
from tests.reports.samples import deals, page_of
from tests.services.test_letterhead import png

HOUSE = Letterhead("Northwind Traders", "1 Main Street\nSpringfield", "#0f7553", png())


def long(look: Letterhead) -> Document:
    return replace(page_of(deals(150)), house=look)


def test_every_page_has_logo_name_and_address(tmp_path: Path) -> None:
    write_pdf(long(HOUSE), tmp_path / "house.pdf")
    pages = PdfReader(tmp_path / "house.pdf").pages
    assert len(pages) > 2
    for page in pages:
        text = page.extract_text()
        assert text.count("Northwind Traders") == 1
        assert text.count("1 Main Street · Springfield") == 1
        assert len(page.images) == 1


def test_the_logo_is_in_the_file_once_however_many_pages_there_are(tmp_path: Path) -> None:
    write_pdf(long(HOUSE), tmp_path / "house.pdf")
    assert (tmp_path / "house.pdf").read_bytes().count(b"/Subtype /Image") == 1


def test_paper_without_a_letterhead_has_no_room_for_one(tmp_path: Path) -> None:
    write_pdf(long(Letterhead()), tmp_path / "plain.pdf")
    write_pdf(long(Letterhead(address="1 Main Street")), tmp_path / "address.pdf")
    write_pdf(long(HOUSE), tmp_path / "house.pdf")
    rows = [
        PdfReader(tmp_path / f"{name}.pdf").pages[0].extract_text().count("Deal ")
        for name in ("plain", "address", "house")
    ]
    assert rows[0] == rows[1] > rows[2]


def test_a_damaged_logo_is_left_out_with_a_word_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        write_pdf(long(replace(HOUSE, logo=png()[:60])), tmp_path / "house.pdf")
    assert "damaged" in caplog.text
    caplog.clear()
    page = PdfReader(tmp_path / "house.pdf").pages[0]
    assert "Northwind Traders" in page.extract_text()
    assert not page.images


def test_titles_are_in_the_colour_of_the_house_only_where_it_can_be_read() -> None:
    assert house.House(Letterhead(colour="#0f7553")).title_colour == "#0f7553"
    assert house.House(Letterhead(colour="#ffee88")).title_colour == house.House(Letterhead()).title_colour


def test_the_same_letterhead_gives_the_same_bytes(tmp_path: Path) -> None:
    document = long(HOUSE)
    for name in ("a.pdf", "b.pdf"):
        write_pdf(document, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("margins, left", [("normal", 51), ("narrow", 34), ("wide", 71)])
def test_the_margins_are_those_asked_for(tmp_path: Path, margins: str, left: float) -> None:
    write_pdf(page_of(deals(3)), tmp_path / "page.pdf", margins=margins)  # type: ignore[arg-type]
    places = write_pdf(page_of(deals(3)), tmp_path / "page.pdf", margins=margins)  # type: ignore[arg-type]
    assert {place.area.x for place in places} == {left}


@pytest.mark.parametrize("name", [one.name for one in REPORTS])
def test_every_report_bears_the_letterhead_of_its_book(store: Store, desk: Desk, name: str) -> None:
    del desk  # its clock stands still
    with store.act("Letterhead") as session:
        letterhead.set_value(session, "name", "Northwind Traders")
    assert report(store, name).house.name == "Northwind Traders"


def test_a_long_name_of_the_house_is_read_whole_beside_its_logo(tmp_path: Path) -> None:
    name = "Süddeutsche Großhandelsgesellschaft für Landwirtschaftsmaschinenersatzteile und Zubehör GmbH & Co. KG 173 "
    write_pdf(replace(page_of(deals(2)), house=replace(HOUSE, name=name * 2)), tmp_path / "long.pdf")
    text = " ".join(PdfReader(tmp_path / "long.pdf").pages[0].extract_text().split())
    assert text.count("GmbH & Co. KG 173") == 2
    assert "…" not in text
