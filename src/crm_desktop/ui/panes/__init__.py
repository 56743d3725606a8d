"""What fills the window beside the navigation. Each pane is one declaration in `PANES`, in the order of the navigation.

An entity with a group has its pane by that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from crm_desktop.base.i18n import N_
from crm_desktop.model import ENTITIES, Activity, Goal, Opportunity, Record
from crm_desktop.services import summary
from crm_desktop.ui.context import Context
from crm_desktop.ui.panes.pane import Pane, PaneDeclaration
from crm_desktop.ui.panes.records import RecordsPane

_FIRST: tuple[type[Record], ...] = (Activity, Opportunity)
_GROUPS = ("", "Sell", "Keep", "Grow", "Measure")
_USUAL: dict[str, Mapping[str, Any]] = {
    "activity": {"sort": "starts", "descending": True},
    "opportunity": {"sort": "close_date", "descending": True, "scope": "stage_id.kind=open"},
}
"""How a list is sorted until the user sorts it, the others by name, and which part of it is shown."""
FIRST_SHOWN = "today"


def _opportunities(context: Context) -> Pane:
    from crm_desktop.ui.panes.opportunities import OpportunitiesPane

    name = Opportunity.__tablename__
    return OpportunitiesPane(context, name, summary.open_business, _USUAL[name])


def _goals(context: Context) -> Pane:
    from crm_desktop.ui.panes.goals import GoalsPane

    return GoalsPane(context, Goal.__tablename__, partial(summary.counted, Goal), {})


_OWN: dict[str, Callable[[Context], Pane]] = {Opportunity.__tablename__: _opportunities, Goal.__tablename__: _goals}
"""The entities whose pane can do more than show a list."""


def _records(model: type[Record]) -> PaneDeclaration:
    name = model.__tablename__
    entity = model.entity
    usual = partial(RecordsPane, entity=name, summary=partial(summary.counted, model), usual=_USUAL.get(name, {}))
    return PaneDeclaration(name, entity.plural, entity.icon, entity.group, _OWN.get(name, usual))


def _today(context: Context) -> Pane:
    from crm_desktop.ui.panes.today import TodayPane

    return TodayPane(context)


def _calendar(context: Context) -> Pane:
    from crm_desktop.ui.panes.calendar import CalendarPane

    return CalendarPane(context)


def _reports(context: Context) -> Pane:
    from crm_desktop.ui.panes.reports import ReportsPane

    return ReportsPane(context)


def _in_groups(panes: Iterable[PaneDeclaration]) -> tuple[PaneDeclaration, ...]:
    return tuple(sorted(panes, key=lambda pane: _GROUPS.index(pane.group)))


PANES = _in_groups(
    (
        PaneDeclaration("today", N_("Today"), "today", "", _today),
        PaneDeclaration("calendar", N_("Calendar"), "calendar", "", _calendar),
        *(_records(model) for model in (*_FIRST, *(m for m in ENTITIES if m.entity.group and m not in _FIRST))),
        PaneDeclaration("reports", N_("Reports"), "report", N_("Measure"), _reports),
    )
)
