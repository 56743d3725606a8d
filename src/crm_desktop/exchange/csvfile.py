"""Tables as text: reading what anybody's program wrote, and writing what spreadsheets open without harm.

Reading is forgiving and says so: a row that is out of step carries its problem, and a quotation mark that is never
closed costs its own line, not all those behind it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

from crm_desktop.base import dates
from crm_desktop.base.cells import guarded, unguarded
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import written_whole
from crm_desktop.exchange.encoding import Encoding, encoding_of
from crm_desktop.exchange.layout import LONGEST_FIELD, Layout, is_comment, is_well_quoted, layout_of
from crm_desktop.exchange.source import Source, refuse_other_text, source_of
from crm_desktop.exchange.table import Options, Row, Table
from crm_desktop.storage.problems import putting_out

Cell = str | int | Decimal | date | None
_SAMPLE_LINES = 2_000
_SAMPLE_CHARACTERS = 2**18
_LONGEST_RECORD = 5_000  # lines in one pair of quotes, before they are taken for a forgotten mark
_NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


class _RunawayQuoteError(Exception):
    """A quoted value has become longer than any that somebody wrote."""


class _Lines:
    """The lines of a text with their number; those of the record in hand can be given back."""

    def __init__(self, text: io.TextIOBase, name: str) -> None:
        self._text = text
        self._name = name
        self._back: list[str] = []
        self.taken: list[str] = []
        self.number = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else self._text.readline(LONGEST_FIELD)
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) == LONGEST_FIELD:
            raise UserError(
                _("Line {line} of “{name}” is longer than any table's. Export the file once more as CSV.").format(
                    line=self.number + 1, name=self._name
                )
            )
        self.number += 1
        self.taken.append(line)
        if len(self.taken) > _LONGEST_RECORD:
            raise _RunawayQuoteError
        return line.replace("\0", "") if "\0" in line else line

    def give_back_all_but_the_first(self) -> None:
        """Let the lines after the first be read again, as records of their own."""
        self._back.extend(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.ended = False


@dataclass(frozen=True)
class _Rows:
    """The rows of a file, read anew at each walk."""

    source: Source
    codec: str
    layout: Layout

    def __iter__(self) -> Iterator[Row]:
        layout, width, begin = self.layout, self.layout.width, self.layout.first_row_line
        with _text_of(self.source, self.codec) as text:
            for row in _records(_Lines(text, self.source.name), layout):
                if row.line < begin or not any(map(str.strip, row.cells or row.written)):
                    continue
                whole = len(row.cells) == width and not layout.may_repeat_headings(row.cells[0])
                yield row if whole or row.problem else _fitted(row, layout)


def read_csv(path: Path, options: Options | None = None) -> Table:
    """Return the table in a text file, plain or packed; raise UserError for whatever is none."""
    options = options or Options()
    source = source_of(path)
    encoding = encoding_of(source, options.encoding)
    layout = layout_of(_sample(source, encoding), options)
    doubts = (*([_encoding_note(encoding)] if encoding.is_guess else []), *encoding.notes)
    notes = (*source.notes, _encoding_note(encoding), *encoding.notes, *layout.notes)
    rows = _Rows(source, encoding.codec, layout)
    if next(iter(rows), None) is None:
        empty = _("There are headings, but no rows under them.")
        notes, doubts = (*notes, empty), (*doubts, empty)
    return Table(source.name, layout.headings, rows, notes, replace(layout.options, encoding=encoding.codec), doubts)


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]], for_programs: bool = False) -> int:
    """Write a table whole or not at all, and return its number of rows; numbers stay numbers.

    For spreadsheets it has a UTF-8 mark, without which Excel spoils accents, and a `'` before text that would be
    taken for a formula; `for_programs` has neither. Raises UserError where the file cannot be written.
    """
    count = 0
    with (
        putting_out(path),
        written_whole(path) as part,
        part.open("w", encoding="utf-8" if for_programs else "utf-8-sig", errors="replace", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow([_written(heading, for_programs) for heading in headings])
        for row in rows:
            count += 1
            writer.writerow([_written(cell, for_programs) for cell in row])
    return count


def _text_of(source: Source, codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(source.open(), encoding=codec, errors="replace", newline="")


def _sample(source: Source, encoding: Encoding) -> list[str]:
    """Return the first lines, as many as a layout needs to be seen."""
    with _text_of(source, encoding.codec) as text:
        lines: list[str] = []
        size = 0
        for line in islice(_Lines(text, source.name), _SAMPLE_LINES):
            lines.append(line)
            size += len(line)
            if size > _SAMPLE_CHARACTERS:
                break
    refuse_other_text(source.name, "".join(lines[:50]))
    return lines


def _records(lines: _Lines, layout: Layout) -> Iterator[Row]:
    """Yield the records as they stand; those torn by a quotation mark have a problem, and give back their other lines."""
    reader = layout.dialect.reader(lines)
    while True:
        lines.taken.clear()
        begin = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _RunawayQuoteError):
            cells = []
        if not cells and len(lines.taken) <= 1:
            continue
        if (len(lines.taken) > 1 or lines.ended) and (lines.ended or not cells or _is_torn(lines.taken, layout)):
            problem = _("A quotation mark in this line is never closed; the line was left out.")
            yield Row(begin, (), problem, tuple(next(layout.dialect.reader(lines.taken[:1]), cells)))
            if _look_like_rows(lines.taken[1:], layout):
                lines.give_back_all_but_the_first()
            reader = layout.dialect.reader(lines)
            continue
        if "'" in lines.taken[0] or len(lines.taken) > 1:
            cells = [unguarded(cell) if cell[:1] == "'" else cell for cell in cells]
        yield Row(begin, tuple(cells))


def _is_torn(lines: list[str], layout: Layout) -> bool:
    """Tell whether a record of several lines is several records, run together by a quotation mark too few."""
    return not is_well_quoted(lines, layout.dialect) and _look_like_rows(lines[1:], layout)


def _look_like_rows(lines: list[str], layout: Layout) -> bool:
    """Tell whether lines are records by themselves, rather than the text of a long value."""
    widths = [len(next(layout.dialect.reader([line]), [])) for line in lines[:3]]
    return widths.count(layout.width) * 2 > len(widths)


def _fitted(row: Row, layout: Layout) -> Row:
    """Return the row with one cell per heading, or with its problem."""
    cells, width = row.cells, layout.width
    if layout.repeats_headings(cells):
        return Row(row.line, (), _("This line repeats the headings and was left out."), cells)
    if len(cells) == width:
        return row
    if width > 1 and is_comment(cells):
        problem = _("This line begins with # and has one value only; it was left out as a remark.")
        return Row(row.line, (), problem, cells)
    if not any(map(str.strip, cells[width:])):
        return Row(row.line, (cells + ("",) * width)[:width])
    safe = layout.safe_part(cells)
    if not safe:
        problem = _("This line has more values ({found}) than there are columns ({expected}); it was left out.")
        return Row(row.line, (), problem.format(found=len(cells), expected=width), cells)
    problem = _(
        "This line has more values ({found}) than there are columns ({expected}); those behind “{heading}” were left out."
    )
    problem = problem.format(found=len(cells), expected=width, heading=layout.headings[safe - 1])
    return Row(row.line, cells[:safe] + ("",) * (width - safe), problem, cells)


def _written(cell: Cell, for_programs: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return dates.moment_text(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    text = str(cell)
    if for_programs or not isinstance(cell, str) or _NEGATIVE.fullmatch(text):
        return text
    return guarded(text)


def _encoding_note(encoding: Encoding) -> str:
    if encoding.is_guess:
        return _(
            "The text was taken for {encoding}; look at its accents, and choose another encoding if they are wrong."
        ).format(encoding=encoding.title)
    return _("The text is {encoding}.").format(encoding=encoding.title)
