"""The menu of the right mouse button in the calendar: what can be done with an entry, or with free time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from crm_desktop.base.i18n import N_, _
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.hues import COLOURED_BY
from crm_desktop.ui.calendar.controller import ACTIVITY, is_of_series
from crm_desktop.ui.calendar.deeds import DEEDS, to_tomorrow
from crm_desktop.ui.forms.activity_kind import icon_of
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import plain_title

if TYPE_CHECKING:
    from crm_desktop.ui.panes.calendar import CalendarPane

_NEW = N_("New {kind}")


def open_menu(pane: CalendarPane, entry: Entry | None, at: QPoint) -> QMenu:
    """Show the menu of an entry, or of the free time under the cursor."""
    menu = QMenu(pane)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if entry is not None:
        _offer_entry(menu, pane, entry, at)
        menu.addSeparator()
    _offer_new(menu.addMenu(icon("plus"), _("New")) if entry is not None else menu, pane)
    menu.addSeparator()
    _offer_colours(menu.addMenu(_("Colours by")), pane)
    menu.popup(at)
    return menu


def _offer_entry(menu: QMenu, pane: CalendarPane, entry: Entry, menu_at: QPoint) -> None:
    controller = pane.controller
    _add(menu, _("Open"), "open", "Return", partial(controller.open, entry, QRect(menu_at, QSize(1, 1))))
    if entry.entity != ACTIVITY:
        return
    if not entry.done:
        _add(menu, _("Finish"), "check", "Ctrl+D", partial(controller.finish, entry))
        _add(menu, _("Finish and plan the next…"), "check", "Ctrl+Shift+D", partial(controller.conclude, entry))
    _add(menu, _("Move to tomorrow"), "calendar", "Ctrl+T", partial(to_tomorrow, controller, entry))
    words = _("To the hours") if entry.is_bar else _("Make it all day")
    _add(menu, words, "", "Ctrl+Shift+A", partial(controller.turn_all_day, entry))
    if is_of_series(entry):
        _add(menu, _("Skip this one"), "", "", partial(controller.skip, entry))
        _add(menu, _("Open the series"), "repeat", "", partial(pane.context.go_to, entry.entity, entry.id))
    elif entry.series is not None:
        if not entry.done:
            _add(menu, _("Back to the series"), "", "", partial(controller.rejoin, entry))
        _add(menu, _("Open the series"), "repeat", "", partial(pane.context.go_to, entry.entity, entry.series))
        _add(menu, _("Open record"), "activity", "", partial(pane.context.go_to, entry.entity, entry.id))
    else:
        _add(menu, _("Make it repeat…"), "repeat", "", partial(controller.make_recur, entry))
        _add(menu, _("Open record"), "activity", "", partial(pane.context.go_to, entry.entity, entry.id))
    menu.addSeparator()
    _add(menu, _("Delete"), "trash", "Del", partial(DEEDS["delete"], controller, entry))


def _offer_new(menu: QMenu, pane: CalendarPane) -> None:
    draft = pane.view.selected_time()
    if draft is None:
        return
    for kind, title in ACTIVITY_KINDS.options:
        words = _(_NEW).format(kind=_(title).lower())
        _add(menu, words, icon_of(kind), "", partial(pane.controller.create, draft, kind))


def _offer_colours(menu: QMenu, pane: CalendarPane) -> None:
    group = QActionGroup(menu)
    for by, title in COLOURED_BY:
        action = _add(menu, _(title), "", "", partial(pane.choices.colour_by, by))
        action.setCheckable(True)
        action.setChecked(by == pane.choices.by)
        group.addAction(action)


def _add(menu: QMenu, title: str, icon_name: str, key: str, run: Callable[[], object]) -> QAction:
    """Add an action; its key is only shown, because a command answers to it."""
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    action = menu.addAction(plain_title(title) + (f"\t{shown}" if key else ""))
    if icon_name:
        action.setIcon(icon(icon_name))
    action.triggered.connect(lambda _checked=False: run())
    return action
