"""What the calendar's views ask for, carried out: each wish one step of Undo, whether it came by mouse or by key.

A change of one of a series asks first how much of it is meant; every other change happens at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from datetime import date, datetime, timedelta
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QSize, Signal
from shiboken6 import isValid
from sqlalchemy.orm import Session

from crm_desktop.base import workday
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import Activity
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services.calendar import beginning, moments, placing
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.series import Which
from crm_desktop.ui.calendar import axis, entry_words, time_drag
from crm_desktop.ui.calendar.view import Draft, Placement, Proposal
from crm_desktop.ui.context import Context
from crm_desktop.ui.forms.activity_kind import TITLES

if TYPE_CHECKING:
    from crm_desktop.ui.calendar.quick_entry import QuickEntry
    from crm_desktop.ui.panes.calendar import CalendarPane

ACTIVITY = Activity.__tablename__
_LONGEST = 60


class Controller(QObject):
    """Carries out what is wished on one pane; `shown` tells what is there now, to say what overlaps.

    `seller` tells whose entries alone are shown, to give them what is made.
    """

    landed = Signal(str, object)
    """Title and start of what was made or moved: the cursor goes there."""
    proposed = Signal(object)
    """Where something would go that is being asked about, None when that is decided."""
    made = Signal(object)
    """The day on which something new begins: it is to be seen."""

    def __init__(
        self,
        context: Context,
        pane: CalendarPane,
        shown: Callable[[], Iterable[Entry]],
        seller: Callable[[], int | None] = lambda: None,
    ) -> None:
        super().__init__(pane)
        self._context, self._pane, self._shown, self._seller = context, pane, shown, seller
        self._given_up: QuickEntry | None = None

    def open(self, entry: Entry, place: QRect | None = None) -> None:
        """Show the card of an activity beside its place on the screen; of what has its day from a record, that page."""
        if entry.entity == ACTIVITY:
            from crm_desktop.ui.calendar.occurrence_card import OccurrenceCard

            beside = place or QRect(self._pane.mapToGlobal(self._pane.rect().center()), QSize(1, 1))
            OccurrenceCard(self._context, self._pane, entry, beside, self).open_card()
        else:
            self._context.go_to(entry.entity, entry.id)

    def create(self, draft: Draft, kind: str = "") -> QuickEntry:
        """Ask over the slot what is to be made there."""
        from crm_desktop.ui.calendar.quick_entry import QuickEntry

        card = QuickEntry(self._context, self._pane, draft, kind)
        card.saved.connect(partial(self._make, card))
        card.more_wanted.connect(partial(self._go_on_in_form, card))
        card.put_away.connect(partial(self._put_away, card))
        card.went.connect(partial(self.proposed.emit, None))
        self._show(card)
        return card

    def _show(self, card: QuickEntry) -> None:
        card.open_card()
        self.proposed.emit(Proposal(card.placement(), _("New")))

    def _put_away(self, card: QuickEntry) -> None:
        """Say that a card was given up; until the next one is, it can be taken up again as it was."""
        before, self._given_up = self._given_up, card
        if before is not None and before is not card and isValid(before):
            before.deleteLater()
        self.destroyed.connect(card.deleteLater)
        self._context.say(_discarded(card), action=_("Take it up again"), run=partial(self._take_up, card))

    def _take_up(self, card: QuickEntry) -> None:
        if isValid(card):
            self._context.open_pane("calendar")
            self._show(card)

    def place(self, entry: Entry, placement: Placement) -> None:
        """Move an entry, or make it longer or shorter."""
        is_longer = placement.minutes != entry.minutes and placement.all_day == entry.all_day
        where = entry_words.where_to(placement, self._context.formats)
        title = placing.title_of(entry, "resize") if is_longer else placing.title_of(entry, "move")
        title = _("{what}: {when}").format(what=title, when=where)
        proposal = Proposal(placement, entry.title, entry.key)
        self._ask(entry, title, partial(self._place, entry, placement, title), proposal)

    def rename(self, entry: Entry, title: str, placement: Placement) -> None:
        """Give an entry another subject, and another time where that is said as well."""
        said, (starts, minutes, all_day) = placing.title_of(entry, "rename"), astuple(placement)

        def rename(which: Which) -> None:
            deed = partial(placing.rename, entry=entry, title=title, starts=starts, minutes=minutes, all_day=all_day)
            if self._context.act(said, partial(deed, which=which), said=said):
                self.landed.emit(title, starts)

        self._ask(entry, said, rename)

    def rejoin(self, entry: Entry) -> None:
        """Give one that was changed alone back to its series."""
        title = placing.title_of(entry, "rejoin")
        self._context.act(title, lambda session: placing.rejoin(session, entry), said=title)

    def remove(self, entry: Entry) -> None:
        """Delete an entry, or leave one of a series out; nothing is asked, Undo brings it back."""
        title = placing.title_of(entry, "remove")
        self._ask(entry, title, partial(self._remove, entry, title))

    def skip(self, entry: Entry) -> None:
        """Leave this one of a series out."""
        self._remove(entry, placing.title_of(entry, "skip"), "one")

    def finish(self, entry: Entry) -> None:
        """Mark an entry as done, without a question."""
        title = placing.title_of(entry, "finish")
        self._context.act(title, lambda session: placing.finish(session, entry), said=title)

    def conclude(self, entry: Entry) -> None:
        """Ask how it went and what comes next."""
        from crm_desktop.ui.dialogs.finish_bar import open_finish_bar

        open_finish_bar(self._context, entry.id, entry.at)

    def put(self, entry: Entry, draft: Draft) -> None:
        """Give something that waits the time of a draft."""
        if entry.can_move:
            point = time_drag.Point(moments.local_day(draft.starts), moments.on_wall(draft.starts)[1], draft.all_day)
            self.place(entry, time_drag.dropped(entry, point))

    def move_to_day(self, entry: Entry, day: date) -> None:
        """Move this one to another day, at the same time of day."""
        title = _("Move {what} to {when}").format(what=_named(entry), when=entry_words.day(day, self._context.formats))
        self._place(entry, time_drag.shifted(entry, (day - entry.first).days, 0), title, "one")

    def make_recur(self, entry: Entry) -> None:
        """Put the keyboard where the page of an entry says how it repeats."""
        from crm_desktop.ui.panes.records import RecordsPane

        self._context.go_to(entry.entity, entry.id)
        pane = self._context.pane
        if isinstance(pane, RecordsPane):
            pane.page.details.edit("recurrence")

    def turn_all_day(self, entry: Entry) -> None:
        """Take an entry up among the bars, or from there to the first hour of work."""
        if entry.is_bar:
            minute = workday.starts().hour * 60 + workday.starts().minute
            self.place(entry, axis.hours(entry.first, minute, minute + time_drag.USUAL_MINUTES))
        else:
            self.place(entry, axis.whole_days(entry.first, entry.first))

    def _ask(
        self, entry: Entry, title: str, change: Callable[[Which], object], proposal: Proposal | None = None
    ) -> None:
        if not is_of_series(entry):
            change("one")
            return
        bar = self._pane.ask_which(title, proposal, entry.title)
        bar.answered.connect(change)
        bar.closed.connect(partial(self.proposed.emit, None))
        self.proposed.emit(proposal)

    def _place(self, entry: Entry, placement: Placement, title: str, which: Which) -> None:
        starts, minutes, all_day = placement.starts, placement.minutes, placement.all_day
        said = " · ".join(filter(None, (self._overlaps(placement, besides=entry), title)))

        def place(session: Session) -> None:
            placing.place(session, entry, starts, minutes, all_day, which)

        if self._context.act(title, place, said=said):
            self.landed.emit(entry.title, starts)

    def _remove(self, entry: Entry, title: str, which: Which) -> None:
        self._context.act(title, lambda session: placing.remove(session, entry, which), said=title)

    def _make(self, card: QuickEntry, kind: str, text: str, placement: Placement, values: Mapping[str, Any]) -> None:
        words = {"kind": _(TITLES[kind]).lower(), "text": _short(text)}
        title = _("Plan {kind}: {text}").format(**words)
        minutes, all_day = placement.minutes, placement.all_day
        try:
            with self._context.store.act(title) as session:
                new = placing.create(session, kind, text, placement.starts, minutes, all_day, values, self._seller())
                starts = new.starts
        except InvalidInput as wrong:
            card.show_problems(wrong.fields)
        except UserError as problem:
            self._context.tell(problem)
        else:
            card.close_box()
            placement = Placement(starts, minutes, all_day)
            when = entry_words.where_to(placement, self._context.formats)
            said = " · ".join(filter(None, (self._overlaps(placement), f"{title}, {when}")))
            self._context.say(said, action=_("Undo"), run=self._context.undo)
            self.landed.emit(text, starts)
            self.made.emit(moments.local_day(starts))

    def _go_on_in_form(
        self, card: QuickEntry, kind: str, text: str, placement: Placement, values: Mapping[str, Any]
    ) -> None:
        """Begin the record in the list of activities, with all that is said and what would be given to it here."""
        from crm_desktop.ui.panes.records import RecordsPane

        starts, minutes, all_day = placement.starts, placement.minutes, placement.all_day
        try:
            with self._context.store.read() as session:
                preset = beginning.values_of(session, starts, minutes, all_day, values, self._seller())
        except InvalidInput as wrong:
            card.show_problems(wrong.fields)
            return
        card.close_box()
        pane = self._context.open_pane(ACTIVITY)
        if isinstance(pane, RecordsPane):
            pane.begin_typed({**preset, "kind": kind}, {"name": text} if text else {})

    def _overlaps(self, placement: Placement, besides: Entry | None = None) -> str:
        """Return what else there is at a time, "" where it is free."""
        if placement.all_day or placement.minutes >= DAY_MINUTES:
            return ""
        ends = placement.starts + timedelta(minutes=placement.minutes)
        others = [
            other
            for other in self._shown()
            if not other.is_bar and other != besides and other.starts < ends and placement.starts < other.ends
        ]
        return entry_words.overlaps(others) if others else ""


def is_of_series(entry: Entry) -> bool:
    """Tell whether an entry is one of a series that can be changed alone."""
    return entry.entity == ACTIVITY and entry.recurs and entry.at is not None


def is_at(entry: Entry, title: str, starts: datetime) -> bool:
    """Tell whether an entry is what was put there."""
    return entry.title == title and (
        entry.starts == starts or (entry.all_day and entry.first == moments.local_day(starts))
    )


def _discarded(card: QuickEntry) -> str:
    told = _("The new {title} was discarded.")
    if card.made:
        told = _("The new {title} was discarded; these stay: {made}.")
    if len(card.made) == 1:
        told = _("The new {title} was discarded; the {made} stays.")
    return told.format(title=_(TITLES[card.kind.kind]).lower(), made=", ".join(card.made))


def _named(entry: Entry) -> str:
    return _("“{name}”").format(name=_short(entry.title))


def _short(text: str) -> str:
    return shorten(text, _LONGEST, placeholder=" …")
