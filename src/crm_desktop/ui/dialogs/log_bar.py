"""Log a call in two key presses and a line of text; the same line then plans what comes next.

A day and time in the field beside it, or at the end of the line, "… fri 15:00", says when: what lies ahead is planned,
everything else was done, also "yesterday 15:00". What Enter will make is shown while typing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from textwrap import shorten

from PySide6.QtWidgets import QHBoxLayout, QLineEdit
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.text import one_line
from crm_desktop.model import BY_NAME
from crm_desktop.schema.kinds import Link
from crm_desktop.services import activities, records
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.forms.activity_kind import TITLES, ActivityLine, KindButton
from crm_desktop.ui.forms.moments import when_in_words
from crm_desktop.ui.widgets import PrimaryButton, plain_label

_PEOPLE = ("account", "contact")
_NEXT_KIND = "task"
_LONGEST = 60
_WHEN_WIDTH = 130


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
        self.kind_button = KindButton(kind)
        self.line = ActivityLine()
        self.when = QLineEdit()
        self.done = PrimaryButton(_("Log"))
        self.hint = plain_label("", "small")
        self._arrange()
        self.line.textChanged.connect(self._show_hint)
        self.line.returnPressed.connect(self.take)
        self.line.turned.connect(self.kind_button.turn)
        self.when.textChanged.connect(self._show_hint)
        self.when.returnPressed.connect(self.take)
        self.kind_button.turned.connect(self._show_hint)
        self.done.clicked.connect(self.take)
        self._show_hint()
        if planning:
            self._ask_for_next(kind)

    @property
    def kind(self) -> str:
        """The kind of activity that the line makes."""
        return self.kind_button.kind

    def take(self) -> None:
        """Write down what stands in the line; an empty line closes the bar once something was logged."""
        text, when = self._said()
        if not text:
            if self._has_logged:
                self.close_bar()
            else:
                self._refuse(_("Write in a few words what it is about."))
            return
        if self.when.text().strip() and when is None:
            told = _("“{text}” is no day and time; write one like “yesterday 15:00” or “fri”.")
            self._refuse(told.format(text=self.when.text().strip()[:40]))
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
        self.line.setAccessibleName(_("What was it about?"))
        self.line.setPlaceholderText(_("What was it about? A time at the end plans it: “… fri 15:00”"))
        self.when.setPlaceholderText(_("now"))
        self.when.setAccessibleName(_("When"))
        self.when.setToolTip(_("Also a day gone by: “yesterday 15:00”"))
        self.when.setMaximumWidth(theme.pixels(_WHEN_WIDTH))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.kind_button)
        row.addWidget(self.line, 1)
        row.addWidget(self.when)
        row.addWidget(self.done)
        row.addWidget(self.close_button())
        self.box.addLayout(row)
        self.box.addWidget(self.hint)
        self.setFocusProxy(self.line)

    def _found_name(self) -> str:
        if len(self._ids) > 1:
            entity = BY_NAME[self._entity].entity
            return count_of(entity.one, entity.many, len(self._ids))
        names: dict[int, str] = {}
        with self._context.told(), self._context.store.read() as session:
            names |= records.labels(session, Link(self._entity), self._ids)
        return names.get(self._ids[0], "")

    def _ask_for_next(self, kind: str) -> None:
        self._is_next = True
        self.line.clear()
        self.when.clear()
        self.when.setPlaceholderText(_("when"))
        self.line.setAccessibleName(_("What comes next, and when?"))
        self.line.setPlaceholderText(_("What comes next, and when? “send the offer fri 15:00”"))
        self.kind_button.set_kind(kind)
        self.line.setFocus()

    def _said(self) -> tuple[str, datetime | None]:
        """Return what it is about, and when; the field for the time counts before the end of the line."""
        if self.when.text().strip():
            return one_line(self.line.text()), activities.when_of(self.when.text())
        return activities.split_when(self.line.text())

    def _show_hint(self) -> None:
        """Say what Enter will make."""
        self.hint.set_role("small")
        text, when = self._said()
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
        return title.format(kind=_(TITLES[self.kind]).lower(), text=shorten(text, _LONGEST, placeholder=" …"))

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
        kind = _(TITLES[self.kind])
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
