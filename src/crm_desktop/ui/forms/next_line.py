"""Asks in one line what comes next, after something was done: "next: [Call] send the offer in 7 days".

The kind and the day are there already. Enter plans, Esc goes without.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.schema.formats import Formats
from crm_desktop.services import activities
from crm_desktop.services.activities import Next
from crm_desktop.ui.forms.activity_kind import TITLES, ActivityLine, KindButton
from crm_desktop.ui.forms.moments import when_in_words
from crm_desktop.ui.labels import plain_label


class NextLine(QWidget):
    """One line for the next step; whoever owns it plans what `answered` tells."""

    answered = Signal(object)
    """The `Next` that was typed."""
    skipped = Signal()
    planned = N_("{kind}, planned {when} · Enter plans it, Esc goes without")
    """What is said below the line while it is typed in."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats
        self.kind_button = KindButton("call")
        self.line = ActivityLine()
        self.hint = plain_label("", "small", wraps=True)
        self.line.setAccessibleName(_("What comes next, and when?"))
        self.line.setPlaceholderText(_("What comes next, and when? “send the offer fri 15:00”"))
        self.line.textChanged.connect(self._show_hint)
        self.line.turned.connect(self.kind_button.turn)
        self.line.returnPressed.connect(self.take)
        self.kind_button.turned.connect(self._show_hint)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(plain_label(_("Next:"), "strong"), 0, 0)
        grid.addWidget(self.kind_button, 0, 1)
        grid.addWidget(self.line, 0, 2)
        grid.addWidget(self.hint, 1, 1, 1, 2)
        grid.setColumnStretch(2, 1)
        self.setFocusProxy(self.line)
        self.hide()

    def ask(self, kind: str) -> None:
        """Open the line with a kind and a day, ready to be typed in."""
        self.kind_button.set_kind(kind)
        days = (activities.usual_next_day() - dates.today()).days
        self.line.setText(_(" in {n} days").format(n=days))
        self.line.setCursorPosition(0)
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_hint()

    def take(self) -> None:
        """Tell what stands in the line, or what is missing."""
        then, why = self.read()
        if then is None:
            self._refuse(why or _("Write in a few words what comes next, or press Esc."))
        else:
            self.close_line()
            self.answered.emit(then)

    def read(self) -> tuple[Next | None, str]:
        """Return what stands in the line, or what is wrong with it; neither where it says nothing, or only a day."""
        text, when = activities.split_when(self.line.text())
        if not text or activities.when_of(text) is not None:
            return None, ""
        if when is None or not activities.lies_ahead(when):
            return None, _("Say at the end when, like “fri 15:00” or “tomorrow”.")
        return Next(self.kind_button.kind, text, when), ""

    def close_line(self) -> None:
        """Take the line away; the keyboard is let go first, else it would fall on whatever comes next on the page."""
        self.line.clearFocus()
        self.hide()

    def refuse(self, why: str) -> None:
        """Open the line again: what it told could not be planned."""
        self.show()
        self._refuse(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
            self.skipped.emit()
        else:
            super().keyPressEvent(event)

    def _refuse(self, why: str) -> None:
        self.hint.set_role("small-danger")
        self.hint.setText(why)
        self.line.setFocus()

    def _show_hint(self) -> None:
        text, when = activities.split_when(self.line.text())
        when = when or activities.when_of(text)
        self.hint.set_role("small")
        if when is None:
            self.hint.setText(_("Say at the end when, like “fri 15:00” or “tomorrow”."))
        else:
            shown = when_in_words(when, self._formats)
            self.hint.setText(_(self.planned).format(kind=_(TITLES[self.kind_button.kind]), when=shown))
