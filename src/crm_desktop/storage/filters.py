"""The language of filters: conditions on any field, also of linked records, joined by all, any or none.

A field is named by a path. "amount" is a field of the record, "account_id.industry" one of the record that it links to,
"activity@contact_id" stands for the records that link here and is asked with `has` and `has_none`. All values are what
JSON can hold; they become values of the field's kind when the filter is asked, and so do relative days.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, cast

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.spans import MOST, SPANS, UNITS
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Day, Kind, Link, Moment, Whole, YesNo
from crm_desktop.storage.filter_operators import AMONG, BACKWARDS, Operator, operators

Joint = Literal["all", "any", "none"]
DEEPEST: Final = 8
_NEAR = ("today", "yesterday", "tomorrow")


@dataclass(frozen=True)
class Rule:
    """One condition: the path of a field, an operator of its kind, and what it is compared with."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class Group:
    """Conditions of which all, any or none must hold; an empty group leaves nothing out."""

    joint: Joint = "all"
    rules: tuple[Rule | Group, ...] = ()


Filter: TypeAlias = Group
NONE: Final = Group()


@dataclass(frozen=True)
class Place:
    """What a path leads to: a field of `model`, or, where `link` is set, the records of `model` whose link points back."""

    model: type[Record]
    field: Field | None
    link: str = ""
    is_id: bool = False

    @property
    def operators(self) -> tuple[Operator, ...]:
        """The operators that make sense there."""
        if self.is_id:
            return AMONG
        return BACKWARDS if self.field is None else operators(self.field.kind)

    def operator(self, name: str) -> Operator:
        """Return an operator by its name; raises KeyError."""
        return next((op for op in self.operators if op.name == name), None) or _missing(name)


def place_of(model: type[Record], path: str) -> Place:
    """Return where a path leads from `model`; raises KeyError where there is no such field."""
    first, _point, rest = path.partition(".")
    if rest:
        declared = model.fields()[first]
        if not isinstance(declared.kind, Link):
            raise KeyError(path)
        return place_of(BY_NAME[declared.kind.target], rest)
    if "@" in first:
        entity, _at, column = first.partition("@")
        other = BY_NAME[entity]
        if other.links()[column].target != model.__tablename__:
            raise KeyError(path)
        return Place(other, None, column)
    return Place(model, None, is_id=True) if first == "id" else Place(model, model.fields()[first])


def check(model: type[Record], found: Rule | Group, depth: int = 0) -> None:
    """Raise ValueError where a filter cannot be asked of `model`: no such field or operator, or a value of another form."""
    if depth > DEEPEST:
        raise ValueError("a filter of so many levels")
    if isinstance(found, Group):
        for one in found.rules:
            check(model, one, depth + 1)
        return
    try:
        place = place_of(model, found.field)
        takes = place.operator(found.op).takes
    except KeyError as error:
        raise ValueError(f"{model.__tablename__} has no {found.field} {found.op}") from error
    value = found.value
    fits = {
        "": lambda: value is None,
        "one": lambda: isinstance(value, str | int | bool),
        "two": lambda: isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, str | int) for v in value),
        "several": lambda: isinstance(value, tuple) and all(isinstance(v, str | int) for v in value),
        "span": lambda: value in SPANS,
        "count": lambda: _is_count(value),
        "group": lambda: isinstance(value, Group),
    }[takes]()
    if not fits:
        raise ValueError(f"{found.field} {found.op}: {value!r}")
    if isinstance(value, Group):
        check(place.model, value, depth + 1)
    elif place.field is not None and takes in {"one", "two"}:
        for one in value if isinstance(value, tuple) else (value,):
            value_of(place.field.kind, one)


def known(model: type[Record], found: Group) -> tuple[Group, list[str]]:
    """Return the part of a filter that can be asked today, and the fields that cannot: a custom field may be gone."""
    kept: list[Rule | Group] = []
    lost: list[str] = []
    for one in found.rules:
        if isinstance(one, Group):
            part, more = known(model, one)
            kept.append(part)
            lost += more
            continue
        try:
            check(model, one)
            kept.append(one)
        except ValueError:
            lost.append(one.field)
    return replace(found, rules=tuple(kept)), lost


