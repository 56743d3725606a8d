"""A table that comes in: headings, rows and sentences on how the file was read; the formats that can give one.

Rows are read from the file each time they are walked over, never held: a preview walks over the first few, an import
over all. A row that could not be read whole says so itself, so that one bad line never costs the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from crm_desktop.base.i18n import N_, _


class Row(NamedTuple):
    """The cells of one row, one per heading.

    `line` is where the row begins in the file, from 1. With a `problem`, `cells` holds only what is safe to take (none
    at all where nothing is), and `written` what stands in the file.
    """

    line: int
    cells: tuple[str, ...]
    problem: str = ""
    written: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What the user may choose about a file; None is found out. `heading_line` 0 means that there are no headings."""

    encoding: str | None = None
    delimiter: str | None = None
    heading_line: int | None = None


@dataclass(frozen=True)
class Table:
    """Headings (each one different, none empty) and rows; `options` are those that the file was read with.

    Of the `notes` on how it was read, the `doubts` are those that matter also to somebody who sees no preview.
    """

    name: str
    headings: tuple[str, ...]
    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
    options: Options = Options()
    doubts: tuple[str, ...] = ()

    def first(self, count: int = 20) -> list[Row]:
        """Return the first rows, for a preview."""
        return list(islice(self.rows, count))

    def problems(self) -> Iterator[Row]:
        """Yield the rows that could not be read whole."""
        return (row for row in self.rows if row.problem)


@dataclass(frozen=True)
class Format:
    """One kind of file: `is_it` tells it by its content, `suffixes` where the content leaves it open."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    is_it: Callable[[Path], bool]
    read: Callable[[Path, Options], Table]


def read_table(path: Path, options: Options | None = None) -> Table:
    """Return the table of a file in any of the formats; a UserError says what it is instead, and what to do."""
    known = next((form for form in FORMATS if form.is_it(path)), None)
    named = next((form for form in FORMATS if path.suffix.lower() in form.suffixes), FORMATS[-1])
    return (known or named).read(path, options or Options())


def distinct_headings(cells: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return usable headings (no two the same, none empty) and the sentences on what was changed."""
    headings: list[str] = []
    seen: set[str] = set()
    doubles: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell or _("Column {number}").format(number=number)
        heading, count = name, 1
        while heading.casefold() in seen:
            count += 1
            heading = f"{name} ({count})"
        if count > 1:
            doubles.append(heading)
        seen.add(heading.casefold())
        headings.append(heading)
    sentence = _("Some columns have the same heading; the later ones are called {names} here.")
    names = ", ".join(f"“{name}”" for name in doubles)
    return tuple(headings), (sentence.format(names=names),) if doubles else ()


def _read_csv(path: Path, options: Options) -> Table:
    from crm_desktop.exchange.csvfile import read_csv

    return read_csv(path, options)


def _is_vcard(path: Path) -> bool:
    from crm_desktop.exchange.vcard import is_vcard

    return is_vcard(path)


def _read_vcards(path: Path, options: Options) -> Table:
    from crm_desktop.exchange.vcard import read_vcards

    return read_vcards(path, options)


# The last one takes whatever the others leave: its reader refuses, in words, what is no text.
FORMATS = (
    Format("vcard", N_("Contact cards (vCard)"), (".vcf", ".vcard"), _is_vcard, _read_vcards),
    Format("csv", N_("Table as text (CSV)"), (".csv", ".tsv", ".tab", ".txt", ".psv", ".ssv", ".gz", ".zip"), lambda _path: False, _read_csv),
)  # fmt: skip
