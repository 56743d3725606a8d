"""One timeline of everything that happened to a record and with it, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.services.history import Event
from crm_desktop.ui.forms.lines_view import Line, LinesView
from crm_desktop.ui.labels import SectionHeading

_SHOWN = 12
_TIME_WIDTH = 98
_CUT = 400


def when(at: datetime, formats: Formats) -> str:
    """Return "Today 09:40", "18 Nov" or "18 Nov 2025", in local time."""
    local, today = at.astimezone(), dates.today()
    if local.date() == today:
        return _("Today {time}").format(time=f"{local:%H:%M}")
    return formats.day_in_words(local.date(), year=local.year != today.year)


class Timeline(QWidget):
    """Shows events as lines; the rest appears on demand."""

    opened = Signal(str, int)

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats
        self._lines: list[Line] = []
        self._is_whole = False
        self.view = LinesView(_("Timeline"), before=_TIME_WIDTH)
        self.view.opened.connect(self.opened)
        self.more = QPushButton("")
        self.more.setFlat(True)
        self.more.clicked.connect(self._show_whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(SectionHeading(_("Timeline")))
        column.addWidget(self.view)
        column.addWidget(self.more)

    def show_events(self, events: Sequence[Event]) -> None:
        """Show these events, newest first."""
        self._lines = []
        for event in events:
            time = when(event.at, self._formats)
            for i, text in enumerate(event.lines):
                hint = "\n".join(filter(None, (self._formats.moment(event.at), event.step, text[:_CUT])))
                self._lines.append(Line(text, before=time if i == 0 else "", opens=event.opens, hint=hint))
        self._is_whole = False
        self._show()

    def _show(self) -> None:
        shown = self._lines if self._is_whole else self._lines[:_SHOWN]
        self.view.show_lines(shown)
        self.more.setText(_("Show all {n}").format(n=f"{len(self._lines):,}"))
        self.more.setVisible(len(shown) < len(self._lines))

    def _show_whole(self) -> None:
        self._is_whole = True
        self._show()
