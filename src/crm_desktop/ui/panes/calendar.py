"""The calendar: its ways to look at days one behind the other, and what is to do beside them.

All of it is read on a worker, and whatever the view in front asks for goes through one controller.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.model import Activity
from crm_desktop.services.calendar import ways
from crm_desktop.services.calendar.ways import Way
from crm_desktop.ui.buttons import PrimaryButton
from crm_desktop.ui.calendar import entry_words, period
from crm_desktop.ui.calendar.arrival import Arrival, longest_heading
from crm_desktop.ui.calendar.beside import Beside
from crm_desktop.ui.calendar.choices import Choices
from crm_desktop.ui.calendar.controller import Controller
from crm_desktop.ui.calendar.deeds import DEEDS
from crm_desktop.ui.calendar.entry_menu import open_menu
from crm_desktop.ui.calendar.reader import Reader
from crm_desktop.ui.calendar.reading import Reading, Wanted
from crm_desktop.ui.calendar.tools import Turner, WaySwitch
from crm_desktop.ui.calendar.view import CalendarView, Proposal
from crm_desktop.ui.calendar.views import Views
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.pane import Deed, Pane, Selected

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.calendar.which_bar import WhichBar

_MINUTE = 60_000


class CalendarPane(Pane):
    """`day` is the day that the cursor is on; the period around it is shown."""

    entity = Activity.__tablename__

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Calendar"))
        self.choices = Choices(context.memory, self)
        self.day = dates.today()
        self.reading: Reading | None = None
        self._is_stale = True
        self.controller = Controller(
            context,
            self,
            lambda: self.reading.all_entries() if self.reading else (),
            lambda: self.choices.owner_id,
        )
        self.reader = Reader(context, self)
        self.views = Views(context.formats, self.choices.by)
        self.turner, self.switch = Turner(), WaySwitch()
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.views, 1)
        self.beside = Beside(self, row)
        self.body.addLayout(row, 1)
        self._minute = QTimer(self, interval=_MINUTE)
        self._arrival = Arrival(self)
        self._add_tools()
        self._connect()
        self._turn_to(self.choices.way)

    @property
    def view(self) -> CalendarView:
        """The view in front."""
        return self.views.front

    def go_to_day(self, day: date, way: Way | None = None) -> None:
        """Show the period of a day, perhaps in another way."""
        self.day = day
        if way is not None and way != self.choices.way:
            self.choices.take_way(way)
            self._turn_to(way)
        self.refresh()

    def go_to_today(self) -> None:
        """Show the period of today, with the present hour in sight."""
        self.view.show_now()
        self.go_to_day(dates.today())

    def ask_which(self, question: str, proposal: Proposal | None, name: str) -> WhichBar:
        """Ask how much of a series is meant, over the foot of the days; what is asked about stays in sight."""
        from crm_desktop.ui.calendar.which_bar import ask_which

        draft = self.view.draft(proposal.placement) if proposal is not None else None
        return ask_which(self, question, self.views, draft.place if draft is not None else None, name)

    def turn(self, step: int) -> None:
        """Show the next period (1) or the one before (-1)."""
        self.go_to_day(ways.turned(self.choices.way, self.day, step))

    def refresh(self) -> None:
        """Read anew what is shown."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            way, first_weekday = self.choices.way, self.context.formats.first_weekday
            whole = ways.of(way, self.day, first_weekday)
            seen = ways.shown(way, whole, first_weekday)
            self.reader.ask(Wanted(way, whole, seen, self.choices.shown, self.beside.marked()))

    def is_reading(self) -> bool:
        """Tell whether the calendar is being read, or about to be."""
        return self.reader.is_reading() or self._arrival.is_waiting()

    def follow_time(self) -> None:
        """Let the line of the moment go on, and what has become overdue turn red."""
        self.views.grid.update()
        self.refresh()

    def open_menu(self, entry: Entry | None, at: QPoint) -> None:
        """Show what can be done with an entry, or with the time under the cursor."""
        open_menu(self, entry, at)

    def calendar_text(self, entry: Entry) -> str:
        """Return what another program is told of an activity that is dragged to it."""
        from crm_desktop.exchange import ical_out

        if entry.entity != self.entity:
            return ""
        with self.context.store.read() as session:
            return ical_out.text_of_ids(session, [entry.id])

    def print_out(self) -> None:
        from crm_desktop.ui.panes.report_print import print_calendar

        choices = self.choices
        print_calendar(self.context, choices.way, self.day, choices.shown, choices.by)

    def selected(self) -> Selected | None:
        entry = self.view.current()
        return Selected(entry.entity, (entry.id,), entry.at) if entry is not None else None

    def has_selection(self) -> bool:
        return self.view.current() is not None

    def takes(self, deed: Deed) -> bool:
        entry = self.view.current()
        if entry is not None:
            DEEDS[deed](self.controller, entry)
        return True

    def walk(self, step: int) -> None:
        self.view.walk(step)

    def open_selected(self) -> None:
        entry = self.view.current()
        if entry is not None:
            self._open(entry)

    def new_record(self) -> None:
        draft = self.view.selected_time()
        if draft is not None:
            self.controller.create(draft)

    def status(self) -> str:
        entry, formats = self.view.current(), self.context.formats
        if entry is None:
            return _("Drag to move, drag the edge to resize, double-click or type to create")
        return entry_words.spoken(entry, formats)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        self.beside.fit()
        if self._is_stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.beside.fit()

    def _add_tools(self) -> None:
        new = PrimaryButton(_("New"), "Ctrl+N")
        new.clicked.connect(self.new_record)
        for tool in (self.turner, self.switch, self.beside.button, new):
            self.header.add_tool(tool)
        self.header.reserve(period.longest_titles(self.context.formats), longest_heading())

    def _connect(self) -> None:
        views, wishes = self.views, self.controller
        self.turner.turned.connect(self.turn)
        self.turner.today_wanted.connect(self.go_to_today)
        self.switch.chosen.connect(lambda way: self.go_to_day(self.day, way))
        self.choices.changed.connect(self.refresh)
        self.choices.recoloured.connect(lambda: views.colour_by(self.choices.by))
        views.chosen.connect(lambda _entry: self.status_changed.emit(self.status()))
        views.opened.connect(self._open)
        views.create_wanted.connect(wishes.create)
        views.placed.connect(wishes.place)
        views.remove_wanted.connect(wishes.remove)
        views.finish_wanted.connect(wishes.finish)
        views.menu_wanted.connect(self.open_menu)
        views.day_wanted.connect(self._go_to_wanted_day)
        views.day_chosen.connect(self._follow_cursor)
        views.week_wanted.connect(partial(self.go_to_day, way="week"))
        self.reader.stale.connect(self.refresh)
        wishes.proposed.connect(views.propose)
        self._minute.timeout.connect(self.follow_time)

    def _turn_to(self, way: Way) -> None:
        self.views.turn_to(way)
        self.keyboard = self.view
        self.switch.show_way(way)

    def _go_to_wanted_day(self, day: date) -> None:
        """Show a day alone that was clicked; one outside of what is shown was walked to."""
        is_clicked = self.reading is not None and day in self.reading.wanted.seen and self.choices.way != "day"
        self.go_to_day(day, "day" if is_clicked else None)

    def _open(self, entry: Entry) -> None:
        draft = self.view.selected_time()
        self.controller.open(entry, draft.place if draft is not None else None)

    def _follow_cursor(self, day: date) -> None:
        self.day = day
