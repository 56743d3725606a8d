"""The commands of the calendar: where it looks, how it looks, and what is done at its cursor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import N_, _
from crm_desktop.services.calendar.hues import COLOURED_BY, By
from crm_desktop.services.calendar.layers import LAYERS, Layer
from crm_desktop.services.calendar.ways import Way
from crm_desktop.ui.calendar.period import SIDE_KEY, WAYS, WayDeclaration
from crm_desktop.ui.commands.command import Command, in_book
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.ui.calendar.choices import Choices
    from crm_desktop.ui.panes.calendar import CalendarPane

NAME = "calendar"
_PLACE = "View/Calendar"


def show_way(way: Way, context: Context) -> None:
    """Show the calendar in one way, around the day of its cursor."""
    pane = _pane(context)
    pane.go_to_day(pane.day, way)
    pane.setFocus()


def go_to_today(context: Context) -> None:
    """Show the period that today is in."""
    _pane(context).go_to_today()


def turn(step: int, context: Context) -> None:
    """Show the next period or the one before."""
    _pane(context).turn(step)


def colour_by(by: By, context: Context) -> None:
    """Colour the entries by another thing."""
    _pane(context).choices.colour_by(by)


def turn_layer(layer: str, context: Context) -> None:
    """Show a layer, or leave it out."""
    _pane(context).choices.turn_layer(layer)


def turn_side(context: Context) -> None:
    """Show what is to do beside the days, or only the days."""
    _pane(context).beside.turn()


def create_here(context: Context) -> None:
    """Make something at the cursor."""
    _pane(context).new_record()


def turn_all_day(context: Context) -> None:
    """Take the entry under the cursor out of the hours, or back into them."""
    _with_entry(context, _pane(context).controller.turn_all_day)


def make_recur(context: Context) -> None:
    """Say how the entry under the cursor repeats."""
    _with_entry(context, _pane(context).controller.make_recur)


def find_time(context: Context) -> None:
    """Offer the next free times, the best first."""
    from crm_desktop.ui.calendar.free_times import open_free_times

    open_free_times(_pane(context))


def is_way(way: Way, context: Context) -> bool:
    """Tell whether the calendar is looked at in that way."""
    return _choices(context).way == way


def is_coloured_by(by: By, context: Context) -> bool:
    """Tell whether the entries are coloured by that."""
    return _choices(context).by == by


def is_shown(layer: str, context: Context) -> bool:
    """Tell whether a layer is shown."""
    return layer not in _choices(context).hidden


def has_side(context: Context) -> bool:
    """Tell whether what is to do stands beside the days, or would if the calendar were in front."""
    from crm_desktop.ui.panes.calendar import CalendarPane

    pane = context.host.pane
    return pane.beside.is_shown() if isinstance(pane, CalendarPane) else _choices(context).has_side


def is_in_front(context: Context) -> bool:
    """Tell whether the calendar is in front."""
    from crm_desktop.ui.panes.calendar import CalendarPane

    return isinstance(context.pane, CalendarPane)


def has_activity(context: Context) -> bool:
    """Tell whether the cursor of the calendar is on an activity."""
    chosen = context.pane.selected()
    return is_in_front(context) and chosen is not None and chosen.entity == "activity"


def _choices(context: Context) -> Choices:
    """Return what is chosen; it is all in the memory, so that a tick in a menu opens no calendar."""
    from crm_desktop.ui.calendar.choices import Choices

    return Choices(context.memory)


def _pane(context: Context) -> CalendarPane:
    from crm_desktop.ui.panes.calendar import CalendarPane

    pane = context.open_pane(NAME)
    assert isinstance(pane, CalendarPane)
    return pane


def _with_entry(context: Context, deed: Callable[[Entry], object]) -> None:
    entry = _pane(context).view.current()
    if entry is not None:
        deed(entry)


def _way_command(way: WayDeclaration) -> Command:
    return in_book(
        f"calendar.way.{way.id}", way.title, partial(show_way, way.id), _PLACE, way.key, section=1,
        words=lambda _context: _("Calendar: {name}").format(name=_(way.title).lower()), checked=partial(is_way, way.id),
    )  # fmt: skip


def _layer_command(layer: Layer) -> Command:
    return in_book(
        f"calendar.layer.{layer.key}", layer.title, partial(turn_layer, layer.key), _PLACE, section=3,
        words=lambda _context: _("Show in the calendar: {name}").format(name=_(layer.title).lower()),
        checked=partial(is_shown, layer.key),
    )  # fmt: skip


def _colour_command(by: By, title: str) -> Command:
    return in_book(
        f"calendar.colour.{by}", title, partial(colour_by, by), _PLACE, section=4,
        words=lambda _context: _("Colour the calendar by {what}").format(what=_(title).lower()),
        checked=partial(is_coloured_by, by),
    )  # fmt: skip


CALENDAR = (
    *map(_way_command, WAYS),
    in_book("calendar.today", N_("Go to today"), go_to_today, _PLACE, "Alt+Home", "today", section=2),
    in_book("calendar.later", N_("Later in the calendar"), partial(turn, 1), _PLACE, "Alt+Right", section=2, when=is_in_front),
    in_book("calendar.earlier", N_("Earlier in the calendar"), partial(turn, -1), _PLACE, "Alt+Left", section=2, when=is_in_front),
    *map(_layer_command, LAYERS),
    *(_colour_command(by, title) for by, title in COLOURED_BY),
    in_book("calendar.side", N_("Show what is to do beside the calendar"), turn_side, _PLACE, SIDE_KEY, section=4, checked=has_side),
    in_book("calendar.new", N_("New activity here"), create_here, _PLACE, section=5, when=is_in_front),
    in_book("calendar.all_day", N_("Make it all day, or give it an hour"), turn_all_day, _PLACE, "Ctrl+Shift+A", section=5, when=has_activity),
    in_book("calendar.recur", N_("Make it repeat…"), make_recur, _PLACE, icon="repeat", section=5, when=has_activity),
    in_book("calendar.free", N_("Find free time…"), find_time, _PLACE, "Ctrl+Shift+Space", "clock", section=5),
)  # fmt: skip
