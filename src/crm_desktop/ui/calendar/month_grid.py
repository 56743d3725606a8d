"""A month as weeks of days. It costs the same whatever the month holds: it is given five entries a day and how many more.

What the mouse does is in `month_hand`, what the keys do in `month_keys`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent

from crm_desktop.base import dates, workday
from crm_desktop.base.dates import DAY
from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import ways
from crm_desktop.services.calendar.hues import By
from crm_desktop.services.calendar.month_layout import Week, arrange
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import axis, day_words, entry_words, month_cursor, month_drag, spoken
from crm_desktop.ui.calendar.entry_pictures import EntryPictures, pictures_for
from crm_desktop.ui.calendar.frame import paint_frame
from crm_desktop.ui.calendar.month_cursor import Cursor
from crm_desktop.ui.calendar.month_geometry import MonthGeometry, geometry_of
from crm_desktop.ui.calendar.month_hand import MonthHand
from crm_desktop.ui.calendar.month_hit import hit
from crm_desktop.ui.calendar.month_keys import MonthKeys
from crm_desktop.ui.calendar.month_painting import Look, MonthPainter, more_words
from crm_desktop.ui.calendar.time_drag import USUAL_MINUTES
from crm_desktop.ui.calendar.view import CalendarView, Draft, Placement
from crm_desktop.ui.labels import show_tip

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import DayCell, Entry, Key

_LOOKS = (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange)


class MonthGrid(CalendarView):
    """The weeks of a month, those at its ends whole; `by` is what colours its entries: "kind", "seller" or "account"."""

    def __init__(self, formats: Formats, by: By = "kind") -> None:
        super().__init__()
        self.formats = formats
        self.here = Cursor(dates.today())
        self._month, month = self.here.day, dates.month_of(self.here.day)
        self.weeks = [Week(first) for first in ways.weeks_of(month.first, month.last, formats.first_weekday)]
        self._cells: Mapping[date, DayCell] = {}
        self._asked = (month.first, month.last, self.here.day)
        """What the pane has asked for, or knows by now."""
        self._by = by
        self._wanted: Key | None = None
        self._pictures: EntryPictures | None = None
        self.hand = MonthHand(self)
        MonthKeys(self)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(theme.pixels(200), theme.pixels(160))
        self._say()

    @property
    def geometry_now(self) -> MonthGeometry:
        """Where everything is at the moment."""
        return geometry_of(self.width(), self.height(), len(self.weeks), is_mirrored=self.isRightToLeft())

    def show_period(self, first: date, last: date, day: date) -> None:
        weeks = ways.weeks_of(first, last, self.formats.first_weekday)
        if weeks != [week.first for week in self.weeks]:
            self.hand.give_up()
            self._cells = {}
        self._month = first + (last - first) // 2  # also where whole weeks are asked for
        if (first, last, day) != self._asked and day != self.here.day:
            self.here = Cursor(day)
        self._asked = (first, last, day)
        self.weeks = [Week(week) for week in weeks]
        self._arrange()
        self._say()

    def show_entries(self, entries: Sequence[Entry], cells: Mapping[date, DayCell]) -> None:
        self._cells = cells
        before, self.here = self.here.day, month_cursor.kept(self.here, cells)
        if before != self.here.day:
            self._tell_day()
        self._arrange()
        if self._wanted is not None:
            self.select(self._wanted)
        self._say()

    def current(self) -> Entry | None:
        return month_cursor.find(self.here.key, self._cells)

    def select(self, key: Key) -> None:
        entry = month_cursor.find(key, self._cells)
        self._wanted = key if entry is None else None
        if entry is not None:
            self.go(Cursor(self.here.day if entry.first <= self.here.day <= entry.last else entry.first, key))

    def walk(self, step: int) -> None:
        self.go(month_cursor.walked(self.here, self.weeks, step))

    def is_busy(self) -> bool:
        return self.hand.drag is not None or self.hand.target is not None

    def selected_time(self, text: str = "") -> Draft:
        begin = workday.starts()
        minute = begin.hour * 60 + begin.minute
        return self.draft(axis.hours(self.here.day, minute, minute + USUAL_MINUTES), text)

    def draft(self, placement: Placement, text: str = "") -> Draft:
        """Return something to be made, with the place on the screen of its first day."""
        box = self._box(month_drag.days_of(placement)[0])
        place = QRect(self.mapToGlobal(box.topLeft()), box.size())
        return Draft(placement.starts, placement.minutes, placement.all_day, place, text)

    def go(self, cursor: Cursor) -> None:
        """Put the cursor somewhere."""
        before, self.here = self.here, cursor
        if before.key != cursor.key:
            self.chosen.emit(self.current())
        if before.day != cursor.day:
            self._tell_day()
        self.moved.emit()
        self._say()
        self.update()

    def shows(self, day: date) -> bool:
        """Tell whether a day is on the grid."""
        return self.weeks[0].first <= day <= month_cursor.last_day(self.weeks)

    def day_at(self, at: QPoint) -> date:
        """Return the day that is nearest to a point."""
        number, column = self.geometry_now.day_at(at)
        return self.weeks[number].first + column * DAY

    def cursor_box(self) -> QRect:
        """Return where the cursor is: an entry or a day."""
        found = month_cursor.place_of(self.here.day, self.weeks)
        pieces = found[0].on(found[1]) if found is not None else []
        boxes = (self.geometry_now.piece(piece) for piece in pieces if piece.entry.key == self.here.key)
        return next(boxes, self._box(self.here.day))

    def spot(self) -> QPoint:
        return self.cursor_box().center()

    def colour_by(self, by: By) -> None:
        """Colour the entries by another thing."""
        self._by = by
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        here, hand = self.here, self.hand
        asked = month_drag.days_of(self.proposal.placement) if self.proposal is not None else None
        target = hand.target or asked
        look = Look(self._month, here.day, here.key, here.on_more, self.hasFocus(), hand.drag, target)
        self._pictures = pictures_for(self, self._by, self._pictures)
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("card"))
        MonthPainter(painter, self.weeks, self.geometry_now, look, self.formats).paint(self._pictures)
        paint_frame(painter, self.width(), self.height(), has_keyboard=self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOKS:
            self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hand.give_up()

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go to the next entry of the day; only behind the last one the keyboard leaves the month."""
        found = month_cursor.stepped(self.here, self.weeks, 1 if is_next else -1)
        if found is None:
            return super().focusNextPrevChild(is_next)
        self.go(found)
        return True

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        return super().event(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        found = hit(event.pos(), self.weeks, self.geometry_now)
        is_shown = found.piece is not None and not self.is_busy()
        text = entry_words.tooltip(found.piece.entry, self.formats) if is_shown and found.piece else ""
        show_tip(text, event.globalPos(), self)

    def _tell_day(self) -> None:
        """Tell the day of the cursor; on one of the months beside it is a guest, and this month stays."""
        day, first_last = self.here.day, self._asked[:2]
        if (day.year, day.month) == (self._month.year, self._month.month):
            self._asked = (*first_last, day)
            self.day_chosen.emit(day)

    def _box(self, day: date) -> QRect:
        week, column = divmod((day - self.weeks[0].first).days, 7)
        return self.geometry_now.cell(min(max(week, 0), len(self.weeks) - 1), column)

    def _arrange(self) -> None:
        """Give the entries their lines."""
        geometry = self.geometry_now
        self.weeks = [
            arrange(week.first, number, self._cells, geometry.lines, keeps_line=geometry.keeps_line)
            for number, week in enumerate(self.weeks)
        ]
        self.update()

    def _say(self) -> None:
        """Name the month by what its cursor is on."""
        entry = self.current()
        said = spoken.entry_words(entry, self.formats) if entry is not None else self._words_of_day()
        spoken.say(self, said, aloud=self.hasFocus())
        self.setAccessibleDescription(_("Calendar, {day}").format(day=day_words.month_title(self._month, self.formats)))

    def _words_of_day(self) -> str:
        day, found = self.here.day, month_cursor.place_of(self.here.day, self.weeks)
        cell = self._cells.get(day)
        said = count_of("{n} entry", "{n} entries", cell.total) if cell is not None else _("free")
        if self.here.on_more and found is not None:
            said = more_words(found[0].hidden[found[1]])
        return f"{day_words.day_heading(day, self.formats)}, {said}"
