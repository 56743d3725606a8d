"""The agenda: the calendar as a list of days, and the accessible twin of its painted views.

Everything that can be done there with the mouse is done here with keys, and each line says to the ear all that it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QStackedLayout

from crm_desktop.base import dates, workday
from crm_desktop.base.dates import DAY
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar.hues import By
from crm_desktop.ui.calendar import axis, day_words
from crm_desktop.ui.calendar.agenda_model import lines_of
from crm_desktop.ui.calendar.agenda_view import AgendaView
from crm_desktop.ui.calendar.time_drag import USUAL_MINUTES
from crm_desktop.ui.calendar.view import CalendarView, Draft
from crm_desktop.ui.widgets import EmptyState, FlatButton

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import DayCell, Entry, Key

_MINUTE = 60_000
_OTHER = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class AgendaList(CalendarView):
    """A list of days with their entries; a period without any says so and offers to begin."""

    def __init__(self, formats: Formats, by: By = "kind") -> None:
        super().__init__()
        self.view = AgendaView(formats)
        self.view.delegate.by = by
        self._formats = formats
        self._first = self._last = self._day = dates.today()
        self._entries: Sequence[Entry] = ()
        self._wanted: Key | None = None
        self._goes = True
        """Whether the cursor goes to the asked day when the entries arrive, instead of staying where it is."""
        self._was_told = False
        """Whether entries have arrived: before that nobody knows that there are none."""
        self.make = FlatButton(_("New activity"), "plus")
        self.empty = EmptyState("calendar", "", [self.make])
        self._places = QStackedLayout(self)
        self._places.addWidget(self.view)
        self._places.addWidget(self.empty)
        self._connect()
        self._minutes = QTimer(self, interval=_MINUTE)
        self._minutes.timeout.connect(self._show)
        self._show()

    def show_period(self, first: date, last: date, day: date) -> None:
        asked = (first, last, day)
        if asked == (self._first, self._last, self._day):
            return
        if (first, last) != (self._first, self._last):
            self._entries = ()
        self._first, self._last, self._day = asked
        self._goes = True

    def show_entries(self, entries: Sequence[Entry], cells: Mapping[date, DayCell]) -> None:
        self._entries, self._was_told = entries, True
        self._show(stays=not self._goes)
        self._goes = False
        if self._wanted is not None:
            self.select(self._wanted)
        self._minutes.start()

    def current(self) -> Entry | None:
        return self.view.current()

    def select(self, key: Key) -> None:
        row = self.view.lines.row_of(key, self._day)
        self._wanted = key if row is None else None
        self.view.go(row)

    def walk(self, step: int) -> None:
        here = self.view.currentIndex().row()
        rows = [n for n, line in enumerate(self.view.lines.lines) if line.entry is not None and (n - here) * step > 0]
        self.view.go(next(iter(rows if step > 0 else reversed(rows)), None))

    def take_keyboard(self) -> None:
        (self.make if self._is_empty() else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on: the list itself has no keys."""
        super().focusInEvent(event)
        self.take_keyboard()

    def selected_time(self, text: str = "") -> Draft:
        line, begin = self.view.line(), workday.starts()
        day = line.day if line is not None else self._day
        minute = begin.hour * 60 + begin.minute
        placement = axis.hours(day, minute, minute + USUAL_MINUTES)
        return Draft(placement.starts, placement.minutes, placement.all_day, self._place(), text)

    def colour_by(self, by: By) -> None:
        """Colour the entries by another thing."""
        self.view.delegate.by = by
        self.view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list where the button of an empty one has the keyboard."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._leave(step)
        elif event.text().strip() and event.text().isprintable() and not event.modifiers() & _OTHER:
            self.create_wanted.emit(self.selected_time(event.text()))
        else:
            return super().eventFilter(watched, event)
        return True

    def _connect(self) -> None:
        view = self.view
        view.setAccessibleName(_("Agenda"))
        view.moved.connect(self._tell)
        view.opened.connect(self.opened)
        view.wanted.connect(lambda text: self.create_wanted.emit(self.selected_time(text)))
        view.placed.connect(self.placed)
        view.removed.connect(self.remove_wanted)
        view.finished.connect(self.finish_wanted)
        view.menu_wanted.connect(lambda at: self.menu_wanted.emit(self.current(), at))
        view.left.connect(self._leave)
        self.make.installEventFilter(self)
        self.make.clicked.connect(lambda: self.create_wanted.emit(self.selected_time()))

    def _show(self, *, stays: bool = True) -> None:
        """Show the lines of the period; the cursor stays on its entry, else on its day."""
        view, before = self.view, self.view.line()
        has_keyboard = view.hasFocus() or self.make.hasFocus()
        scrolled = view.verticalScrollBar().value()
        lines = lines_of(self._entries, self._first, self._last, dates.now()) if self._was_told else []
        view.lines.show(lines)
        day = before.day if stays and before is not None else self._day
        row = view.lines.row_of(before.entry.key, day) if stays and before is not None and before.entry else None
        view.doItemsLayout()
        view.verticalScrollBar().setValue(scrolled)
        view.go(view.lines.row_near(day) if row is None else row)
        if not stays:
            view.scrollTo(view.currentIndex(), QAbstractItemView.ScrollHint.PositionAtTop)
        self.empty.set_sentence(
            _("Nothing is planned from {first} to {last}.").format(
                first=day_words.day_title(self._first, self._formats),
                last=day_words.day_title(self._last, self._formats),
            )
        )
        self._places.setCurrentWidget(self.empty if self._is_empty() else view)
        if has_keyboard:
            self.take_keyboard()

    def _is_empty(self) -> bool:
        return self._was_told and not self._entries

    def _tell(self) -> None:
        self.chosen.emit(self.current())

    def _leave(self, step: int) -> None:
        self.day_wanted.emit(self._last + DAY if step > 0 else self._first - DAY)

    def _place(self) -> QRect:
        box = self.view.visualRect(self.view.currentIndex())
        if self._is_empty() or not box.isValid():
            return QRect(self.mapToGlobal(QPoint(self.width() // 3, self.height() // 2)), self.make.size())
        return QRect(self.view.viewport().mapToGlobal(box.topLeft()), box.size())
