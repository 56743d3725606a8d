"""The links of an imported table: names become ids, and names that nobody bears become records where that is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line, squash
from crm_desktop.exchange.names import Names
from crm_desktop.model import BY_NAME, Record
from crm_desktop.services import pipeline, records
from crm_desktop.storage import bulk

_SHOWN = 5


class Links:
    """Whom the link columns of `model` mean."""

    def __init__(self, session: Session, model: type[Record]) -> None:
        self.session, self.own = session, model.__tablename__
        self.kinds = model.links()
        self._names: dict[str, Names] = {}

    def find(self, column: str, text: str) -> int | None:
        """Return the id that `text` means; None for one of the own kind, which may still come.

        Raises ValueError with a sentence for a name that nobody bears.
        """
        target = self.kinds[column].target
        found = self.names(target).find(text)
        if found is None and target == "stage":
            stage = pipeline.stage_named(self.session, text)
            found = stage.id if stage else None
        if found is None and target != self.own:
            like = self.names(target).like(text)
            hint = " " + _("Did you mean “{name}”?").format(name=like) if like else ""
            title = _(BY_NAME[target].entity.title)
            raise ValueError(_("no {entity} is called “{name}”; the link stays empty.").format(entity=title.lower(), name=one_line(text)[:80]) + hint)
        return found

    def names(self, entity: str) -> Names:
        """Return the names of an entity, read once."""
        if entity not in self._names:
            self._names[entity] = Names(self.session, entity)
        return self._names[entity]

    def make_missing(self, cells: Iterable[tuple[str, str, int]], task: Task) -> list[str]:
        """Make the records that `cells` (column, text, line) name and nobody is; return sentences that say so."""
        wanted: dict[str, dict[str, tuple[str, int]]] = {}
        seen: dict[str, list[str]] = {}
        for column, text, line in cells:
            kind = self.kinds[column]
            if kind.target == "stage":
                seen.setdefault("stage", []).append(text)
            elif kind.makes and kind.target != self.own and self.names(kind.target).find(text) is None:
                wanted.setdefault(kind.target, {}).setdefault(squash(text), (one_line(text), line))
        notes = self._make_stages(list(dict.fromkeys(seen.get("stage", []))))
        for target, missing in wanted.items():
            notes.append(self.make(target, missing, task))
        return notes

    def make(self, target: str, missing: dict[str, tuple[str, int]], task: Task) -> str:
        """Make records of an entity from (name, line); return the sentence that says so."""
        model, entity = BY_NAME[target], BY_NAME[target].entity
        columns = [*model.editable(), "created", "changed"]
        kinds = [model.fields()[name].kind for name in columns]
        now = dates.now()
        made = [records.prepared(self.session, model, {"name": name}) | {"created": now, "changed": now} for name, _line in missing.values()]
        ids = bulk.insert_rows(self.session, model, columns, [[k.dump(v.get(c)) for c, k in zip(columns, kinds, strict=True)] for v in made], task)
        for record_id, values in zip(ids, made, strict=True):
            self.names(target).add(record_id, values["name"])
        shown = ", ".join(f"“{name}” ({_('line')} {line})" for name, line in list(missing.values())[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        count = entity.one if len(missing) == 1 else entity.many
        return _("new because rows name them and nobody bore the name: {count}: {names}").format(count=_(count).format(n=len(missing)), names=shown)

    def learn(self, ids: Iterable[int], rows: Iterable[dict[str, Any]]) -> None:
        """Remember new records of the own kind."""
        for record_id, values in zip(ids, rows, strict=True):
            self.names(self.own).add(record_id, values.get("name"), values.get("reference"))

    def _make_stages(self, found: list[str]) -> list[str]:
        notes = []
        for text in found:
            if pipeline.stage_named(self.session, text) is None:
                stage = pipeline.add_found_stage(self.session, text, found)
                notes.append(
                    _("the stage “{name}” is new; its probability was guessed as {percent}. Review it in Preferences, Sales process.").format(
                        name=stage.name, percent=f"{stage.probability:.0%}"
                    )
                )
        self._names.pop("stage", None)
        return notes
