"""The foot of a list: sums and averages of its number columns, each below its column.

A worker adds up what is shown, or what is selected as soon as that is more than one record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.schema.formats import Formats
from crm_desktop.services import totals
from crm_desktop.services.headings import PLACES, mean_text, sum_text
from crm_desktop.services.totals import Total, Totals
from crm_desktop.storage.query import Listing
from crm_desktop.storage.store import Store
from crm_desktop.ui import theme
from crm_desktop.ui.jobs import Job, Jobs
from crm_desktop.ui.labels import plain_tooltip
from crm_desktop.ui.tables import sum_cells
from crm_desktop.ui.tables.delegates import PADDING
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.record_view import RecordView
from crm_desktop.ui.tables.selection import Selection

_PAUSE = 200
_LINE, _LEAST = 22, 200


class _Added(NamedTuple):
    """What a worker added up, and of which list."""

    listing: Listing
    totals: Totals
    is_part: bool


class ListFoot(QWidget):
    """Two lines below a list, sums and averages; it is gone where the list has no numbers."""

    def __init__(
        self, view: RecordView, table: RecordTable, selection: Selection, store: Store, jobs: Jobs, formats: Formats
    ) -> None:
        super().__init__()
        self._view, self._table, self._selection = view, table, selection
        self._store, self._jobs, self._formats = store, jobs, formats
        self._job: Job | None = None
        self._is_of_selection = False
        self._has_room = True
        self._gave_way: tuple[int, tuple[str, ...]] | None = None
        self.totals = Totals()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Sums and averages"))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._add_up)
        header = view.horizontalHeader()
        self._columns_moved = QTimer(self, singleShot=True, interval=0)
        self._columns_moved.timeout.connect(self._show_or_hide)
        header.sectionResized.connect(self.update)
        header.sectionResized.connect(self._columns_moved.start)
        header.sectionMoved.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)
        table.modelReset.connect(self._forget)
        selection.changed.connect(self._follow_selection)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * theme.pixels(_LINE) + theme.pixels(4))

    def fit(self, room: int) -> None:
        """Give way where the list and its foot have less than a few rows between them."""
        self._has_room = room >= theme.pixels(_LEAST)
        self._show_or_hide()

    def texts(self, places: int = PLACES) -> list[tuple[str, ...]]:
        """Return the two lines with so many decimals, one text per column that is in sight."""
        columns = self._view.shown_columns()
        names, fields = [self._table.query.columns[c] for c in columns], [self._table.words.fields[c] for c in columns]
        found = [self.totals.whole.get(name) for name in names]
        sums = [sum_text(total, self._formats, places) for total in found]
        means = [mean_text(total, field, self._formats, places) for total, field in zip(found, fields, strict=True)]
        return [(self._sum_title(found), *sums[1:]), (_("Average"), *means[1:])]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, 0, self.width(), 0)
        for place in range(2):
            painter.setFont(theme.font(theme.SMALL_PIXELS, bold=place == 0))
            painter.setPen(theme.colour("ink" if place == 0 else "muted"))
            for cell, (text, room) in enumerate(self.painted(place)):
                side = Qt.AlignmentFlag.AlignRight if cell else Qt.AlignmentFlag.AlignLeft
                painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def painted(self, place: int) -> list[tuple[str, QRect]]:
        """Return what is written in the cells of a line, each with the room for it; the first goes on over empty ones."""
        letters = QFontMetrics(theme.font(theme.SMALL_PIXELS, bold=place == 0))
        exact, rounded = self.texts()[place], self.texts(places=0)[place]
        rooms = [self._room(place, sum_cells.first_of(exact, cell), cell) for cell in range(len(exact))]
        ways = zip(exact, rounded, rooms, strict=True)
        shown = [sum_cells.readable((whole, short), letters, room.width()) for whole, short, room in ways]
        taken = next((cell for cell in range(1, len(exact)) if exact[cell]), len(exact))
        rooms[0] = self._room(place, 0, taken - 1)
        if taken < len(exact):
            own = self._room(place, taken, taken).width()
            over = max(letters.horizontalAdvance(shown[taken]) - own, 0)
            rooms[0].adjust(*((0, 0, -over, 0) if self.isLeftToRight() else (over, 0, 0, 0)))
        shown[0] = letters.elidedText(exact[0], Qt.TextElideMode.ElideRight, rooms[0].width())
        return list(zip(shown, rooms, strict=True))

    def _room(self, place: int, first: int, last: int) -> QRect:
        columns, line = self._view.shown_columns(), theme.pixels(_LINE)
        left, width = sum_cells.room_of(self._view, columns[first], columns[last], theme.pixels(PADDING))
        return QRect(left + self._view.viewport().x(), theme.pixels(2) + place * line, width, line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def _sum_title(self, found: Sequence[Total | None]) -> str:
        why = next((total.why for total in found if total is not None and total.why), "")
        if why:
            return _("No sum: {why}").format(why=_(why))
        if not any(total is not None and total.total is not None for total in found):
            return ""
        codes = sorted({total.currency for total in found if total is not None and total.currency})
        said = _("Sum of {n} selected") if self._is_of_selection else _("Sum of {n}")
        whole = said.format(n=self._formats.number(self.totals.count))
        return f"{whole} · {', '.join(codes)}" if codes else whole

    def _show_or_hide(self) -> None:
        self.setVisible(self._has_room and self._shows_numbers() and self._table.listing.records > 0)

    def _shows_numbers(self) -> bool:
        """Whether a column with a total has room beside the first one.

        A foot that gave way stays away at that width: without it the rows may need no scroll bar, and the column would
        have room again until the foot comes back.
        """
        fields, columns = self._table.words.fields, self._view.shown_columns()
        here = self._view.width(), tuple(self._table.query.columns)
        if not any(totals.adds_up(fields[column]) for column in columns[1:]):
            self._gave_way = here
            return False
        return self._gave_way != here

    def _has_numbers(self) -> bool:
        return any(totals.adds_up(declared) for declared in self._table.words.fields)

    def _forget(self) -> None:
        self._show_or_hide()
        if self._has_numbers():
            self._pause.start()

    def _follow_selection(self) -> None:
        if self._is_of_selection or self._selection.count() > 1:
            self._pause.start()

    def _add_up(self) -> None:
        listing, read = self._table.listing, self._store.read
        count = self._selection.count()
        is_part = 1 < count < listing.records
        ranges = self._selection.ranges() if is_part else None
        if self._job is not None:
            self._job.cancel()

        def work(task: Task) -> _Added:
            return _Added(listing, totals.add_up(listing, task, read, ranges), is_part)

        self._job = self._jobs.start("", work, self._arrive, self._try_again)

    def _try_again(self, _busy: UserError) -> None:
        """Wait for the long step that keeps the file, without keeping a worker from others."""
        self._job = None
        self._pause.start()

    def _arrive(self, added: _Added) -> None:
        self._job = None
        if isValid(self._view) and self._table.listing is added.listing:  # else the list has been closed meanwhile
            self._show(added.totals, is_of_selection=added.is_part)

    def _show(self, found: Totals, *, is_of_selection: bool) -> None:
        self.totals, self._is_of_selection = found, is_of_selection
        if not is_of_selection and self._table.listing.headings:
            self._table.show_totals(found)
        said = "\n".join("  ".join(text for text in line if text) for line in self.texts())
        self.setAccessibleDescription(said)
        self.setToolTip(plain_tooltip(said))
        self.update()
