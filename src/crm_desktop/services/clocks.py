"""The two clocks of a record: the days since contact with the customer, and for a deal those in its stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.figures import aging
from crm_desktop.figures.figure import Meaning
from crm_desktop.model import Opportunity, Record
from crm_desktop.services import deals


@dataclass(frozen=True)
class Clock:
    """How long something has lasted: `text` says it, `meaning` how it is counted.

    `is_over` says whether it is past its limit and nothing is planned that would make this harmless.
    """

    text: str
    meaning: str
    is_over: bool = False


def of(session: Session, record: Record) -> list[Clock]:
    """Return the clocks that run on a record; none on one that nobody is in contact with, or on a closed deal."""
    if isinstance(record, Opportunity):
        return _of_deal(session, record)
    if "last_contact" not in type(record).fields():
        return []
    since: date | None = getattr(record, "last_contact", None)
    return [_contact(None if since is None else (dates.today() - since).days, None)]


def _of_deal(session: Session, record: Opportunity) -> list[Clock]:
    today = dates.today()
    deal = deals.as_of(session, today, ids=[record.id]).get(record.id)
    if deal is None or deal.kind != "open":
        return []
    contact, stage = (clock(deal, today).value for clock in (aging.days_since_contact, aging.days_in_stage))
    clocks = [_contact(None if contact is None else int(contact), deal.limit_without_contact)]
    if stage is not None:
        told = count_of("{n} day in stage", "{n} days in stage", int(stage))
        clocks.append(_clock(told, int(stage), deal.limit_in_stage, aging.DAYS_IN_STAGE))
    return [_calm(clock) for clock in clocks] if aging.is_silenced(deal, today) else clocks


def _calm(clock: Clock) -> Clock:
    """Return a clock without its alarm: the next step is planned already."""
    if not clock.is_over:
        return clock
    planned = _("The next step is planned, so that this is no warning before its day.")
    return replace(clock, meaning=f"{planned} {clock.meaning}", is_over=False)


def _contact(days: int | None, limit: int | None) -> Clock:
    if days is None:
        return _clock(_("no contact yet"), None, limit, aging.DAYS_SINCE_CONTACT)
    if days <= 0:
        return _clock(_("contact today"), 0, limit, aging.DAYS_SINCE_CONTACT)
    told = count_of("{n} day since contact", "{n} days since contact", days)
    return _clock(told, days, limit, aging.DAYS_SINCE_CONTACT)


def _clock(text: str, days: int | None, limit: int | None, meaning: Meaning) -> Clock:
    if limit is None:
        return Clock(text, _(meaning.definition))
    with_limit = _("{clock}, limit {limit}").format(clock=text, limit=limit)
    return Clock(with_limit, _(meaning.definition), is_over=days is not None and days > limit)
