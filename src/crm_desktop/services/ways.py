"""The ways of opportunities through the stages, read from their trail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.figures.conversion import Step
from crm_desktop.services import past
from crm_desktop.storage.store import raw_of

_STEPS = """
SELECT s.opportunity_id, s.since, s.stage_id, s.kind FROM opportunity_state s
WHERE s.since <= :moment AND s.kind <> 'removed' AND s.stage_id IS NOT NULL
  AND (:seller IS NULL OR :seller = (SELECT l.owner_id FROM opportunity_state l
       WHERE l.opportunity_id = s.opportunity_id AND l.since <= :moment ORDER BY l.since DESC, l.id DESC LIMIT 1))
ORDER BY s.opportunity_id, s.since, s.id
"""


class Process(NamedTuple):
    """A pipeline with its open stages in order, by id and name."""

    name: str
    stages: dict[int, str]


def processes(session: Session, day: date, used: Collection[int] = ()) -> list[Process]:
    """Return the sales processes of the end of a day in their order; of the stages that came later only those `used`."""
    moment = dates.moment_text(dates.end_of(day))
    names = past.column(session, "pipeline", "name", moment)
    order = past.column(session, "pipeline", "position", moment)
    columns = ("pipeline_id", "name", "position", "kind")
    late = past.rows(session, "stage", columns, moment)
    stages = {key: late[key] for key in used if key in late} | past.there(session, "stage", columns, moment)
    found: dict[int, Process] = {}
    for key, stage in sorted(stages.items(), key=lambda one: (one[1]["position"], one[0])):
        if stage["kind"] == "open":
            pipeline = stage["pipeline_id"]
            found.setdefault(pipeline, Process(names[pipeline], {})).stages[key] = stage["name"]
    return [found[key] for key in sorted(found, key=lambda key: (order[key], key))]


def steps(session: Session, day: date, seller: int | None = None) -> dict[int, list[Step]]:
    """Return the changes of stage of every opportunity up to the end of `day`, in order, by id.

    With a seller only those that he owned last.
    """
    found: dict[int, list[Step]] = {}
    names = {"moment": dates.moment_text(dates.end_of(day)), "seller": seller}
    before: tuple[int, int] | None = None
    for deal, since, stage, kind in raw_of(session).execute(_STEPS, names):
        if (deal, stage) != before:  # a change of something else is no step
            found.setdefault(deal, []).append(Step(dates.local_day(dates.moment_of(since)), stage, kind))
            before = deal, stage
    return found
