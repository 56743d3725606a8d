"""Tables as an Excel workbook: numbers stay numbers, days stay days, and no text ever becomes a formula or a link.

Rows go to the disk as they come, so that a long table needs no more memory than a short one. The writer is imported
here at the first workbook and not before.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import written_whole
from crm_desktop.base.text import clean, fold

SUFFIX: Final = ".xlsx"
MOST_ROWS: Final = 1_048_576
_MOST_LETTERS, _MOST_OF_NAME = 32_767, 31
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_WIDTH, _WIDEST = 12, 60
_LOOKED_AT = 200  # rows that say how wide a column is


class Share(NamedTuple):
    """A fraction that is shown in percents."""

    fraction: Decimal


class Strong(NamedTuple):
    """A heading, or a text that is meant to stand out."""

    text: str


Item: TypeAlias = Decimal | int | date | datetime | Share | Strong | str | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the headings that stay in sight, if any, and the rows."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Item]]


def write(path: Path, sheets: Iterable[Sheet], title: str = "", author: str = "") -> None:
    """Write a workbook, whole or not at all.

    Raises UserError for more rows than Excel takes, and OSError as the system reports it.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with written_whole(path) as part, tempfile.TemporaryDirectory(prefix="crm-sheets-") as folder:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        book = xlsxwriter.Workbook(str(part), options)
        try:
            book.set_properties({"title": clean(title), "author": clean(author), "created": dates.now()})
            styles = _styles(book)
            taken: set[str] = set()
            for sheet in sheets:
                _fill(book.add_worksheet(_name(sheet.name, taken)), sheet, styles)
            book.close()
        except FileCreateError as refusal:
            raise refusal.args[0] from refusal
        finally:
            if not book.fileclosed:
                for given_up in book.worksheets():
                    given_up._opt_close()  # noqa: SLF001 - the library closes its files only when it writes the book


def _styles(book: Any) -> dict[str, Any]:
    return {
        "whole": book.add_format({"num_format": "#,##0"}),
        "broken": book.add_format({"num_format": "#,##0.00"}),
        "share": book.add_format({"num_format": "0.0 %"}),
        "day": book.add_format({"num_format": 14, "align": "left"}),  # as the system writes days
        "moment": book.add_format({"num_format": 22, "align": "left"}),
        "strong": book.add_format({"bold": True}),
    }


def _fill(target: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    """Write the rows; the first of them say how wide the columns are."""
    rows = iter(sheet.rows)
    first = list(islice(rows, _LOOKED_AT))
    head = [tuple(map(Strong, sheet.headings))] if any(sheet.headings) else []
    for column, width in enumerate(_widths([*head, *first])):
        target.set_column(column, column, width)
    if head:
        target.freeze_panes(1, 0)
    place = 0
    for rest in (head, first, rows):
        for row in rest:
            if place >= MOST_ROWS:
                raise UserError(
                    _("Excel takes {n} rows and no more. Filter the list, or write it as CSV.").format(n=MOST_ROWS)
                )
            for column, item in enumerate(row):
                _put(target, place, column, item, styles)
            place += 1


def _put(target: Any, row: int, column: int, item: Item, styles: dict[str, Any]) -> None:
    match item:
        case None | "":
            pass
        case Share():
            target.write_number(row, column, float(item.fraction), styles["share"])
        case Strong():
            target.write_string(row, column, _text(item.text), styles["strong"])
        case bool() | str():
            target.write_string(row, column, _text(str(item)))
        case Decimal() | int():
            target.write_number(row, column, float(item), styles["whole" if item == int(item) else "broken"])
        case datetime() if item.date() >= _FIRST_DAY:
            local = item.astimezone().replace(tzinfo=None) if item.tzinfo is not None else item
            target.write_datetime(row, column, local, styles["moment"])
        case date() if not isinstance(item, datetime) and item >= _FIRST_DAY:
            target.write_datetime(row, column, datetime.combine(item, time()), styles["day"])
        case date():
            target.write_string(row, column, item.isoformat())


def _text(text: str) -> str:
    return clean(text)[:_MOST_LETTERS]


def _widths(rows: Sequence[Sequence[Item]]) -> list[int]:
    """Return the width of each column in letters, by the first rows; a title alone in its row widens nothing."""
    found: list[int] = []
    for row in rows:
        found += [_WIDTH] * (len(row) - len(found))
        for column, item in enumerate(row if len(row) > 1 else ()):
            text = item.text if isinstance(item, Strong) else str(item or "")
            found[column] = max(found[column], min(len(text) + 2, _WIDEST))
    return found


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel takes for a sheet, and that none has yet."""
    plain = _NO_NAME.sub(" ", clean(wanted)).strip(" '")[:_MOST_OF_NAME].strip(" '") or _("Table")
    name, number = plain, 2
    while fold(name) in taken or fold(name) == "history":
        end = f" {number}"
        name, number = plain[: _MOST_OF_NAME - len(end)] + end, number + 1
    taken.add(fold(name))
    return name
