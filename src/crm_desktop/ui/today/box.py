"""One box of the day: a heading with its number, its first lines, and ways to see the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import SectionHeading, plain_label
from crm_desktop.ui.today.entries import EntriesView, Entry
from crm_desktop.ui.widgets import Card


class Box(Card):
    """A card with lines. `short` of them are shown until the user asks for more; a box that is empty can go."""

    all_wanted = Signal()
    """Show all of them in a list."""

    def __init__(self, title: str, empty: str, formats: Formats, *, short: int, goes: bool = False) -> None:
        super().__init__()
        self._title, self._formats = title, formats
        self._short, self._goes = short, goes
        self._entries: Sequence[Entry] = ()
        self._total = 0
        self._is_long = False
        self.heading = SectionHeading(title)
        self.view = EntriesView(title)
        self.empty = plain_label(empty, "muted", wraps=True)
        self.shown = plain_label("", "small")
        self.more = FlatButton("")
        self.more.setFlat(True)
        self.more.clicked.connect(self._turn)
        self.all = FlatButton(_("Open the list"))
        self.all.setFlat(True)
        self.all.clicked.connect(self.all_wanted)
        self._arrange()

    def show_entries(self, entries: Sequence[Entry], total: int) -> None:
        """Show the first lines of `total`."""
        self._entries, self._total = entries, total
        self._show()

    def _arrange(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.box.setContentsMargins(8, 9, 8, 7)
        self.heading.setContentsMargins(6, 0, 6, 2)
        self.empty.setContentsMargins(6, 0, 6, 4)
        self.shown.setContentsMargins(6, 0, 0, 0)
        foot = QHBoxLayout()
        foot.addWidget(self.shown)
        foot.addStretch(1)
        foot.addWidget(self.more)
        foot.addWidget(self.all)
        for widget in (self.heading, self.empty, self.view):
            self.box.addWidget(widget)
        self.box.addLayout(foot)
        for late in (self.view, self.shown, self.more, self.all):
            late.hide()

    def _turn(self) -> None:
        self._is_long = not self._is_long
        self._show()

    def _show(self) -> None:
        number, total = self._formats.number, self._total
        entries = self._entries if self._is_long else self._entries[: self._short]
        self.heading.setText(f"{self._title}  {number(total)}" if total else self._title)
        self.view.show_entries(entries)
        self.empty.setVisible(not total and self.view.isHidden())
        self.shown.setText(_("{n} of {all}").format(n=number(len(entries)), all=number(total)))
        self.shown.setVisible(len(entries) < total)
        self.more.setText(_("Fewer") if self._is_long else _("More"))
        self.more.setVisible(len(self._entries) > self._short)
        self.all.setVisible(len(entries) < total)
        self.setVisible(bool(total) or not self._goes or not self.view.isHidden())
