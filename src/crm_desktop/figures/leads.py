"""Leads: on which step of the way from prospect to client the contacts are, who is new, and who got further."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from crm_desktop.figures.deal import Span, is_in
from crm_desktop.figures.figure import Figure, Meaning, Words, quotient, tally

_ENTITY = "contact"
ON_STEP = Meaning("contacts_on_step", "count", "The contacts that are on this step on the day of the report.", _ENTITY)
CONTACTS = Meaning("contacts", "count", "All contacts on the day of the report, on whichever step.", _ENTITY)
NEW = Meaning(
    "contacts_new",
    "count",
    "The contacts that came into this book in the period; who was imported counts on the day of the import.",
    _ENTITY,
)
FURTHER = Meaning(
    "contacts_further",
    "count",
    "The contacts whose step at the end of the period is a later one than at its beginning, or than the one they came "
    "with. An inactive client who is active again got further.",
    _ENTITY,
)
FURTHER_SHARE = Meaning(
    "contacts_further_share",
    "percent",
    "Of the contacts that were prospects or potential clients at the beginning of the period, or came as such in it: "
    "those who got further.",
    _ENTITY,
)
MEANINGS = (ON_STEP, CONTACTS, NEW, FURTHER, FURTHER_SHARE)

STEPS = ("prospect", "potential", "active", "inactive")
"""The way of a customer. Inactive comes after active, but is not further."""
_FURTHER = {("prospect", "potential"), ("prospect", "active"), ("potential", "active"), ("inactive", "active")}
_LEADS = ("prospect", "potential")


@dataclass(frozen=True, slots=True)
class Lead:
    """A contact on a day; `before` and `after` are its steps at both ends of a period.

    One that came in the period has as `before` the step that it came with.
    """

    id: int
    step: str
    before: str
    after: str
    came: date
    source: str = ""
    seller: int | None = None

    @property
    def got_further(self) -> bool:
        """Whether the contact came nearer to being a client, or became one again."""
        return (self.before, self.after) in _FURTHER


def on_step(leads: Iterable[Lead], step: str) -> Figure:
    """Return how many are on one step."""
    return tally(ON_STEP, [lead.id for lead in leads if lead.step == step], Words("on the day of the report"))


def contacts(leads: Iterable[Lead]) -> Figure:
    """Return how many there are."""
    return tally(CONTACTS, [lead.id for lead in leads], Words("on the day of the report"))


def new(leads: Iterable[Lead], period: Span) -> Figure:
    """Return how many came in `period`."""
    return tally(NEW, [lead.id for lead in leads if is_in(lead.came, period)], _scope(period))


def further(leads: Iterable[Lead], period: Span) -> Figure:
    """Return how many got further; `period` is the one that they were read for."""
    return tally(FURTHER, [lead.id for lead in leads if lead.got_further], _scope(period))


def further_share(leads: Sequence[Lead], period: Span) -> Figure:
    """Return the share of those who could get further that did."""
    could = [lead.id for lead in leads if lead.before in _LEADS]
    did = sum(lead.got_further for lead in leads if lead.before in _LEADS)
    value, why = quotient(did, len(could), Words("nobody was a prospect or a potential client"))
    return Figure(
        FURTHER_SHARE, value, why, _scope(period), of=(did, len(could)), count=len(could), records=tuple(could)
    )


def _scope(period: Span) -> Words:
    return Words("from {first} to {last}", first=period.first, last=period.last)
