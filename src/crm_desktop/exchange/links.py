"""The links of an imported table: names become ids, and names that nobody bears become records where that is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line, squash
from crm_desktop.exchange.names import Names
from crm_desktop.model import BY_NAME, Record
from crm_desktop.services import records
from crm_desktop.storage import bulk

_SHOWN = 5
_HINTS = 100


class Links:
    """Whom the link columns of `model` mean."""

    def __init__(self, session: Session, model: type[Record], task: Task, awaited: Iterable[str] = ()) -> None:
        self.session, self.task, self.own = session, task, model.__tablename__
        self.to_come = {self.own, *awaited}
        """The entities of which records may still come in."""
        self.kinds = model.links()
        self._names: dict[str, Names] = {}
        self._made: dict[str, list[tuple[str, int, str | None]]] = {}
        self._hints = _HINTS

    def find(self, column: str, text: str, *, by_reference: bool = False) -> int | None:
        """Return the id that `text` means, None if nobody is meant yet."""
        return self.names(self.kinds[column].target).find(text, by_reference=by_reference)

    def unknown(self, column: str, text: str) -> str:
        """Return the sentence for a name that nobody bears and for which no record is made."""
        target = self.kinds[column].target
        like = self._like(target, text)
        hint = " " + _("Did you mean “{name}”?").format(name=like) if like else ""
        entity = _(BY_NAME[target].entity.title).lower()
        return (
            _("no {entity} is called “{name}”; the link stays empty.").format(entity=entity, name=_short(text)) + hint
        )

    def read_again(self, entities: Iterable[str]) -> None:
        """Forget the names of entities, of which there are more now."""
        for entity in entities:
            self._names.pop(entity, None)

    def names(self, entity: str) -> Names:
        """Return the names of an entity, read once."""
        if entity not in self._names:
            self._names[entity] = Names(self.session, entity)
        return self._names[entity]

    def make_missing(self, column: str, lines: Mapping[str, int], *, by_reference: bool = False) -> None:
        """Make the records that the texts of a column mean and nobody is; `lines` says where each text was met."""
        target = self.kinds[column].target
        missing: dict[str, tuple[str, int]] = {}
        for text, line in lines.items():
            if self.find(column, text, by_reference=by_reference) is None:
                missing.setdefault(squash(text), (one_line(text), line))
        if missing:
            self._make(target, list(missing.values()), by_reference=by_reference)

    def counts(self) -> dict[str, int]:
        """Return how many records were made, by entity."""
        return {entity: len(made) for entity, made in self._made.items()}

    def notes(self) -> list[str]:
        """Return a sentence for each entity of which records were made."""
        notes = []
        for target, made in self._made.items():
            entity = BY_NAME[target].entity
            # the ones that look like slips come first: they are what the user has to see
            told = sorted(made, key=lambda one: one[2] is None)
            shown = ", ".join(_told(*one) for one in told[:_SHOWN]) + (" …" if len(made) > _SHOWN else "")
            sentence = _("new, because rows name them and nobody bore the name: {count}: {names}")
            notes.append(sentence.format(count=count_of(entity.one, entity.many, len(made)), names=shown))
        return notes

    def _like(self, target: str, text: str) -> str | None:
        """Return a name that is spelled almost like `text`; only the first few are looked for, each takes a while."""
        self._hints -= 1
        return self.names(target).like(text) if self._hints >= 0 else None

    def _make(self, target: str, missing: list[tuple[str, int]], *, by_reference: bool) -> None:
        model, names, told = BY_NAME[target], self.names(target), self._made.setdefault(target, [])
        for name, line in missing:
            told.append((name, line, self._like(target, name)))
        prepare = records.preparing(self.session, model)
        whole = [prepare({"name": name} | ({"reference": name} if by_reference else {})) for name, _line in missing]
        ids = bulk.insert_rows(self.session, model, stored_columns(model), file_rows(model, whole), self.task)
        for record_id, values in zip(ids, whole, strict=True):
            names.add(record_id, values["name"], values.get("reference"), made=True)


def stored_columns(model: type[Record]) -> list[str]:
    """Return the columns of the rows that `file_rows` makes."""
    return [*model.editable(), "created", "changed"]


def file_rows(model: type[Record], whole: list[dict[str, Any]]) -> list[list[Any]]:
    """Return whole values of new records as rows of what the file keeps."""
    fields = model.editable()
    now = dates.moment_text(dates.now())
    dumps = [(place, f.kind.dump) for place, f in enumerate(fields.values()) if not f.kind.is_text]
    rows = []
    for values in whole:
        row = [*map(values.get, fields), now, now]
        for place, dump in dumps:
            if row[place] is not None:
                row[place] = dump(row[place])
        rows.append(row)
    return rows


def _short(text: str) -> str:
    return one_line(text)[:80]


def _told(name: str, line: int, like: str | None) -> str:
    if like is None:
        return _("“{name}” (line {line})").format(name=_short(name), line=line)
    return _("“{name}” (line {line}; did you mean “{like}”?)").format(name=_short(name), line=line, like=like)
