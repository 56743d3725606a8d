"""The jobs of the command line that are about the records: find, undo, redo, move, log."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.cli.answers import WrongUsage, answer, formats, progress, usage
from crm_desktop.cli.books import opened
from crm_desktop.model import BY_NAME, Account, Opportunity, Record, Stage
from crm_desktop.model.opportunity import LOSS_REASONS
from crm_desktop.services import records
from crm_desktop.storage.journal import Step
from crm_desktop.storage.store import Store, raw_of

_NAMESAKES = 5
"""So many records of one name are told apart."""


def find(chosen: argparse.Namespace) -> int:
    """Search everything."""
    from crm_desktop.storage import search

    text = " ".join(chosen.words)
    if not text.strip():
        raise WrongUsage(_("Say what to look for: any part of any word."))
    with opened(chosen) as store, store.read() as session:
        hits = search.find(session, text, limit=chosen.limit)
    data = [{"entity": hit.entity, "id": hit.id, "name": hit.name, "detail": hit.detail} for hit in hits]
    lines = [
        f"{_(BY_NAME[hit.entity].entity.title):<14} {hit.name}" + (f"  ·  {hit.detail}" if hit.detail else "")
        for hit in hits
    ]
    answer(chosen, data, lines or [_("Nothing found.")])
    return 0


def undo(chosen: argparse.Namespace) -> int:
    """Take back the newest step."""
    nothing = _("There is nothing to undo.")
    if chosen.list:
        return _list_steps(chosen, nothing, undone=False)
    return _replay(chosen, Store.undo, _("Undone: {title}"), nothing)


def redo(chosen: argparse.Namespace) -> int:
    """Repeat the step that was undone last."""
    nothing = _("There is nothing to redo.")
    if chosen.list:
        return _list_steps(chosen, nothing, undone=True)
    return _replay(chosen, Store.redo, _("Done again: {title}"), nothing)


def move(chosen: argparse.Namespace) -> int:
    """Move an opportunity to another stage, as the board does."""
    from crm_desktop.services import board

    named, wanted = chosen.opportunity or chosen.first, chosen.to or chosen.second
    if not named or not wanted:
        raise WrongUsage(_("Say which opportunity goes where: --opportunity NAME --to STAGE"))
    with opened(chosen) as store:
        with store.read() as session:
            deal_id = _record_named(session, (Opportunity,), named)[1]
            stage = _stage(session, wanted)
            _require_reason(session, stage, chosen.reason)
        outcome = _outcome(chosen, stage.kind)
        with store.act(_("Move to {stage}").format(stage=stage.name)) as session:
            notes = board.move(session, [deal_id], "stage", str(stage.id), **outcome)
            said = _("“{name}” is in {stage}.").format(
                name=session.get_one(Opportunity, deal_id).name, stage=stage.name
            )
    answer(chosen, {"id": deal_id, "stage": stage.name, "notes": notes}, [said, *notes])
    return 0


def log(chosen: argparse.Namespace) -> int:
    """Log or plan an activity."""
    from crm_desktop.services import activities

    text, when = activities.split_when(" ".join(chosen.text))
    with opened(chosen) as store:
        with store.read() as session:
            models = tuple(BY_NAME[name] for name in ("account", "contact", "opportunity"))
            model, record_id = _record_named(session, models, chosen.on)
        with store.act(_("Log: {text}").format(text=text[:60])) as session:
            made = activities.note_down(session, chosen.kind, text, model.__tablename__, record_id, when)
            said = (_("Logged: {text}") if made.done else _("Planned: {text}")).format(text=made.name)
            data = {"id": made.id, "name": made.name, "done": made.done, "starts": made.starts.isoformat()}
    answer(chosen, data, [said])
    return 0


def _stage(session: Session, name: str) -> Stage:
    from crm_desktop.services import pipeline

    found = pipeline.stage_named(session, name)
    if found is None:
        known = ", ".join(stage.name for stage in pipeline.stages(session))
        raise UserError(_("There is no stage “{name}”. There are: {known}.").format(name=name, known=known))
    return found


def _require_reason(session: Session, stage: Stage, reason: str | None) -> None:
    """Raise WrongUsage where an opportunity would be lost for nothing that was said."""
    from crm_desktop.services import lists

    if stage.kind == "lost" and not (reason or "").strip():
        known = ", ".join(lists.words(session, LOSS_REASONS))
        raise WrongUsage(_("Say why it was lost with --reason, such as: {known}.").format(known=known))


def _outcome(chosen: argparse.Namespace, kind: str) -> dict[str, Any]:
    """Return how an opportunity ended, or when it is expected to. Raises WrongUsage."""
    if chosen.reason and kind != "lost":
        raise WrongUsage(_("A reason belongs to a stage that counts as lost."))
    texts = {"amount": chosen.amount, "loss_reason": chosen.reason}
    texts["close_date" if kind == "open" else "closed_on"] = chosen.day
    with usage():
        return records.parse(Opportunity, {name: text for name, text in texts.items() if text}, formats())


def _list_steps(chosen: argparse.Namespace, nothing: str, *, undone: bool) -> int:
    """Print the steps, the next one first."""
    with opened(chosen) as store:
        steps = [step for step in store.steps() if step.undone == undone]
    if undone:
        steps.reverse()
    at = [step.at.astimezone().isoformat(timespec="seconds") for step in steps]
    data = [{"title": step.title, "at": moment} for step, moment in zip(steps, at, strict=True)]
    answer(chosen, data, [f"{moment}  {step.title}" for step, moment in zip(steps, at, strict=True)] or [nothing])
    return 0


def _replay(chosen: argparse.Namespace, replay: Callable[[Store, Task], Step | None], done: str, nothing: str) -> int:
    with opened(chosen) as store:
        step = replay(store, progress())
    if step is None:
        raise UserError(nothing)
    answer(chosen, {"title": step.title}, [done.format(title=step.title)])
    return 0


def _record_named(session: Session, models: tuple[type[Record], ...], text: str) -> tuple[type[Record], int]:
    """Return the record with that reference, name or number ("contact 12"); raises UserError for nobody and for several."""
    for column in ("reference", "name"):
        found = []
        for model in models:
            sql = f'SELECT id FROM "{model.__tablename__}" WHERE fold("{column}") = fold(?) LIMIT ?'
            found += [(model, int(row[0])) for row in raw_of(session).execute(sql, (text, _NAMESAKES + 1))]
        if len(found) > 1:
            sentence = _("Several records are called “{name}”; say which one by its number: {records}.")
            told = [_told(session, *one) for one in found[:_NAMESAKES]]
            raise UserError(sentence.format(name=text, records=", ".join(told) + " …" * (len(found) > _NAMESAKES)))
        if found:
            return found[0]
    kind, _blank, number = text.strip().lower().rpartition(" ")
    for model in models if number.isdecimal() else ():
        is_meant = kind in (model.__tablename__, _(model.entity.title).lower()) or (not kind and len(models) == 1)
        if is_meant and session.get(model, int(number)) is not None:
            return model, int(number)
    raise UserError(_("No record is called “{name}”.").format(name=text))


def _told(session: Session, model: type[Record], record_id: int) -> str:
    """Return "opportunity 25 (Bioplex Labs)"."""
    record = session.get_one(model, record_id)
    account = session.get(Account, getattr(record, "account_id", None) or 0)
    told = f"{_(model.entity.title).lower()} {record_id}"
    return f"{told} ({account.name})" if account is not None else told
