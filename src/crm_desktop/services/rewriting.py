"""Changing records that are there already by the thousand: read together, compared, and written by what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.task import Task
from crm_desktop.model import Record
from crm_desktop.schema import custom
from crm_desktop.services import records
from crm_desktop.storage import bulk
from crm_desktop.storage.store import raw_of

Stored = tuple[Any, ...]


@dataclass(frozen=True)
class Change:
    """A record that is changed: all its values before, and the new values of the fields that are different."""

    id: int
    before: dict[str, Any]
    after: dict[str, Any]


class Rewriting:
    """The records of one entity that may be changed."""

    def __init__(self, session: Session, model: type[Record], task: Task) -> None:
        self._session, self._model, self._task = session, model, task
        self._kinds = {name: declared.kind for name, declared in model.fields().items()}
        self._places = {name: place for place, name in enumerate(self._kinds)}
        columns = ", ".join(custom.sql_of(name) for name in self._kinds)
        self._sql = f'SELECT id, {columns} FROM "{model.__tablename__}" WHERE id IN (SELECT value FROM json_each(?))'

    def read(self, ids: Iterable[int]) -> Iterator[tuple[int, Stored]]:
        """Yield the id and the file values of records."""
        for row in raw_of(self._session).execute(self._sql, (json.dumps(list(ids)),)).fetchall():
            yield row[0], row[1:]

    def change(self, record_id: int, stored: Stored, values: dict[str, Any]) -> Change | None:
        """Return what a record's new values change, None if it has them all. Raises InvalidInput."""
        kinds, places = self._kinds, self._places
        if all(kinds[name].dump(value) == stored[places[name]] for name, value in values.items()):
            return None
        before = {name: kind.load(raw) for (name, kind), raw in zip(kinds.items(), stored, strict=True)}
        after = records.differences(self._session, self._model, {**before, "id": record_id}, values)
        return Change(record_id, before, after) if after else None

    def write(self, changes: list[Change]) -> None:
        """Write the changes, those of the same fields together."""
        groups: dict[tuple[str, ...], list[Change]] = {}
        for change in changes:
            groups.setdefault(tuple(change.after), []).append(change)
        for columns, group in groups.items():
            rows = ((c.id, *(self._dumped(name, c.after[name]) for name in columns)) for c in group)
            bulk.update_rows(self._session, self._model, columns, rows, self._task)

    def _dumped(self, column: str, value: Any) -> Any:
        kind = self._kinds.get(column)
        return value if kind is None else kind.dump(value)  # what a record keeps for itself is no field
