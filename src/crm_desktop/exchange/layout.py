"""How a text is laid out: what separates its values, where its headings stand, what its columns hold.

csv.Sniffer is not asked: it takes a blank for the separator when line breaks stand in quotes. Each separator is tried
on the first lines instead, and the one that cuts them into the steadiest width wins.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import one_line
from crm_desktop.exchange.table import Options, distinct_headings

if TYPE_CHECKING:
    from _csv import Reader

LONGEST_FIELD = 16 * 2**20
DELIMITERS = {"\t": N_("tabs"), ";": N_("semicolons"), "|": N_("bars"), ",": N_("commas")}
_ONE_COLUMN = "\x1f"  # ASCII's own unit separator, which no file of lines holds
_STEADY = 0.3
_LONGEST_HEADING = 200
_SHORTEST_WORD = 3  # that says something when it comes again
_LOOK_FOR_HEADINGS = 20
_ENOUGH_ROWS = 100
_SEP_LINE = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"\n]*"')
_SHAPES = (
    ("email", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    ("url", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("day", re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T\s].*)?")),
    ("year", re.compile(r"(?:19|20)\d\d")),
    ("number", re.compile(r"[-+(]?\s?[$€£]?\s?[-+]?(?:\d[\d.,' ]*|[.,]\d+)\s?[%€$£)]?")),
)
_PROOF = {"email", "url", "day"}


@dataclass(frozen=True)
class Dialect:
    """How lines are cut into values: blanks behind the separator may be skipped, a backslash may escape quotes."""

    delimiter: str
    skip_blanks: bool = False
    backslash: bool = False

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Reader:
        """Return the standard library's reader over `lines`, for values of up to 16 million characters."""
        csv.field_size_limit(LONGEST_FIELD)
        escape = "\\" if self.backslash else None
        return csv.reader(
            lines, delimiter=self.delimiter, skipinitialspace=self.skip_blanks, escapechar=escape, strict=strict
        )


class _Record(NamedTuple):
    line: int
    end: int
    cells: list[str]


@dataclass(frozen=True)
class Layout:
    """What was found out. `shapes` says what a column holds where nearly all of its values agree, else it is empty."""

    dialect: Dialect
    headings: tuple[str, ...]
    heading_line: int
    first_row_line: int
    shapes: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many values a row has."""
        return len(self.headings)

    @property
    def options(self) -> Options:
        """The layout as the user may choose it; an empty delimiter means one column."""
        return Options(None, self.dialect.delimiter.replace(_ONE_COLUMN, ""), self.heading_line)

    def may_repeat_headings(self, first_cell: str) -> bool:
        """Tell from the first cell of a row, at little cost, whether `repeats_headings` has to be asked."""
        return not first_cell or first_cell[-3:] in {"__c", "__C"} or first_cell.strip() == self.headings[0]

    def repeats_headings(self, cells: Sequence[str]) -> bool:
        """Tell whether a row is the headings once more, or their names inside Salesforce (which end in "__c")."""
        pairs = [(cell, heading) for cell, heading in zip(cells, self.headings, strict=False) if cell.strip()]
        same = all(one_line(cell) == heading or cell.strip().lower().endswith("__c") for cell, heading in pairs)
        return self.heading_line > 0 and len(pairs) > 1 and same

    def safe_part(self, cells: Sequence[str]) -> int:
        """Return how many of the first values surely stand in their own columns, though the row has too many.

        Each value must look like its column, and only an address or a date proves what stands before it: a number may
        be the half of "1,234".
        """
        proved = 0
        for place, (cell, shape) in enumerate(zip(cells, self.shapes, strict=False), 1):
            if shape and cell.strip():
                if shape_of(cell) != shape:
                    return 0
                proved = place if shape in _PROOF else proved
        return proved


def layout_of(lines: Sequence[str], options: Options) -> Layout:
    """Return the layout of a text's first lines (of whole records, at least one of them not blank)."""
    sep = _SEP_LINE.fullmatch(lines[0])
    dialect = _dialect_of(
        lines[1:] if sep else lines, sep[1] if sep and options.delimiter is None else options.delimiter
    )
    records = _records(lines, dialect, skip=1 if sep else 0)
    place, has_headings = _headings_at(records, options.heading_line)
    first = records[place]
    body = [record.cells for record in records[place + 1 if has_headings else place :]]
    names = [one_line(cell.replace("\ufeff", ""))[:_LONGEST_HEADING] for cell in first.cells] if has_headings else []
    width = _width(names, body)
    headings, renamed = distinct_headings((names + [""] * width)[:width])
    notes = (*_notes(dialect, records[0].line, first.line, has_headings), *renamed)
    shapes = _shapes([cells for cells in body if len(cells) == width], width)
    begin = first.end + 1 if has_headings else first.line
    return Layout(dialect, headings, first.line if has_headings else 0, begin, shapes, notes)


