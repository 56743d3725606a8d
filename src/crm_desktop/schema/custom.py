"""Fields that a book of business declares itself: where their values lie, and which there are.

A custom field is a `Field` like any other at another address: its name begins with `c_`, and its value stands, as its
kind dumps it, in the JSON text of the column `custom`. `sql_of` is the one place that knows the way there.

The surprise: which custom fields there are belongs to a book, and `Account.fields()` is asked without one. So each
thread sees those of the open book that it used last, and a thread that used none sees those of the main thread's.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crm_desktop.base.text import fold

if TYPE_CHECKING:
    from crm_desktop.schema.field import Field

PREFIX = "c_"
COLUMN = "custom"
_LONGEST = 40
_KEY = re.compile(r"[a-z][a-z0-9_]*")
Declared = Mapping[str, Mapping[str, "Field"]]
"""Custom fields by entity and name, in their order."""


class CustomFields:
    """The custom fields of one open book; whoever changes them puts another mapping in the place of `by_entity`."""

    def __init__(self) -> None:
        self.by_entity: Declared = {}
        self.is_open = True


class _InForce(threading.local):
    fields: CustomFields | None = None


class _Main:
    fields = CustomFields()


_in_force = _InForce()


def current() -> CustomFields:
    """Return the custom fields of the book that this thread used last."""
    own = _in_force.fields
    return own if own is not None and own.is_open else _Main.fields


def use(fields: CustomFields) -> None:
    """Let this thread see the custom fields of a book."""
    _in_force.fields = fields
    if threading.current_thread() is threading.main_thread():
        _Main.fields = fields


def leave(fields: CustomFields) -> None:
    """Forget the custom fields of a book that was closed."""
    fields.is_open = False
    if _Main.fields is fields:
        _Main.fields = CustomFields()


@contextmanager
def opening() -> Iterator[CustomFields]:
    """Give the place for the custom fields of a book that is being opened; if that fails, those from before hold on."""
    before, fields = current(), CustomFields()
    use(fields)
    try:
        yield fields
    except BaseException:
        leave(fields)
        use(before)
        raise


@contextmanager
def aside(declared: Declared) -> Iterator[None]:
    """Let this thread see the custom fields of a file that is not an open book, for as long as it works on that."""
    before, fields = current(), CustomFields()
    fields.by_entity = declared
    use(fields)
    try:
        yield
    finally:
        use(before)


def fields_of(entity: str) -> Mapping[str, Field]:
    """Return the custom fields of an entity by name, in their order."""
    return current().by_entity.get(entity, {})


def is_custom(name: str) -> bool:
    """Tell whether a field is one that the book declares."""
    return name.startswith(PREFIX)


def name_of(key: str) -> str:
    """Return the name of the field whose values stand under `key`."""
    return PREFIX + key


def key_of(name: str) -> str:
    """Return the key under which the values of a custom field stand."""
    return name.removeprefix(PREFIX)


def is_key(text: str) -> bool:
    """Tell whether a text may be a key: it becomes a part of SQL, and a book may come from anywhere."""
    return _KEY.fullmatch(text) is not None


def key_for(title: str) -> str:
    """Return a key that reads like a title."""
    letters = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:_LONGEST].strip("_")
    return letters if is_key(letters) else f"field_{letters}".rstrip("_")


def sql_of(name: str, row: str = "") -> str:
    """Return the SQL of a field's value as the file keeps it, wherever it lies; `row` is a table or its alias."""
    at = f"{row}." if row else ""
    if not is_custom(name):
        return f'{at}"{name}"'
    key = key_of(name)
    assert is_key(key), name
    return f"json_extract({at}\"{COLUMN}\", '$.{key}')"


def text_of(values: Mapping[str, Any]) -> str | None:
    """Return the JSON that keeps file values by key; those that are None are left out, and nothing at all is None."""
    kept = {key: value for key, value in values.items() if value is not None}
    return _json(kept) if kept else None


def values_in(text: str | None) -> dict[str, Any]:
    """Return the file values that a JSON text keeps, by the name of the field."""
    return {name_of(key): value for key, value in json.loads(text).items()} if text else {}


def told_apart(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two images of a row with the custom fields that differ under their names, each as the file keeps it."""
    if COLUMN not in before and COLUMN not in after:
        return dict(before), dict(after)
    was, now = values_in(before.get(COLUMN)), values_in(after.get(COLUMN))
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return {**before, **{n: was.get(n) for n in names}}, {**after, **{n: now.get(n) for n in names}}


def folded(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """Put the custom fields of rows of file values together into the one column where they lie."""
    return _gathered(columns, rows, text_of)


def patched(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """Do the same for rows that change records: there the column is a merge patch (RFC 7396), in which null empties."""
    return _gathered(columns, rows, _json)


def _gathered(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], text: Callable[[dict[str, Any]], str | None]
) -> tuple[list[str], Iterable[Sequence[Any]]]:
    keys = [(place, key_of(name)) for place, name in enumerate(columns) if is_custom(name)]
    if not keys:
        return list(columns), rows
    own = [(place, name) for place, name in enumerate(columns) if not is_custom(name)]
    made = ((*[row[place] for place, _name in own], text({key: row[place] for place, key in keys})) for row in rows)
    return [*(name for _place, name in own), COLUMN], made


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
