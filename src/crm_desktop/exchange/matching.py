"""Finding the record that a row was imported as before.

A row means the record with its reference, else the first one with the same keys that no earlier row of the file took.
So rows that share a key are matched in order, and a second import of the same file changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold, squash
from crm_desktop.model import Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Email, Kind, Link
from crm_desktop.storage.store import raw_of

_REFERENCE = ("reference",)
_AT_ONCE = 10_000


@dataclass
class _KeySet:
    """Records by one set of key columns: an id, or a list of ids where several share the key."""

    columns: tuple[str, ...]
    of_values: Callable[[dict[str, Any]], Any]
    of_stored: Callable[[Sequence[Any]], Any]
    found: dict[Any, int | list[int]] = field(default_factory=dict)

    def add(self, key: Any, record_id: int) -> None:
        before = self.found.get(key)
        if before is None:
            self.found[key] = record_id
        elif isinstance(before, list):
            before.append(record_id)
        else:
            self.found[key] = [before, record_id]

    def get(self, key: Any) -> Sequence[int]:
        found = self.found.get(key) if key is not None else None
        return () if found is None else found if isinstance(found, list) else (found,)


class Existing:
    """The records that were there before this table, by those of their keys that the table can know."""

    def __init__(self, session: Session, model: type[Record], known: Collection[str], task: Task) -> None:
        fields = model.fields()
        keys = [columns for columns in model.entity.keys if columns[0] in known]
        names = list(dict.fromkeys(name for columns in keys for name in columns))
        self._sets = [_KeySet(columns, *_key_functions(columns, names, fields)) for columns in keys]
        self._taken: set[int] = set()
        self._referenced: set[int] = set()
        if self._sets:
            self._read(session, model, names, task)

    def find(self, values: dict[str, Any]) -> int | None:
        """Return the record that the row means and take it; None if the row is new."""
        reference = values.get("reference")
        for place, one in enumerate(self._sets):
            ids = one.get(one.of_values(values))
            if not ids:
                continue
            free = [i for i in ids if i not in self._taken]
            if reference and one.columns != _REFERENCE:
                free = [i for i in free if i not in self._referenced]
            if free:
                found = free[0] if len(free) == 1 else self._best(free, values, self._sets[place + 1 :])
                self._taken.add(found)
                return found
        return None

    def _best(self, ids: list[int], values: dict[str, Any], further: list[_KeySet]) -> int:
        """Return the one of several that the further keys mean as well, else the oldest."""
        for one in further:
            also = set(one.get(one.of_values(values)))
            for record_id in ids:
                if record_id in also:
                    return record_id
        return ids[0]

    def _read(self, session: Session, model: type[Record], names: list[str], task: Task) -> None:
        columns = ", ".join(f'"{name}"' for name in names)
        cursor = raw_of(session).execute(f'SELECT {columns}, id FROM "{model.__tablename__}" ORDER BY id')
        referenced = names.index("reference") if "reference" in names else None
        while rows := cursor.fetchmany(_AT_ONCE):
            task.say(_("Looking at what is there"))
            for one in self._sets:
                of_stored, add = one.of_stored, one.add
                for row in rows:
                    key = of_stored(row)
                    if key is not None:
                        add(key, row[-1])
            if referenced is not None:
                self._referenced.update(row[-1] for row in rows if row[referenced])


def _key_functions(
    columns: tuple[str, ...], names: list[str], fields: dict[str, Field]
) -> tuple[Callable[[dict[str, Any]], Any], Callable[[Sequence[Any]], Any]]:
    """Return what makes a key of a row's values, and of a stored row; None where the first column is empty."""
    first, rest = columns[0], columns[1:]
    comparison = _comparison(first, fields[first].kind)
    of_value = [(name, _of_value(name, fields[name].kind)) for name in rest]
    of_raw = [(names.index(name), _comparison(name, fields[name].kind)) for name in rest]
    place, begin = names.index(first), _of_value(first, fields[first].kind)

    def of_values(values: dict[str, Any]) -> Any:
        value = values.get(first)
        if not value:
            return None
        return (begin(value), *[make(values.get(name)) for name, make in of_value]) if rest else begin(value)

    def of_stored(row: Sequence[Any]) -> Any:
        raw = row[place]
        if not raw:
            return None
        return (comparison(raw), *[compare(row[i]) for i, compare in of_raw]) if rest else comparison(raw)

    return of_values, of_stored


def _of_value(name: str, kind: Kind) -> Callable[[Any], Any]:
    """Return what makes a value comparable to the stored ones."""
    comparison = _comparison(name, kind)
    return comparison if kind.is_text or isinstance(kind, Link) else kind.dump


def _comparison(name: str, kind: Kind) -> Callable[[Any], Any]:
    """Return how file values are compared: references as they are, addresses by letters, texts without spacing."""
    if name == "reference" or not kind.is_text:
        return _as_it_is
    return _address if isinstance(kind, Email) else squash


def _as_it_is(value: Any) -> Any:
    return value


def _address(value: str | None) -> str:
    return fold(value).strip()
