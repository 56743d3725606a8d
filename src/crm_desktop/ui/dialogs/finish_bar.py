"""The bar that asks how an activity went, who came and what comes next; all that is said there is one step.

Each line may stay empty: then the activity is only finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.model import Activity
from crm_desktop.model.attendee import STAYED_AWAY
from crm_desktop.services import activities, attendees, conclusion, records
from crm_desktop.services.activities import Next
from crm_desktop.services.attendees import Person
from crm_desktop.ui.buttons import PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.forms.activity_kind import TITLES
from crm_desktop.ui.forms.growing_text import GrowingText
from crm_desktop.ui.forms.moments import day_in_words, when_in_words
from crm_desktop.ui.forms.next_line import NextLine
from crm_desktop.ui.labels import plain_label, plain_title

_LONGEST = 60
_FACE_TO_FACE = ("call", "meeting", "visit")
"""The kinds where also the one person that they are with may not have come."""


@dataclass(frozen=True)
class Ended:
    """What is over: an activity, or one of a series, which is the one `at` this time by the rule."""

    id: int
    kind: str
    name: str
    starts: datetime
    all_day: bool
    done: bool
    at: datetime | None
    people: tuple[Person, ...]


class LastLine(NextLine):
    """The line for the next step at the end of a bar: Enter there ends the bar, and it may stay empty."""

    planned = N_("{kind}, planned {when}")

    def take(self) -> None:
        """Tell what stands in the line, None for nothing, or what is missing."""
        then, why = self.read()
        if why:
            self.refuse(why)
        else:
            self.answered.emit(then)

    def _show_hint(self) -> None:
        if self.read() == (None, ""):
            self.hint.set_role("small")
            self.hint.setText(_("Write what comes next, or leave it: then nothing is planned."))
        else:
            super()._show_hint()


class FinishBar(PaneBar):
    """Asks about one activity, and finishes it."""

    def __init__(self, context: Context, ended: Ended) -> None:
        super().__init__()
        self._context, self._ended = context, ended
        self.outcome = GrowingText(2)
        self.outcome.setAccessibleName(_("Outcome"))
        self.outcome.setPlaceholderText(_("What came of it?"))
        self.outcome.finished.connect(self.save)
        self.ticks = [self._tick(person) for person in ended.people]
        self.next_line = LastLine(context.formats)
        self.next_line.answered.connect(self._conclude)
        self.next_line.skipped.connect(self.close_bar)
        self.done = PrimaryButton(_("Save") if ended.done else _("Finish"), "Ctrl+Return")
        self.done.clicked.connect(self.save)
        self._arrange()
        self.next_line.ask(ended.kind)
        self.setFocusProxy(self.outcome)

    def save(self) -> None:
        """Store what is said, or say what is wrong with it."""
        self.next_line.take()

    def _conclude(self, then: Next | None) -> None:
        ended, outcome = self._ended, self.outcome.toPlainText()
        came = {person.key: tick.isChecked() for person, tick in zip(ended.people, self.ticks, strict=True)}
        words = {"kind": _(TITLES[ended.kind]).lower(), "text": shorten(ended.name, _LONGEST, placeholder=" …")}
        title = (_("Note how it went: {text}") if ended.done else _("Finish {kind}: {text}")).format(**words)

        def conclude(session: Session) -> None:
            activity = records.find(session, Activity, ended.id)
            conclusion.conclude(session, activity, outcome, came, then, ended.at)

        if self._context.act(title, conclude, said=self._said(title, then)):
            self.close_bar()
        else:
            self.next_line.refuse(_("This was not stored."))

    def _said(self, title: str, then: Next | None) -> str:
        if then is None:
            return title
        following = f"{_(TITLES[then.kind])} {when_in_words(then.when, self._context.formats)}"
        return _("{done}. Next: {following}").format(done=title, following=following)

    def _arrange(self) -> None:
        formats, ended = self._context.formats, self._ended
        when = day_in_words(ended.starts, formats) if ended.all_day else when_in_words(ended.starts, formats)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(plain_label(_("How did it go?"), "strong", cuts=False))
        top.addWidget(plain_label(" · ".join((_(TITLES[ended.kind]), ended.name, when)), "muted"), 1)
        top.addWidget(self.close_button())
        last = QHBoxLayout()
        last.setSpacing(8)
        last.addWidget(self.next_line, 1)
        last.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(top)
        self.box.addWidget(self.outcome)
        if self.ticks:
            self.box.addWidget(self._who())
        self.box.addLayout(last)

    def _who(self) -> QWidget:
        who = QWidget()
        row = FlowLayout(across=14, down=4)
        who.setLayout(row)
        row.addWidget(plain_label(_("Who was there?"), "muted", cuts=False))
        for tick in self.ticks:
            row.addWidget(tick)
        return who

    def _tick(self, person: Person) -> QCheckBox:
        tick = QCheckBox(plain_title(person.name))
        tick.setAccessibleName(_("Was there: {name}").format(name=person.name))
        tick.setChecked(person.presence not in STAYED_AWAY)
        return tick


def open_finish_bar(context: Context, activity_id: int, at: datetime | None = None) -> FinishBar | None:
    """Ask in the pane in front how an activity went; `at` names one of a series by its time by the rule."""
    found: list[Ended] = []
    with context.told(), context.store.read() as session:
        activity = records.find(session, Activity, activity_id)
        people = tuple(attendees.of(session, activity_id))
        if len(people) == 1 and activity.kind not in _FACE_TO_FACE:
            people = ()
        starts = at or activities.comes_again(session, activity_id) or activity.starts
        found.append(
            Ended(activity_id, activity.kind, activity.name, starts, activity.all_day, activity.done, at, people)
        )
    if not found:
        return None
    bar = FinishBar(context, found[0])
    bar.open_in(context.pane.body)
    bar.outcome.setFocus()
    return bar
