"""The parts of a list that are asked for most: the open deals, those of one stage, the active clients.

They follow from the declarations. A listed choice of fixed codes gives one scope per code. A listed link to records
without a page of their own, such as stages, gives one per record, and first one per code of their own first choice:
so "open" is all stages of that kind, whatever they are called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Choice, Link
from crm_desktop.storage.query import Listing, Query

MOST = 40
"""Where a link has more targets than this, a menu of them would be of no use."""


@dataclass(frozen=True)
class Scope:
    """A part of a list; `key` is what is remembered of it, "" for everything."""

    key: str
    title: str
    where: tuple[tuple[str, Any], ...] = ()


def scopes_of(session: Session, model: type[Record]) -> list[list[Scope]]:
    """Return the scopes of a list in groups that belong together; "all" is not among them."""
    groups: list[list[Scope]] = []
    for name, declared in model.fields().items():
        if declared.listed and _is_fixed(declared):
            groups.append([Scope(f"{name}={code}", title, ((name, code),)) for code, title in _options_of(declared)])
        elif declared.listed and isinstance(declared.kind, Link):
            groups += _of_targets(session, name, declared.kind)
    return [group for group in groups if group]


def target_tables(model: type[Record]) -> set[str]:
    """Return the tables whose changes may change the scopes."""
    kinds = (declared.kind for declared in model.fields().values() if declared.listed)
    return {kind.target for kind in kinds if isinstance(kind, Link) and not BY_NAME[kind.target].entity.has_page}


def _of_targets(session: Session, name: str, link: Link) -> list[list[Scope]]:
    target = BY_NAME[link.target]
    if target.entity.has_page:
        return []
    fields = target.fields()
    kind = next((column for column, declared in fields.items() if declared.listed and _is_fixed(declared)), "name")
    parent = next((column for column, declared in fields.items() if isinstance(declared.kind, Link)), "name")
    listing = Listing(Query(link.target, ("name", kind, parent), "position" if "position" in fields else "name"))
    listing.open(session)
    if listing.count > MOST:
        return []
    rows = list(listing.iterate(session))
    kinds = _of_kinds(name, kind, fields[kind], rows) if kind != "name" else []
    taken = {scope.where for scope in kinds}
    titles = [row[1] for row in rows]
    each = [
        Scope(f"{name}={key}", title if titles.count(title) == 1 else f"{title} · {above}", ((name, (key,)),))
        for key, title, _code, above in rows
        if ((name, (key,)),) not in taken
    ]
    return [kinds, each]


def _of_kinds(name: str, kind: str, declared: Field, rows: Iterable[tuple[Any, ...]]) -> list[Scope]:
    members = defaultdict[str, list[int]](list)
    for row in rows:
        members[row[2]].append(row[0])
    return [
        Scope(f"{name}.{kind}={code}", title, ((name, tuple(members[code])),))
        for code, title in _options_of(declared)
        if code in members
    ]


def _is_fixed(declared: Field) -> bool:
    return isinstance(declared.kind, Choice) and bool(declared.kind.options) and not declared.kind.open


def _options_of(declared: Field) -> list[tuple[str, str]]:
    return [(code, _(title)) for code, title in declared.kind.options] if isinstance(declared.kind, Choice) else []
