"""What has figures in a report, as lines of cells under their headings: the same for a CSV and for a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from crm_desktop.base.i18n import _
from crm_desktop.reports.calendar_grids import Agenda, DayGrid, MonthGrid, table_of
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Bars, Block, Cell, Columns, Figure, Figures, Heading, Row, Table, Value
from crm_desktop.reports.words import NOTHING

Line: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """A table, a chart or a row of cards: what stands over it, the titles of its columns, if any, and its lines."""

    heading: str
    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    is_cards: bool = False


def sections_of(blocks: Iterable[Block]) -> Iterator[Section]:
    """Yield what has figures, with the last heading over it."""
    heading = ""
    for block in blocks:
        match block:
            case Heading():
                heading = block.text
            case Columns():
                yield from sections_of(block.left)
                yield from sections_of(block.right)
            case Figures() | Bars() | Table() | Chart():
                yield _section(heading, block)
                heading = ""
            case DayGrid() | MonthGrid() | Agenda():
                yield _of_table(heading, table_of(block))
                heading = ""
            case _:
                pass


def _section(heading: str, block: Figures | Bars | Table | Chart) -> Section:
    match block:
        case Figures():
            lines = tuple(line for figure in block.figures for line in _card(figure))
            return Section(heading, (_("Figure"), _("Value"), _("Note")), lines, is_cards=True)
        case Bars():
            bars = ((_words(b.label), b.count, _number(b.whole), _number(b.part)) for b in block.bars)
            return Section(heading, ("", _("Count"), block.whole, block.part), tuple(bars))
        case Chart():
            titles = ("", *(one.name for one in block.named))
            rows = zip(block.categories, *(one.known for one in block.named), strict=True)
            return Section(heading, titles, tuple((_words(name), *map(_number, values)) for name, *values in rows))
        case Table():
            return _of_table(heading, block)


def _card(figure: Figure) -> Iterator[Line]:
    """Yield a figure, and what its note says in lines of their own: as values, and not as a sentence."""
    yield _words(figure.label), Cell(figure.text, figure.value), _words("" if figure.parts else figure.note)
    for name, value in figure.parts:
        yield _words(f"{figure.label}: {name}"), _number(value), _words("")


def _of_table(heading: str, table: Table) -> Section:
    """Return the rows and the total; warnings get a column of their own, and a reason that is repeated stands once below."""
    table = table.whole() if table.whole is not None else table
    rows = [*table.rows, *([table.total] if table.total else [])]
    warned = any(cell.warning for row in rows for cell in row.cells)
    titled = any(column.title for column in table.columns)
    titles = (*(column.whole_title for column in table.columns), *([_("Warning")] if warned else []))
    lines = []
    repeated = _repeated(rows)
    for row in rows:
        cells = (Cell("") if _why(cell) in repeated else cell for cell in row.cells)
        warning = "; ".join(cell.warning for cell in row.cells if cell.warning)
        lines.append((*cells, *([_words(warning)] if warned else [])))
    blank = (Cell(""),) * (len(titles) - 1)
    lines += [(_words(f"{NOTHING} {why}"), *blank) for why in repeated]
    return Section(heading, titles if titled else (), tuple(lines))


def _repeated(rows: Iterable[Row]) -> list[str]:
    """Return the reasons why there is no number that more than one cell has: sentences among numbers help no program."""
    counts = Counter(why for row in rows for why in map(_why, row.cells) if why)
    return [why for why, count in counts.items() if count > 1]


def _why(cell: Cell) -> str:
    return cell.value if cell.text == NOTHING and isinstance(cell.value, str) else ""


def _words(text: str) -> Cell:
    return Cell(text)


def _number(value: Value | Decimal) -> Cell:
    return Cell("", value)
