"""What the rows of one list say: the texts of its columns, their side, their colours, and which cells are marked."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from crm_desktop.base import dates
from crm_desktop.base.directions import joined
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import LongText
from crm_desktop.services import headings
from crm_desktop.services.totals import Totals
from crm_desktop.storage.grouping import Heading, folded_name
from crm_desktop.storage.query import Query, Row
from crm_desktop.ui.tables import cells
from crm_desktop.ui.tables.marks import Mark, days_alone_of, marks_of, needed_columns, together_of

UNMARKED: Mapping[int, Mark] = {}
_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


class RowWords:
    """Everything about the columns of a query that does not depend on the row, made once for all of them."""

    def __init__(self, query: Query, formats: Formats) -> None:
        declared = query.model.fields()
        self._query, self._formats = query, formats
        self.fields = tuple(declared[name] for name in query.columns)
        self.tones = tuple(cells.tone(f, formats) for f in self.fields)
        """The colours of each column's texts."""
        self.alignments = tuple(
            _ALIGNMENTS["left" if isinstance(f.kind, LongText) else f.kind.align] for f in self.fields
        )
        self.waiting = (cells.WAITING,) * len(self.fields)
        """What a row says that cannot be read now."""
        self._needed = (*query.columns, *needed_columns(query))
        self._showers = tuple(cells.shower(f, formats) for f in self.fields)
        self._marks, self._together = marks_of(query), together_of(query)
        self._days_alone = days_alone_of(query)

    def is_right(self, column: int) -> bool:
        """Tell whether a column's texts stand at the right, as numbers do."""
        return self.fields[column].kind.align == "right"

    def may_have_sign(self, column: int) -> bool:
        """Tell whether a column needs room for a sign before its texts."""
        return column in self._marks and bool(self._marks[column].sign)

    def is_joined(self, column: int) -> bool:
        """Tell whether the cells of a column also say what stands in another one."""
        return column in self._together

    def of(self, raw: Row) -> tuple[tuple[str, ...], Mapping[int, Mark]]:
        """Return the texts of a record's row, and its marks by column; `raw` also has the columns needed for these."""
        shown = tuple(show(value) for show, value in zip(self._showers, raw[1 : len(self.fields) + 1], strict=True))
        if not self._marks and not self._together and not self._days_alone:
            return shown, UNMARKED
        values = dict(zip(self._needed, raw[1:], strict=True))
        for column, other in self._days_alone.items():
            if values[other]:
                day = self._formats.day(dates.local_day(dates.moment_of(raw[column + 1])))
                shown = (*shown[:column], day, *shown[column + 1 :])
        for column, other in self._together.items():
            shown = (*shown[:column], joined((shown[column], values[other])), *shown[column + 1 :])
        return shown, {column: mark for column, mark in self._marks.items() if mark.holds(values)}

    def of_heading(self, heading: Heading, totals: Totals, places: int = headings.PLACES) -> tuple[str, ...]:
        """Return the texts of the row above a group, its sums with so many decimals."""
        query, sums = self._query, totals.groups.get(folded_name(heading.key), {})
        declared = query.model.fields()[query.group]
        return headings.texts_of(declared, heading, query.columns, sums, self._formats, places)
