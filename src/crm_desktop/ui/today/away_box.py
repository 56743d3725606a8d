"""“While you were away”: what fell due since the program was last open, at the top of the day.

It comes and goes by itself: it reads its list whenever the book changes, and each minute whether there is a new one.
Each answer is one step that can be undone; the list is over for good only when it is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, NN_, _, count_of, grouped
from crm_desktop.base.task import Task
from crm_desktop.services import away
from crm_desktop.services.away import Away, Item
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.labels import SectionHeading, plain_label, plain_tooltip
from crm_desktop.ui.reminders.words import quoted
from crm_desktop.ui.tab_order import chain
from crm_desktop.ui.today.away_lines import DONE, MOVE, SKIP, AwayLines
from crm_desktop.ui.today.entries import EntriesView, Entry
from crm_desktop.ui.today.whereto import Whereto
from crm_desktop.ui.today.words import day_words
from crm_desktop.ui.widgets import Card

Answer = Callable[[Session, Item], bool]
SHORT, LONG = 8, 200
"""So many lines are shown at first, and at most."""
_TITLES = {DONE: N_("Finish {what}"), MOVE: N_("Move {what} to {day}")}
_SKIPS, _DELETES, _BOTH = N_("Skip {what}"), N_("Delete {what}"), N_("Skip or delete {what}")
_MORE = NN_("{n} more, up to {day}", "{n} more, up to {day}")
_MANY = NN_("{n} activity", "{n} activities")


class AwayBox(Card):
    """The list, by day, with an answer for each line and for all of them."""

    entered = Signal(object)
    """The keyboard came to these lines."""
    walked = Signal(object)
    """The user came to a line of these."""
    was_read = Signal()
    """What is shown is what the book holds."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._job: Job | None = None
        self._is_stale = self._is_long = False
        self.away: Away | None = None
        self.lines: list[AwayLines] = []
        self.title = plain_label("", "strong", wraps=True)
        self.buttons = {
            DONE: FlatButton(_("Done all"), "check"),
            MOVE: FlatButton(_("Move all to today"), "today"),
            SKIP: FlatButton(_("Skip or delete all")),
            "close": FlatButton(_("Close"), "close"),
        }
        self.more = FlatButton("")
        self.more.setFlat(True)
        self.birthdays = EntriesView(_("Missed birthdays"))
        self.birthdays.opened.connect(context.go_to)
        self._days, self._headings = QVBoxLayout(), list[SectionHeading]()
        self._whereto = Whereto(context, self)
        self._arrange()
        self._connect()
        self.hide()

    def refresh(self) -> None:
        """Read the list anew."""
        self._is_stale = True
        if self._job is None:
            self._is_stale = False
            store = self._context.store

            def read(_task: Task) -> Away | None:
                with store.read(patient=True) as session:
                    return away.since(session)

            self._job = self._context.jobs.start("", read, self.show_away, self._context.tell)
            self._job.ended.connect(self._go_on)

    def is_reading(self) -> bool:
        """Tell whether the list is being read."""
        return self._job is not None

    def show_away(self, found: Away | None) -> None:
        """Show what was read; without anything the box is gone."""
        self.away = found
        if found is None:
            self.hide()
            return
        rest = found.items[SHORT:]
        shown = found.items[: LONG if self._is_long else SHORT]
        self._show_days([(day, list(items)) for day, items in groupby(shown, key=lambda item: item.day)])
        self.title.setText(_title(found, self._day))
        self.birthdays.show_entries(
            [Entry(one.title, one.detail, self._day(one.first), opens=(one.entity, one.id), icon="birthday")
             for one in found.birthdays]
        )  # fmt: skip
        self.more.setText(_("Fewer") if self._is_long else _rest_words(rest, self._day))
        self.more.setVisible(bool(rest))
        self.show()

    def take_keyboard(self) -> None:
        """Put the keyboard on the first line."""
        if self.lines:
            self.lines[0].setFocus()

    def answer(self, what: str, item: Item, below: QPoint) -> None:
        """Do with one line what the user asks for; for a move he is asked whereto."""
        if what == MOVE:
            self._whereto.ask(item, below)
        else:
            self._do(what, _answer_of(what), [item])

    def answer_all(self, what: str) -> None:
        """Do the same with all lines, those too that are not shown, as one step."""
        if self.away is not None:
            self._do(what, _answer_of(what), self.away.items)

    def close_list(self) -> None:
        """Let the list go for good."""
        store = self._context.store

        def close(_task: Task) -> None:
            with store.upkeep() as raw:
                away.close(raw)

        self.hide()
        self._context.jobs.start("", close, lambda _none: self.refresh(), self._context.tell)

    def _arrange(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.box.setContentsMargins(12, 11, 12, 9)
        self.box.setSpacing(6)
        self.buttons[SKIP].setToolTip(
            plain_tooltip(_("Leaves days of a series out of it, and deletes single activities."))
        )
        ways = QWidget()
        flow = FlowLayout(ways)
        for button in self.buttons.values():
            flow.addWidget(button)
        below = QHBoxLayout()
        below.addWidget(self.more)
        below.addStretch(1)
        below.addWidget(plain_label(_("Space: done · M: move · Del: skip or delete"), "small"))
        self._days.setSpacing(2)
        self.box.addWidget(self.title)
        self.box.addWidget(ways)
        self.box.addLayout(self._days)
        self.box.addLayout(below)
        self.box.addWidget(self.birthdays)

    def _connect(self) -> None:
        for what in (DONE, MOVE, SKIP):
            self.buttons[what].clicked.connect(partial(self.answer_all, what))
        self.buttons["close"].clicked.connect(self.close_list)
        self.more.clicked.connect(self._turn)
        self._whereto.chosen.connect(self._move)
        self._follow(self.birthdays)

    def _follow(self, lines: EntriesView) -> None:
        lines.entered.connect(partial(self.entered.emit, lines))
        lines.walked.connect(partial(self.walked.emit, lines))

    def _show_days(self, days: Sequence[tuple[date, list[Item]]]) -> None:
        """Show the lines of each day below its name; lists that are there are used again, so the cursor stays."""
        while len(self.lines) < len(days):
            self._add_day()
        for number, lines in enumerate(self.lines):
            heading = self._headings[number]
            if number < len(days):
                day, items = days[number]
                heading.setText(self._day(day))
                lines.setAccessibleName(self._day(day))
                lines.show_items(items)
            else:
                lines.show_items([])
            heading.setVisible(number < len(days))
        had = next((n for n, lines in enumerate(self.lines) if lines.hasFocus()), None)
        if had is not None and had >= len(days) and days:
            self.lines[len(days) - 1].setFocus()

    def _add_day(self) -> None:
        heading, lines = SectionHeading(""), AwayLines("")
        heading.setContentsMargins(6, 4, 6, 0)
        lines.opened.connect(self._context.go_to)
        lines.asked.connect(self.answer)
        self._follow(lines)
        self._headings.append(heading)
        self.lines.append(lines)
        self._days.addWidget(heading)
        self._days.addWidget(lines)
        chain((*self.buttons.values(), *self.lines, self.more, self.birthdays))

    def _move(self, item: Item, day: date) -> None:
        self._do(MOVE, partial(_to_day, day), [item], day)

    def _do(self, what: str, answer: Answer, items: Sequence[Item], day: date | None = None) -> None:
        """Answer some lines in one step; many of them on a worker."""
        title = _title_of(what, items).replace("{day}", self._day(day or dates.today()))
        title = title.replace("{what}", quoted(items[0].name) if len(items) == 1 else count_of(*_MANY, len(items)))
        if len(items) == 1:
            self._context.act(title, lambda session: answer(session, items[0]))
            self.refresh()
            return

        def work(task: Task) -> list[Item]:
            with self._context.store.act(title) as session:
                return [item for item in task.steps(items, title) if answer(session, item)]

        self._context.work(title, work, partial(self._tell_many, what), over=self)

    def _tell_many(self, what: str, answered: Sequence[Item]) -> None:
        if what == SKIP:
            self._context.say(_counted(answered), action=_("Undo"), run=self._context.undo)
        self.refresh()

    def _turn(self) -> None:
        self._is_long = not self._is_long
        self.show_away(self.away)

    def _go_on(self) -> None:
        self._job = None
        if self._is_stale:
            self.refresh()
        else:
            self.was_read.emit()

    def _day(self, day: date) -> str:
        return day_words(day, self._context.formats)


def _title(found: Away, day_in_words: Callable[[date], str]) -> str:
    told = count_of("{n} thing fell due since {day}", "{n} things fell due since {day}", len(found.items))
    day = day_in_words(dates.local_day(found.window.since))
    return f"{_('While you were away')} · {told.replace('{day}', day)}"


def _rest_words(rest: Sequence[Item], day_in_words: Callable[[date], str]) -> str:
    return count_of(*_MORE, len(rest)).replace("{day}", day_in_words(rest[-1].day)) if rest else ""


def _title_of(what: str, items: Sequence[Item]) -> str:
    """Return what an answer does, with a place for what it is done to."""
    if what != SKIP:
        return _(_TITLES[what])
    are_of_series = {item.recurs for item in items}
    return _(_BOTH if len(are_of_series) > 1 else _SKIPS if True in are_of_series else _DELETES)


def _counted(skipped_or_deleted: Sequence[Item]) -> str:
    skipped = sum(item.recurs for item in skipped_or_deleted)
    deleted = len(skipped_or_deleted) - skipped
    return _("Deleted {deleted}, skipped {skipped}").format(deleted=grouped(deleted), skipped=grouped(skipped))


def _answer_of(what: str) -> Answer:
    return {DONE: away.finish, SKIP: away.skip, MOVE: _to_today}[what]


def _to_today(session: Session, item: Item) -> bool:
    return away.move(session, item, dates.today())


def _to_day(day: date, session: Session, item: Item) -> bool:
    return away.move(session, item, day)
