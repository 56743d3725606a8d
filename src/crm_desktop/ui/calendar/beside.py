"""Keeps the panel beside the days in step with the calendar; it is made when there is first room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.base.dates import Period
from crm_desktop.ui import theme
from crm_desktop.ui.calendar.reading import Reading
from crm_desktop.ui.calendar.side import SidePanel

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.panes.calendar import CalendarPane

_ROOMY, _WIDTH = 1100, 262
"""From this width of the window on, in pixels at 100 %, there is room for the panel."""


class Beside(QObject):
    """The panel of one pane, at the end of a row."""

    def __init__(self, pane: CalendarPane, row: QHBoxLayout) -> None:
        super().__init__(pane)
        self._pane, self._row = pane, row
        self.panel: SidePanel | None = None
        pane.choices.side_changed.connect(self.fit)

    def marked(self) -> Period | None:
        """Return the days of the small month, None where it is not shown."""
        return Period(*self.panel.month.seen()) if self.panel is not None and self.panel.isVisible() else None

    def fit(self) -> None:
        """Show the panel where it is wanted and has room."""
        is_shown = self._pane.choices.has_side and self._pane.window().width() >= theme.pixels(_ROOMY)
        if is_shown and self.panel is None:
            self.panel = self._made()
        if self.panel is not None and self.panel.isHidden() == is_shown:
            self.panel.setFixedWidth(theme.pixels(_WIDTH))
            self.panel.setVisible(is_shown)
            self._pane.refresh()

    def show_reading(self, found: Reading) -> None:
        """Show what was read."""
        panel, choices, period = self.panel, self._pane.choices, found.wanted.period
        if panel is None:
            return
        panel.show_period(period.first, period.last, self._pane.day)
        panel.show_to_do(found.to_do, found.to_do_count)
        panel.show_entries(found.all_entries())
        panel.mark(found.marks)
        panel.offer_sellers(found.sellers)
        panel.show_choices(choices.hidden, choices.by, choices.owner_id, choices.account_id)

    def _made(self) -> SidePanel:
        pane, choices = self._pane, self._pane.choices
        panel = SidePanel(pane.context.formats)
        self._row.addWidget(panel)
        panel.hide()
        panel.day_wanted.connect(pane.go_to_day)
        panel.week_wanted.connect(lambda day: pane.go_to_day(day, "week"))
        panel.month_shown.connect(lambda _first, _last: pane.refresh())
        panel.opened.connect(pane.controller.open)
        panel.finish_wanted.connect(pane.controller.finish)
        panel.place_wanted.connect(self._place)
        panel.menu_wanted.connect(pane.open_menu)
        panel.hidden_changed.connect(choices.hide)
        panel.by_changed.connect(choices.colour_by)
        panel.owner_changed.connect(choices.show_owner)
        panel.account_changed.connect(choices.show_account)
        return panel

    def _place(self, entry: Entry) -> None:
        """Put what waits where the cursor of the calendar is."""
        draft = self._pane.view.selected_time()
        if draft is not None:
            self._pane.controller.put(entry, draft)
