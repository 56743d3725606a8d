"""How wide the columns of a list are, and how many of them there is room for.

No heading is ever cut. A value may be: where one of five is far longer than the others, it is not worth a column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from crm_desktop.schema.kinds import Choice, Day, Moment, YesNo
from crm_desktop.ui import theme
from crm_desktop.ui.tables.record_table import RecordTable

_WIDEST, _WIDEST_NAME = 220, 280
_SHORTEST, _SHORTEST_NAME = 88, 150
_AROUND, _AROUND_PILL, _AROUND_HEADING, _SIGN = 20, 36, 31, 10
_LONG = 180
_JOINED = 190
_SAMPLE = 60
_MOST_OF, _MOST_OF_NAMES = 0.8, 0.95


@dataclass(frozen=True)
class Width:
    """What a column asks for, in pixels: `whole` shows all values, `usual` most of them, `least` the heading."""

    least: int
    usual: int
    whole: int


def measured(table: RecordTable, letters: QFontMetrics) -> list[Width]:
    """Return what each column of a list asks for, by its heading and the first rows."""
    return [_measured(table, column, letters) for column in range(table.columnCount())]


def fitting(widths: Sequence[Width], room: int) -> list[int]:
    """Return the columns that fit into `room` beside each other, in their order; the very first always does.

    A long one that does not fit is passed over, such as an address; behind a short one that does not fit comes none.
    """
    chosen: list[int] = []
    for column, width in enumerate(widths):
        if not chosen or width.usual <= room:
            chosen.append(column)
            room -= width.usual
        elif width.usual <= theme.pixels(_LONG):
            break
    return chosen


def grown_widths(widths: Sequence[Width], room: int) -> list[int]:
    """Return the widths of columns that fit into `room`.

    What is to spare shows the name whole, then the others that need the least for it; then all grow.
    """
    grown = [width.usual for width in widths]
    spare = room - sum(grown)
    needs = [width.whole - width.usual for width in widths]
    for column in sorted(range(len(needs)), key=lambda column: (column > 0, needs[column])):
        more = max(0, min(needs[column], spare))
        grown[column] += more
        spare -= more
    return shared_widths(grown, grown, room)


def shared_widths(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return column widths that fill `room`: all grow alike; where room is short the widest give way, down to `least`."""
    if not natural:
        return []
    spare = room - sum(natural)
    if spare >= 0:
        return [width + spare * width // sum(natural) for width in natural]
    given: dict[int, int] = {}
    while len(given) < len(natural):
        asking = [i for i in range(len(natural)) if i not in given]
        share = (room - sum(given.values())) // len(asking)
        settled = {i: least[i] for i in asking if least[i] > share} or {
            i: natural[i] for i in asking if natural[i] <= share
        }
        given |= settled or dict.fromkeys(asking, share)
    return [given[i] for i in range(len(natural))]


def _measured(table: RecordTable, column: int, letters: QFontMetrics) -> Width:
    small = QFontMetrics(theme.font(theme.SMALL_PIXELS, bold=True))
    title = str(table.headerData(column, Qt.Orientation.Horizontal)).upper()
    heading = small.horizontalAdvance(title) + theme.pixels(_AROUND_HEADING)
    is_pill, is_name = bool(table.words.tones[column]), table.query.columns[column] == "name"
    around = theme.pixels(_AROUND_PILL if is_pill else _AROUND)
    around += theme.pixels(_SIGN) if table.words.may_have_sign(column) else 0
    advance = (small if is_pill else letters).horizontalAdvance
    advances = sorted(advance(table.texts(row)[column]) for row in range(min(table.rowCount(), _SAMPLE))) or [0]
    widest = theme.pixels(_WIDEST_NAME if is_name else _WIDEST)
    whole = max(heading, min(advances[-1] + around, widest))
    kind = table.words.fields[column].kind
    if table.words.is_joined(column):  # what stands first in the cell is enough
        usual = max(heading, min(whole, theme.pixels(_JOINED)))
        return Width(usual, usual, whole)
    if isinstance(kind, Choice | Day | Moment | YesNo) or kind.align == "right":
        return Width(whole, whole, whole)
    most = _MOST_OF_NAMES if is_name else _MOST_OF
    usual = max(heading, min(advances[int(most * (len(advances) - 1))] + around, widest))
    shortest = theme.pixels(_SHORTEST_NAME if is_name else _SHORTEST)
    return Width(max(heading, min(usual, shortest)), usual, whole)
