"""Who is at an activity: the people, whether they come or came, and a line that puts one more on the list.

A name that no contact has stays a name. Space says that somebody came, once more that he or she did not; Del takes
somebody off.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _, grouped
from crm_desktop.model import Activity, Attendee, Contact, Record
from crm_desktop.model.attendee import PRESENCE
from crm_desktop.schema.kinds import Link
from crm_desktop.services import attendees, records
from crm_desktop.services.attendees import Person
from crm_desktop.ui.buttons import FlatButton, key_text
from crm_desktop.ui.forms.lines_view import Line
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.page_part import PagePart, Shown, Surroundings
from crm_desktop.ui.forms.turned_lines import TurnedLines
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import SectionHeading, plain_tooltip

_CONTACT = Contact.__tablename__
_TITLES = dict(PRESENCE.options)


class WhoEditor(LinkEditor):
    """Picks a contact, or takes a name that is only a name."""

    hint = N_("Add somebody")
    new = N_("Only the name: “{name}”")

    def create(self, name: str) -> None:
        """Leave the name as it is."""
        self.line.setText(name)
        self.left.emit()


class Attendees(PagePart):
    """Shows the people at one activity, and asks how it went."""

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__(around, model)
        self._activity: int | None = None
        self.people: list[Person] = []
        self.heading = SectionHeading(_("Who is there"))
        self.finish = FlatButton(_("How did it go?"), "check")
        self.finish.setToolTip(
            plain_tooltip(_("Outcome, who came, and what comes next ({key})").format(key=key_text("Ctrl+Shift+D")))
        )
        self.finish.clicked.connect(self.finish_wanted)
        self.view = TurnedLines(_("Who is there"))
        self.view.opened.connect(self.opened)
        self.view.delete_wanted.connect(self._remove)
        self.view.turn_wanted.connect(self._turn)
        self.view.choice_wanted.connect(self._choose)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._choose)
        self.add = WhoEditor(around.store, Link(_CONTACT))
        self.add.line.setAccessibleName(_("Add somebody: a contact, a name or an address"))
        self.add.line.hint_always(always=True)
        self.add.left.connect(self._add_later)
        self.add.failed.connect(self.failed)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.view)
        column.addWidget(self.add.line)

    def turn_to(self, shown: Shown) -> None:
        """Get ready for another activity."""
        self._activity = shown.id
        self.add.show_value(None, "")

    def read(self, session: Session, shown: Shown) -> None:
        """Show the people at the activity."""
        row = self.view.currentIndex().row()
        self.people = attendees.of(session, shown.id)
        title = _("Who is there")
        self.heading.setText(f"{title}  {grouped(len(self.people))}" if self.people else title)
        self.view.show_lines([_line(person) for person in self.people])
        if self.people and row >= 0:
            self.view.setCurrentIndex(self.view.lines.index(min(row, len(self.people) - 1)))

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return {Attendee.__tablename__, _CONTACT}

    def keep(self) -> None:
        """Put who is typed on the list."""
        self._add()

    def _current(self) -> Person | None:
        row = self.view.currentIndex().row()
        return self.people[row] if 0 <= row < len(self.people) else None

    def _add_later(self) -> None:
        # later: a step opened while the list of names is closing would have its notices arrive in the middle of it
        QTimer.singleShot(0, self, self._add)

    def _add(self) -> None:
        who, activity_id = self.add.said(), self._activity
        if not who or activity_id is None:
            return
        name = self.add.draft()
        self.add.show_value(None, "")

        def invite(session: Session) -> None:
            attendees.invite(session, records.find(session, Activity, activity_id), who)

        self.act(_("Add {name}").format(name=name), invite)

    def _remove(self) -> None:
        person = self._current()
        if person is not None:
            self.act(_("Take {name} off the list").format(name=person.name), lambda s: attendees.remove(s, [person]))

    def _turn(self) -> None:
        person = self._current()
        if person is not None:
            self._set(person, attendees.turned(person.presence))

    def _set(self, person: Person, presence: str) -> None:
        activity_id = self._activity
        if activity_id is not None:
            title = _("{name}: {presence}").format(name=person.name, presence=_(_TITLES[presence]))
            self.act(title, lambda session: attendees.set_presence(session, activity_id, person, presence))

    def _choose(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if index.isValid():
            self.view.setCurrentIndex(index)
        person = self._current()
        if person is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for presence, title in PRESENCE.options:
            action = menu.addAction(_(title), partial(self._set, person, presence))
            action.setCheckable(True)
            action.setChecked(presence == person.presence)
        menu.addSeparator()
        if person.contact_id is not None:
            contact = person.contact_id
            menu.addAction(icon("open"), _("Open"), lambda: self.opened.emit(_CONTACT, contact))
        if not person.is_main:
            menu.addAction(icon("trash"), _("Remove"), self._remove)
        menu.popup(self.view.viewport().mapToGlobal(at))


def _line(person: Person) -> Line:
    presence = _(_TITLES[person.presence]) if person.presence else _("Contact")
    opens = (_CONTACT, person.contact_id) if person.contact_id is not None else None
    said = ", ".join(filter(None, (person.name, person.email, presence)))
    return Line(person.name, after=presence, opens=opens, hint=said)
