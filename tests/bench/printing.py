"""Goals 10 and 11: a long list and the weekly report on paper."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from crm_desktop.base.task import Task
from crm_desktop.reports import page_search, pages, report
from crm_desktop.reports.document import Cell, Column, Document, Row, Table
from crm_desktop.schema.formats import formats_for
from crm_desktop.storage.opening import open_store
from tests.bench import books, timing
from tests.bench.timing import Measure

ROWS = 10_000
PREVIEWED = 1_000
ROUNDS = 7
EMPTY = "import sys; from reportlab.pdfgen.canvas import Canvas; c = Canvas(sys.argv[1]); c.showPage(); c.save()"


def measure() -> Iterator[Measure]:
    """Yield what paper costs."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _long_list(Path(folder))
        yield from _preview(Path(folder))
        yield from _weekly(Path(folder))


def _long_list(folder: Path) -> Iterator[Measure]:
    cells: list[tuple[str, ...]] = [
        (row[0], row[4], row[7], row[8], row[10])
        for row in books.contact_rows(ROWS, range(1, 100), range(1, 5))
    ]  # fmt: skip
    ours = partial(_program_table, cells, folder / "ours.pdf")
    strings, platypus = (
        partial(_strings, cells, folder / "strings.pdf"),
        partial(_platypus, cells, folder / "platypus.pdf"),
    )
    mine, by_string, by_platypus = timing.medians([ours, strings, platypus], ROUNDS)
    what = f"list of {ROWS:,} rows as PDF, against"
    yield timing.of("10", f"{what} a drawString per cell", 0.6, (mine, by_string), f"median of {ROUNDS}")
    yield timing.of("10", f"{what} a platypus Table", 0.35, (mine, by_platypus), f"median of {ROUNDS}")


def _preview(folder: Path) -> Iterator[Measure]:
    """Yield what it takes until the first of 20 pages is in sight, and until a word is found on all of them."""
    cells: list[tuple[str, ...]] = [
        (row[0], row[4], row[7], row[8], row[10])
        for row in books.contact_rows(PREVIEWED, range(1, 100), range(1, 5))
    ]  # fmt: skip
    path = folder / "preview.pdf"

    def in_sight() -> None:
        _program_table(cells, path)
        pages.page_sizes(path)
        pages.render(path, 0, 1.5)

    works = (in_sight, partial(_platypus, cells, folder / "platypus.pdf"), partial(page_search.find, path, "x", Task()))
    shown, platypus, found = timing.medians(works, ROUNDS)
    what = f"{pages.page_count(path)} pages in the preview"
    yield timing.of("11", f"{what}, in seconds", 1.0, (shown, 1.0), f"median of {ROUNDS}")
    yield timing.of("11", f"{what}, against a platypus Table", 0.6, (shown, platypus), f"median of {ROUNDS}")
    yield timing.of("11", f"{what}: a word on all of them, against making them", 3.0, (found, shown))


def _program_table(cells: list[tuple[str, ...]], path: Path) -> None:
    rows = tuple(Row(tuple(Cell(text, text) for text in row)) for row in cells)
    columns = tuple(Column(title) for title in ("Name", "Title", "E-mail", "Phone", "City"))
    document = Document("Contacts", "", "", "", (Table(columns, rows, empty="None.", wraps=False),))
    report.write(document, path)


def _strings(cells: list[tuple[str, ...]], path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    for start in range(0, len(cells), 50):
        canvas.setFont("Helvetica", 8)
        for line, row in enumerate(cells[start : start + 50]):
            for column, text in enumerate(row):
                canvas.drawString(40 + 105 * column, 790 - 15 * line, text)
        canvas.showPage()
    canvas.save()


def _platypus(cells: list[tuple[str, ...]], path: Path) -> None:
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table as PlatypusTable

    SimpleDocTemplate(str(path)).build([PlatypusTable([list(row) for row in cells], repeatRows=1)])


def _weekly(folder: Path) -> Iterator[Measure]:
    environment = timing.installed(folder)
    root, book = Path(__file__).resolve().parents[2], folder / "sample.crm"

    def run(*arguments: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment, cwd=root)
        return time.perf_counter() - start

    program = ("-m", "crm_desktop")
    run(*program, "new", "--sample", "--file", str(book))
    weekly = (*program, "report", "weekly-pipeline", "--file", str(book), "--output", str(folder / "weekly.pdf"))
    rounds = [(run(*weekly), run("-c", EMPTY, str(folder / "empty.pdf"))) for _round in range(ROUNDS + 1)]
    mine, empty = (statistics.median(column) for column in zip(*rounds[1:], strict=True))
    yield timing.of(
        "11", "weekly report, against a process with one empty page", 1.6, (mine, empty), f"median of {ROUNDS}"
    )
    again = timing.medians([partial(_weekly_here, book, folder / "again.pdf")], ROUNDS)[0]
    yield timing.of("11", "a second report in the same window, against the first", 0.3, (again, mine))


def _weekly_here(book: Path, path: Path) -> None:
    store = open_store(book)
    try:
        with store.read() as session:
            weekly = report.report_named("weekly-pipeline")
            document = weekly.build(session, report.parse_options(weekly, {}, formats_for("en_GB"), session))
        report.write(document, path)
    finally:
        store.close()
