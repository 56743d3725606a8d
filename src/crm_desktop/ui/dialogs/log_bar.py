"""Log a call in two key presses and a line of text; the same line then plans what comes next.

A day and time at the end of the line, "… fri 15:00", says when; what lies ahead is planned, everything else was done.
What Enter will make is shown while typing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from textwrap import shorten

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.text import one_line
from crm_desktop.model import BY_NAME
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import activities, records
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.icons import icon
from crm_desktop.ui.widgets import FlatButton, PrimaryButton, plain_label

_KINDS = dict(ACTIVITY_KINDS.options)
_ICONS = {"call": "phone", "email": "mail", "letter": "mail"}
_PEOPLE = ("account", "contact")
_NEXT_KIND = "task"
_LONGEST = 60


def when_in_words(when: datetime, formats: Formats) -> str:
    """Return "Fri 27 Nov 15:00", with the year where it is another one."""
    local = when.astimezone()
    day = formats.day_in_words(local.date(), year=local.year != dates.today().year)
    return f"{formats.weekdays[local.weekday()]} {day} {local:%H:%M}"


class LogLine(QLineEdit):
    """The line of text; Up and Down turn to another kind of activity."""

    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.turned.emit(step)
        else:
            super().keyPressEvent(event)


class LogBar(PaneBar):
    """The bar on some records of one entity; after Enter it asks for the next step, and an empty Enter closes it.

    With `planning` it asks for the next step at once.
    """

    def __init__(
        self, context: Context, entity: str, ids: Sequence[int], kind: str = "call", *, planning: bool = False
    ) -> None:
        super().__init__()
        self._context, self._entity, self._ids = context, entity, tuple(ids)
        self._is_next = self._has_logged = False
        self._name = self._found_name()
        self.kind_button = FlatButton("")
        self.line = LogLine()
        self.done = PrimaryButton(_("Log"))
        self.hint = plain_label("", "small")
        self._arrange()
        self.line.textChanged.connect(self._show_hint)
        self.line.returnPressed.connect(self.take)
        self.line.turned.connect(self._turn)
        self.done.clicked.connect(self.take)
        self.kind = kind
        self.set_kind(kind)
        if planning:
            self._ask_for_next(kind)

    def set_kind(self, kind: str) -> None:
        """Turn to another kind of activity."""
        self.kind = kind
        self.kind_button.setText(_(_KINDS[kind]))
        self.kind_button.setIcon(icon(_ICONS.get(kind, kind)))
        self.kind_button.setAccessibleName(_("Kind: {kind}").format(kind=_(_KINDS[kind])))
        self._show_hint()

    def take(self) -> None:
        """Write down what stands in the line; an empty line closes the bar once something was logged."""
        text, when = activities.split_when(self.line.text())
        if not text:
            if self._has_logged:
                self.close_bar()
            else:
                self._refuse(_("Write in a few words what it is about."))
            return
        if self._is_next and not activities.lies_ahead(when):
            self._refuse(_("Say at the end when, like “fri 15:00” or “tomorrow”."))
            return
        kind, entity, ids = self.kind, self._entity, self._ids

        def note_down(session: Session) -> None:
            for record_id in ids:
                activities.note_down(session, kind, text, entity, record_id, when)

        if self._context.act(self._title(text, when), note_down, said=self._sentence(text, when)):
            self._has_logged = True
            self._ask_for_next(_NEXT_KIND)

    def _arrange(self) -> None:
        menu = QMenu(self.kind_button)
        for kind, title in _KINDS.items():
            menu.addAction(icon(_ICONS.get(kind, kind)), _(title), lambda kind=kind: self.set_kind(kind))
        self.kind_button.setMenu(menu)
        self.kind_button.setToolTip(_("Up and Down in the line turn to another kind"))
        self.line.setAccessibleName(_("What was it about?"))
        self.line.setPlaceholderText(_("What was it about? A time at the end plans it: “… fri 15:00”"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.kind_button)
        row.addWidget(self.line, 1)
        row.addWidget(self.done)
        row.addWidget(self.close_button())
        self.box.addLayout(row)
        self.box.addWidget(self.hint)
        self.setFocusProxy(self.line)

    def _found_name(self) -> str:
        if len(self._ids) > 1:
            entity = BY_NAME[self._entity].entity
            return count_of(_(entity.one), _(entity.many), len(self._ids))
        names: dict[int, str] = {}
        with self._context.told(), self._context.store.read() as session:
            names |= records.labels(session, Link(self._entity), self._ids)
        return names.get(self._ids[0], "")

    def _ask_for_next(self, kind: str) -> None:
        self._is_next = True
        self.line.clear()
        self.line.setAccessibleName(_("What comes next, and when?"))
        self.line.setPlaceholderText(_("What comes next, and when? “send the offer fri 15:00”"))
        self.set_kind(kind)
        self.line.setFocus()

    def _turn(self, step: int) -> None:
        kinds = list(_KINDS)
        self.set_kind(kinds[(kinds.index(self.kind) + step) % len(kinds)])

    def _show_hint(self) -> None:
        """Say what Enter will make."""
        self.hint.set_role("small")
        text, when = activities.split_when(self.line.text())
        word = _("Plan") if self._is_next or activities.lies_ahead(when) else _("Log")
        self.done.setText(word)
        self.done.setAccessibleName(word)
        if self._has_logged and not text:
            self.hint.setText(_("Done. Enter on the empty line, or Esc, when nothing more is to be planned."))
        elif self._is_next and when is None:
            self.hint.setText(
                _("{what}: say at the end when, like “fri 15:00” or “tomorrow”.").format(what=self._with_whom())
            )
        else:
            self.hint.setText(self._sentence(text, when))

    def _refuse(self, why: str) -> None:
        self.hint.set_role("small-danger")
        self.hint.setText(why)
        self.line.setFocus()

    def _title(self, text: str, when: datetime | None) -> str:
        title = _("Plan {kind}: {text}") if activities.lies_ahead(when) else _("Log {kind}: {text}")
        return title.format(kind=_(_KINDS[self.kind]).lower(), text=shorten(text, _LONGEST, placeholder=" …"))

    def _sentence(self, text: str, when: datetime | None) -> str:
        if when is None:
            said = _("{what}, now")
        elif activities.lies_ahead(when):
            said = _("{what}, planned {when}")
        else:
            said = _("{what}, {when}")
        shown = when_in_words(when, self._context.formats) if when is not None else ""
        sentence = said.format(what=self._with_whom(), when=shown)
        return f"{sentence}: {one_line(text)}" if text else sentence

    def _with_whom(self) -> str:
        kind = _(_KINDS[self.kind])
        way = _("{kind} with {name}") if self._entity in _PEOPLE else _("{kind} on {name}")
        return way.format(kind=kind, name=self._name)


def open_log_bar(context: Context, kind: str = "call", *, planning: bool = False) -> LogBar | None:
    """Open the bar for the records that the pane in front has selected, to log something or to plan it."""
    chosen = context.pane.selected()
    if chosen is None:
        return None
    bar = LogBar(context, chosen.entity, chosen.ids, kind, planning=planning)
    bar.open_in(context.pane.body)
    bar.line.setFocus()
    return bar
