"""One field of many records at once: the same checks as in a form, and a bad record never stops the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _, grouped
from crm_desktop.base.task import Task
from crm_desktop.model import Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Link, LongText
from crm_desktop.services import editing, records
from crm_desktop.services.rewriting import Change, Rewriting

_BATCH = 1000
_TOLD = 3


@dataclass
class Edited:
    """What became of it: how many records changed, and by reason the names of those that did not."""

    changed: int
    refused: dict[str, list[str]]

    def sentence(self) -> str:
        """Return what to say of the records that stayed as they were, nothing where there are none."""
        told = []
        for why, names in self.refused.items():
            some = ", ".join(f"“{name}”" for name in names[:_TOLD]) + (" …" if len(names) > _TOLD else "")
            told.append(_("{n} not changed ({names}): {why}").format(n=grouped(len(names)), names=some, why=why))
        return " ".join(told)


def fields_of(model: type[Record]) -> dict[str, Field]:
    """Return the fields that make sense for many records: not their names, nor long texts."""
    return {
        name: declared
        for name, declared in model.editable().items()
        if name not in {"name", "reference", "created", "changed"} and not isinstance(declared.kind, LongText)
    }


def set_all(
    session: Session, model: type[Record], ids: Sequence[int], values: Mapping[str, Any], task: Task | None = None
) -> Edited:
    """Give records the same values, in the caller's one step, and return what became of it."""
    task = task or Task()
    edited = Edited(0, {})
    series = _change_series(session, model, ids, values, task, edited)
    rewriting = Rewriting(session, model, task)
    others = [record_id for record_id in ids if record_id not in series]
    source = iter(task.steps(others, _("Changing {n} records").format(n=grouped(len(ids)))))
    while batch := list(islice(source, _BATCH)):
        changes: list[Change] = []
        names = records.labels(session, Link(model.__tablename__), batch)
        for record_id, stored in rewriting.read(batch):
            try:
                change = rewriting.change(record_id, stored, dict(values))
            except InvalidInput as wrong:
                edited.refused.setdefault(str(wrong), []).append(names.get(record_id, ""))
                continue
            if change is not None:
                changes.append(change)
        rewriting.write(changes)
        edited.changed += len(changes)
    return edited


def _change_series(
    session: Session, model: type[Record], ids: Sequence[int], values: Mapping[str, Any], task: Task, edited: Edited
) -> set[int]:
    """Change what takes other records along, before those are changed themselves; return the ids."""
    found = editing.series_among(session, model, ids, values)
    for record_id in task.steps(found, _("Changing {n} records").format(n=grouped(len(found)))):
        series = records.find(session, model, record_id)
        try:
            edited.changed += editing.update(session, series, values)
        except InvalidInput as wrong:
            edited.refused.setdefault(str(wrong), []).append(str(records.values_of(series)["name"]))
    return set(found)
