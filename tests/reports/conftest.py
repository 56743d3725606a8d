"""Reading back what was printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from crm_desktop.reports.document import Document
from crm_desktop.reports.pdf import Paper, write_pdf

Print = Callable[..., PdfReader]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """Print a document and open the file."""

    def print_it(document: Document, paper: Paper = "A4") -> PdfReader:
        write_pdf(document, tmp_path / "printed.pdf", paper)
        return PdfReader(tmp_path / "printed.pdf")

    return print_it
