"""What an event of a file changes in an activity that is in the book already: what is news, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.exchange import ical_family
from crm_desktop.exchange.ical_past import Past, news
from crm_desktop.exchange.ical_recurrence import joined
from crm_desktop.exchange.ical_same import as_it_was, as_known, moments_of
from crm_desktop.model import Activity
from crm_desktop.services import editing
from crm_desktop.services.series import is_series
from crm_desktop.storage.store import raw_of

_HIDDEN = ("skipped", "added")
_WHEN = ("starts", "minutes", "all_day", "recurrence", "zone", *_HIDDEN)


def change(session: Session, activity: Activity, values: dict[str, Any], modified: datetime | None) -> bool:
    """Give an activity what an event says that was changed at a moment, if it says so; return whether that was anything else."""
    if activity.done and not activity.recurrence:
        values = {name: value for name, value in values.items() if name not in (*_WHEN, "done")}
    elif "starts" in values:
        values |= as_it_was(values, activity)
    if values.get("recurrence"):
        values.pop("done", None)
    if not _says_the_same(values, activity):
        past = Past(raw_of(session), Activity.__tablename__, activity.id)
        is_cut = is_series(activity) and ical_family.goes_on(session, activity)
        values = news(activity, values, past, modified, goes_on=is_cut)
    hidden = {name: values.pop(name) for name in _HIDDEN if name in values}
    is_other = editing.take_over(session, activity, values)
    if "skipped" in hidden:  # after the update, which takes what is skipped here along to another time of day
        hidden["skipped"] = joined(moments_of(activity.skipped) | as_known(hidden["skipped"], activity.skipped))
    if "added" in hidden:
        hidden["added"] = joined(as_known(hidden["added"], activity.added))
    other = {name: value for name, value in hidden.items() if value != getattr(activity, name)}
    if other:
        activity.take(other | {"changed": dates.now()})
    return is_other or bool(other)


def _says_the_same(values: Mapping[str, Any], activity: Activity) -> bool:
    """Tell whether an event differs in nothing, which is the usual case and needs no look at the past."""
    skipped = as_known(values.get("skipped"), activity.skipped)
    return skipped <= moments_of(activity.skipped) and all(
        getattr(activity, name) == value for name, value in values.items() if name != "skipped"
    )
