"""A PDF on paper: given to the system's queue where there is one, else painted page by page."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from crm_desktop.base.task import Task
from crm_desktop.reports.pages import page_count, page_size, render
from crm_desktop.reports.pdf import write_pdf
from crm_desktop.ui.printing import hand_over, paint
from tests.reports.samples import deals, page_of


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Three pages."""
    write_pdf(page_of(deals(150)), tmp_path / "deals.pdf")
    return tmp_path / "deals.pdf"


@pytest.fixture
def printer(qapp: QApplication, tmp_path: Path) -> QPrinter:
    """A printer that writes a PDF."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "paper.pdf"))
    return made


def test_every_page_is_painted_on_the_whole_paper(report: Path, printer: QPrinter, tmp_path: Path) -> None:
    assert paint(printer, report, Task()) == 3
    printed = tmp_path / "paper.pdf"
    assert page_count(printed) == 3
    assert page_size(printed, 0) == pytest.approx((595, 842), abs=1)
    before, after = (render(path, 2, 0.5).pixels for path in (report, printed))
    same = sum(abs(a - b) < 64 for a, b in zip(before, after, strict=False))
    assert same > 0.98 * len(before)


def test_pages_that_lie_on_their_long_side_are_painted_lying(printer: QPrinter, tmp_path: Path) -> None:
    write_pdf(replace(page_of(deals(5)), is_wide=True), tmp_path / "wide.pdf")
    paint(printer, tmp_path / "wide.pdf", Task())
    assert page_size(tmp_path / "paper.pdf", 0) == pytest.approx((842, 595), abs=1)


def test_only_the_chosen_pages_are_painted(report: Path, printer: QPrinter, tmp_path: Path) -> None:
    printer.setFromTo(2, 2)
    assert paint(printer, report, Task()) == 1
    assert page_count(tmp_path / "paper.pdf") == 1


def test_a_printer_that_writes_a_file_is_not_given_to_the_queue(report: Path, printer: QPrinter) -> None:
    assert hand_over(printer, report, "Deals", "A4", find=lambda _name: sys.executable) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lp")
def test_the_queue_gets_the_file_with_paper_copies_and_pages(qapp: QApplication, report: Path, tmp_path: Path) -> None:
    queue = tmp_path / "lp"
    queue.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/said"\n', encoding="utf-8")
    queue.chmod(queue.stat().st_mode | stat.S_IXUSR)
    printer = named_printer()
    printer.setCopyCount(2)
    assert hand_over(printer, report, "Deals", "Letter", find=lambda _name: str(queue)) == 3
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert said[said.index("-n") + 1] == "2"
    assert said[said.index("-P") + 1] == "1-3"
    assert "media=Letter" in said
    assert said[-1] == str(report)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lp")
def test_a_queue_that_refuses_leaves_the_painting_to_us(qapp: QApplication, report: Path, tmp_path: Path) -> None:
    queue = tmp_path / "lp"
    queue.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    queue.chmod(queue.stat().st_mode | stat.S_IXUSR)
    assert hand_over(named_printer(), report, "Deals", "A4", find=lambda _name: str(queue)) == 0
    assert hand_over(named_printer(), report, "Deals", "A4", find=lambda _name: None) == 0


class _Named(QPrinter):
    """A printer of the system's, as a machine without one has none to test with."""

    def printerName(self) -> str:  # noqa: N802 - Qt's own name
        return "Office"

    def outputFileName(self) -> str:  # noqa: N802 - Qt's own name
        return ""


def named_printer() -> QPrinter:
    return _Named()
