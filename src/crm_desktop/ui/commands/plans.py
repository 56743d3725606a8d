"""The commands of what is planned: finish it, or put it off; in the pane of the day and in the list of activities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from textwrap import shorten

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.model import Activity
from crm_desktop.services import activities, records
from crm_desktop.ui.commands.command import in_book
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.finish_bar import open_finish_bar
from crm_desktop.ui.forms.moments import again_in_words
from crm_desktop.ui.panes.pane import Deed

_LONGEST = 60


def finish(context: Context) -> None:
    """Mark the selected activities as done; where one was, the pane may ask what comes next."""
    if context.pane.takes("finish"):
        return
    ids, at = _planned(context)
    if not ids:
        return
    title = _title(context, _("Finish {what}"), ids)
    is_done = context.act(title, partial(_each, ids, partial(activities.finish, at=at)))
    if is_done and len(ids) == 1 and not _told_when_again(context, title, ids[0]):
        context.pane.was_finished(ids[0])


def conclude(context: Context) -> None:
    """Ask how the selected activity went, who came and what comes next."""
    chosen = context.pane.selected()
    if context.pane.takes("conclude"):
        return
    if chosen is not None and chosen.entity == Activity.__tablename__ and len(chosen.ids) == 1:
        open_finish_bar(context, chosen.ids[0], chosen.at)


def postpone(deed: Deed, day: Callable[[], date], context: Context) -> None:
    """Move the selected activities to another day, at the same time of day."""
    if context.pane.takes(deed):
        return
    ids, at = _planned(context)
    if ids:
        title = _title(context, _("Postpone {what} to {day}"), ids)
        shown = context.formats.day_in_words(day(), year=day().year != dates.today().year)
        context.act(title.replace("{day}", shown), partial(_each, ids, partial(_to_day, day(), at)))


def has_activities(context: Context) -> bool:
    """Tell whether activities are selected."""
    return context.pane.entity == Activity.__tablename__ and context.pane.has_selection()


def tomorrow() -> date:
    """Return the day after today."""
    return dates.today() + dates.DAY


def next_week() -> date:
    """Return the Monday of the next week."""
    return dates.week_of(dates.today()).last + timedelta(days=1)


def _planned(context: Context) -> tuple[tuple[int, ...], datetime | None]:
    """Return those of the selected activities that are still to be done, and the day that is chosen of a series."""
    chosen = context.pane.selected()
    if chosen is None or chosen.entity != Activity.__tablename__:
        return (), None
    found: list[int] = []
    with context.told(), context.store.read() as session:
        found += [one for one in chosen.ids if activities.is_planned(records.find(session, Activity, one))]
    return tuple(found), chosen.at


def _told_when_again(context: Context, title: str, activity: int) -> bool:
    """Say when the next of a series comes, which nobody has to plan; False where none does."""
    with context.store.read() as session:
        again = activities.comes_again(session, activity)
        all_day = again is not None and records.find(session, Activity, activity).all_day
    if again is None:
        return False
    said = again_in_words(title, again, context.formats, all_day=all_day)
    context.say(said, action=_("Undo"), run=context.undo)
    return True


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


def _to_day(day: date, at: datetime | None, session: Session, activity: Activity) -> None:
    activities.postpone(session, activity, day, at=at)


PLANS = (
    in_book(
        "plan.finish", N_("Finish"), finish, "Record", "Ctrl+D", "check",
        when=has_activities, section=1, for_selection=True,
    ),
    in_book(
        "plan.conclude", N_("Finish and plan the next…"), conclude, "Record", "Ctrl+Shift+D", "check",
        when=has_activities, section=1, for_selection=True,
    ),
    in_book(
        "plan.tomorrow", N_("Postpone to tomorrow"), partial(postpone, "tomorrow", tomorrow), "Record", "Ctrl+T", "calendar",
        when=has_activities, section=1, for_selection=True,
    ),
    in_book(
        "plan.next_week", N_("Postpone to next week"), partial(postpone, "next_week", next_week), "Record", "Ctrl+Shift+T", "calendar",
        when=has_activities, section=1, for_selection=True,
    ),
)  # fmt: skip
