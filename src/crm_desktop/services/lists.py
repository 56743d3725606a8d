"""The lists of the book: the words that are offered for sources, industries and reasons of a loss.

A record holds the word itself, so any other word may be written too, and a word that is taken off a list stays where it
was used. A list that nobody began offers the usual words of its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.task import Task
from crm_desktop.base.text import squash
from crm_desktop.model import ENTITIES, ListValue, Record
from crm_desktop.model.opportunity import LOSS_REASONS, NOT_COUNTED
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.kinds import Choice
from crm_desktop.schema.sic import MAJOR_GROUPS
from crm_desktop.services import past, records, related
from crm_desktop.storage import bulk
from crm_desktop.storage.store import raw_of

GAP = 10
_SOURCES = (
    N_("Referral"), N_("Web form"), N_("Trade fair"), N_("Cold call"), N_("Advertisement"), N_("Partner"),
)  # fmt: skip
_ANY = formats_for()  # a word has no format


@dataclass(frozen=True)
class BookList:
    """One list: the name that fields know it by, and what an entry has beside its word."""

    name: str
    title: str
    says: str
    asks: tuple[str, ...] = ()


LISTS = (
    BookList("source", N_("Sources"), N_("Where contacts and opportunities come from.")),
    BookList("industry", N_("Industries"), N_("What accounts do, each with its code of the industrial classification (SIC)."),
             ("code",)),
    BookList("loss_reason", N_("Reasons of a loss"), N_("Why opportunities are lost. Some say that it was none."),
             ("left_out",)),
)  # fmt: skip


def values(session: Session, name: str) -> list[ListValue]:
    """Return the entries of a list in their order."""
    own = select(ListValue).where(ListValue.list_name == name)
    return list(session.scalars(own.order_by(ListValue.position, ListValue.id)))


def words(session: Session, kind: Choice) -> list[str]:
    """Return the words of the list that a choice names, else its own."""
    listed = [value.name for value in values(session, kind.list)] if kind.list else []
    return listed or [_(title) for _code, title in kind.options]


def offered(session: Session, model: type[Record], column: str) -> list[str]:
    """Return the words to offer for a field: those of its list, then those that records have, most used first."""
    kind = model.fields()[column].kind
    used = related.known_values(session, model, column)
    if not isinstance(kind, Choice):
        return used
    return list(dict.fromkeys([*words(session, kind), *(kind.show(word, _ANY) for word in used)]))


def not_counted(session: Session, moment: str | None = None) -> frozenset[str]:
    """Return the reasons of a loss, words and codes, that are left out of the win rate, or were at a stored moment."""
    columns = ("list_name", "name", "code", "left_out")
    if moment is None:
        sql = f"SELECT {', '.join(columns)} FROM list_value WHERE list_name = 'loss_reason'"
        rows = raw_of(session).execute(sql).fetchall()
    else:
        then = past.there(session, "list_value", columns, moment)
        rows = [tuple(row[name] for name in columns) for row in then.values() if row["list_name"] == "loss_reason"]
    if not rows:
        return NOT_COUNTED
    return frozenset(word for _list, name, code, left_out in rows if left_out for word in (name, code) if word)


def add_usual(session: Session, name: str) -> None:
    """Begin a list with the usual words; those that it has already stay alone."""
    have = {squash(value.name) for value in values(session, name)}
    for position, (code, word) in enumerate(_usual(name)):
        if squash(_(word)) not in have:
            own = {"code": code or None, "left_out": code in NOT_COUNTED, "position": position * GAP}
            records.create(session, ListValue, {"name": _(word), "list_name": name, **own})


def add_value(session: Session, name: str, entry: Mapping[str, Any]) -> ListValue:
    """Add a word at the end of a list. Raises InvalidInput, also where the list has it."""
    others = values(session, name)
    _require_new(others, entry.get("name"))
    position = others[-1].position + GAP if others else 0
    return records.create(session, ListValue, {**entry, "list_name": name, "position": position})


def edit_value(session: Session, value: ListValue, entry: Mapping[str, Any], task: Task | None = None) -> None:
    """Change an entry; another word takes the place of the one before in every record. Raises InvalidInput."""
    before, code = value.name, value.code
    if "name" in entry:
        _require_new([other for other in values(session, value.list_name) if other.id != value.id], entry["name"])
    records.update(session, value, dict(entry))
    if value.name != before:
        old = (before, code) if value.list_name == "loss_reason" and code else (before,)
        for model, column in fields_of(value.list_name):
            _rename(session, model, column, old, value.name, task or Task())


def move_value(session: Session, value: ListValue, step: int) -> None:
    """Move an entry up (-1) or down (1) in its list."""
    ordered = values(session, value.list_name)
    here = next(place for place, other in enumerate(ordered) if other.id == value.id)
    there = here + step
    if 0 <= there < len(ordered):
        ordered.insert(there, ordered.pop(here))
        for place, one in enumerate(ordered):
            records.update(session, one, {"position": place * GAP})


def delete_value(session: Session, value: ListValue) -> None:
    """Take a word off its list; records that have it keep it."""
    records.delete(session, ListValue, [value.id])


def fields_of(name: str) -> list[tuple[type[Record], str]]:
    """Return the fields that a list is offered for."""
    return [
        (model, column)
        for model in ENTITIES
        for column, declared in model.fields().items()
        if isinstance(declared.kind, Choice) and declared.kind.list == name
    ]


def count_uses(session: Session, value: ListValue) -> int:
    """Return how many records have a word."""
    raw = raw_of(session)
    return sum(
        raw.execute(f'SELECT count(*) FROM "{model.__tablename__}" WHERE "{column}" = ?', (value.name,)).fetchone()[0]
        for model, column in fields_of(value.list_name)
    )


def _usual(name: str) -> list[tuple[str, str]]:
    usual = {"industry": MAJOR_GROUPS, "loss_reason": LOSS_REASONS.options}
    return list(usual.get(name, ())) or [("", word) for word in _SOURCES]


def _rename(session: Session, model: type[Record], column: str, old: tuple[str, ...], new: str, task: Task) -> None:
    places = ", ".join("?" * len(old))
    found = raw_of(session).execute(f'SELECT id FROM "{model.__tablename__}" WHERE "{column}" IN ({places})', old)
    bulk.update_rows(session, model, (column,), [(row[0], new) for row in found.fetchall()], task)


def _require_new(others: list[ListValue], name: object) -> None:
    if name and squash(str(name)) in {squash(other.name) for other in others}:
        raise InvalidInput({"name": _("“{name}” is in this list already.").format(name=name)})
