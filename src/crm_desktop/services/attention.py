"""What must not be forgotten: opportunities that need attention, and what comes next with whom.

The rules are those of `figures.aging`, and nowhere else. SQL only narrows a large book down to those that may need
attention; its conditions are a little too wide on purpose, and a test compares the outcome with the whole book's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Final, Literal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.figures import aging
from crm_desktop.model.activity import DUE, IS_PLANNED
from crm_desktop.schema.formats import Formats
from crm_desktop.services import deals, sentences
from crm_desktop.storage.ordering import Condition
from crm_desktop.storage.store import raw_of

AT_ONCE = 500
"""How many opportunities are judged in one read, so that others get their turn in between."""

WithSteps = Literal["opportunity", "account", "contact"]

Place = tuple[int, Decimal, str, int]
"""Where an opportunity stands among those that need attention; its id comes last."""

_LATEST = "max(ifnull(o.last_contact, ''), ifnull(a.last_contact, ''), ifnull(c.last_contact, ''))"
# Two days more than the limit's own: the trail keeps moments in UTC, the limits count local days.
_ENTERED_BEFORE = "date(:today, '-' || (g.limit_in_stage - 2) || ' days')"
_MAY_NEED = f"""
SELECT o.id FROM opportunity o JOIN stage g ON g.id = o.stage_id
LEFT JOIN account a ON a.id = o.account_id LEFT JOIN contact c ON c.id = o.contact_id
WHERE g.kind = 'open' AND (
  o.close_date < :today
  OR {_LATEST} < date(:today, '-' || g.limit_without_contact || ' days')
  OR {_LATEST} > :today
  OR (SELECT count(*) FROM opportunity_state s WHERE s.opportunity_id = o.id) > {aging.PUSHED_OFTEN}
  OR (g.limit_in_stage IS NOT NULL
      AND (SELECT s.stage_id FROM opportunity_state s WHERE s.opportunity_id = o.id AND s.since < {_ENTERED_BEFORE}
           ORDER BY s.since DESC, s.id DESC LIMIT 1) = o.stage_id
      AND NOT EXISTS (SELECT 1 FROM opportunity_state s WHERE s.opportunity_id = o.id AND s.since >= {_ENTERED_BEFORE}
                      AND s.stage_id IS NOT o.stage_id))
) AND NOT (
  o.id IN (SELECT opportunity_id FROM activity WHERE NOT done AND starts > :start AND opportunity_id IS NOT NULL
           GROUP BY 1 HAVING min(starts) > :end)
  AND ifnull(o.account_id, 0) NOT IN (SELECT ifnull(account_id, 0) FROM activity
                                      WHERE NOT done AND starts > :start AND starts <= :end AND opportunity_id IS NULL)
  AND o.id NOT IN (SELECT ifnull(opportunity_id, 0) FROM activity WHERE recurrence IS NOT NULL)
  AND ifnull(o.account_id, 0) NOT IN (SELECT ifnull(account_id, 0) FROM activity WHERE recurrence IS NOT NULL))
ORDER BY o.id
"""

_NEXT = f"""
SELECT {{link}}_id, id, name, kind, min({DUE}), all_day, recurrence IS NOT NULL FROM activity
WHERE {{link}}_id IN (SELECT value FROM json_each(?)) AND {IS_PLANNED} GROUP BY {{link}}_id
"""
# the index of the link alone answers the first part; those that are over are few
_WITH_A_STEP = """
SELECT {link}_id FROM activity WHERE NOT done AND {link}_id IS NOT NULL
AND id NOT IN (SELECT id FROM activity WHERE recurrence IS NOT NULL AND due IS NULL)
"""

_NEEDS_A_STEP: Final[dict[WithSteps, str]] = {
    "opportunity": "\"stage_id\" IN (SELECT id FROM stage WHERE kind = 'open')",
    "account": "\"status\" = 'active'",
    "contact": "\"status\" = 'active'",
}


@dataclass(frozen=True)
class NextStep:
    """The earliest planned activity with a customer; `id` is the activity's."""

    id: int
    name: str
    kind: str
    starts: datetime
    all_day: bool = False
    at: datetime | None = None
    """Which day of a series it is; None for what does not recur."""

    @property
    def recurs(self) -> bool:
        """Whether it is one of a series, so that another comes by itself."""
        return self.at is not None

    @property
    def is_overdue(self) -> bool:
        """Whether its time has passed; what is meant for a whole day has until its end."""
        if self.all_day:
            return dates.local_day(self.starts) < dates.today()
        return self.starts < dates.now()


def reasons(session: Session, ids: Iterable[int], formats: Formats) -> dict[int, tuple[str, ...]]:
    """Return why opportunities need attention, in words; those that need none are not in it."""
    day = dates.today()
    found = deals.as_of(session, day, ids=ids).values()
    return {
        deal.id: tuple(sentences.warning(reason, day, formats) for reason in why)
        for deal in found
        if (why := aging.needs_attention(deal, day))
    }


def needing_attention(session: Session) -> list[int]:
    """Return the opportunities that need attention: furthest past a limit first, of these the ones worth most."""
    found = [place for some in in_portions(candidates(session)) for place in judged(session, some)]
    return [place[-1] for place in sorted(found)]


def candidates(session: Session) -> list[int]:
    """Return all opportunities that need attention and perhaps some that don't: `judged` tells."""
    day = dates.today()
    start, end = (dates.moment_text(dates.end_of(one)) for one in (day - dates.DAY, day))
    names = {"today": day.isoformat(), "start": start, "end": end}
    return [row[0] for row in raw_of(session).execute(_MAY_NEED, names)]


def judged(session: Session, ids: Iterable[int]) -> list[Place]:
    """Return the places of those among `ids` that need attention; sorted, the most urgent comes first."""
    day, rates = dates.today(), deals.rates(session)
    found = deals.as_of(session, day, ids=ids)
    return [
        aging.urgency(deal, why, rates, day) for deal in found.values() if (why := aging.needs_attention(deal, day))
    ]


def in_portions(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ids in portions that one short read can judge."""
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def next_steps(session: Session, entity: WithSteps, ids: Iterable[int]) -> dict[int, NextStep]:
    """Return the earliest planned activity of each record, overdue or not; those without one are not in it."""
    rows = raw_of(session).execute(_NEXT.format(link=entity), (json.dumps(list(ids)),))
    return {record: step_of(*values) for record, *values in rows}


def step_of(activity: int, name: str, kind: str, starts: str, all_day: int, recurs: int) -> NextStep:
    """Return a planned activity as the file holds it; `starts` is when it is due."""
    at = dates.moment_of(starts)
    return NextStep(activity, name, kind, at, bool(all_day), at if recurs else None)


def without_next_step(entity: WithSteps) -> Condition:
    """Return the condition of a list: an open opportunity or active client with nothing planned."""
    return Condition((_NEEDS_A_STEP[entity], f'"id" NOT IN ({_WITH_A_STEP.format(link=entity)})'))


def ids_without_next_step(session: Session, entity: WithSteps) -> tuple[int, ...]:
    """Return all records that fulfil `without_next_step`."""
    condition = without_next_step(entity)
    rows = raw_of(session).execute(f"SELECT id FROM {entity} WHERE {condition.sql}", condition.values)
    return tuple(row[0] for row in rows)
