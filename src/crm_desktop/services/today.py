"""The day at one glance, as plain data: what the window starts with and `crm-desktop today` prints.

It is read in several short statements, so that whoever writes meanwhile gets his turn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.figures.figure import Figure
from crm_desktop.schema.formats import Formats
from crm_desktop.services import agenda, attention, away, book, month
from crm_desktop.services.agenda import PAGE, Agenda, Birthday, Page
from crm_desktop.services.away import Away, Window
from crm_desktop.storage import journal
from crm_desktop.storage.journal import Step
from crm_desktop.storage.short_reads import Read
from crm_desktop.storage.store import raw_of

CHANGES = 8
_BEGINS_WITH = ("account", "contact", "opportunity", "activity")
_DEALS = """
SELECT o.id, o.name, a.name, o.amount, o.currency, o.close_date FROM json_each(?) j
JOIN opportunity o ON o.id = j.value LEFT JOIN account a ON a.id = o.account_id ORDER BY j.key
"""


@dataclass(frozen=True)
class Deal:
    """An open opportunity; `reasons` say why it needs attention. Without a currency its amount is in the book's."""

    id: int
    name: str
    account: str
    amount: Decimal | None
    currency: str
    close_date: date | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Today:
    """Everything that the day asks for."""

    day: date
    away: Window | None
    """The time of whose list the agenda has nothing, None where it has everything."""
    agenda: Agenda
    attention: Page[Deal]
    urgent: tuple[int, ...]
    """All that need attention, the most urgent first."""
    bare: Page[Deal]
    """The open opportunities without a next step, those expected to close first at the top."""
    idle_accounts: int
    """How many active accounts have no next step."""
    birthdays: tuple[Birthday, ...]
    figures: tuple[Figure, ...]
    currency: str
    """The book's, in which the figures are."""
    changes: tuple[Step, ...]
    """The newest steps that stand; Undo takes back the first."""
    is_empty: bool
    """Whether the book holds no customers and no business yet."""


def read(
    open_read: Read, formats: Formats, fiscal_month: int = 1, task: Task | None = None, *, without_away: bool = False
) -> Today:
    """Return the day, without what the list of what fell due while nobody was here tells already, if that is asked.

    `open_read` gives a session for each of the short reads. Raises Cancelled.
    """
    task = task or Task()
    urgent = urgent_ids(open_read, task)
    with open_read() as session:
        told = away.since(session) if without_away else None
        planned, near = _agenda(session, told), agenda.birthdays(session)
    task.check()
    with open_read() as session:
        warned = _deals(session, urgent[:PAGE], formats)
        bare, idle = _bare(session, formats), _without(session, "account")
    task.check()
    with open_read() as session:
        return Today(
            day=dates.today(),
            away=told.window if told is not None else None,
            agenda=planned,
            attention=Page(warned, len(urgent)),
            urgent=urgent,
            bare=bare,
            idle_accounts=idle,
            birthdays=near,
            figures=month.figures(session, fiscal_month),
            currency=book.currency(session),
            changes=tuple(recent_steps(session)),
            is_empty=_is_empty(session),
        )


def _agenda(session: Session, told: Away | None) -> Agenda:
    return agenda.agenda(session, [item.key for item in told.items] if told is not None else ())


def urgent_ids(open_read: Read, task: Task) -> tuple[int, ...]:
    """Return all opportunities that need attention, the most urgent first, judged in short reads."""
    with open_read() as session:
        candidates = attention.candidates(session)
    places: list[attention.Place] = []
    for some in attention.in_portions(candidates):
        task.check()
        with open_read() as session:
            places += attention.judged(session, some)
    return tuple(place[-1] for place in sorted(places))


def recent_steps(session: Session, limit: int = CHANGES) -> list[Step]:
    """Return the newest steps that can be undone; only in this order, each needs those after it gone."""
    return [step for step in journal.steps(raw_of(session), 4 * limit) if not step.undone][:limit]


def _bare(session: Session, formats: Formats) -> Page[Deal]:
    condition = attention.without_next_step("opportunity")
    order = "ORDER BY close_date IS NULL, close_date, id LIMIT ?"
    sql = f"SELECT id FROM opportunity t WHERE {condition.sql} {order}"
    ids = [row[0] for row in raw_of(session).execute(sql, (*condition.values, PAGE))]
    return Page(_deals(session, ids, formats), _without(session, "opportunity"))


def _without(session: Session, entity: attention.WithSteps) -> int:
    return attention.without_next_step(entity).count(raw_of(session), entity)


def _deals(session: Session, ids: list[int] | tuple[int, ...], formats: Formats) -> tuple[Deal, ...]:
    why = attention.reasons(session, ids, formats)
    return tuple(
        Deal(
            deal,
            name,
            account or "",
            None if amount is None else Decimal(amount).scaleb(-4),
            currency or "",
            date.fromisoformat(close) if close else None,
            why.get(deal, ()),
        )
        for deal, name, account, amount, currency, close in raw_of(session).execute(_DEALS, (json.dumps(ids),))
    )


def _is_empty(session: Session) -> bool:
    marks = ", ".join("?" * len(_BEGINS_WITH))
    sql = f"SELECT sum(n) FROM counter WHERE tbl IN ({marks})"
    return not raw_of(session).execute(sql, _BEGINS_WITH).fetchone()[0]
