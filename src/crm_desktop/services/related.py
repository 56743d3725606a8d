"""What hangs together: the records that link to one, the records that a link may take, the words known for a field.

Everything is read from the declared links; nothing here knows an entity by name except the order in which people want
to see opportunities and activities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import BY_NAME, ENTITIES, Record
from crm_desktop.schema import custom
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Link, LongText
from crm_desktop.services import records
from crm_desktop.storage.store import raw_of

_SMALL = 2_000
_KNOWN_FROM = 20_000
_SHOWN_COLUMNS = 5
_ORDER = {
    "opportunity": "(SELECT kind FROM stage WHERE stage.id = t.stage_id) <> 'open', coalesce(t.closed_on, t.close_date) DESC, t.id DESC",
    "activity": "t.done, iif(t.done, -julianday(t.starts), julianday(t.starts)), t.id DESC",
}

_OF_ACCOUNTS = ("contact", "opportunity")
"""What has names that are not its own alone."""

_OVER = {"opportunity": ("(SELECT kind FROM stage WHERE stage.id = t.stage_id) <> 'open'", "t.closed_on")}


@dataclass(frozen=True)
class Relation:
    """The records of `model` whose link `column` points to the record at hand."""

    model: type[Record]
    column: str
    is_only_one: bool
    """Whether `model` has no other link to the same entity, so that its plural says enough."""


@dataclass(frozen=True)
class RelatedRow:
    """One related record: `values` by column in Python's types, links as names."""

    id: int
    values: dict[str, Any]
    currency: str | None = None
    """The code of its amounts, None for the book's own."""
    is_over: bool | None = None
    """Whether a deal is won or lost; None for what is no deal."""
    closed_on: date | None = None


@dataclass(frozen=True)
class NoteRow:
    """One note on a record."""

    id: int
    text: str
    pinned: bool
    created: datetime


def relations(model: type[Record]) -> list[Relation]:
    """Return every link of an entity with a page of its own that points to `model`."""
    target = model.__tablename__
    found = []
    for other in ENTITIES:
        if other.entity.has_page:
            links = {name: f.kind for name, f in other.declared().items() if isinstance(f.kind, Link)}
            columns = [column for column, kind in links.items() if kind.target == target]
            found += [Relation(other, column, len(columns) == 1) for column in columns]
    return found


def shown_columns(relation: Relation) -> dict[str, Field]:
    """Return the columns that say most about a related record: its name and the first listed ones."""
    listed = {
        name: f
        for name, f in relation.model.fields().items()
        if f.listed and not f.derived and name != relation.column and not isinstance(f.kind, LongText)
    }
    return {name: listed[name] for name in ["name", *(n for n in listed if n != "name")][:_SHOWN_COLUMNS]}


def count(session: Session, relation: Relation, record_id: int) -> int:
    """Return how many records link to this one."""
    name = relation.model.__tablename__
    row = (
        raw_of(session).execute(f'SELECT count(*) FROM "{name}" WHERE "{relation.column}" = ?', (record_id,)).fetchone()
    )
    return int(row[0])


def rows(session: Session, relation: Relation, record_id: int, limit: int) -> list[RelatedRow]:
    """Return the first records that link to this one: open opportunities and planned activities before the others."""
    table, fields = relation.model.__tablename__, shown_columns(relation)
    selected = [
        f'(SELECT l.name FROM "{f.kind.target}" l WHERE l.id = {custom.sql_of(name, "t")})'
        if isinstance(f.kind, Link)
        else custom.sql_of(name, "t")
        for name, f in fields.items()
    ]
    order = _ORDER.get(table, 't."name_sort", t.id')
    selected.append("t.currency" if "currency" in relation.model.fields() else "NULL")
    selected += _OVER.get(table, ("NULL", "NULL"))
    found = raw_of(session).execute(
        f'SELECT t.id, {", ".join(selected)} FROM "{table}" t WHERE t."{relation.column}" = ? ORDER BY {order} LIMIT ?',
        (record_id, limit),
    )
    return [
        RelatedRow(
            row[0],
            {
                name: raw if isinstance(f.kind, Link) else f.kind.load(raw)
                for (name, f), raw in zip(fields.items(), row[1:-3], strict=True)
            },
            row[-3],
            None if row[-2] is None else bool(row[-2]),
            date.fromisoformat(row[-1]) if row[-1] else None,
        )
        for row in found
    ]


def notes(session: Session, model: type[Record], record_id: int, limit: int) -> list[NoteRow]:
    """Return the notes on a record: pinned ones first, then the newest."""
    rows = raw_of(session).execute(
        """SELECT id, name, pinned, created FROM note WHERE entity_name = ? AND record_id = ?
           ORDER BY pinned DESC, created DESC, id DESC LIMIT ?""",
        (model.__tablename__, record_id, limit),
    )
    return [NoteRow(row[0], row[1], bool(row[2]), dates.moment_of(row[3])) for row in rows]


