"""Days as columns of hours: one day, a work week and a week are this, with another number of days.

All of it is painted in one widget, heads and bars above and the hours scrolled below them, so that a drag goes from one
to the other without leaving it. What the mouse does is in `time_hand`, what the keys do in `time_keys`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.hues import By
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import axis, entry_words, spoken, time_cursor, time_places
from crm_desktop.ui.calendar.entry_pictures import EntryPictures, pictures_for
from crm_desktop.ui.calendar.geometry import Geometry
from crm_desktop.ui.calendar.sheet import Sheet
from crm_desktop.ui.calendar.time_cursor import Cursor
from crm_desktop.ui.calendar.time_drops import Drops
from crm_desktop.ui.calendar.time_hand import Hand
from crm_desktop.ui.calendar.time_keys import Keys
from crm_desktop.ui.calendar.time_painting import Ghost, TimePainter
from crm_desktop.ui.calendar.time_scroll import HourScroll
from crm_desktop.ui.calendar.view import CalendarView, Draft, Placement
from crm_desktop.ui.labels import show_tip

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import DayCell, Entry, Key

_NOTCH = 120


class TimeGrid(CalendarView):
    """The grid; `by` is what colours its entries: "kind", "seller" or "account"."""

    def __init__(self, formats: Formats, by: By = "kind") -> None:
        super().__init__()
        self.formats = formats
        self.sheet = Sheet([dates.today()])
        self.here = Cursor(0, time_cursor.work_begins())
        self.slider = HourScroll(self)
        self._by = by
        self._wanted: Key | None = None
        self._awaits_now = False
        self._pictures: EntryPictures | None = None
        self.hand = Hand(self)
        self._keys, self._drops = Keys(self), Drops(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(theme.pixels(200), theme.pixels(160))
        self.slider.valueChanged.connect(self.update)
        self._say()

    @property
    def geometry_now(self) -> Geometry:
        """Where everything is at the moment."""
        return Geometry(
            self.width(),
            self.height(),
            len(self.sheet.days),
            self.sheet.lanes,
            self.slider.value(),
            self.slider.side(),
            mirrored=self.isRightToLeft(),
        )

    def show_period(self, first: date, last: date, day: date) -> None:
        days = axis.days_between(first, last)
        if tuple(days) != self.sheet.days:
            self.hand.give_up()
            self.sheet = Sheet(days, is_open=self.sheet.is_open)
        index = min(max((day - first).days, 0), len(days) - 1)
        self.here = replace(self.here, day=index, key=self.here.key)
        self._fit()
        self._scroll_to_now()

    def show_entries(self, entries: Sequence[Entry], cells: Mapping[date, DayCell]) -> None:
        self.sheet = Sheet(self.sheet.days, entries, is_open=self.sheet.is_open)
        self.here = time_cursor.kept(self.here, self.sheet)
        if self._wanted is not None and self.sheet.places(self._wanted):
            self.select(self._wanted)
        self._fit()
        self._say()

    def current(self) -> Entry | None:
        return self.sheet.find(self.here.key)

    def select(self, key: Key) -> None:
        places = self.sheet.places(key)
        self._wanted = None if places else key
        if places:
            self.go(time_cursor.on(places[0]))

    def is_busy(self) -> bool:
        return self.hand.is_on

    def selected_time(self, text: str = "") -> Draft:
        return self.draft(time_places.time_at(self.here, self.sheet), text)

    def draft(self, placement: Placement, text: str = "") -> Draft:
        """Return something to be made, with the place on the screen where it would be."""
        box = time_places.box_of(placement, self.sheet, self.geometry_now)
        place = QRect(self.mapToGlobal(box.topLeft()), box.size())
        return Draft(placement.starts, placement.minutes, placement.all_day, place, text)

    def show_now(self) -> None:
        self._awaits_now = True
        self._scroll_to_now()

    def go(self, cursor: Cursor) -> None:
        """Put the cursor somewhere, and bring that into sight."""
        before, self.here = self.here, cursor
        if not cursor.is_above:
            self._bring_into_sight(cursor)
        if before.key != cursor.key:
            self.chosen.emit(self.current())
        if before.day != cursor.day:
            self.day_chosen.emit(self.sheet.days[cursor.day])
        self.moved.emit()
        self._say()
        self.update()

    def walk(self, step: int) -> None:
        found = time_cursor.walk(self.here, self.sheet, step)
        if found is not None:
            self.go(found)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go to the next entry; only behind the last one the keyboard leaves the grid."""
        found = time_cursor.walk(self.here, self.sheet, 1 if is_next else -1)
        if found is None or found.key == self.here.key:
            return super().focusNextPrevChild(is_next)
        self.go(found)
        return True

    def spot(self) -> QPoint:
        """Return the middle of what the cursor is on, for a menu that a key opens."""
        return time_places.middle_of(self.here, self.sheet, self.geometry_now)

    def open_lanes(self) -> None:
        """Show all bars, or only the first lanes of them again."""
        self.sheet = Sheet(self.sheet.days, self.sheet.entries, is_open=not self.sheet.is_open)
        self._fit()

    def colour_by(self, by: By) -> None:
        """Colour the entries by another thing."""
        self._by = by
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._pictures = pictures_for(self, self._by, self._pictures)
        painter = QPainter(self)
        painted = TimePainter(painter, self.geometry_now, self.sheet, self._pictures, self.formats)
        painted.paint_ground()
        painted.paint_heads()
        current = self.current()
        if self.hasFocus() and current is None and not self.hand.is_on:
            painted.paint_cursor(self.here)
        asked = Ghost(self.proposal.placement, self.proposal.title, self.proposal.key) if self.proposal else None
        ghost = self.hand.ghost or asked
        painted.paint_entries(current.key if current is not None else None, ghost.key if ghost else None)
        painted.paint_now(dates.now())
        if ghost is not None:
            painted.paint_ghost(ghost)
        painted.paint_frame(has_keyboard=self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        geometry = self.geometry_now
        was_seen = geometry.top <= geometry.y_of(self.here.minute) <= event.oldSize().height()
        self._fit()
        if was_seen and self.here.key is not None and not self.here.is_above:
            self._bring_into_sight(self.here)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hand.give_up()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta().y() or event.angleDelta().y() * self.geometry_now.hour // _NOTCH
        self.slider.scroll_by(-pixels)
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        return super().event(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        hit = self.sheet.hit(event.pos(), self.geometry_now)
        text = ""
        if hit is not None and not self.hand.is_on:
            text = entry_words.tooltip(hit.entry, self.formats, self.sheet.overlapping(hit.entry))
        show_tip(text, event.globalPos(), self)

    def _bring_into_sight(self, cursor: Cursor) -> None:
        geometry = self.geometry_now
        self.slider.bring_into_sight(geometry, *time_places.heights_of(cursor, self.sheet, geometry))

    def _scroll_to_now(self) -> None:
        day, minute = moments.on_wall(dates.now())
        if self._awaits_now and day in self.sheet.days:
            self._awaits_now = False
            self.slider.show_moment(self.geometry_now, minute)

    def _fit(self) -> None:
        self.slider.fit(self.geometry_now)
        self.update()

    def _say(self) -> None:
        """Name the grid by what its cursor is on: that is all of it that a screen reader can be told."""
        entry, day = self.current(), self.sheet.days[self.here.day]
        if entry is None:
            time = entry_words.where_to(time_places.time_at(self.here, self.sheet), self.formats)
            said = _("{time}, free").format(time=time)
        else:
            said = entry_words.spoken(entry, self.formats, self.sheet.overlapping(entry))
        spoken.say(self, said, aloud=self.hasFocus())
        self.setAccessibleDescription(_("Calendar, {day}").format(day=entry_words.day(day, self.formats)))
