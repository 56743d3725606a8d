"""The boxes of the day and how their lines come from what was read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.services.today import Today
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.today import words
from crm_desktop.ui.today.box import Box
from crm_desktop.ui.today.columns import BoxColumns
from crm_desktop.ui.today.entries import EntriesView
from crm_desktop.ui.today.figure_cards import FigureCards

_NARROWEST, _MOST = 300, 3


class Boxes(QWidget):
    """All boxes, by the name of what they hold."""

    undo_wanted = Signal()
    idle_wanted = Signal()
    """Show the active accounts without a next step."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats
        self.figures = FigureCards(formats)
        self.overdue = Box(_("Overdue"), "", formats, short=6, goes=True)
        self.today = Box(_("Today"), _("Nothing is planned for today."), formats, short=12)
        self.ahead = Box(_("Next seven days"), _("Nothing is planned for the next days."), formats, short=8)
        self.attention = Box(_("Needs attention"), _("Nothing that is open needs attention."), formats, short=6)
        nothing_bare = _("Everything that is open has a next step.")
        self.bare = Box(_("Without a next step"), nothing_bare, formats, short=6)
        self.birthdays = Box(_("Birthdays"), "", formats, short=6, goes=True)
        self.changes = Box(_("Recent changes"), _("Nothing that could be undone."), formats, short=8)
        self.undo = FlatButton(_("Undo"), "undo")
        self.undo.setToolTip(_("Takes back the newest step; the older ones follow one after the other."))
        self.undo.clicked.connect(self.undo_wanted)
        self.changes.box.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeading)
        self.idle = FlatButton("", "account")
        self.idle.setFlat(True)
        self.idle.clicked.connect(self.idle_wanted)
        self.bare.box.addWidget(self.idle, 0, Qt.AlignmentFlag.AlignLeading)
        self.columns = BoxColumns(
            [
                (0, self.overdue), (0, self.today), (0, self.ahead),
                (1, self.attention), (1, self.bare), (2, self.birthdays), (2, self.changes),
            ],
            narrowest=_NARROWEST,
            most=_MOST,
        )  # fmt: skip
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 2, 0)
        whole.setSpacing(14)
        whole.addWidget(self.figures)
        whole.addWidget(self.columns)
        whole.addStretch(1)

    def put_on_top(self, widget: QWidget) -> None:
        """Show something above everything else."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, widget)

    @property
    def all(self) -> tuple[Box, ...]:
        """Every box, in reading order."""
        return (self.overdue, self.today, self.ahead, self.attention, self.bare, self.birthdays, self.changes)

    @property
    def planned(self) -> tuple[Box, ...]:
        """The boxes with what can be finished."""
        return (self.overdue, self.today, self.ahead)

    def show_day(self, day: Today) -> None:
        """Show what was read."""
        formats = self._formats
        self.figures.show_figures(day.figures, day.currency)
        pages = (day.agenda.overdue, day.agenda.today, day.agenda.ahead)
        for box, page in zip(self.planned, pages, strict=True):
            box.show_entries(words.errands(page.rows, formats), page.total)
        self.attention.show_entries(words.warned(day.attention.rows, day.currency, formats), day.attention.total)
        self.bare.show_entries(words.bare(day.bare.rows, day.currency, formats), day.bare.total)
        self.birthdays.show_entries(words.birthdays(day.birthdays, formats), len(day.birthdays))
        self.changes.show_entries(words.changes(day.changes, formats), len(day.changes))
        self.undo.setVisible(bool(day.changes))
        self.idle.setText(count_of("{n} active account has none", "{n} active accounts have none", day.idle_accounts))
        self.idle.setVisible(bool(day.idle_accounts))

    def view_with(self, activity: int) -> EntriesView | None:
        """Return the lines that show a planned activity."""
        views = (box.view for box in self.planned)
        return next((view for view in views if view.row_of(("activity", activity)) < view.entries.rowCount()), None)

    def first_view(self) -> EntriesView | None:
        """Return the first lines that can have the keyboard."""
        return next((box.view for box in self.all if not box.view.isHidden()), None)
