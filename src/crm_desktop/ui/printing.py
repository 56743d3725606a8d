"""A PDF on paper. On Linux and macOS the system's own `lp` prints the file as it is; elsewhere its pages are painted.

QtPrintSupport is loaded at the first print and not before.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.reports import pages
from crm_desktop.ui.jobs import Job, Jobs
from crm_desktop.ui.progress import ProgressOverlay

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_FINEST = 300  # dots per inch; more only makes the printer wait
_PATIENCE = 60
_SIZES = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}


def print_pdf(
    over: QWidget,
    jobs: Jobs,
    path: Path,
    title: str,
    paper: str,
    say: Callable[[str], object],
    tell: Callable[[UserError], object],
) -> Job | None:
    """Ask for a printer and print the file there; return what prints, None where nothing does.

    How many pages went there is given to `say`, what went wrong to `tell`.
    """
    from PySide6.QtPrintSupport import QPrinterInfo

    if not QPrinterInfo.availablePrinterNames():
        tell(UserError(_("No printer is set up here. Set one up in the system, or save the pages as PDF.")))
        return None
    printer = _chosen_printer(over, path, title, paper)
    if printer is None:
        return None

    def work(task: Task) -> int:
        return hand_over(printer, path, title, paper) or paint(printer, path, task)

    def said(count: int) -> None:
        say(count_of("{n} page went to the printer.", "{n} pages went to the printer.", count))

    job = jobs.start(_("Printing"), work, said, tell)
    ProgressOverlay(over, job)
    return job


def _chosen_printer(over: QWidget, path: Path, title: str, paper: str) -> QPrinter | None:
    """Show the system's dialog; None where it was given up."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(_SIZES[paper]))
    printer.setDocName(title)
    dialog = QPrintDialog(printer, over)
    dialog.setMinMax(1, pages.page_count(path))
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def hand_over(
    printer: QPrinter, path: Path, title: str, paper: str, find: Callable[[str], str | None] = shutil.which
) -> int:
    """Give the file to the system's print queue and return how many pages that are; 0 where it cannot be given."""
    lp = find("lp")
    if lp is None or printer.outputFileName() or not printer.printerName():
        return 0
    first, last = _range(printer, path)
    command = [
        lp, "-d", printer.printerName(), "-n", str(printer.copyCount()), "-t", title, "-P", f"{first}-{last}",
        "-o", f"media={paper}", "-o", f"sides={_sides(printer)}", "--", str(path),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 - a whole path, no shell
    except (OSError, subprocess.TimeoutExpired):
        return 0
    return last - first + 1 if done.returncode == 0 else 0


def paint(printer: QPrinter, path: Path, task: Task) -> int:
    """Paint the pages at the printer's resolution and return how many. Raises UserError where it does not begin."""
    first, last = _range(printer, path)
    width, height = pages.page_size(path, 0)
    wide, tall = QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait
    printer.setPageOrientation(wide if width > height else tall)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Point)
    painter = QPainter(printer)
    if not painter.isActive():
        raise UserError(_("The printer does not answer. Check that it is on, or save the report as PDF."))
    try:
        scale = min(printer.resolution(), _FINEST) / 72
        for page in task.steps(range(first, last + 1), _("Painting the pages"), every=1):
            if page > first:
                printer.newPage()
            picture = pages.render(path, page - 1, scale)
            image = QImage(
                picture.pixels, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888
            )
            painter.drawImage(QRectF(printer.paperRect(printer.Unit.DevicePixel)), image)
    finally:
        painter.end()
    return last - first + 1


def _range(printer: QPrinter, path: Path) -> tuple[int, int]:
    """Return the first and last page to print; the dialog says 0 for all."""
    count = pages.page_count(path)
    return max(printer.fromPage(), 1), min(printer.toPage() or count, count)


def _sides(printer: QPrinter) -> str:
    names = {
        printer.DuplexMode.DuplexLongSide: "two-sided-long-edge",
        printer.DuplexMode.DuplexShortSide: "two-sided-short-edge",
    }
    return names.get(printer.duplex(), "one-sided")
