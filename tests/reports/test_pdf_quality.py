"""What other programs find in a printed report: a sound file, each record once, contents that lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from crm_desktop.base.letterhead import Letterhead
from crm_desktop.reports.document import Block, Break, Document, Heading, Paragraph
from crm_desktop.reports.pdf import write_pdf
from tests.reports.samples import deals, page_of, revenue, weekly
from tests.reports.test_chart_kinds import KINDS, chart_of
from tests.services.test_letterhead import png

READERS = {
    "qpdf": ("qpdf", "--check"),
    "poppler": ("pdftotext", "-q"),
    "mupdf": ("mutool", "info"),
}


def long_report() -> Document:
    return page_of(*(block for n in range(6) for block in (Heading(f"Part {n}"), deals(90))))


def everything() -> Document:
    """Return a report with every kind of block and chart, in many writings, with a letterhead."""
    charts: list[Block] = [chart_of(kind, [[5, 3, 2]]) for kind in KINDS]
    words = Paragraph("Żółć Ωμέγα Привет שלום العربية")
    house = Letterhead("Northwind", "1 Main Street", "#0f7553", png())
    return replace(page_of(*weekly().blocks, *charts, words, *long_report().blocks), house=house)


def records_in(path: Path) -> Counter[str]:
    pdf = pypdfium2.PdfDocument(path.read_bytes())
    found = Counter(name for page in pdf for name in re.findall(r"Deal \d+", page.get_textpage().get_text_bounded()))
    pdf.close()
    return found


@pytest.mark.parametrize("reader", READERS)
def test_another_program_finds_the_file_sound(reader: str, tmp_path: Path) -> None:
    command = READERS[reader]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed.")
    for name, document in {"everything": everything(), "one": page_of(deals(1)), "many": page_of(deals(2000))}.items():
        path = tmp_path / f"{name}.pdf"
        write_pdf(document, path)
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize("count", [1, 50, 2_000, 20_000])
def test_each_record_of_a_table_stands_in_the_text_exactly_once(count: int, tmp_path: Path) -> None:
    write_pdf(page_of(deals(count)), tmp_path / "deals.pdf")
    assert records_in(tmp_path / "deals.pdf") == Counter(f"Deal {n:04d}" for n in range(1, count + 1))


@pytest.mark.parametrize("block", [deals(12), revenue(), chart_of("heat", [[1, 2]] * 20), chart_of("bars", [[1] * 30])])
def test_a_heading_never_stands_alone_at_the_foot(block: Block, tmp_path: Path) -> None:
    for lines in range(40, 62):
        filler = Paragraph("\n".join(f"line {n}" for n in range(lines)))
        places = write_pdf(page_of(filler, Heading("What follows"), block), tmp_path / "page.pdf")
        pages = [page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages]
        heading = next(number for number, text in enumerate(pages) if "What follows" in text)
        assert heading == min(place.page for place in places)


def links_of(path: Path, page: int = 0) -> list[int | None]:
    """Return the page, from 0, that each link of a page leads to."""
    reader = PdfReader(path)
    annotations: Any = reader.pages[page].get("/Annots", [])
    return [reader.get_page_number(each.get_object()["/Dest"][0].get_object()) for each in annotations]


def test_a_long_report_begins_with_its_contents_whose_links_lead_to_the_headings(tmp_path: Path) -> None:
    write_pdf(long_report(), tmp_path / "long.pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "long.pdf").pages]
    assert len(pages) >= 8
    links = links_of(tmp_path / "long.pdf")
    assert len(links) == 6
    for number, page in enumerate(links):
        where = [at for at, text in enumerate(pages) if f"Part {number}" in text]
        assert page == where[-1]
        assert re.search(rf"Part {number}\s+{page + 1}\b", pages[0])


def test_contents_stand_behind_a_first_page_that_is_a_part_of_its_own(tmp_path: Path) -> None:
    long = long_report()
    write_pdf(replace(long, blocks=(Heading("In short"), Break(), *long.blocks)), tmp_path / "long.pdf")
    first, second = (page.extract_text() for page in PdfReader(tmp_path / "long.pdf").pages[:2])
    assert "In short" in first
    assert "Part 0" not in first
    assert second.index("In short") < second.index("Part 0")
    assert links_of(tmp_path / "long.pdf") == []
    assert links_of(tmp_path / "long.pdf", 1)[:2] == [0, 1]


def test_a_short_report_has_no_contents(tmp_path: Path) -> None:
    write_pdf(weekly(), tmp_path / "weekly.pdf")
    assert links_of(tmp_path / "weekly.pdf") == []


def test_the_outline_leads_to_every_heading(tmp_path: Path) -> None:
    write_pdf(long_report(), tmp_path / "long.pdf")
    (_title, parts) = PdfReader(tmp_path / "long.pdf").outline
    assert isinstance(parts, list)
    assert [part.title for part in parts if not isinstance(part, list)] == [f"Part {n}" for n in range(6)]
