"""A small month to jump in: a click or a key shows another day, a dot says that a day holds something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from crm_desktop.base import dates
from crm_desktop.base.dates import DAY, add_months
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import ways
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import SignButton
from crm_desktop.ui.calendar import day_words, spoken
from crm_desktop.ui.labels import plain_label

_WEEKS, _COLUMNS = 6, 8
_HEAD, _ROW, _LETTERS = 20, 25, 12
_NOTCH = 120
_CENTRED = Qt.AlignmentFlag.AlignCenter
_STEPS = {Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class MiniMonth(QWidget):
    """Six weeks below their month's name, with arrows to the months before and after."""

    day_wanted = Signal(object)
    """A day was clicked or walked to."""
    week_wanted = Signal(object)
    """The first day of the week whose number was clicked."""
    month_shown = Signal(object, object)
    """The first and the last day that can be seen, for whoever knows which of them hold something."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.days = MonthDays(formats)
        self.title = plain_label("", "strong")
        signs = ["chevron-left", "chevron-right"]
        back, forth = reversed(signs) if self.isRightToLeft() else signs
        self.before, self.after = SignButton(back, _("Month before")), SignButton(forth, _("Month after"))
        self._formats = formats
        self._arrange()
        self._name_month()

    def show_period(self, first: date, last: date, day: date) -> None:
        """Tint the days that the calendar shows, with the cursor on one of them."""
        self.days.show_period(first, last, day)

    def mark(self, days: Collection[date]) -> None:
        """Put a dot on the days that hold something."""
        self.days.mark(days)

    def seen(self) -> tuple[date, date]:
        """Return the first and the last day that can be seen."""
        return self.days.seen()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        for button, months in ((self.before, -1), (self.after, 1)):
            # the keys of the month below do the same
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, months=months: self.days.turn(months))
            head.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self.days)
        self.setFocusProxy(self.days)
        self.days.day_wanted.connect(self.day_wanted)
        self.days.week_wanted.connect(self.week_wanted)
        self.days.month_shown.connect(self._name_month)

    def _name_month(self) -> None:
        self.title.setText(day_words.month_title(self.days.month, self._formats))
        self.month_shown.emit(*self.days.seen())


class MonthDays(QWidget):
    """The days of one month and the week numbers beside them; the cursor is on one day."""

    day_wanted = Signal(object)
    week_wanted = Signal(object)
    month_shown = Signal()

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self.day = dates.today()
        self.month = self.day.replace(day=1)
        """The first day of the month that is shown; it can be another than the cursor's."""
        self._formats = formats
        self._period = (self.day, self.day)
        self._marked: Collection[date] = frozenset()
        self._under: date | None = None
        self._turned = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._name_day(aloud=False)

    def show_period(self, first: date, last: date, day: date) -> None:
        """Tint a period, and show the month of its day."""
        self._period, self.day = (first, last), day
        self._show_month(day.replace(day=1))
        self._name_day(aloud=False)
        self.update()

    def mark(self, days: Collection[date]) -> None:
        """Put a dot on these days."""
        self._marked = days
        self._name_day(aloud=False)
        self.update()

    def seen(self) -> tuple[date, date]:
        """Return the first and the last day that can be seen."""
        first = ways.week_start(self.month, self._formats.first_weekday)
        return first, first + (_WEEKS * 7 - 1) * DAY

    def turn(self, months: int) -> None:
        """Show another month, and leave the calendar where it is."""
        self._show_month(add_months(self.month, months))

    def box(self, day: date) -> QRect:
        """Return where a day is painted."""
        week, column = divmod((day - self.seen()[0]).days, 7)
        return self._box(week, column + 1)

    def week_box(self, week: int) -> QRect:
        """Return where the number of a row is painted."""
        return self._box(week, 0)

    def sizeHint(self) -> QSize:
        return QSize(theme.pixels(_ROW) * _COLUMNS, theme.pixels(_HEAD) + _WEEKS * theme.pixels(_ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.pixels(18) * _COLUMNS, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._name_day(aloud=False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        aside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0) * (-1 if self.isRightToLeft() else 1)
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(key, 0)
        if aside or key in _STEPS:
            self._go(self.day + (aside or _STEPS[key]) * DAY)
        elif months:
            years = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._go(add_months(self.day, months * (12 if years else 1)))
        elif key == Qt.Key.Key_Home:
            self._go(dates.today())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go(self.day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position().toPoint()
        day, week = self._day_at(at), self._week_at(at)
        if day is not None:
            self._go(day)
        elif week is not None:
            self.week_wanted.emit(week)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._day_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        if notches:
            self.turn(-notches)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PIXELS))
        painter.setPen(theme.colour("muted"))
        for column, weekday in enumerate(day_words.weekdays_from(self._formats.first_weekday), 1):
            painter.drawText(self._box(-1, column), _CENTRED, day_words.weekday_letter(weekday, self._formats))
        first = self.seen()[0]
        for week in range(_WEEKS):
            starts = first + week * 7 * DAY
            painter.setFont(theme.font(10))
            painter.setPen(theme.colour("muted"))
            painter.drawText(self._box(week, 0), _CENTRED, str(ways.week_number(starts)))
            for column in range(7):
                self._paint_day(painter, starts + column * DAY, self._box(week, column + 1))
        painter.end()

    def _paint_day(self, painter: QPainter, day: date, box: QRect) -> None:
        is_today, is_shown = day == dates.today(), self._period[0] <= day <= self._period[1]
        round_ = theme.pixels(5)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_shown or day == self._under:
            painter.setBrush(theme.colour("primary_soft" if is_shown else "hover"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), round_, round_)
        disc = QRect(0, 0, *(min(box.width(), box.height()) - 2,) * 2)
        disc.moveCenter(box.center())
        if is_today:
            painter.setBrush(theme.colour("primary"))
            painter.drawEllipse(disc)
        if day == self.day and self.hasFocus():
            painter.setPen(theme.colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0, 1, -1, -2), round_, round_)
        has_some = day in self._marked
        ink = "on_primary" if is_today else "ink" if day.month == self.month.month else "muted"
        painter.setFont(theme.font(_LETTERS, bold=has_some or is_today))
        painter.setPen(theme.colour(ink))
        painter.drawText(box, _CENTRED, str(day.day))
        if has_some:
            dot = theme.pixels(3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("on_primary" if is_today else "link"))
            painter.drawEllipse(QRect(box.center().x() - dot // 2, box.bottom() - theme.pixels(5), dot, dot))

    def _box(self, week: int, column: int) -> QRect:
        """Return the box of a week's column; week -1 are the letters, column 0 the week numbers."""
        head, row = theme.pixels(_HEAD), theme.pixels(_ROW)
        left, right = (self.width() * n // _COLUMNS for n in (column, column + 1))
        top, height = (0, head) if week < 0 else (head + week * row, row)
        return QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(left, top, right - left, height))

    def _day_at(self, at: QPoint) -> date | None:
        first = self.seen()[0]
        days = (first + n * DAY for n in range(_WEEKS * 7))
        return next((day for day in days if self.box(day).contains(at)), None)

    def _week_at(self, at: QPoint) -> date | None:
        weeks = (week for week in range(_WEEKS) if self._box(week, 0).contains(at))
        return next((self.seen()[0] + week * 7 * DAY for week in weeks), None)

    def _go(self, day: date) -> None:
        self.day = day
        self._show_month(day.replace(day=1))
        self._name_day(aloud=self.hasFocus())
        self.update()
        self.day_wanted.emit(day)

    def _show_month(self, month: date) -> None:
        if month != self.month:
            self.month = month
            self.month_shown.emit()
            self.update()

    def _hover(self, day: date | None) -> None:
        if day != self._under:
            self._under = day
            self.update()

    def _name_day(self, *, aloud: bool) -> None:
        """Name the widget by the day under the cursor: that is all of it that a screen reader can be told."""
        is_today, has_some = self.day == dates.today(), self.day in self._marked
        said = [day_words.day_title(self.day, self._formats, year=True)]
        said += [_("today")] * is_today + [_("has entries")] * has_some
        spoken.say(self, ", ".join(said), aloud=aloud)
