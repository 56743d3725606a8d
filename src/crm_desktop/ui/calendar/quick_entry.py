"""The card over a slot that makes something there: a subject and Enter is all it needs, the rest may be said.

Up and Down in the subject turn to another kind. What is wrong stands under its field until something else is typed
there. Esc puts a card away with all that is said in it, and it can be taken up again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.model import Account, Activity, Contact
from crm_desktop.services import spoken_span
from crm_desktop.services.calendar import beginning, moments
from crm_desktop.services.spoken_span import Span
from crm_desktop.ui.buttons import FlatButton, PrimaryButton
from crm_desktop.ui.calendar import entry_words
from crm_desktop.ui.calendar.over_card import NOT_YET, OverCard
from crm_desktop.ui.calendar.view import Draft, Placement
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.forms.activity_kind import ActivityLine, KindButton
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.recurrence_editor import RecurrenceEditor
from crm_desktop.ui.labels import PlainLabel, plain_label, set_look

if TYPE_CHECKING:
    from crm_desktop.ui.panes.pane import Pane

_ALONE, _TOGETHER = ("recurrence",), ("contact_id", "account_id", "opportunity_id", "location")
_OF_DAYS, _OF_HOURS = "task", "meeting"


class QuickEntry(OverCard):
    """`saved` carries what is to be made: kind, subject, placement, other values."""

    saved = Signal(str, str, object, object)
    more_wanted = Signal(str, str, object, object)
    """The same, to go on in the whole form; the subject may be missing."""
    put_away = Signal()
    """It is hidden and waits for `open_card`."""

    def __init__(self, context: Context, pane: Pane, draft: Draft, kind: str = "") -> None:
        super().__init__(pane, draft.place, _("New in the calendar"))
        self._context = context
        self._usual = Span(draft.starts, draft.minutes, draft.all_day)
        self.kind = KindButton(kind or (_OF_DAYS if draft.all_day else _OF_HOURS))
        self.line = ActivityLine()
        self.line.installEventFilter(self)
        self.line.setText(draft.text)
        self.line.turned.connect(self.kind.turn)
        self._account_of_contact: int | None = None
        self._understood, self._taken = (plain_label("", "muted", wraps=True) for _each in range(2))
        self.when = QLineEdit(entry_words.where_to(_placement(self._usual), context.formats))
        self._notes: dict[str, PlainLabel] = {}
        self.forms = [_form(context, names, columns) for names, columns in ((_ALONE, 1), (_TOGETHER, 2))]
        self.made: list[str] = []
        """What was made for it on the way, and stays without it: “contact “Ann Lee””."""
        for link in self.forms[1].findChildren(LinkEditor):
            link.made.connect(self.made.append)
        self._clean = self.when.text()
        self._arrange()

    def is_empty(self) -> bool:
        is_same_time = self.when.text() == self._clean
        return is_same_time and not self.line.text().strip() and not any(form.changed() for form in self.forms)

    def placement(self) -> Placement:
        """Return the time that is said, the one of the slot where none is understood."""
        try:
            return self._time()
        except UserError:
            return _placement(self._usual)

    def open_card(self) -> None:
        super().open_card()
        self.line.setCursorPosition(len(self.line.text()))

    def leave(self) -> None:
        if self.is_empty():
            self.close_box()
        else:
            self.hide_box()
            self.put_away.emit()

    def save(self) -> None:
        """Hand on what is to be made, or say what is wrong."""
        self._hand_on(self.saved, needs_title=True)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show a note under each field that has a problem."""
        for name in self._notes:
            self._show_problem(name, problems.get(name, ""))
        for form in self.forms:
            form.show_problems(problems)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)

    def _show_problem(self, name: str, why: str) -> None:
        widget = self.line if name == "name" else self.when
        self._notes[name].setText(why)
        self._notes[name].setVisible(bool(why))
        if name == "starts" and why:
            self._taken.setVisible(False)
        set_look(widget, "invalid", bool(why))
        widget.setAccessibleDescription(why)

    def _hand_on(self, signal: SignalInstance, *, needs_title: bool) -> None:
        try:
            title, placement, values = self._read(needs_title=needs_title)
        except InvalidInput as wrong:
            self.show_problems(wrong.fields)
            return
        signal.emit(self.kind.kind, title, placement, values)

    def _read(self, *, needs_title: bool) -> tuple[str, Placement, dict[str, Any]]:
        """Return subject, time and the other values. Raises InvalidInput with all that is wrong."""
        wrong: dict[str, str] = {}
        values: dict[str, Any] = {}
        title, placement = one_line(self.line.text()), _placement(self._usual)
        if needs_title and not title:
            wrong["name"] = _("Write in a few words what it is about.")
        try:
            placement = self._time()
        except UserError as problem:
            wrong["starts"] = str(problem)
        for form in self.forms:
            try:
                values |= {name: value for name, value in form.values().items() if value is not None}
            except InvalidInput as problem:
                wrong |= problem.fields
        if wrong:
            raise InvalidInput(wrong)
        return title, placement, values

    def _time(self) -> Placement:
        if self.when.text() == self._clean:
            return _placement(self._usual)
        return _placement(spoken_span.span_of(self.when.text(), self._usual, self._context.formats.day_order))

    def _first_day(self) -> date:
        return moments.local_day(self.placement().starts)

    def _tell_meant(self) -> None:
        """Say how time and repeating are understood; what is wrong with them is said in red when the card is saved."""
        rule, formats = "", self._context.formats
        time = _(NOT_YET) if self.when.text().strip() else ""
        try:
            placement = self._time()
            time = entry_words.where_to(placement, formats)
            recurrence = self.forms[0].values()["recurrence"]
            if recurrence:
                rule = beginning.words_of(recurrence, placement.starts, placement.all_day, formats)
        except UserError:
            pass
        for label, told in ((self._taken, "" if time == self.when.text() else time), (self._understood, rule)):
            label.setText(told)
            label.setVisible(bool(told))
        self.fit()

    def _type(self, name: str) -> None:
        """Let what was wrong go as soon as something else is typed."""
        if self._notes[name].text():
            self._show_problem(name, "")
        self._tell_meant()

    def _take_account(self, field: str) -> None:
        """Show the account of the contact that was picked, where none is chosen or it was the one of another contact."""
        contact, account = (self.forms[1].editor(name) for name in ("contact_id", "account_id"))
        said = contact.said()
        if field != "contact_id" or not isinstance(said, int) or account.said() not in (None, self._account_of_contact):
            return
        with self._context.told(), self._context.store.read() as session:
            whose = session.get(Contact, said)
            of = session.get(Account, whose.account_id) if whose is not None and whose.account_id else None
            self._account_of_contact = of.id if of is not None else None
            account.show_value(self._account_of_contact, of.name if of is not None else "")

    def _arrange(self) -> None:
        self.line.setAccessibleName(_("What is it about?"))
        self.line.setPlaceholderText(_("What is it about?"))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.kind)
        top.addWidget(self.line, 1)
        self.form.addLayout(top)
        self.form.addWidget(self._note("name"))
        self._arrange_when()
        repeats = self.forms[0].editor("recurrence")
        assert isinstance(repeats, RecurrenceEditor)
        repeats.first_day = self._first_day
        repeats.line.setPlaceholderText(_("Never, or “every second Tuesday until June”"))
        self.forms[0].add_below("recurrence", self._understood)
        self._understood.setVisible(False)
        for form in self.forms:
            form.left.connect(lambda _field: self.fit())
            self.form.addWidget(form)
        self.forms[1].left.connect(self._take_account)
        self.forms[0].edited.connect(lambda _field: self._tell_meant())
        self.line.textChanged.connect(lambda _text: self._type("name"))
        self.when.textChanged.connect(lambda _text: self._type("starts"))
        self.form.addStretch(1)
        self._arrange_foot()

    def _arrange_foot(self) -> None:
        save, more = PrimaryButton(_("Save")), FlatButton(_("More…"))
        save.clicked.connect(self.save)
        more.clicked.connect(lambda: self._hand_on(self.more_wanted, needs_title=False))
        self.foot.addStretch(1)
        self.foot.addWidget(more)
        self.foot.addWidget(save)

    def _arrange_when(self) -> None:
        self.when.setAccessibleName(_("When"))
        self.when.setToolTip(_("Like “14:00 – 15:00”, “fri 9:30 for 45 min” or “wed – thu”"))
        when = QVBoxLayout()
        when.setSpacing(3)
        label = plain_label(_("When"), "muted")
        label.setBuddy(self.when)
        for widget in (label, self.when, self._taken, self._note("starts")):
            when.addWidget(widget)
        self._taken.setVisible(False)
        self.form.addLayout(when)

    def _note(self, name: str) -> PlainLabel:
        note = self._notes[name] = plain_label("", "small-danger", wraps=True)
        note.setVisible(False)
        return note


def _form(context: Context, names: tuple[str, ...], columns: int) -> FieldForm:
    declared = Activity.fields()
    fields = {name: replace(declared[name], help="") for name in names}
    form = FieldForm(fields, context.formats, context.store, columns)
    form.show_values({})
    return form


def _placement(span: Span) -> Placement:
    return Placement(span.starts, span.minutes, span.all_day)
