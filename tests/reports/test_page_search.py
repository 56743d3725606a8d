"""Words on the pages of a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.reports import page_search
from crm_desktop.reports.document import Paragraph
from crm_desktop.reports.page_search import find
from crm_desktop.reports.pages import page_size, render
from crm_desktop.reports.pdf import write_pdf
from tests.reports.samples import deals, names, page_of


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Société Générale", "societe generale"),
        ("STRASSE", "straße"),
        ("Ørsted", "orsted"),
        ("deal 17", "DEAL  17"),
        ("שלום עולם", "שלום"),
        ("مرحبا", "مرحبا"),
        ("R&D <Ltd>", "r&d <ltd>"),
        ("Łódź, Zażółć", "zazolc"),
    ],
)
def test_words_are_found_without_their_accents_and_case(tmp_path: Path, written: str, typed: str) -> None:
    write_pdf(page_of(names("Somebody else", written)), tmp_path / "names.pdf")
    found = find(tmp_path / "names.pdf", typed, Task())
    assert len(found) == 1
    assert found[0].areas


def test_words_are_found_across_the_end_of_a_line(tmp_path: Path) -> None:
    text = " ".join(["filling"] * 30 + ["Acme", "Corporation"] + ["filling"] * 30)
    for shift in range(12):
        write_pdf(page_of(Paragraph("x" * shift + " " + text)), tmp_path / "text.pdf")
        assert len(find(tmp_path / "text.pdf", "acme corporation", Task())) == 1


def test_every_place_is_found_in_the_order_of_the_pages(tmp_path: Path) -> None:
    write_pdf(page_of(deals(150)), tmp_path / "deals.pdf")
    found = find(tmp_path / "deals.pdf", "kan-code", Task())
    assert len(found) == 150
    pages = [one.page for one in found]
    assert pages == sorted(pages)
    assert set(pages) == {0, 1, 2}


def test_what_was_found_lies_where_it_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "deals.pdf"
    write_pdf(page_of(deals(3)), path)
    (found,) = find(path, "deal 0002", Task())
    (area,) = found.areas
    width, height = page_size(path, 0)
    assert 0 < area.x < area.x + area.width < width
    picture = render(path, 0, 2)

    def darkest(top: float, bottom: float) -> int:
        rows = range(round(top * 2), round(bottom * 2))
        columns = slice(round(area.x * 2) * 3, round((area.x + area.width) * 2) * 3)
        return min(min(picture.pixels[row * picture.width * 3 :][columns]) for row in rows)

    assert darkest(area.y, area.y + area.height) < 100  # letters
    assert height > area.y + area.height


def test_the_places_of_a_frequent_letter_are_not_all_counted(tmp_path: Path) -> None:
    write_pdf(page_of(deals(1000)), tmp_path / "deals.pdf")
    assert len(find(tmp_path / "deals.pdf", "e", Task())) == page_search.MOST


def test_blanks_alone_are_found_nowhere(tmp_path: Path) -> None:
    write_pdf(page_of(deals(3)), tmp_path / "deals.pdf")
    assert find(tmp_path / "deals.pdf", "  ", Task()) == []


def test_a_search_is_given_up_between_two_pages(tmp_path: Path) -> None:
    write_pdf(page_of(deals(150)), tmp_path / "deals.pdf")
    task = Task(lambda progress: task.cancel() if progress.done == 1 else None)
    with pytest.raises(Cancelled):
        find(tmp_path / "deals.pdf", "deal", task)
