"""The card of an activity, or of one day of a series: what it is and when, with whom, and what can be done with it.

Subject and time are written over in place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from crm_desktop.base.directions import joined
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.services import spoken_span
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.spoken_span import Span
from crm_desktop.ui.buttons import Button, FlatButton, PrimaryButton
from crm_desktop.ui.calendar import entry_words
from crm_desktop.ui.calendar.controller import is_of_series
from crm_desktop.ui.calendar.over_card import NOT_YET, OverCard
from crm_desktop.ui.calendar.view import Placement
from crm_desktop.ui.context import Context
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.forms.activity_kind import TITLES
from crm_desktop.ui.labels import plain_label, set_look

if TYPE_CHECKING:
    from crm_desktop.ui.calendar.controller import Controller
    from crm_desktop.ui.panes.pane import Pane


class OccurrenceCard(OverCard):
    """Enter stores subject and time; each button does one thing and closes the card."""

    def __init__(self, context: Context, pane: Pane, entry: Entry, place: QRect, controller: Controller) -> None:
        kind = TITLES.get(entry.kind)
        super().__init__(pane, place, _(kind) if kind else entry.title)
        self._context, self._entry, self._controller = context, entry, controller
        self.buttons: list[Button] = []
        self._move: Button | None = None
        self._usual = Span(entry.starts, entry.minutes, entry.all_day)
        self.line = QLineEdit(entry_words.when(entry, context.formats))
        self.line.setAccessibleName(_("When"))
        self.line.installEventFilter(self)
        self._clean = self.line.text()
        self.subject = QLineEdit(entry.title)
        self.subject.setAccessibleName(_("Subject"))
        self.subject.setCursorPosition(0)
        self._note, self._taken = (plain_label("", role, wraps=True) for role in ("small-danger", "muted"))
        for label in (self._note, self._taken):
            label.setVisible(False)
        for line in (self.line, self.subject):
            line.textChanged.connect(lambda _text: self._follow_hand())
        # the first two lines stand in the fields, the kind above
        about = [
            line for line in entry_words.tooltip(entry, context.formats).split("\n")[2:] if line != self.title.text()
        ]
        self.form.addWidget(self.subject)
        self.form.addWidget(self.line)
        self.form.addWidget(self._taken)
        self.form.addWidget(self._note)
        if about:
            self.form.addWidget(plain_label(joined(about), "muted", wraps=True))
        self.form.addLayout(self._buttons())

    def is_empty(self) -> bool:
        return self.line.text() == self._clean and one_line(self.subject.text()) in {"", self._entry.title}

    def move_entry(self) -> None:
        """Give this one the subject and the time that stand here, or say what is wrong with them."""
        title = one_line(self.subject.text())
        if not title:
            self._show_problem(_("Write in a few words what it is about."), self.subject)
            return
        try:
            said = self._said()
        except UserError as problem:
            self._show_problem(str(problem), self.line)
            return
        self.close_box()
        placement = Placement(said.starts, said.minutes, said.all_day)
        if title != self._entry.title:
            self._controller.rename(self._entry, title, placement)
        elif said != self._usual:
            self._controller.place(self._entry, placement)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.move_entry()
        else:
            super().keyPressEvent(event)

    def _said(self) -> Span:
        """Return the time in the line. Raises UserError where it says none."""
        if self.line.text() == self._clean:
            return self._usual
        order = self._context.formats.day_order
        return spoken_span.span_of(self.line.text(), self._usual, order, keeps_hour=True)

    def _follow_hand(self) -> None:
        """Let what was wrong go, say how the time is understood, and call what a button does by its name."""
        try:
            said = self._said()
            told = entry_words.where_to(Placement(said.starts, said.minutes, said.all_day), self._context.formats)
        except UserError:
            told = _(NOT_YET)
        self._taken.setText(told)
        self._taken.setVisible(self.line.text() not in ("", self._clean, told))
        self._show_problem("")
        if self._move is not None:
            self._move.setText(_("Move") if self.is_empty() else _("Save"))

    def _show_problem(self, why: str, where: QLineEdit | None = None) -> None:
        self._note.setText(why)
        self._note.setVisible(bool(why))
        if why:
            self._taken.setVisible(False)
        for line in (self.subject, self.line):
            set_look(line, "invalid", line is where)
        if where is not None:
            where.setFocus()
        self.fit()

    def _deeds(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what can be done: what each button says, and what it does."""
        entry, hand = self._entry, self._controller
        deeds: list[tuple[str, Callable[[], object]]] = []
        if not entry.done:
            deeds.append((_("Finish…"), partial(self._do, hand.conclude)))
        deeds.append((_("Move"), self._move_or_ask))
        if is_of_series(entry):
            deeds.append((_("Skip this one"), partial(self._do, hand.skip)))
        elif entry.series is not None and not entry.done:
            deeds.append((_("Back to the series"), partial(self._do, hand.rejoin)))
        deeds.append((_("Delete"), partial(self._do, hand.remove)))
        whole = entry.id if is_of_series(entry) else entry.series
        if whole is not None:
            deeds.append((_("Open the series"), partial(self._open_record, whole)))
        if whole != entry.id:
            deeds.append((_("Open record"), partial(self._open_record, entry.id)))
        return deeds

    def _buttons(self) -> FlowLayout:
        row = FlowLayout(across=8, down=6)
        for number, (title, deed) in enumerate(self._deeds()):
            button = FlatButton(title) if number or self._entry.done else PrimaryButton(title)
            button.clicked.connect(lambda _checked=False, deed=deed: deed())
            self.buttons.append(button)
            if deed == self._move_or_ask:
                self._move = button
            row.addWidget(button)
        return row

    def _move_or_ask(self) -> None:
        """Move to the time in the line; where it still says the old one, let the user write over it."""
        if self.is_empty():
            self.line.setFocus(Qt.FocusReason.TabFocusReason)
            self.line.selectAll()
        else:
            self.move_entry()

    def _do(self, deed: Callable[[Entry], object]) -> None:
        self.close_box()
        deed(self._entry)

    def _open_record(self, record_id: int) -> None:
        self.close_box()
        self._context.go_to(self._entry.entity, record_id)
