"""The box that finds free time: how long and when in words, below it the best slots, and Enter makes something there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QListView, QVBoxLayout

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import Seller
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import free, free_reply, free_words, moments
from crm_desktop.services.calendar.free import Found
from crm_desktop.services.calendar.free_day import Slot
from crm_desktop.ui.calendar import entry_words
from crm_desktop.ui.calendar.view import Draft
from crm_desktop.ui.dialogs.over_box import OverBox
from crm_desktop.ui.dialogs.palette_rows import Row, RowDelegate, Rows
from crm_desktop.ui.labels import plain_label

if TYPE_CHECKING:
    from crm_desktop.ui.panes.calendar import CalendarPane

_REST = 120
_MOST = 12
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class FreeTimes(OverBox):
    """Lies over the window; what is asked for is looked up on a worker as it is typed."""

    def __init__(self, pane: CalendarPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.line.setAccessibleName(_("How long, and when?"))
        self.line.setPlaceholderText(_("How long, and when?"))
        self.rows = Rows(self)
        self.view = QListView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(RowDelegate(self.view))
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(_("Free times"))
        self.hint = plain_label("", "small", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.view, 1)
        column.addWidget(self.hint)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.look_up)
        self.line.textChanged.connect(lambda _text: self._rest.start())
        self.view.clicked.connect(lambda index: self._run(self.rows.row(index.row())))

    def look_up(self) -> None:
        """Look for what the line asks for."""
        self._rest.stop()
        try:
            ask = free_words.ask_of(self.line.text(), self._pane.context.formats.first_weekday)
        except UserError as problem:
            self.rows.show_rows([])
            self.hint.setText(str(problem))
            return
        context, owner = self._pane.context, self._pane.choices.owner_id

        def look(_task: Task) -> tuple[Found, str]:
            with context.store.read(patient=True) as session:
                seller = session.get(Seller, owner) if owner is not None else None
                return free.find(session, ask, _MOST, owner), seller.name if seller is not None else ""

        context.jobs.start("", look, self._show, context.tell)

    def close_box(self) -> None:
        self._rest.stop()
        super().close_box()
        self.deleteLater()

    def take_key(self, key: Qt.Key) -> bool:
        if key in _MOVES:
            self.view.setCurrentIndex(self.rows.moved(self.view.currentIndex(), _MOVES[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.view.currentIndex().isValid():
                self._run(self.rows.row(self.view.currentIndex().row()))
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return super().take_key(key)
        return True

    def _show(self, read: tuple[Found, str]) -> None:
        (found, seller), formats = read, self._pane.context.formats
        rows = [
            Row(entry_words.hours(slot.starts, slot.ends, formats), slot.why, "clock", run=partial(self._take, slot))
            for slot in found.slots
        ]
        self.rows.show_rows(rows)
        self.view.setCurrentIndex(self.rows.first())
        said = " · ".join(_said(found, seller, formats))
        self.hint.setText("\n".join([said, *free_reply.in_the_way(found, formats)]))

    def _run(self, row: Row) -> None:
        if row.run is not None:
            self.close_box()
            row.run()

    def _take(self, slot: Slot) -> None:
        pane = self._pane
        pane.go_to_day(moments.local_day(slot.starts))
        centre = pane.mapToGlobal(pane.rect().center())
        minutes = round((slot.ends - slot.starts) / timedelta(minutes=1))
        pane.controller.create(
            Draft(slot.starts, minutes, all_day=False, place=QRect(centre - QPoint(200, 120), QSize(1, 1)))
        )


def _said(found: Found, seller: str, formats: Formats) -> Iterator[str]:
    """Yield what is to be known of the slots that were found: which come first, whose they are, and the keys."""
    yield free_reply.order(found, formats)
    if not found.slots:
        return
    yield _("free for {seller}").format(seller=seller) if seller else _("free for everyone")
    yield _("Enter makes something there")
    yield _("Esc closes")


def open_free_times(pane: CalendarPane) -> FreeTimes:
    """Open the box with what is asked for most often."""
    box = FreeTimes(pane)
    box.open_box(_("30 minutes this week"))
    box.line.selectAll()
    box.look_up()
    return box
