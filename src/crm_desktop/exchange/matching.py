"""Finding the record that a row was imported as before."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, squash
from crm_desktop.model import Record
from crm_desktop.schema.kinds import Email, Kind
from crm_desktop.storage.store import raw_of

Key = tuple[Any, ...]


class Existing:
    """The records that were there before this table, by their keys; each is found by one row only."""

    def __init__(self, session: Session, model: type[Record]) -> None:
        self._raw, self._model = raw_of(session), model
        self._fields = model.fields()
        self._found: list[dict[Key, list[int]]] = [{} for _keys in model.entity.keys]
        self._taken: set[int] = set()
        self._lines: dict[str, int] = {}
        self._referenced: set[int] = set()
        names = list(dict.fromkeys(name for keys in model.entity.keys for name in keys))
        columns = ", ".join(f'"{name}"' for name in names)
        for row in self._raw.execute(f'SELECT id, {columns} FROM "{model.__tablename__}" ORDER BY id'):
            stored = dict(zip(names, row[1:], strict=True))
            if stored.get("reference"):
                self._referenced.add(row[0])
            for index, keys in enumerate(model.entity.keys):
                key = self._key(keys, stored, raw=True)
                if key is not None:
                    self._found[index].setdefault(key, []).append(row[0])

    def find(self, values: dict[str, Any]) -> int | None:
        """Return the record that the row means, None if it is new. Raises InvalidInput for a reference given twice."""
        reference = squash(values.get("reference"))
        if reference and reference in self._lines:
            raise InvalidInput({"reference": _("line {line} of this file has the same reference; only that one was taken.").format(line=self._lines[reference])})
        for keys, found in zip(self._model.entity.keys, self._found, strict=True):
            key = self._key(keys, values, raw=False)
            for record_id in found.get(key, ()) if key is not None else ():
                is_other = reference and keys != ("reference",) and record_id in self._referenced
                if record_id not in self._taken and not is_other:
                    self._taken.add(record_id)
                    return record_id
        return None

    def claim(self, values: dict[str, Any], line: int) -> None:
        """Remember the reference of a new row, so that a later row with the same one is refused."""
        if values.get("reference"):
            self._lines[squash(values["reference"])] = line

    def is_same(self, record_id: int, values: dict[str, Any]) -> bool:
        """Whether the stored record already has all these values."""
        if not values:
            return True
        columns = ", ".join(f'"{name}"' for name in values)
        stored = self._raw.execute(f'SELECT {columns} FROM "{self._model.__tablename__}" WHERE id = ?', (record_id,)).fetchone()
        return all(self._fields[name].kind.dump(value) == was for (name, value), was in zip(values.items(), stored, strict=True))

    def _key(self, keys: tuple[str, ...], values: dict[str, Any], *, raw: bool) -> Key | None:
        parts = tuple(_comparable(self._fields[name].kind, values.get(name), raw=raw) for name in keys)
        return parts if parts[0] not in (None, "") else None


def _comparable(kind: Kind, value: Any, *, raw: bool) -> Any:
    if isinstance(value, str) and kind.is_text:
        return fold(value).strip() if isinstance(kind, Email) else squash(value)
    return value if raw else kind.dump(value)
