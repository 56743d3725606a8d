"""The pages of a written PDF as pictures: the window shows the very file that is saved and printed.

pdfium is one library for the process and not made for threads: its calls take turns here, whichever thread they are on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

turn = threading.Lock()
"""Held during every call of pdfium."""


@dataclass(frozen=True)
class Picture:
    """A picture: `pixels` has three bytes, red, green and blue, for each point, row by row without gaps."""

    width: int
    height: int
    pixels: bytes


def page_count(path: Path) -> int:
    """Return how many pages the file has; raises OSError when it is gone."""
    with _opened(path) as pdf:
        return len(pdf)


def page_size(path: Path, page: int) -> tuple[float, float]:
    """Return width and height of a page, from 0, in points."""
    return page_sizes(path)[page]


def page_sizes(path: Path) -> tuple[tuple[float, float], ...]:
    """Return width and height of each page, in points."""
    with _opened(path) as pdf:
        return tuple((float(width), float(height)) for width, height in map(pdf.get_page_size, range(len(pdf))))


def render(path: Path, page: int, scale: float) -> Picture:
    """Return a page, from 0, painted at `scale` pixels for each point."""
    with _opened(path) as pdf:
        leaf = pdf[page]
        bitmap = leaf.render(scale=scale, rev_byteorder=True)
        row = bitmap.width * bitmap.n_channels
        data = bytes(bitmap.buffer)
        picture = Picture(
            bitmap.width,
            bitmap.height,
            b"".join(data[at : at + row] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)),
        )
        bitmap.close()
        leaf.close()
        return picture


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Give the open document; read into memory, so that the file can be replaced meanwhile also on Windows."""
    import pypdfium2

    data = path.read_bytes()
    with turn:
        pdf = pypdfium2.PdfDocument(data)
        try:
            yield pdf
        finally:
            pdf.close()