def is_empty(found: Group) -> bool:
    """Tell whether a filter leaves nothing out."""
    return all(isinstance(one, Group) and is_empty(one) for one in found.rules)


def joined(*groups: Group) -> Group:
    """Return the filter that all of these make together."""
    told = [group for group in groups if not is_empty(group)]
    return told[0] if len(told) == 1 else Group("all", tuple(told))


def rules_in(found: Group) -> Iterator[Rule]:
    """Yield every condition, also those of groups and of related records."""
    for one in found.rules:
        if isinstance(one, Group):
            yield from rules_in(one)
            continue
        yield one
        if isinstance(one.value, Group):
            yield from rules_in(one.value)


def tables_of(model: type[Record], found: Group) -> frozenset[str]:
    """Return the tables whose changes may change what a filter finds."""
    return frozenset(_tables(model, found))


def is_by_the_day(found: Group) -> bool:
    """Tell whether a filter finds something else tomorrow."""
    return any(rule.op in {"in", "last", "next", "not_for"} or rule.value in _NEAR for rule in rules_in(found))


def value_of(kind: Kind, raw: Any) -> Any:
    """Return the value that a rule's JSON stands for; raises ValueError for one of another kind."""
    from datetime import date
    from decimal import Decimal, InvalidOperation

    try:
        if isinstance(kind, Day | Moment):
            return raw if raw in _NEAR else date.fromisoformat(raw)
        if isinstance(kind, YesNo):
            return bool(raw)
        if isinstance(kind, Whole | Link):
            return int(raw)
        return Decimal(raw) if kind.is_number else str(raw)
    except (TypeError, InvalidOperation) as error:
        raise ValueError(str(raw)) from error


def as_json(found: Group) -> str:
    """Return a filter as it is kept in the file."""
    return json.dumps(plain(found), ensure_ascii=False, separators=(",", ":"))


def plain(found: Rule | Group) -> dict[str, Any]:
    """Return a filter as what JSON can hold."""
    if isinstance(found, Group):
        return {found.joint: [plain(one) for one in found.rules]}
    value = plain(found.value) if isinstance(found.value, Group) else found.value
    told = {"field": found.field, "op": found.op}
    return told if value is None else {**told, "value": list(value) if isinstance(value, tuple) else value}


def from_json(text: str) -> Group:
    """Return a filter of its kept form; raises UserError where it is none."""
    try:
        return of_plain(json.loads(text))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(_("The filter that is kept here cannot be read. Make it anew.")) from error


def of_plain(data: Mapping[str, Any]) -> Group:
    """Return the filter of what `plain` made; raises ValueError or TypeError."""
    (joint, rules), *more = data.items()
    if more or joint not in {"all", "any", "none"}:
        raise ValueError(joint)
    return Group(cast("Joint", joint), tuple(_one(rule) for rule in rules))


def _one(data: Mapping[str, Any]) -> Rule | Group:
    if "field" not in data:
        return of_plain(data)
    value = data.get("value")
    if isinstance(value, list):
        value = tuple(value)
    return Rule(str(data["field"]), str(data["op"]), of_plain(value) if isinstance(value, dict) else value)


def _tables(model: type[Record], found: Group) -> Iterable[str]:
    for one in found.rules:
        if isinstance(one, Group):
            yield from _tables(model, one)
            continue
        here = model
        for part in one.field.split("."):
            if "@" in part:
                here = BY_NAME[part.partition("@")[0]]
                yield here.__tablename__
            elif part in here.links():
                here = BY_NAME[here.links()[part].target]
                yield here.__tablename__
        if isinstance(one.value, Group):
            yield from _tables(here, one.value)


def _is_count(value: Any) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    count, unit = value
    return type(count) is int and 0 < count <= MOST and unit in UNITS


def _missing(name: str) -> Operator:
    raise KeyError(name)