def link_choices(session: Session, target: str, text: str, limit: int = 8) -> list[tuple[int, str]]:
    """Return ids and names of the records that a link could mean: those that begin with `text`, then those that hold it.

    In a long table only names that begin with the text, or with it as a later word's beginning, are sought. Where there
    are none, the last words may be of what `told_apart` says beside the name. Without text the first ones are returned:
    stages in their order, all others by name.
    """
    raw, model, key = raw_of(session), BY_NAME[target], fold(one_line(text))
    by = 't."position", t.id' if "position" in model.fields() else "t.name_sort, t.id"
    if not key:
        return raw.execute(f'SELECT t.id, t.name FROM "{target}" t ORDER BY {by} LIMIT ?', (limit,)).fetchall()
    (size,) = raw.execute("SELECT n FROM counter WHERE tbl = ?", (target,)).fetchone()
    begins = f'SELECT t.id, t.name FROM "{target}" t WHERE t.name_sort >= ? AND t.name_sort < ? ORDER BY t.name_sort, t.id LIMIT ?'
    found = raw.execute(begins, (key, f"{key}\U0010ffff", limit)).fetchall()
    if len(found) < limit and size <= _SMALL:
        holds = f'SELECT t.id, t.name FROM "{target}" t WHERE instr(t.name_sort, ?) > 1 ORDER BY {by} LIMIT ?'
        found += raw.execute(holds, (key, limit - len(found))).fetchall()
    elif len(found) < limit:
        found += _found_by_words(session, model, key, {row[0] for row in found}, limit - len(found))
    return found or _found_by_account(session, target, key, limit)


def told_apart(session: Session, target: str, choices: Iterable[tuple[int, str]]) -> list[str]:
    """Return choices as lines; contacts and deals stand there with their account, as several may have one name."""
    lines = dict(choices)
    if target in _OF_ACCOUNTS and lines:
        raw, marks = raw_of(session), ", ".join("?" * len(lines))
        firms = f'SELECT t.id, a.name FROM "{target}" t JOIN account a ON a.id = t.account_id WHERE t.id IN ({marks})'
        for record_id, firm in raw.execute(firms, list(lines)):
            lines[record_id] = f"{lines[record_id]} · {firm}"
    return list(lines.values())


def exact_choices(session: Session, target: str, text: str) -> list[tuple[int, str]]:
    """Return ids and names of at most two records that are called `text`, regardless of accents and case."""
    sought = f'SELECT id, name FROM "{target}" WHERE name_sort = ? ORDER BY id LIMIT 2'
    return raw_of(session).execute(sought, (fold(one_line(text)),)).fetchall()


def with_address(session: Session, address: str, limit: int = 1) -> list[int]:
    """Return the contacts with an e-mail address, by the index of their list."""
    sought = "SELECT id FROM contact WHERE email_sort = ? ORDER BY id LIMIT ?"
    return [row[0] for row in raw_of(session).execute(sought, (fold(address), limit))]


def known_values(session: Session, model: type[Record], column: str, limit: int = 100) -> list[str]:
    """Return words that a field holds already, most used first; a long table is asked for its first rows only."""
    table, here = model.__tablename__, custom.sql_of(column)
    found = raw_of(session).execute(
        f"""SELECT v FROM (SELECT {here} AS v FROM "{table}" WHERE {here} IS NOT NULL LIMIT ?)
            GROUP BY v ORDER BY count(*) DESC, v LIMIT ?""",
        (_KNOWN_FROM, limit),
    )
    return [str(row[0]) for row in found]


def names_of(session: Session, model: type[Record], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the records that `values` link to, by column."""
    return {
        column: records.labels(session, kind, [values[column]]).get(values[column], "")
        for column, kind in model.links().items()
        if values.get(column) is not None
    }


def usual_values(session: Session, model: type[Record]) -> dict[str, Any]:
    """Return what a new record starts with: the defaults, and the first stage, where there must be one."""
    values: dict[str, Any] = {}
    for name, declared in model.editable().items():
        if declared.default is not None:
            values[name] = declared.default() if callable(declared.default) else declared.default
        elif (
            declared.required
            and isinstance(declared.kind, Link)
            and "position" in BY_NAME[declared.kind.target].fields()
        ):
            choices = link_choices(session, declared.kind.target, "", 1)
            values |= {name: choices[0][0]} if choices else {}
    return values


def can_be_made_by_name(model: type[Record]) -> bool:
    """Tell whether a name is all that a new record of `model` needs."""
    return all(f.default is not None or not f.required or name == "name" for name, f in model.declared().items())


def _found_by_account(session: Session, target: str, key: str, limit: int) -> list[tuple[int, str]]:
    """Return those whose name begins with the first words, and whose account holds all the others."""
    words = [word for word in key.split() if word != "·"]
    if target not in _OF_ACCOUNTS:
        return []
    for count in range(len(words) - 1, 0, -1):
        name, others = " ".join(words[:count]), words[count:]
        holds = " AND ".join(["instr(a.name_sort, ?) > 0"] * len(others))
        found = (
            raw_of(session)
            .execute(
                f"""SELECT t.id, t.name FROM
                    (SELECT id, name, account_id, name_sort FROM "{target}" WHERE name_sort >= ? AND name_sort < ?
                     ORDER BY name_sort, id LIMIT ?) t
                    JOIN account a ON a.id = t.account_id WHERE {holds} ORDER BY t.name_sort, t.id LIMIT ?""",
                (name, f"{name}\U0010ffff", _SMALL, *others, limit),
            )
            .fetchall()
        )
        if found:
            return found
    return []


def _found_by_words(
    session: Session, model: type[Record], key: str, but: set[int], limit: int
) -> list[tuple[int, str]]:
    from crm_desktop.storage.query import Listing, Query

    listing = Listing(Query(model.__tablename__, ("name",), words=key))
    listing.open(session)
    found = [(row[0], row[1]) for row in listing.page(session, 0) if row[0] not in but and key in fold(row[1])]
    return found[:limit]
