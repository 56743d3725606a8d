"""How an activity went, who came to it and what comes next: all that is said when it is over, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from crm_desktop.model import Activity
from crm_desktop.services import activities, attendees, records
from crm_desktop.services.activities import Next
from crm_desktop.services.attendees import Key

_TOGETHER = ("meeting", "visit")


def conclude(
    session: Session,
    activity: Activity,
    outcome: str = "",
    came: Mapping[Key, bool] | None = None,
    then: Next | None = None,
    at: datetime | None = None,
) -> Activity:
    """Note how an activity went, finish it if it is not, plan what comes next, and return what was finished.

    Of a series that is the one `at` this time by its rule, the first open one without it. A next meeting or visit
    asks the same people again. Raises InvalidInput, and UserError.
    """
    activity = activities.one_of(session, activity, at)
    attendees.note_who_came(session, activity, came or {})
    following = activities.follow_up(session, activity, then) if then is not None else None
    if following is not None and following.kind in _TOGETHER:
        attendees.ask_again(session, activity.id, following.id)
    if activity.done:
        _note(session, activity, outcome)
    else:
        activities.finish(session, activity, outcome)
    return activity


def _note(session: Session, activity: Activity, outcome: str) -> None:
    if outcome.strip():
        whole = "\n".join(filter(None, (activity.outcome, outcome.strip())))
        records.update(session, activity, {"outcome": whole})
