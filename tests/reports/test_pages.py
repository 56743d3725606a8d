"""The pages of a PDF as pictures."""

from __future__ import annotations

import threading
from pathlib import Path

from crm_desktop.reports.pages import Picture, page_count, page_size, render
from crm_desktop.reports.pdf import write_pdf
from tests.reports.samples import deals, page_of, weekly


def test_pages_are_counted_and_measured(tmp_path: Path) -> None:
    write_pdf(page_of(deals(100)), tmp_path / "deals.pdf", "Letter")
    assert page_count(tmp_path / "deals.pdf") == 3
    assert page_size(tmp_path / "deals.pdf", 2) == (612, 792)


def test_a_page_becomes_a_picture_of_three_bytes_a_point(tmp_path: Path) -> None:
    write_pdf(weekly(), tmp_path / "weekly.pdf", "Letter")
    picture = render(tmp_path / "weekly.pdf", 0, 1.5)
    assert (picture.width, picture.height) == (918, 1188)
    assert len(picture.pixels) == 918 * 1188 * 3
    assert picture.pixels[:3] == b"\xff\xff\xff"
    blue = bytes.fromhex("2f5bea")
    assert picture.pixels.count(blue) > 1000  # the bars, with red, green and blue in their places


def test_threads_take_turns(tmp_path: Path) -> None:
    write_pdf(page_of(deals(150)), tmp_path / "deals.pdf")
    pictures: dict[int, Picture] = {}
    threads = [
        threading.Thread(target=lambda n=n: pictures.update({n: render(tmp_path / "deals.pdf", n, 0.5)}))
        for n in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pictures == {n: render(tmp_path / "deals.pdf", n, 0.5) for n in range(3)}


def test_the_file_can_be_replaced_while_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write_pdf(page_of(deals(5)), path)
    before = render(path, 0, 0.5)
    write_pdf(page_of(deals(50)), path)
    assert render(path, 0, 0.5) != before
    path.unlink()