def shape_of(cell: str) -> str:
    """Return what a value looks like: "email", "url", "day", "year", "number", or "" for words."""
    text = cell.strip()
    return next((shape for shape, pattern in _SHAPES if pattern.fullmatch(text)), "")


def _dialect_of(lines: Sequence[str], given: str | None) -> Dialect:
    """Return the dialect that cuts `lines` steadiest; on a tie the separator that is rarest inside of values."""
    outside_quotes = _QUOTED.sub("", "".join(lines))
    best, most = Dialect(given or _ONE_COLUMN), -1.0 if given else _STEADY
    for delimiter in [given] if given is not None else [mark for mark in DELIMITERS if mark in outside_quotes]:
        if not delimiter:
            break
        dialect = Dialect(delimiter)
        if any(
            cell.startswith(" ") and cell.lstrip(" ").startswith('"')
            for cells in dialect.reader(lines)
            for cell in cells
        ):
            dialect = Dialect(delimiter, skip_blanks=True)
        share = _steadiness(dialect.reader(lines))
        if share < 1 and '\\"' in outside_quotes + "".join(lines):
            escaping = replace(dialect, backslash=True)
            escaped = _steadiness(escaping.reader(lines))
            dialect, share = (escaping, escaped) if escaped > share else (dialect, share)
        if share > most:
            best, most = dialect, share
    return best


def _steadiness(records: Iterable[list[str]]) -> float:
    """Return the share of records that have the commonest width of more than one; half of all wide ones at least."""
    widths = [len(cells) for cells in records if _filled(cells) and not is_comment(cells)]
    wide = Counter(width for width in widths if width > 1)
    return max(wide.most_common(1)[0][1], wide.total() / 2) / len(widths) if wide else 0.0


def is_well_quoted(lines: Sequence[str], dialect: Dialect) -> bool:
    """Tell whether every quotation mark in the lines of a record stands where it may."""
    try:
        return bool(list(dialect.reader(lines, strict=True)))
    except csv.Error:
        return False


def is_comment(cells: Sequence[str]) -> bool:
    """Tell whether a record of a table with several columns is a remark."""
    return len(cells) == 1 and cells[0].startswith("#")


def _records(lines: Sequence[str], dialect: Dialect, skip: int) -> list[_Record]:
    """Return the records that are neither blank nor remarks, with the lines where they begin and end."""
    reader = dialect.reader(lines[skip:])
    records, end = [], skip
    for cells in reader:
        begin, end = end + 1, skip + reader.line_num
        if end > begin and not is_well_quoted(lines[begin - 1 : end], dialect):
            alone = [next(dialect.reader([line]), []) for line in lines[begin - 1 : end]]
            records += [_Record(line, line, cut) for line, cut in enumerate(alone, begin) if _filled(cut)]
        elif _filled(cells):
            records.append(_Record(begin, end, cells))
    told_apart = [record for record in records if not is_comment(record.cells)]
    return told_apart or records


