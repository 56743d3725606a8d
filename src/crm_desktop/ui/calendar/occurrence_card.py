"""The card of an activity, or of one day of a series: when and with whom it is, and what can be done with this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.services import spoken_span
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.spoken_span import Span
from crm_desktop.ui.buttons import Button, FlatButton, PrimaryButton
from crm_desktop.ui.calendar import entry_words
from crm_desktop.ui.calendar.controller import is_of_series
from crm_desktop.ui.calendar.over_card import OverCard
from crm_desktop.ui.calendar.view import Placement
from crm_desktop.ui.context import Context
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.labels import plain_label, set_look

if TYPE_CHECKING:
    from crm_desktop.ui.calendar.controller import Controller
    from crm_desktop.ui.panes.pane import Pane


class OccurrenceCard(OverCard):
    """Enter in the time moves it; each button does one thing and closes the card."""

    def __init__(self, context: Context, pane: Pane, entry: Entry, place: QRect, controller: Controller) -> None:
        super().__init__(pane, place, entry.title)
        self._context, self._entry, self._controller = context, entry, controller
        self.buttons: list[Button] = []
        self._usual = Span(entry.starts, entry.minutes, entry.all_day)
        self.line = QLineEdit(entry_words.when(entry, context.formats))
        self.line.setAccessibleName(_("When"))
        self.line.installEventFilter(self)
        self._clean = self.line.text()
        self._note = plain_label("", "small-danger", wraps=True)
        self._note.setVisible(False)
        about = entry_words.tooltip(entry, context.formats).split("\n")[2:]
        self.form.addWidget(plain_label(" · ".join(about), "muted", wraps=True))
        self.form.addWidget(self.line)
        self.form.addWidget(self._note)
        self.form.addLayout(self._buttons())

    def is_empty(self) -> bool:
        return self.line.text() == self._clean

    def move_entry(self) -> None:
        """Move this one to the time in the line, or say what is wrong with it."""
        if self.is_empty():
            self.close_box()
            return
        try:
            said = spoken_span.span_of(self.line.text(), self._usual, self._context.formats.day_order, keeps_hour=True)
        except UserError as problem:
            self._note.setText(str(problem))
            self._note.setVisible(True)
            set_look(self.line, "invalid", True)
            self.line.setFocus()
            self.fit()
            return
        self.close_box()
        if said != self._usual:
            self._controller.place(self._entry, Placement(said.starts, said.minutes, said.all_day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.move_entry()
        else:
            super().keyPressEvent(event)

    def _buttons(self) -> FlowLayout:
        row = FlowLayout(across=8, down=6)
        is_one = is_of_series(self._entry)
        deeds: list[tuple[str, Callable[[], object]]] = [(_("Move"), self._move_or_ask)]
        if not self._entry.done:
            deeds.insert(0, (_("Finish…"), lambda: self._do(self._controller.conclude)))
        if is_one:
            deeds.append((_("Skip this one"), lambda: self._do(self._controller.skip)))
        deeds.append((_("Open the series") if is_one else _("Open record"), self._open_record))
        for number, (title, deed) in enumerate(deeds):
            button = FlatButton(title) if number or self._entry.done else PrimaryButton(title)
            button.clicked.connect(deed)
            self.buttons.append(button)
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

    def _open_record(self) -> None:
        self.close_box()
        self._context.go_to(self._entry.entity, self._entry.id)
