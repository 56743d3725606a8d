"""What something new in the calendar begins with beside what is said of it: its first day, its owner, its reminder.

A series that is told to begin on a day that its rule leaves out begins on the first one that the rule gives from there
on, or else its record and its days would say different things.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates, workday
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Activity, Seller
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.recurrence import expansion, rule
from crm_desktop.services.calendar import moments, moves

_OWNED_LIKE = ("opportunity_id", "contact_id", "account_id")
"""Whose owner has an activity with them, the narrowest first."""


def values_of(
    session: Session, starts: datetime, minutes: int | None, all_day: bool, said: Mapping[str, Any], seller: int | None
) -> dict[str, Any]:
    """Return all values at a time but kind and subject; `seller` is whose calendar is looked at. Raises InvalidInput.

    What is over already is done, a series never is.
    """
    recurrence = said.get("recurrence") or ""
    begins = first_of(recurrence, moves.first_moment(starts, None) if all_day else starts, all_day)
    ends = moments.whole_days(begins, minutes, None)[2] if all_day else begins + timedelta(minutes=minutes or 0)
    is_over = ends <= dates.now() and not recurrence
    return {
        "owner_id": owner_of(session, said, seller),
        **said,
        "starts": begins,
        "minutes": minutes,
        "all_day": all_day,
        "done": is_over,
        "remind": None if is_over else workday.reminds(),
    }


def first_of(recurrence: str, starts: datetime, all_day: bool) -> datetime:
    """Return the first moment at or after `starts` that a rule gives, `starts` without a rule. Raises InvalidInput."""
    if not recurrence:
        return starts
    try:
        found = expansion.first_from(expansion.Pattern(starts, all_day, None, recurrence), None)
    except ValueError as error:
        raise InvalidInput({"recurrence": str(error)}) from error
    if found is None:
        raise InvalidInput(
            {"recurrence": _("This is on no day from then on. Say a later end, or an earlier day above.")}
        )
    return found


def words_of(recurrence: str, starts: datetime, all_day: bool, formats: Formats) -> str:
    """Return "Every second Tuesday from 1 Dec until 30 June 2027" of a series told to begin then. Raises InvalidInput."""
    from crm_desktop.schema.recurrence import words

    first = moments.local_day(first_of(recurrence, starts, all_day))
    said, told = rule.read(recurrence), formats.day_in_words(first, year=first.year != dates.today().year)
    begun = _("{rule} from {day}").format(rule=words.of(replace(said, until=None), formats), day=told)
    return begun if said.until is None else _("{rule} until {day}").format(rule=begun, day=words.last_day(said.until))


def owner_of(session: Session, links: Mapping[str, Any], seller: int | None) -> int | None:
    """Return who has an activity with these: the owner of one of them, else the seller, else the only one who sells."""
    kinds = Activity.links()
    for name in _OWNED_LIKE:
        linked = session.get(BY_NAME[kinds[name].target], links[name]) if links.get(name) else None
        owner: int | None = getattr(linked, "owner_id", None)
        if owner is not None:
            return owner
    if seller is not None:
        return seller
    selling = session.scalars(select(Seller.id).where(Seller.active).limit(2)).all()
    return selling[0] if len(selling) == 1 else None
