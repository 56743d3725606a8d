"""The question to which day something that fell due is moved: one that is near, or any in a calendar."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.services.away import Item
from crm_desktop.ui.context import Context
from crm_desktop.ui.forms.day_editor import CalendarPopup
from crm_desktop.ui.labels import plain_title
from crm_desktop.ui.today.words import day_words


class Whereto(QObject):
    """Asks in a menu over `around`."""

    chosen = Signal(object, object)
    """The item and its new day."""

    def __init__(self, context: Context, around: QWidget) -> None:
        super().__init__(around)
        self._context, self._around = context, around
        self._calendar: CalendarPopup | None = None

    def ask(self, item: Item, below: QPoint) -> None:
        """Ask for the day of one item, below a point of the screen."""
        today = dates.today()
        menu = QMenu(self._around)
        menu.aboutToHide.connect(menu.deleteLater)
        for title, day in (
            (_("To today"), today),
            (_("To tomorrow"), today + dates.DAY),
            (_("To next week"), dates.week_of(today).last + timedelta(days=1)),
        ):
            action = menu.addAction(plain_title(f"{title}  ·  {day_words(day, self._context.formats)}"))
            action.triggered.connect(partial(self.chosen.emit, item, day))
        menu.addAction(_("To a day…")).triggered.connect(partial(self._ask_day, item, below))
        menu.popup(below)

    def _ask_day(self, item: Item, below: QPoint) -> None:
        if self._calendar is not None:
            self._calendar.deleteLater()
        self._calendar = CalendarPopup(self._context.formats, self._around)
        self._calendar.chosen.connect(partial(self.chosen.emit, item))
        self._calendar.open_below(self._around, dates.today())
        self._calendar.move(below)
