"""The goals of a year as a table: who in the first column, then the periods, the sum last, and a foot that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import _
from crm_desktop.figures import goals as goal_figures
from crm_desktop.schema.formats import Formats, round_half_even
from crm_desktop.services import sentences
from crm_desktop.services.goal_grid import GoalCell, GoalGrid, GoalLine, Step
from crm_desktop.services.goals import Whose
from crm_desktop.ui.labels import plain_tooltip

if TYPE_CHECKING:
    from crm_desktop.reports.screen_table import Screen

Index = QModelIndex | QPersistentModelIndex
REACHED_ROLE = Qt.ItemDataRole.UserRole
"""How far a goal is reached, in words for below it."""
TONE_ROLE = Qt.ItemDataRole.UserRole + 1
FOOT_ROLE = Qt.ItemDataRole.UserRole + 2
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class GoalModel(QAbstractTableModel):
    """All of it changes at once; only the cells between the first and the last column can be changed."""

    def __init__(self, formats: Formats, parent: QWidget) -> None:
        super().__init__(parent)
        self._formats = formats
        self._grid: GoalGrid | None = None
        self._headings: tuple[str, ...] = ()
        self._lines: tuple[GoalLine, ...] = ()
        self._step: Step = "quarter"

    def set_grid(self, grid: GoalGrid, step: Step) -> None:
        """Show other goals; where their shape stays, so do the cursor and what is being typed."""
        has_years = grid.year.first.year != grid.year.last.year
        periods = (period_name(period, step, self._formats, year=has_years) for period in grid.periods)
        headings = (_("Goal of"), *periods, _("Year"))
        lines = (*grid.lines, grid.foot)
        is_same = headings == self._headings and [one.whose for one in lines] == [one.whose for one in self._lines]
        if not is_same:
            self.beginResetModel()
        self._grid, self._headings, self._lines, self._step = grid, headings, lines, step
        if not is_same:
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(headings) - 1))

    def target(self, row: int, column: int) -> tuple[Whose, Period] | None:
        """Return whose goal and for when a cell holds; None where it holds a sum or a name."""
        if self._grid is None or not 0 <= row < len(self._grid.lines) or not 0 < column < len(self._headings) - 1:
            return None
        return self._grid.lines[row].whose, self._grid.periods[column - 1]

    def name(self, row: int) -> str:
        """Return whose goals a row has."""
        line = self._lines[row]
        if row == len(self._lines) - 1:
            return _("All sellers together")
        if line.whose.team is not None:
            return _("Team of {name}").format(name=line.name)
        return line.name or _("Whole company")

    def heading(self, column: int) -> str:
        """Return what stands over a column."""
        return self._headings[column]

    def period(self, column: int) -> str:
        """Return the period of a column with its year."""
        assert self._grid is not None, "there are periods"
        return period_name(self._grid.periods[column - 1], self._step, self._formats)

    def screen(self) -> Screen:
        """Return all of it for paper: what is reached of a goal stands behind it."""
        from crm_desktop.reports.screen_table import Screen, Side

        places = range(len(self._headings))
        rows = [[self._whole(self.index(row, column)) for column in places] for row in range(len(self._lines))]
        headings: list[tuple[str, Side]] = [
            (self._headings[column], "right" if column else "left") for column in places
        ]
        return Screen(headings, rows, frozenset({len(rows) - 1}))

    def text_to_type(self, index: Index) -> str:
        """Return what a cell is opened with: the goal that is set, nothing where it follows from others."""
        cell = self._cell(index)
        return self._formats.money(cell.goal) if cell is not None and cell.is_own and cell.goal is not None else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.target(index.row(), index.column()) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._cell(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index, cell)
            case Qt.ItemDataRole.EditRole:
                return self.text_to_type(index)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if cell is None else _RIGHT
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index, cell)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(self._spoken(index, cell))
            case _ if role == REACHED_ROLE:
                return self._reached(cell)
            case _ if role == TONE_ROLE:
                return (
                    "muted"
                    if cell is not None and self.target(index.row(), index.column()) and not cell.is_own
                    else "ink"
                )
            case _ if role == FOOT_ROLE:
                return index.row() == len(self._lines) - 1
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        return None

    def _cell(self, index: Index) -> GoalCell | None:
        if not index.isValid() or index.column() == 0:
            return None
        line = self._lines[index.row()]
        return line.whole if index.column() == len(self._headings) - 1 else line.cells[index.column() - 1]

    def _text(self, index: Index, cell: GoalCell | None) -> str:
        if cell is None:
            return self.name(index.row())
        return "" if cell.goal is None else self._formats.money(cell.goal)

    def _whole(self, index: Index) -> str:
        cell = self._cell(index)
        return " · ".join(filter(None, (self._text(index, cell), self._reached(cell))))

    def _reached(self, cell: GoalCell | None) -> str:
        if cell is None or cell.reached is None:
            return ""
        value = cell.reached.value
        return "—" if value is None else self._formats.percent(round_half_even(Decimal(value), 2))

    def _spoken(self, index: Index, cell: GoalCell | None) -> str:
        if cell is None:
            return self.name(index.row())
        goal = self._text(index, cell) or sentences.sentence(cell.why or goal_figures.NO_GOAL, self._formats)
        said = f"{self.name(index.row())}, {self._headings[index.column()]}: {goal}"
        if cell.reached is not None and cell.reached.why:
            return f"{said}, {sentences.sentence(cell.reached.why, self._formats)}"
        return f"{said}, {_('{share} reached').format(share=self._reached(cell))}" if cell.reached is not None else said


def period_name(period: Period, step: Step, formats: Formats, *, year: bool = True) -> str:
    """Return "Nov 2026" or "Oct – Dec 2026", or without the year."""
    first, last = (formats.months[day.month - 1] for day in (period.first, period.last))
    name = last if step == "month" else f"{first} – {last}"
    return f"{name} {period.last.year}" if year else name


def rows_of(text: str) -> Sequence[Sequence[str]]:
    """Return the cells of text from a spreadsheet; its last line end makes no row."""
    return [line.split("\t") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")]
