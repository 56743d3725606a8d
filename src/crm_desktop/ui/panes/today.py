"""Today: what was missed, what is to be done, what needs attention, and how the month goes.

All of it is read in short statements on a worker; until it is there the frame stands. What is finished asks in its own
place what comes next, and the lines around it may change meanwhile.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.services import today
from crm_desktop.services.away import Window
from crm_desktop.services.today import Today
from crm_desktop.ui.buttons import FlatButton, PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.panes.pane import Deed, Pane, Selected
from crm_desktop.ui.today import ways_on
from crm_desktop.ui.today.asking import Asking
from crm_desktop.ui.today.away_box import AwayBox
from crm_desktop.ui.today.boxes import Boxes
from crm_desktop.ui.today.columns import Scroller
from crm_desktop.ui.today.entries import EntriesView, Entry
from crm_desktop.ui.widgets import EmptyState

_REST, _MINUTE = 150, 60_000


class TodayPane(Pane):
    """The boxes of the day, or ways to begin where the book is empty."""

    entity = "activity"

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Today"))
        self.day: Today | None = None
        self._job: Job | None = None
        self._is_stale = True
        self._current: Entry | None = None
        self.boxes = Boxes(context.formats)
        self.asking = Asking(context, self)
        self.empty = EmptyState("today", _("Your day stands here as soon as the book holds somebody."), _begin(context))
        self._places = QStackedWidget()
        self.away = AwayBox(context)
        self._told: Window | None = None
        self.boxes.put_on_top(self.away)
        self._scroller = Scroller(self.boxes)
        self._places.addWidget(self._scroller)
        self._places.addWidget(self.empty)
        self.body.addWidget(self._places, 1)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._minute = QTimer(self, interval=_MINUTE)
        self._connect()
        self._show_heading()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to the tools of the header first

    def refresh(self) -> None:
        """Read the day anew; one that is being read is given up."""
        self._is_stale = True
        if not self.isVisible():
            return
        if self._job is not None:
            self._job.cancel()
            return
        self._is_stale = False
        self.away.refresh()
        context = self.context

        def read(task: Task) -> Today:
            fiscal_month = context.settings["fiscal_month"]
            patient = partial(context.store.read, patient=True)
            return today.read(patient, context.formats, fiscal_month, task, without_away=True)

        self._job = context.jobs.start("", read, self._show, context.tell)
        self._job.ended.connect(self._go_on)

    def is_reading(self) -> bool:
        """Tell whether the day is being read, or about to be."""
        return self._job is not None or self._rest.isActive() or self.away.is_reading()

    def come_back(self) -> None:
        self.away.refresh()

    def follow_time(self) -> None:
        """Turn what has become overdue red, and the page at midnight; look whether nobody was here for long."""
        self.away.refresh()
        if self.day is not None and self.day.day == dates.today():
            self.boxes.show_day(self.day)
        else:
            self.refresh()

    def selected(self) -> Selected | None:
        current = self._current
        return Selected(current.selects[0], (current.selects[1],), current.at) if current and current.selects else None

    def has_selection(self) -> bool:
        return self._current is not None and self._current.selects is not None

    def takes(self, deed: Deed) -> bool:
        """Ask how much of a series is meant to be deleted, where the line is one of its days."""
        current = self._current
        if deed != "delete" or current is None or current.at is None or current.selects is None:
            return False
        ways_on.leave_out(self.context, self, current.text, current.selects[1], current.at)
        return True

    def open_selected(self) -> None:
        if self._current is not None and self._current.opens is not None:
            self.context.go_to(*self._current.opens)

    def new_record(self) -> None:
        pane = self.context.open_pane(self.entity)
        if pane is not None:
            pane.new_record()

    def status(self) -> str:
        if self.day is None:
            return ""
        agenda, number = self.day.agenda, self.context.formats.number
        told = _("{late} overdue, {now} today")
        return told.format(late=number(agenda.overdue.total), now=number(agenda.today.total))

    def print_out(self) -> None:
        from crm_desktop.ui.panes.report_print import print_day

        print_day(self.context)

    def was_finished(self, activity: int) -> None:
        """Ask in the place of what was finished what comes next."""
        view = self.boxes.view_with(activity)
        if view is not None:
            self.asking.ask(view, activity)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        if self._is_stale or self.day is None or self.day.day != dates.today():
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._pass_keyboard_on()

    def _pass_keyboard_on(self) -> None:
        """Give the keyboard to the first line in sight, as soon as it is known which one that is."""
        view = self.boxes.first_view()
        if not self.hasFocus() or self.away.is_reading():
            return
        if self.away.isVisible():
            self.away.take_keyboard()
        elif view is not None:
            view.setFocus()

    def _follow_away(self) -> None:
        """Show the list of what fell due with the keyboard in it, and let the lines below go that it tells."""
        window = self.away.away.window if self.away.away is not None else None
        if window is not None and self._told != window and any(box.view.hasFocus() for box in self.boxes.all):
            self.away.take_keyboard()  # what has the cursor is pushed out of sight
        self._told = window
        self._pass_keyboard_on()
        if self.day is not None and self.day.away != window:
            self.refresh()

    def _connect(self) -> None:
        context, boxes = self.context, self.boxes
        for box in boxes.all:
            view = box.view
            view.opened.connect(context.go_to)
            view.finished.connect(partial(self._finish, view))
            view.entered.connect(partial(self._follow_cursor, view))
            view.walked.connect(partial(self._scroller.show_line, view))
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(partial(self._offer, view))
        self.away.entered.connect(self._follow_cursor)
        self.away.walked.connect(self._scroller.show_line)
        self.away.was_read.connect(self._follow_away)
        for box in boxes.planned:
            box.all_wanted.connect(partial(context.open_pane, "activity"))
        boxes.attention.all_wanted.connect(self._show_urgent)
        boxes.bare.all_wanted.connect(partial(ways_on.show_without_step, "opportunity", context))
        boxes.idle_wanted.connect(partial(ways_on.show_without_step, "account", context))
        boxes.undo_wanted.connect(context.undo)
        boxes.figures.asked.connect(partial(ways_on.explain, context))
        self._rest.timeout.connect(self.refresh)
        self._minute.timeout.connect(self.follow_time)
        self.destroyed.connect(context.bridge.relay(context.store.changed, lambda _changes: self._rest.start()))

    def _show(self, day: Today) -> None:
        self.day = day
        self._places.setCurrentWidget(self.empty if day.is_empty else self._scroller)
        self.boxes.show_day(day)
        self._show_heading()
        self._pass_keyboard_on()
        self.status_changed.emit(self.status())

    def _show_heading(self) -> None:
        formats, day = self.context.formats, dates.today()
        self.header.set_text(_("Today"), f"{formats.weekdays[day.weekday()]} {formats.day_in_words(day)}")

    def _go_on(self) -> None:
        self._job = None
        if self._is_stale:
            self.refresh()

    def _follow_cursor(self, view: EntriesView) -> None:
        if view.hasFocus():
            self._current = view.current()
            self.entity = self._current.selects[0] if self._current and self._current.selects else "activity"

    def _offer(self, view: EntriesView, point: QPoint) -> None:
        view.setFocus()
        self._follow_cursor(view)
        if self.has_selection():
            ways_on.open_menu(self.context, view, point)

    def _finish(self, view: EntriesView, entry: Entry) -> None:
        view.setCurrentIndex(view.entries.index(list(view.entries.entries).index(entry), 0))
        view.setFocus()
        self._follow_cursor(view)
        self.context.host.run_command("plan.finish")

    def _show_urgent(self) -> None:
        if self.day is not None:
            ways_on.show_only(self.context, "opportunity", self.day.urgent, _("Only those that need attention."))


def _begin(context: Context) -> tuple[FlatButton | PrimaryButton, ...]:
    """Return the ways to begin with an empty book."""
    ways = (
        (FlatButton(_("Import…"), "import"), "file.import"),
        (FlatButton(_("New account"), "account"), "record.new.account"),
        (PrimaryButton(_("New contact")), "record.new.contact"),
    )
    for button, command in ways:
        button.clicked.connect(partial(context.host.run_command, command))
    return tuple(button for button, _command in ways)
