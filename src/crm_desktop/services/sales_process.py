"""Shaping the sales process: stages are added, put in order and deleted, pipelines copied, guesses of an import confirmed.

A pipeline always keeps a stage of each kind: without an open one nothing could begin, without the others nothing end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line, squash
from crm_desktop.model import Opportunity, OpportunityState, Pipeline, Stage
from crm_desktop.model.pipeline import STAGE_KINDS
from crm_desktop.services import pipeline as stages_of
from crm_desktop.services import records
from crm_desktop.services.pipeline import GAP

_COPIED = ("name", "position", "kind", "probability", "category", "limit_in_stage", "limit_without_contact")


def pipelines(session: Session) -> list[Pipeline]:
    """Return the pipelines in order."""
    return list(session.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.id)))


def add_stage(session: Session, pipeline_id: int, behind: int | None = None) -> Stage:
    """Add an open stage behind another one, or behind the last open one; its name waits to be changed."""
    ordered = stages_of.stages(session, pipeline_id)
    open_stages = [stage for stage in ordered if stage.kind == "open"]
    before = next((stage for stage in ordered if stage.id == behind), open_stages[-1] if open_stages else None)
    values: dict[str, Any] = {"name": _free_name(ordered), "pipeline_id": pipeline_id, "kind": "open"}
    if before is not None and before.kind == "open":
        values |= {"probability": before.probability, "category": before.category}
    made = records.create(session, Stage, values)
    place = ordered.index(before) + 1 if before is not None else 0
    _number(session, [*ordered[:place], made, *ordered[place:]])
    return made


def move_stage(session: Session, stage: Stage, step: int) -> bool:
    """Move a stage `step` places in the order; return False where it stands at the end already."""
    ordered = stages_of.stages(session, stage.pipeline_id)
    here = [other.id for other in ordered].index(stage.id)
    there = here + step
    if not 0 <= there < len(ordered):
        return False
    ordered.insert(there, ordered.pop(here))
    _number(session, ordered)
    return True


def edit_stage(session: Session, stage: Stage, values: Mapping[str, Any]) -> None:
    """Change a stage, which also confirms it; a trigger lets its opportunities follow, but for what was set by hand.

    Raises InvalidInput, also where its name is taken or its kind is needed.
    """
    wrong = {}
    others = [other for other in stages_of.stages(session, stage.pipeline_id) if other.id != stage.id]
    if "name" in values and any(squash(other.name) == squash(values["name"]) for other in others):
        wrong["name"] = _("There is a stage of that name already; choose another.")
    if values.get("kind", stage.kind) != stage.kind and all(other.kind != stage.kind for other in others):
        wrong["kind"] = _("It is the only stage of its kind; add another one first.")
    elif values.get("kind", stage.kind) != stage.kind and uses(session, stage):
        wrong["kind"] = _("The stage has been used; add a new one of that kind instead.")
    if wrong:
        raise InvalidInput(wrong)
    records.update(session, stage, {**values, "needs_review": False})


def uses(session: Session, stage: Stage) -> int:
    """Return how many opportunities are in the stage or have been."""
    now = session.scalar(select(func.count()).select_from(Opportunity).where(Opportunity.stage_id == stage.id)) or 0
    past = select(func.count()).select_from(OpportunityState).where(OpportunityState.stage_id == stage.id)
    return max(now, session.scalar(past) or 0)


def confirm_stage(session: Session, stage: Stage) -> None:
    """Say that what an import guessed of a stage is right."""
    records.update(session, stage, {"needs_review": False})


def delete_stage(session: Session, stage: Stage) -> None:
    """Delete a stage that was never used. Raises UserError where it was, or where it is the last of its kind."""
    if all(other.kind != stage.kind for other in stages_of.stages(session, stage.pipeline_id) if other.id != stage.id):
        kind = _(dict(STAGE_KINDS.options)[stage.kind])
        raise UserError(
            _("“{name}” is the only stage of the kind “{kind}”; add another one first.").format(
                name=stage.name, kind=kind
            )
        )
    if uses(session, stage):
        sentence = _("The stage “{name}” has been used. Rename it or move it instead; reports of past weeks need it.")
        raise UserError(sentence.format(name=stage.name))
    records.delete(session, Stage, [stage.id])


def copy_pipeline(session: Session, pipeline: Pipeline) -> Pipeline:
    """Add a pipeline with stages like those of another one; its name waits to be changed."""
    last = pipelines(session)[-1]
    title = _("{name}, copy").format(name=pipeline.name)
    made = records.create(session, Pipeline, {"name": title, "position": last.position + GAP})
    for stage in stages_of.stages(session, pipeline.id):
        records.create(session, Stage, {n: getattr(stage, n) for n in _COPIED} | {"pipeline_id": made.id})
    return made


def rename_pipeline(session: Session, pipeline: Pipeline, name: str) -> None:
    """Give a pipeline another name. Raises InvalidInput."""
    if not one_line(name):
        raise InvalidInput({"name": _("A pipeline needs a name.")})
    records.update(session, pipeline, {"name": one_line(name)})


def delete_pipeline(session: Session, pipeline: Pipeline) -> None:
    """Delete a pipeline and its stages. Raises UserError where it is the last one or a stage of it was used."""
    if len(pipelines(session)) == 1:
        raise UserError(_("It is the only pipeline; add another one first."))
    stages = stages_of.stages(session, pipeline.id)
    used = next((stage for stage in stages if uses(session, stage)), None)
    if used is not None:
        raise UserError(
            _("The stage “{name}” of this pipeline has been used; reports of past weeks need it.").format(
                name=used.name
            )
        )
    records.delete(session, Stage, [stage.id for stage in stages])
    records.delete(session, Pipeline, [pipeline.id])


def _number(session: Session, ordered: list[Stage]) -> None:
    for place, stage in enumerate(ordered):
        records.update(session, stage, {"position": place * GAP})


def _free_name(ordered: list[Stage]) -> str:
    taken = {squash(stage.name) for stage in ordered}
    name, number = _("New stage"), 1
    while squash(name) in taken:
        number += 1
        name = _("New stage {n}").format(n=number)
    return name
