"""Beside the calendar: a small month to jump in, what is to do, the layers and what the colours mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar.hues import By
from crm_desktop.services.calendar.legend import legend
from crm_desktop.ui.calendar.layers_list import ColourChoice, LayersList, WhoseChoice
from crm_desktop.ui.calendar.mini_month import MiniMonth
from crm_desktop.ui.calendar.to_do_list import ToDoList
from crm_desktop.ui.labels import set_look
from crm_desktop.ui.today.columns import Scroller

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry


_APART, _INSIDE = 18, 12


class SidePanel(Scroller):
    """Shows what the pane tells it, and tells what is wanted; it scrolls where the window is low."""

    day_wanted = Signal(object)
    week_wanted = Signal(object)
    month_shown = Signal(object, object)
    """The first and the last day of the small month, for `mark`."""
    opened = Signal(object)
    finish_wanted = Signal(object)
    place_wanted = Signal(object)
    """An entry that is to be put where the calendar's cursor is."""
    menu_wanted = Signal(object, QPoint)
    hidden_changed = Signal(object)
    """The keys of the layers that are hidden."""
    by_changed = Signal(str)
    owner_changed = Signal(object)
    """The id of a seller, None for all."""
    account_changed = Signal(object)
    """The id of an account, None for all."""

    def __init__(self, formats: Formats) -> None:
        self.month = MiniMonth(formats)
        self.to_do = ToDoList(formats)
        self.layers = LayersList()
        self.colours = ColourChoice()
        self.whose = WhoseChoice()
        self.lies_over = False
        self._entries: Sequence[Entry] = ()
        content = QWidget()
        super().__init__(content)
        column = self._column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(_APART)
        for widget in (self.month, self.to_do, self.layers, self.colours, self.to_do.birthdays, self.whose):
            column.addWidget(widget)
        column.addStretch(1)
        self._connect()

    def lie_over(self, *, lies_over: bool) -> None:
        """Be a card over the days, or stand beside them."""
        self.lies_over = lies_over
        set_look(self, "over", lies_over)
        self._column.setContentsMargins(_INSIDE if lies_over else 0, 0, 6, 0)

    def show_period(self, first: date, last: date, day: date) -> None:
        """Tint the days that the calendar shows."""
        self.month.show_period(first, last, day)

    def mark(self, days: Collection[date]) -> None:
        """Mark the days that hold something."""
        self.month.mark(days)

    def show_to_do(self, entries: Sequence[Entry], total: int | None = None) -> None:
        """Show what waits for a time, the first of `total`."""
        self.to_do.show_entries(entries, total)

    def show_entries(self, entries: Iterable[Entry]) -> None:
        """Say what the colours of these entries mean, and offer their accounts."""
        self._entries = list(entries)
        accounts = {entry.account_id: entry.account for entry in self._entries if entry.account_id is not None}
        self.whose.offer_accounts((number, name) for number, name in accounts.items() if name)
        self.colours.legend.show_hues(legend(self._entries, self.colours.by()))
        self._share()

    def offer_sellers(self, sellers: Iterable[tuple[int, str]]) -> None:
        """Offer the sellers whose entries can be shown alone."""
        self.whose.offer_sellers(sellers)

    def show_choices(self, hidden: Collection[str], by: By, owner_id: int | None, account_id: int | None) -> None:
        """Show what is chosen."""
        self.layers.show_hidden(hidden)
        self.colours.show_by(by)
        self.whose.show_chosen(owner_id, account_id)
        self.colours.legend.show_hues(legend(self._entries, by))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Leave the cards the height that the month, the layers and the colours do not take."""
        taken = sum(_height(widget) + _APART for widget in (self.month, self.layers, self.colours))
        self.to_do.fit(self.viewport().height() - taken)

    def _connect(self) -> None:
        self.month.day_wanted.connect(self.day_wanted)
        self.month.week_wanted.connect(self.week_wanted)
        self.month.month_shown.connect(self.month_shown)
        for cards in (self.to_do.view, self.to_do.soon):
            cards.opened.connect(self.opened)
            cards.finished.connect(self.finish_wanted)
            cards.place_wanted.connect(self.place_wanted)
            cards.menu_wanted.connect(self.menu_wanted)
        self.layers.changed.connect(self.hidden_changed)
        self.colours.changed.connect(self._recolour)
        self.whose.owner_changed.connect(self.owner_changed)
        self.whose.account_changed.connect(self.account_changed)

    def _recolour(self, by: str) -> None:
        self.colours.legend.show_hues(legend(self._entries, self.colours.by()))
        self.by_changed.emit(by)


def _height(widget: QWidget) -> int:
    """Return the height that a widget takes at its width."""
    column = widget.layout()
    if column is not None and column.hasHeightForWidth():
        return column.heightForWidth(widget.width())
    return max(widget.sizeHint().height(), widget.minimumSizeHint().height())
