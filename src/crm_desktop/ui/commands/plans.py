"""The commands of what is planned: finish it, or put it off; in the pane of the day and in the list of activities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from textwrap import shorten

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.model import Activity
from crm_desktop.services import activities, records
from crm_desktop.ui.commands.command import in_book
from crm_desktop.ui.context import Context

_LONGEST = 60


def finish(context: Context) -> None:
    """Mark the selected activities as done; where one was, the pane may ask what comes next."""
    ids = _planned(context)
    if not ids:
        return
    is_done = context.act(_title(context, _("Finish {what}"), ids), partial(_each, ids, activities.finish))
    if is_done and len(ids) == 1:
        context.pane.was_finished(ids[0])


def postpone(day: Callable[[], date], context: Context) -> None:
    """Move the selected activities to another day, at the same time of day."""
    ids = _planned(context)
    if ids:
        title = _title(context, _("Postpone {what} to {day}"), ids)
        shown = context.formats.day_in_words(day(), year=day().year != dates.today().year)
        context.act(title.replace("{day}", shown), partial(_each, ids, partial(_to_day, day())))


def has_activities(context: Context) -> bool:
    """Tell whether activities are selected."""
    return context.pane.entity == Activity.__tablename__ and context.pane.has_selection()


def tomorrow() -> date:
    """Return the day after today."""
    return dates.today() + dates.DAY


def next_week() -> date:
    """Return the Monday of the next week."""
    return dates.week_of(dates.today()).last + timedelta(days=1)


def _planned(context: Context) -> tuple[int, ...]:
    """Return those of the selected activities that are not done."""
    chosen = context.pane.selected()
    found: list[int] = []
    if chosen is not None and chosen.entity == Activity.__tablename__:
        with context.told(), context.store.read() as session:
            found += [one for one in chosen.ids if not records.find(session, Activity, one).done]
    return tuple(found)


def _title(context: Context, pattern: str, ids: tuple[int, ...]) -> str:
    what = count_of(Activity.entity.one, Activity.entity.many, len(ids))
    with context.told(), context.store.read() as session:
        if len(ids) == 1:
            name = records.find(session, Activity, ids[0]).name
            what = _("“{name}”").format(name=shorten(name, _LONGEST, placeholder=" …"))
    return pattern.replace("{what}", what)


def _each(ids: tuple[int, ...], change: Callable[[Session, Activity], object], session: Session) -> None:
    for activity in ids:
        change(session, records.find(session, Activity, activity))


def _to_day(day: date, session: Session, activity: Activity) -> None:
    activities.postpone(session, activity, day)


PLANS = (
    in_book(
        "plan.finish", N_("Finish"), finish, "Record", "Ctrl+D", "check",
        when=has_activities, section=1, for_selection=True,
    ),
    in_book(
        "plan.tomorrow", N_("Postpone to tomorrow"), partial(postpone, tomorrow), "Record", "Ctrl+T", "calendar",
        when=has_activities, section=1, for_selection=True,
    ),
    in_book(
        "plan.next_week", N_("Postpone to next week"), partial(postpone, next_week), "Record", "Ctrl+Shift+T", "calendar",
        when=has_activities, section=1, for_selection=True,
    ),
)  # fmt: skip
