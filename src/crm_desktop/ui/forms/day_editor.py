"""Days are typed in the locale's way or in words ("tomorrow", "next fri", "in 3 days"), or picked from a calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema import days
from crm_desktop.schema.formats import Formats
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.forms.editor import LineEditor, QuietLine
from crm_desktop.ui.icons import icon


def day_of(text: str, formats: Formats, *, is_past: bool = False) -> date | None:
    """Return the day that a text means, counted from today where it is words; None if it means none."""
    try:
        return days.day(text, formats.day_order, dates.today(), is_past=is_past) if text.strip() else None
    except ValueError:
        return None


def moment_line(formats: Formats) -> QuietLine:
    """Return a line for a day and a time."""
    return QuietLine(_("{day} 15:00 or “fri 15:00”").format(day=formats.day(_last_day())))


def _last_day(*, is_past: bool = False) -> date:
    """Return the last day of this year or of the one before, whose parts nobody can mistake for each other."""
    return date(dates.today().year - is_past, 12, 31)


class DayLine(QuietLine):
    """A line with a calendar behind it. Up and Down step by a day, Alt+Down opens the calendar."""

    picked = Signal()

    def __init__(self, formats: Formats, *, is_past: bool = False) -> None:
        super().__init__(_("{day} or “fri”").format(day=formats.day(_last_day(is_past=is_past))))
        self._formats, self._is_past = formats, is_past
        self._calendar: CalendarPopup | None = None
        action = self.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        action.setText(_("Calendar"))
        action.setToolTip(_("Open the calendar"))
        action.triggered.connect(self.open_calendar)
        action.setVisible(False)
        self.noticed.connect(lambda: action.setVisible(self.shows_signs()))

    def day(self) -> date | None:
        """Return the day that stands here."""
        return day_of(self.text(), self._formats, is_past=self._is_past)

    def open_calendar(self) -> None:
        """Show the calendar below the line, on its day or today."""
        if self._calendar is None:
            self._calendar = CalendarPopup(self._formats, self, is_past=self._is_past)
            self._calendar.chosen.connect(self._take)
        self._calendar.open_below(self, self.day() or dates.today())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif step and not self.isReadOnly():
            day = (self.day() or dates.today()) + step * dates.DAY
            self.setText(self._formats.day(min(day, dates.today()) if self._is_past else day))
            self.textEdited.emit(self.text())
        else:
            super().keyPressEvent(event)

    def _take(self, day: date) -> None:
        self.setText(self._formats.day(day))
        self.textEdited.emit(self.text())
        self.picked.emit()


class CalendarPopup(QFrame):
    """A month to pick a day from, with short ways to today and the days that are near."""

    chosen = Signal(object)

    def __init__(self, formats: Formats, parent: QWidget, *, is_past: bool = False) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._is_past = is_past
        self._month = QCalendarWidget()
        self._month.setFirstDayOfWeek(Qt.DayOfWeek(formats.first_weekday + 1))
        self._month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        self._month.clicked.connect(self._choose)
        self._month.activated.connect(self._choose)
        near = QHBoxLayout()
        behind, ahead = ((_("Yesterday"), -1), (_("A week ago"), -7)), ((_("Tomorrow"), 1), (_("In a week"), 7))
        for title, away in ((_("Today"), 0), *(behind if is_past else ahead)):
            button = FlatButton(title)
            button.clicked.connect(lambda _checked=False, away=away: self._take(dates.today() + away * dates.DAY))
            near.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._month)
        column.addLayout(near)

    def _dress(self) -> None:
        """Take Qt's red weekends and black arrows away, which are made for one light theme."""
        weekend = QTextCharFormat()
        weekend.setForeground(theme.colour("muted"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._month.setWeekdayTextFormat(day, weekend)
        self._month.setHeaderTextFormat(weekend)
        for name, sign in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
            button = self._month.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(sign))

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(300, 260))

    def open_below(self, line: QWidget, day: date) -> None:
        """Show `day` below a widget, or above where the screen ends."""
        self._dress()
        if self._is_past:
            last = dates.today()
            self._month.setMaximumDate(QDate(last.year, last.month, last.day))
        self._month.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        corner = line.mapToGlobal(QPoint(0, line.height()))
        room = (QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()).availableGeometry()
        above = line.mapToGlobal(QPoint(0, -self.height())).y()
        y = corner.y() if corner.y() + self.height() <= room.bottom() else max(above, room.top())
        self.move(min(corner.x(), room.right() - self.width()), y)
        self.show()
        self._month.setFocus()

    def _choose(self, day: QDate) -> None:
        self._take(date(day.year(), day.month(), day.day()))

    def _take(self, day: date) -> None:
        self.hide()
        self.chosen.emit(day)


class DayEditor(LineEditor):
    """A day; words become the day itself when the field is left."""

    def __init__(self, line: DayLine, formats: Formats) -> None:
        super().__init__(line)
        self._formats, self.day = formats, line.day
        line.picked.connect(self.left)

    def said(self) -> Any:
        day = self.day()
        return self.line.text() if day is None else self._formats.day(day)


class MomentEditor(LineEditor):
    """A day and a time: "tomorrow 15:00"."""

    def __init__(self, line: QLineEdit, formats: Formats) -> None:
        super().__init__(line)
        self._formats = formats

    def said(self) -> Any:
        text = self.line.text()
        try:
            return (
                self._formats.moment(days.moment(text, self._formats.day_order, dates.today())) if text.strip() else ""
            )
        except ValueError:
            return text
