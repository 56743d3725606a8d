"""Activity: what was done with customers in a period, how long it took, whom it reached, and what is still owed.

A series is no activity that was done: only its days that were, which are activities of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.figures.deal import Span, is_in
from crm_desktop.figures.figure import Figure, Meaning, Words, quotient, tally, total

_ENTITY = "activity"
DONE = Meaning("activities_done", "count", "The activities that were done, by the day that they were for.", _ENTITY)
MINUTES = Meaning(
    "activity_minutes",
    "count",
    "The minutes of the activities that were done. Those without a duration are counted and named, and add nothing.",
    _ENTITY,
)
NOTED = Meaning(
    "outcomes_noted", "percent", "Of the activities that were done: those whose outcome was written down.", _ENTITY
)
ACCOUNTS_TOUCHED = Meaning(
    "accounts_touched",
    "count",
    "The accounts with which a call, meeting, visit, e-mail or letter was done, each once; also those of whoever came to one.",
    "account",
)
CONTACTS_TOUCHED = Meaning(
    "contacts_touched",
    "count",
    "The contacts with whom a call, meeting, visit, e-mail or letter was done, each once; whoever came to one counts too, "
    "who stayed away does not.",
    "contact",
)
PLANNED = Meaning(
    "activities_planned",
    "count",
    "What is not done and is for the day of the report or a later one; a series counts once, with its next day.",
    _ENTITY,
)
OVERDUE = Meaning(
    "activities_overdue",
    "count",
    "What is not done and was for a day before that of the report; a series counts once, with its first open day.",
    _ENTITY,
)
MEANINGS = (DONE, MINUTES, NOTED, ACCOUNTS_TOUCHED, CONTACTS_TOUCHED, PLANNED, OVERDUE)

NO_DURATION = Words("no duration")


@dataclass(frozen=True, slots=True)
class Deed:
    """An activity on the day that it is for, of a series that of its next open day.

    `is_contact` says that its kind is one by which a customer is reached; `accounts` and `contacts` are all whom it
    was with, those who came as one of several included.
    """

    id: int
    kind: str
    day: date
    is_done: bool
    is_contact: bool = True
    minutes: int | None = None
    has_outcome: bool = False
    seller: int | None = None
    accounts: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()


def done_in(deeds: Iterable[Deed], period: Span | None) -> list[Deed]:
    """Return the activities that were done in `period`."""
    return [deed for deed in deeds if deed.is_done and is_in(deed.day, period)]


def done(deeds: Iterable[Deed], period: Span | None = None) -> Figure:
    """Return how many were done."""
    return tally(DONE, [deed.id for deed in done_in(deeds, period)], _scope(period))


def minutes(deeds: Iterable[Deed], period: Span | None = None) -> Figure:
    """Return how many minutes were spent."""
    shares = (
        (deed.id, NO_DURATION if deed.minutes is None else Decimal(deed.minutes)) for deed in done_in(deeds, period)
    )
    return total(MINUTES, shares, _scope(period))


def outcomes_noted(deeds: Iterable[Deed], period: Span | None = None) -> Figure:
    """Return the share of what was done whose outcome is known."""
    found = done_in(deeds, period)
    noted = sum(deed.has_outcome for deed in found)
    value, why = quotient(noted, len(found), Words("nothing was done"))
    ids = tuple(deed.id for deed in found)
    return Figure(NOTED, value, why, _scope(period), of=(noted, len(found)), count=len(ids), records=ids)


def accounts_touched(deeds: Iterable[Deed], period: Span | None = None) -> Figure:
    """Return the accounts that were in contact."""
    found = {account: None for deed in done_in(deeds, period) if deed.is_contact for account in deed.accounts}
    return tally(ACCOUNTS_TOUCHED, list(found), _scope(period))


def contacts_touched(deeds: Iterable[Deed], period: Span | None = None) -> Figure:
    """Return the people who were in contact."""
    found = {contact: None for deed in done_in(deeds, period) if deed.is_contact for contact in deed.contacts}
    return tally(CONTACTS_TOUCHED, list(found), _scope(period))


def planned(deeds: Iterable[Deed], day: date) -> Figure:
    """Return what is still to come at the beginning of `day`."""
    ids = [deed.id for deed in deeds if not deed.is_done and deed.day >= day]
    return tally(PLANNED, ids, Words("planned on {day}", day=day))


def overdue(deeds: Iterable[Deed], day: date) -> Figure:
    """Return what should have been done before `day`."""
    ids = [deed.id for deed in deeds if not deed.is_done and deed.day < day]
    return tally(OVERDUE, ids, Words("overdue on {day}", day=day))


def _scope(period: Span | None) -> Words:
    if period is None:
        return Words("done on any day")
    return Words("done from {first} to {last}", first=period.first, last=period.last)
