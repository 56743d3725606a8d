"""Keeps the panel beside the days in step with the calendar; it is made when there is first room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout

from crm_desktop.base.dates import Period
from crm_desktop.ui import theme
from crm_desktop.ui.calendar.reading import Reading
from crm_desktop.ui.calendar.side import SidePanel
from crm_desktop.ui.calendar.tools import SideButton

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.panes.calendar import CalendarPane

_ROOMY, _WIDTH = 1100, 262
"""From this width of the window on, in pixels at 100 %, the panel stands there without being asked for."""
_READABLE = 400
"""What is left for the days, in pixels at 100 %, below which the panel lies over them instead of beside."""


class Beside(QObject):
    """The panel of one pane, at the end of a row.

    What is chosen on a narrow window counts for that window alone: it is not what the user wants on a wide one.
    """

    def __init__(self, pane: CalendarPane, row: QHBoxLayout) -> None:
        super().__init__(pane)
        self._pane, self._row = pane, row
        self.panel: SidePanel | None = None
        self.button = SideButton()
        self.button.clicked.connect(self.turn)
        self._is_asked_for = self._awaits_day = False
        pane.choices.side_changed.connect(self.fit)
        pane.views.installEventFilter(self)
        for told in (pane.views.moved, pane.views.opened, pane.views.create_wanted):
            told.connect(lambda *_what: self._give_way())
        pane.views.day_wanted.connect(self._await_day)

    def marked(self) -> Period | None:
        """Return the days of the small month, None where it is not shown."""
        return Period(*self.panel.month.seen()) if self.panel is not None and self.panel.isVisible() else None

    def fit(self) -> None:
        """Show the panel where it is wanted; where room is short, only when it is asked for there."""
        is_shown = self.is_shown()
        self.button.setChecked(is_shown)
        if is_shown and self.panel is None:
            self.panel = self._made()
        if self.panel is None:
            return
        self._place(self.panel)
        if self.panel.isHidden() == is_shown:
            self.panel.setVisible(is_shown)
            self._pane.refresh()

    def is_shown(self) -> bool:
        """Tell whether the panel is seen, or will be as soon as the pane is."""
        return self._pane.choices.has_side if self._has_room() else self._is_asked_for

    def turn(self) -> None:
        """Show the panel, or hide it."""
        if self._has_room():
            self._pane.choices.show_side(wanted=not self._pane.choices.has_side)
        else:
            self._is_asked_for = not self._is_asked_for
            self.fit()

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
        if self._awaits_day:
            self._awaits_day = False
            self._give_way()
        panel.show_choices(choices.hidden, choices.by, choices.owner_id, choices.account_id)

    def _await_day(self) -> None:
        self._awaits_day = True

    def _give_way(self) -> None:
        """Hide the panel where it lies over what the cursor is on."""
        panel, view = self.panel, self._pane.view
        spot = view.spot()
        if panel is None or spot is None or not (panel.isVisible() and panel.lies_over):
            return
        if panel.x() <= view.mapTo(self._pane.views, spot).x() < panel.x() + panel.width():
            focused = QApplication.focusWidget()
            had_keyboard = focused is not None and panel.isAncestorOf(focused)
            self.turn()
            if had_keyboard:
                view.take_keyboard()

    def _place(self, panel: SidePanel) -> None:
        """Put the panel beside the days, or over the last of them where they would be too narrow to be read."""
        width, views = min(theme.pixels(_WIDTH), self._pane.width() // 2), self._pane.views
        panel.setFixedWidth(width)
        lies_over = self._pane.width() - width < theme.pixels(_READABLE)
        if lies_over != panel.lies_over:
            shown = panel.isVisible()
            self._row.removeWidget(panel)
            if lies_over:
                panel.setParent(views)
            else:
                self._row.addWidget(panel)
            panel.lie_over(lies_over=lies_over)
            panel.setVisible(shown)
        if lies_over:
            left = 0 if panel.isRightToLeft() else views.width() - width
            panel.setGeometry(left, 0, width, views.height())
            panel.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.panel is not None and self.panel.lies_over:
            self._place(self.panel)
        return super().eventFilter(watched, event)

    def _has_room(self) -> bool:
        return self._pane.window().width() >= theme.pixels(_ROOMY)

    def _made(self) -> SidePanel:
        pane, choices = self._pane, self._pane.choices
        panel = SidePanel(pane.context.formats)
        self._row.addWidget(panel)
        panel.hide()
        panel.day_wanted.connect(pane.go_to_day)
        panel.week_wanted.connect(lambda day: pane.go_to_day(day, "week"))
        panel.month_shown.connect(lambda _first, _last: pane.refresh())
        panel.opened.connect(lambda entry: pane.controller.open(entry, panel.to_do.view.spot()))
        panel.finish_wanted.connect(pane.controller.finish)
        panel.place_wanted.connect(self._put)
        panel.menu_wanted.connect(pane.open_menu)
        panel.hidden_changed.connect(choices.hide)
        panel.by_changed.connect(choices.colour_by)
        panel.owner_changed.connect(choices.show_owner)
        panel.account_changed.connect(choices.show_account)
        return panel

    def _put(self, entry: Entry) -> None:
        """Put what waits where the cursor of the calendar is."""
        draft = self._pane.view.selected_time()
        if draft is not None:
            self._pane.controller.put(entry, draft)
