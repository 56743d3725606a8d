"""How a number came about: its definition, what it counts, the records behind it, those left out and why.

A record that was deleted since keeps its line, so that the amounts still add up to the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.figures.figure import Figure
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import book, records, sentences
from crm_desktop.services.figure_words import share_of, title_of, value_of
from crm_desktop.storage.store import raw_of

MOST: Final = 500
"""So many records are named at most."""
_MOST_PARTS = 6


@dataclass(frozen=True)
class Line:
    """A record: its name, and what it adds to the number, or why it is left out."""

    id: int
    name: str
    adds: str = ""
    is_left_out: bool = False
    is_there: bool = True
    """Whether it can still be opened."""


@dataclass(frozen=True)
class Explanation:
    """A number in words, with the records of one entity; `total` is how many records there are beyond those named."""

    title: str
    entity: str
    lines: tuple[Line, ...]
    total: int
    definition: str = ""
    scope: str = ""
    parts: str = ""

    @property
    def says_what_is_added(self) -> bool:
        """Whether a line says more than the name."""
        return any(line.adds for line in self.lines)


def of_figure(session: Session, figure: Figure, formats: Formats, entity: str = "") -> Explanation:
    """Return how a figure came about, the records that add most first; `entity` where it is not that of its definition."""
    entity, currency = entity or figure.meaning.entity, book.currency(session)
    lines = [*_adding(figure, formats)][:MOST]
    lines += [
        Line(key, "", sentences.sentence(why, formats), True) for key, why in figure.left_out[: MOST - len(lines)]
    ]
    counted = count_of(BY_NAME[entity].entity.one, BY_NAME[entity].entity.many, figure.count) if figure.count else ""
    scope = (sentences.sentence(figure.scope, formats), counted, sentences.sentence(figure.why, formats))
    return Explanation(
        f"{title_of(figure)}  {value_of(figure, currency, formats)}",
        entity,
        _named(session, entity, lines),
        len(figure.records) + len(figure.left_out),
        _(figure.definition),
        " · ".join(filter(None, scope)),
        " · ".join(_parts(figure, currency, formats)),
    )


def of_records(session: Session, entity: str, ids: Sequence[int]) -> Explanation:
    """Return records that stand behind a number without a definition of its own."""
    declared = BY_NAME[entity].entity
    lines = _named(session, entity, [Line(key, "") for key in ids[:MOST]])
    return Explanation(count_of(declared.one, declared.many, len(ids)), entity, lines, len(ids))


def _adding(figure: Figure, formats: Formats) -> Iterator[Line]:
    """Yield the records behind the value; those of a count add one each, which needs no words."""
    if len(figure.amounts) != len(figure.records):
        yield from (Line(key, "") for key in figure.records)
        return
    by_size = sorted(zip(figure.records, figure.amounts, strict=True), key=lambda entry: -abs(entry[1]))
    yield from (Line(key, "", share_of(amount, figure.unit, formats)) for key, amount in by_size)


def _named(session: Session, entity: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    ids = [line.id for line in lines]
    names = records.labels(session, Link(entity), ids)
    accounts = _accounts(session, entity, ids)
    named = {key: " · ".join(filter(None, (name, accounts.get(key)))) for key, name in names.items()}
    return tuple(
        Line(line.id, named.get(line.id, _("(deleted)")), line.adds, line.is_left_out, line.id in named)
        for line in lines
    )


def _accounts(session: Session, entity: str, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of the accounts of records that have one: many opportunities are called alike."""
    if "account_id" not in BY_NAME[entity].__table__.columns:
        return {}
    marks = ", ".join("?" * len(ids))
    sql = f'SELECT r.id, a.name FROM "{entity}" r JOIN account a ON a.id = r.account_id WHERE r.id IN ({marks})'
    return dict(raw_of(session).execute(sql, list(ids)).fetchall())


def _parts(figure: Figure, currency: str, formats: Formats) -> Iterator[str]:
    """Yield what a figure was computed from; parts of its own kind go by what they are about."""
    if len(figure.parts) > _MOST_PARTS:
        return
    for part in figure.parts:
        same = part.name == figure.name
        name = sentences.sentence(part.scope, formats) if same else title_of(part)
        yield f"{name}: {value_of(part, currency, formats)}"
