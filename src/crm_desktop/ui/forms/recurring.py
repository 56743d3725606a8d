"""The days of a series: the next ones, what was left out and what became a record of its own.

How it recurs is a field of the record and stands above. On the page of one that was such a day, the way back to its series.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.model import Activity, Record
from crm_desktop.services import series, series_days
from crm_desktop.services.series_days import SeriesDay
from crm_desktop.ui.forms.headline import LinkLabel
from crm_desktop.ui.forms.lines_view import Line
from crm_desktop.ui.forms.moments import day_in_words, when_in_words
from crm_desktop.ui.forms.page_part import PagePart, Shown, Surroundings
from crm_desktop.ui.forms.turned_lines import TurnedLines
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import SectionHeading

_SKIP, _BACK = N_("Skip"), N_("Bring back")
_ACTIVITY = Activity.__tablename__


class Recurring(PagePart):
    """Shows the days of a series; nothing on what never recurred."""

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__(around, model)
        self._series: int | None = None
        self._all_day = False
        self.days: list[SeriesDay] = []
        self.heading = SectionHeading("")
        self.whole = LinkLabel("")
        self.whole.followed.connect(self._open_series)
        self.view = TurnedLines(_("Days of the series"), before=130)
        self.view.opened.connect(self.opened)
        self.view.delete_wanted.connect(self._skip_current)
        self.view.turn_wanted.connect(self._turn_current)
        self.view.choice_wanted.connect(lambda _at: self._turn_current())
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.heading, self.whole, self.view):
            column.addWidget(widget)

    def read(self, session: Session, shown: Shown) -> None:
        """Show how the activity recurs, or which series it was one of."""
        record, formats = shown.record, self.around.formats
        assert isinstance(record, Activity)
        is_whole = series.is_series(record)
        whole = record if is_whole else series_days.series_of(session, record)
        row = self.view.currentIndex().row()
        self._series, self.days = (whole.id if whole is not None else None), []
        if whole is not None and is_whole:
            self._all_day = whole.all_day
            self.days = series_days.of(session, whole)
        elif whole is not None:
            self.whole.setText(_("One of: {words}").format(words=series.words(whole, formats)))
        self.whole.setVisible(whole is not None and not is_whole)
        self.view.show_lines([self._line(day) for day in self.days])
        if 0 <= row < len(self.days):
            self.view.setCurrentIndex(self.view.lines.index(row))
        self.heading.setText(_("Next days") if is_whole else _("Repeats"))
        self.heading.setVisible(whole is not None)

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return {_ACTIVITY}

    def _line(self, day: SeriesDay) -> Line:
        when = self._when(day.at)
        if day.own is not None:
            moved = (
                "" if day.starts == day.at or day.is_done else _("moved to {when}").format(when=self._when(day.starts))
            )
            said = _("done") if day.is_done else moved or _("changed")
            return Line(said, before=when, opens=(_ACTIVITY, day.own))
        return Line(_("left out") if day.state == "out" else "", before=when, after=_(_deed(day)))

    def _when(self, at: datetime) -> str:
        formats = self.around.formats
        return day_in_words(at, formats) if self._all_day else when_in_words(at, formats)

    def _current(self) -> SeriesDay | None:
        row = self.view.currentIndex().row()
        return self.days[row] if 0 <= row < len(self.days) else None

    def _open_series(self) -> None:
        if self._series is not None:
            self.opened.emit(_ACTIVITY, self._series)

    def _skip_current(self) -> None:
        day = self._current()
        if day is not None and day.state == "open":
            self._turn(day)

    def _turn_current(self) -> None:
        day = self._current()
        if day is not None and day.own is None:
            self._turn(day)

    def _turn(self, day: SeriesDay) -> None:
        """Leave a day out, or bring it back."""
        series_id, when = self._series, self._when(day.at)
        if series_id is None:
            return
        if day.state == "out":
            self.act(_("Bring back {day}").format(day=when), lambda s: series.bring_back(s, series_id, day.at))
        else:
            self.act(_("Skip {day}").format(day=when), lambda s: series.skip(s, series_id, day.at, "one"))

    def _show_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if index.isValid():
            self.view.setCurrentIndex(index)
        day = self._current()
        if day is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if day.own is not None:
            menu.addAction(icon("open"), _("Open"), partial(self.opened.emit, _ACTIVITY, day.own))
        else:
            menu.addAction(_(_deed(day)), partial(self._turn, day))
        menu.popup(self.view.viewport().mapToGlobal(at))


def _deed(day: SeriesDay) -> str:
    return _BACK if day.state == "out" else _SKIP
