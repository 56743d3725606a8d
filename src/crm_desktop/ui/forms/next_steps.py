"""What comes next with a record: planned activities with a check mark; after one is done, the line for the next one."""

from __future__ import annotations

from textwrap import shorten

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import Activity, Attendee, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services import activities, planned, records
from crm_desktop.services.activities import Next
from crm_desktop.services.attention import NextStep
from crm_desktop.services.planned import Planned
from crm_desktop.ui.forms.activity_kind import TITLES
from crm_desktop.ui.forms.headline import LinkLabel
from crm_desktop.ui.forms.moments import again_in_words, day_in_words, when_in_words
from crm_desktop.ui.forms.next_line import NextLine
from crm_desktop.ui.forms.page_part import PagePart, Shown, Surroundings
from crm_desktop.ui.labels import SectionHeading, plain_label

_SHOWN = 5
_LONGEST = 60


class StepLine(QWidget):
    """One planned activity: a check mark, when it is due, what it is."""

    finished = Signal()
    opened = Signal()

    def __init__(self, entry: Planned, formats: Formats) -> None:
        super().__init__()
        self.entry = entry
        step = entry.step
        what = " · ".join(filter(None, (_(TITLES.get(step.kind, step.kind)), step.name, entry.on)))
        due = day_in_words(step.starts, formats) if step.all_day else when_in_words(step.starts, formats)
        self.check = QCheckBox()
        self.check.setAccessibleName(_("Done: {what}").format(what=what))
        self.check.setToolTip(_("Mark as done and plan what comes next"))
        self.check.clicked.connect(self.finished)
        self.text = LinkLabel(what)
        self.text.setProperty("role", "")
        self.text.followed.connect(self.opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.check)
        row.addWidget(plain_label(due, "danger" if step.is_overdue else "muted", cuts=False))
        row.addWidget(self.text, 1)


class NextSteps(PagePart):
    """The next planned activities of a record and of those that belong to it."""

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__(around, model)
        self._told: list[Planned] | None = None
        self._finished: int | None = None
        self._awaited: int | None = None
        self.next_line = NextLine(around.formats)
        self.next_line.answered.connect(self._plan)
        self.next_line.skipped.connect(self._end)
        self.nothing = plain_label(_("Nothing is planned."), "muted")
        self.plan = QPushButton(_("Plan"))
        self.plan.setFlat(True)
        self.plan.setAccessibleName(_("Plan the next step"))
        self.plan.clicked.connect(self.plan_wanted)
        self.next_line.skipped.connect(self.plan.setFocus)
        top = QHBoxLayout()
        top.addWidget(SectionHeading(_("What comes next")), 1)
        top.addWidget(self.plan)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.next_line)
        column.addLayout(self._lines)

    def turn_to(self, shown: Shown) -> None:
        """Get ready for another record."""
        self._end()

    def read(self, session: Session, shown: Shown) -> None:
        """Show what is planned."""
        entries = planned.of(session, self.scope_of(shown), _SHOWN)
        self.nothing.setVisible(not entries and self.next_line.isHidden())
        if entries == self._told:
            return
        self._told = entries
        while (item := self._lines.takeAt(0)) is not None:
            _remove(item.widget())
        for entry in entries:
            self._lines.addWidget(self._line(entry))
        self._take_keyboard()

    def lines(self) -> list[StepLine]:
        """Return the planned activities that are shown."""
        return _step_lines(self._lines)

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return {Activity.__tablename__, Attendee.__tablename__}

    def _line(self, entry: Planned) -> StepLine:
        line = StepLine(entry, self.around.formats)
        line.opened.connect(lambda: self.opened.emit(Activity.__tablename__, entry.step.id))
        # later: the step makes the page read anew, which takes away the line that is just being clicked
        line.finished.connect(lambda: QTimer.singleShot(0, self, lambda: self._finish(entry)))
        return line

    def _finish(self, entry: Planned) -> None:
        words = {"kind": _(TITLES.get(entry.step.kind, entry.step.kind)).lower(), "text": _short(entry.step.name)}
        title = _("Finish {kind}: {text}").format(**words)

        def finish(session: Session) -> None:
            activities.finish(session, records.find(session, Activity, entry.step.id), at=entry.step.at)

        said = _("Done: {text}").format(**words)
        is_done = self.act(title, finish, said)
        if is_done and entry.step.recurs and self._tell_when_again(entry.step, said):
            return
        if is_done:
            self._finished = entry.step.id
            self.nothing.hide()
            self.next_line.ask(entry.step.kind)
        else:
            self._told = None

    def _tell_when_again(self, step: NextStep, said: str) -> bool:
        """Say when the next of a series comes, which nobody has to plan; False where none does."""
        with self.around.store.read() as session:
            again = activities.comes_again(session, step.id)
        if again is not None:
            self.said.emit(again_in_words(said, again, self.around.formats, all_day=step.all_day))
        return again is not None

    def _plan(self, then: Next) -> None:
        done = self._finished
        words = {"kind": _(TITLES[then.kind]).lower(), "text": _short(then.text)}

        def follow_up(session: Session) -> None:
            if done is not None:
                self._awaited = activities.follow_up(session, records.find(session, Activity, done), then).id

        if self.act(_("Plan {kind}: {text}").format(**words), follow_up):
            self._end()
            self._take_keyboard()
        else:
            self._awaited = None
            self.next_line.refuse(_("This was not planned."))

    def _take_keyboard(self) -> None:
        """Go on with what was planned last, as soon as its line is there."""
        line = next((line for line in self.lines() if line.entry.step.id == self._awaited), None)
        if line is not None:
            self._awaited = None
            line.check.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        self._finished = None
        self.next_line.hide()
        self.nothing.setVisible(not self.lines())


def _short(text: str) -> str:
    return shorten(text, _LONGEST, placeholder=" …")


def _remove(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()


def _step_lines(layout: QLayout) -> list[StepLine]:
    items = [layout.itemAt(i) for i in range(layout.count())]
    return [line for item in items if item is not None and isinstance(line := item.widget(), StepLine)]
