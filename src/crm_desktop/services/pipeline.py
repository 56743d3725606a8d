"""Moving opportunities through their stages, and the stages themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.text import one_line, squash
from crm_desktop.model import Opportunity, Pipeline, Stage
from crm_desktop.services import records

_WON = {"won", "closedwon", "win", "gewonnen", "ganado", "gagne"}
_LOST = {"lost", "closedlost", "loss", "verloren", "perdido", "perdu"}
GAP = 10
"""The distance between the positions of neighbouring stages, so that one fits between them."""


def stages(session: Session, pipeline: int | None = None) -> list[Stage]:
    """Return the stages in order; without a pipeline those of all, pipeline by pipeline."""
    query = (
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    return list(session.scalars(query if pipeline is None else query.where(Stage.pipeline_id == pipeline)))


def default_pipeline(session: Session) -> Pipeline:
    """Return the first pipeline."""
    found = session.scalar(select(Pipeline).order_by(Pipeline.position, Pipeline.id))
    if found is None:
        raise UserError(_("There is no pipeline. Add one in Preferences, Sales process."))
    return found


def first_stage(session: Session) -> Stage:
    """Return the stage in which a new opportunity begins."""
    pipeline = default_pipeline(session)
    found = next((stage for stage in stages(session, pipeline.id) if stage.kind == "open"), None)
    if found is None:
        raise UserError(_("The pipeline has no open stage. Add one in Preferences, Sales process."))
    return found


def stage_named(session: Session, name: str) -> Stage | None:
    """Return the stage of that name, whatever its case and spacing; "Closed Won" is the stage that counts as won."""
    wanted, all_stages = squash(name), stages(session)
    kind = kind_of(name)
    return next((s for s in all_stages if squash(s.name) == wanted), None) or next(
        (s for s in all_stages if kind == s.kind and kind != "open"), None
    )


def kind_of(name: str) -> str:
    """Return "won", "lost" or "open" for a stage that is known by its name only."""
    wanted = squash(name)
    return "won" if wanted in _WON else "lost" if wanted in _LOST else "open"


def add_found_stage(session: Session, name: str, beside: Iterable[str]) -> Stage:
    """Add an open stage that an import found, for review, with a probability between its neighbours'.

    It goes behind the last known open stage among `beside` (the stages that the same file names), or behind the last
    open one where the file names none.
    """
    pipeline = default_pipeline(session)
    all_stages = stages(session, pipeline.id)
    known = {squash(text) for text in beside}
    open_stages = [s for s in all_stages if s.kind == "open"]
    before = next(
        (s for s in reversed(open_stages) if squash(s.name) in known), open_stages[-1] if open_stages else None
    )
    after = next((s for s in all_stages if before is None or s.position > before.position), None)
    low = before.probability if before else Decimal(0)
    high = after.probability if after is not None and after.kind != "lost" else Decimal(1)
    place_behind(session, all_stages, before)
    return records.create(
        session,
        Stage,
        {
            "name": one_line(name),
            "pipeline_id": pipeline.id,
            "position": (before.position if before else 0) + GAP // 2,
            "kind": "open",
            "probability": ((low + high) / 2).quantize(Decimal("0.01")),
            "category": before.category if before else "pipeline",
            "limit_without_contact": before.limit_without_contact if before else None,
            "needs_review": True,
        },
    )


def place_behind(session: Session, ordered: Sequence[Stage], before: Stage | None) -> None:
    """Renumber the stages so that there is room behind `before`."""
    for position, stage in enumerate(ordered):
        records.update(session, stage, {"position": (position + (before is None)) * GAP})


def move(session: Session, opportunity: Opportunity, stage: Stage, **outcome: Any) -> list[str]:
    """Move an opportunity and return what the user should know.

    `outcome` may hold amount, closed_on, loss_reason, close_date. Raises InvalidInput.
    """
    _require_sound_end(opportunity, stage, outcome)
    notes = []
    records.update(session, opportunity, {"stage_id": stage.id, **outcome})
    if stage.kind == "open" and opportunity.probability_by_hand:
        kept = f"{opportunity.probability:.0%}" if opportunity.probability is not None else ""
        notes.append(_("Its probability stays at {percent}: it was set by hand.").format(percent=kept))
    if stage.kind == "open" and opportunity.category_by_hand:
        notes.append(_("Its forecast category stays: it was set by hand."))
    return notes


def say_moved(what: str, count: int, stage: str) -> str:
    """Return the sentence about opportunities that were moved; `what` is the name of one that went alone."""
    if count == 1:
        return _("{what} is in {stage} now.").format(what=what, stage=stage)
    several = count_of("{n} opportunity is now in {stage}.", "{n} opportunities are now in {stage}.", count)
    return several.replace("{stage}", stage)


def neighbour(session: Session, opportunity: Opportunity, step: int) -> Stage | None:
    """Return the stage `step` places on (or back) in the pipeline, None at its end."""
    here = records.find(session, Stage, opportunity.stage_id)
    ordered = stages(session, here.pipeline_id)
    place = [s.id for s in ordered].index(here.id) + step
    return ordered[place] if 0 <= place < len(ordered) else None


def _require_sound_end(opportunity: Opportunity, stage: Stage, outcome: Mapping[str, Any]) -> None:
    """Refuse an end that cannot be true. Only who asks for the reason of a loss needs an answer: a file may know none."""
    wrong, amount = {}, outcome.get("amount", opportunity.amount)
    closed_on = None if stage.kind == "open" else outcome.get("closed_on")
    if closed_on is not None and closed_on > dates.today():
        wrong["closed_on"] = _("This day is still to come. Enter the day on which it was closed.")
    if stage.kind == "lost" and not outcome.get("loss_reason", "unasked"):
        wrong["loss_reason"] = _("Choose why it was lost.")
    if stage.kind == "won" and amount is not None and amount < 0:
        if "amount" not in outcome:
            sentence = _("The amount of “{name}” is less than nothing. Correct it before it is won.")
            raise UserError(sentence.format(name=opportunity.name))
        wrong["amount"] = _("What was won cannot be less than nothing. Enter another amount.")
    if wrong:
        raise InvalidInput(wrong)