def _headings_at(records: Sequence[_Record], chosen: int | None) -> tuple[int, bool]:
    """Return the place of the headings among the records, or that of the first row and False."""
    if chosen is not None:
        places = [place for place, record in enumerate(records) if record.line <= chosen]
        return (places[-1] if places else 0), chosen > 0
    counts = sorted(_filled(record.cells) for record in records)
    enough = max(counts[len(counts) * 3 // 4] / 2, min(2, counts[-1]))
    candidates = (place for place, record in enumerate(records[:_LOOK_FOR_HEADINGS]) if _filled(record.cells) >= enough)
    place = next(candidates, 0)
    for later in range(place + 1, min(len(records), _LOOK_FOR_HEADINGS)):
        fuller = _filled(records[later].cells) > _filled(records[place].cells)
        if fuller and _names_columns(
            records[later].cells, [record.cells for record in records[later + 1 : later + _ENOUGH_ROWS]]
        ):
            place = later
            break
    return place, not _is_row(records[place].cells, [record.cells for record in records[place + 1 :]])


def _is_row(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether what should be headings is a row: it holds numbers or addresses, or words of several columns come again below."""
    if any(shape_of(cell) not in {"", "year"} for cell in cells):
        return True
    written = [(place, cell) for place, cell in enumerate(cells) if cell.strip()]
    whole = sum(all(row[place : place + 1] == [cell] for place, cell in written) for row in below)
    partly = [row for row in below if any(row[place : place + 1] != [cell] for place, cell in written)]
    words = [(place, cell) for place, cell in written if len(cell) >= _SHORTEST_WORD]
    again = sum(any(row[place : place + 1] == [cell] for row in partly) for place, cell in words)
    return again >= max(2, len(words) / 4) or whole * 2 > len(below) > 0


def _names_columns(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether words stand over columns of something else, such as numbers, days or addresses."""
    shapes = _shapes(below, len(cells)) if below else ()
    return not any(map(shape_of, cells)) and any(
        shape and cell.strip() for shape, cell in zip(shapes, cells, strict=False)
    )


def _width(names: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """Return the number of columns: that of the headings, unless most rows have more, or the last ones are blank."""
    used = [max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0) for cells in body]
    usual = Counter(map(len, body)).most_common(1)[0][0] if body else 0
    if not names:
        return usual
    width = usual if sum(end > len(names) for end in used) * 2 > len(body) else len(names)
    while width > 1 and not "".join(names[width - 1 : width]) and max(used, default=0) < width:
        width -= 1
    return width


def _shapes(body: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Return what nearly all values of a column look like, where there are at least three."""
    shapes = []
    for column in range(width):
        seen = Counter(shape_of(cells[column]) for cells in body if "".join(cells[column : column + 1]).strip())
        shape, count = seen.most_common(1)[0] if seen else ("", 0)
        shapes.append(shape if count >= 3 and count >= 0.9 * seen.total() else "")
    return tuple(shapes)


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip("\x1a \t\r\n\v\f\xa0\ufeff")) for cell in cells)


def _notes(dialect: Dialect, begin: int, first: int, has_headings: bool) -> Iterator[str]:
    if dialect.delimiter == _ONE_COLUMN:
        yield _("No separator was found, so that each line is one value.")
    else:
        mark = DELIMITERS.get(dialect.delimiter)
        yield _("The values are separated by {separators}.").format(
            separators=_(mark) if mark else f"“{dialect.delimiter}”"
        )
    if first - 1 == begin:
        yield _("Line {line} stands before the headings and was left out.").format(line=begin)
    elif first > begin:
        yield _("Lines {begin} to {end} stand before the headings and were left out.").format(
            begin=begin, end=first - 1
        )
    if not has_headings:
        yield _("There are no headings, so that the columns are called Column 1, Column 2 and so on.")
