"""Which entity a table holds, and which field each of its columns becomes: told by headings and the file's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from crm_desktop.base.i18n import _
from crm_desktop.base.text import squash
from crm_desktop.exchange.table import Table
from crm_desktop.model import ENTITIES, Record
from crm_desktop.schema.days import detect_day_order
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Day, Link, Moment

_LOOKED_AT = 2000
_TELLING = {"name", "first_name", "last_name", "reference", "email"}


@dataclass(frozen=True)
class Mapping:
    """What becomes of a table: `columns` has a field's name, or None, for each heading."""

    table: Table
    model: type[Record]
    columns: tuple[str | None, ...]
    day_order: str | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """The headings that become nothing."""
        return tuple(h for h, field in zip(self.table.headings, self.columns, strict=True) if field is None)

    def with_column(self, index: int, field: str | None) -> Mapping:
        """Return the mapping with another field for one column; a field is filled by one column only."""
        columns = [None if field is not None and c == field else c for c in self.columns]
        columns[index] = field
        return replace(self, columns=tuple(columns))


def recognise(table: Table, model: type[Record] | None = None) -> Mapping | None:
    """Return the most likely mapping, of the given entity if one is given; None if the table fits none."""
    candidates = [model] if model else [m for m in ENTITIES if m.entity.has_page]
    best: tuple[tuple[int, int, int], Mapping] | None = None
    for candidate in candidates:
        columns = _match(table.headings, candidate)
        filled = {field for field in columns if field}
        named = _named_like(table.name, candidate)
        if model is None and not _is_telling(filled, named=named):
            continue
        score = (len(filled) + 2 * named, int("name" in filled), -ENTITIES.index(candidate))
        if best is None or score > best[0]:
            best = score, Mapping(table, candidate, columns)
    return None if best is None else replace(best[1], day_order=_day_order(best[1]))


def unrecognised(table: Table) -> str:
    """Return the sentence for a table that fits no entity."""
    shown = ", ".join(f"“{h}”" for h in table.headings[:6]) + (" …" if len(table.headings) > 6 else "")
    if {squash(h) for h in table.headings} >= {"table", "field", "description"}:
        return _("{file} describes the columns of other files and holds no records; it was left out.").format(
            file=table.name
        )
    return _(
        "{file} was left out: its headings ({headings}) fit no kind of record. Say what it holds, or name its columns."
    ).format(file=table.name, headings=shown)


def heading_names(name: str, declared: Field, model: type[Record]) -> set[str]:
    """Return the squashed headings under which a field is recognised."""
    own = {name, name.removesuffix("_id"), declared.title, _(declared.title), *declared.names}
    if name == "reference":
        own |= {f"{word} id" for word in (*model.entity.names, model.__tablename__)}
    if isinstance(declared.kind, Link):
        own |= {f"{declared.title} id", f"{declared.kind.target} id", f"{declared.kind.target} reference"}
    return {squash(text) for text in own}


def _match(headings: Iterable[str], model: type[Record]) -> tuple[str | None, ...]:
    """Give each heading a field; exact titles are dealt out before other programs' names for them."""
    fields = model.editable()
    found: list[str | None] = [None] * len(tuple(headings))
    squashed = [squash(h) for h in headings]
    own = {name: {squash(name), squash(f.title), squash(_(f.title))} for name, f in fields.items()}
    wide = {name: heading_names(name, f, model) for name, f in fields.items()}
    for known in (own, wide):
        for index, heading in enumerate(squashed):
            if found[index] is None and heading:
                found[index] = next((n for n, words in known.items() if heading in words and n not in found), None)
    return tuple(found)


def _is_telling(filled: set[str], *, named: bool) -> bool:
    """Whether enough columns are known, and one among them that tells which record a row is."""
    return bool(filled & _TELLING) and len(filled) >= (1 if named else 2)


def _named_like(file: str, model: type[Record]) -> bool:
    return any(squash(word) in squash(file) for word in (model.entity.plural, *model.entity.names))


def _day_order(mapping: Mapping) -> str | None:
    fields = mapping.model.fields()
    indexes = [i for i, c in enumerate(mapping.columns) if c and isinstance(fields[c].kind, Day | Moment)]
    if not indexes:
        return None
    rows = islice(mapping.table.rows, _LOOKED_AT)
    return detect_day_order(row.cells[i] for row in rows for i in indexes if i < len(row.cells))
