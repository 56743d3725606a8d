"""How a number came about: its definition, what it counts, the records behind it, those left out and why.

A record that was deleted since keeps its line, so that the amounts still add up to the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.base.directions import joined
from crm_desktop.base.i18n import _, count_of
from crm_desktop.figures.figure import ZERO, Figure
from crm_desktop.figures.goals import GOAL
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import book, goal_words, records, sentences
from crm_desktop.services.figure_words import has_cents, share_of, title_of, value_of
from crm_desktop.storage.store import raw_of

MOST: Final = 500
"""So many records are named at most."""
_MOST_PARTS = 6


@dataclass(frozen=True)
class Line:
    """A record: its name, and what it counts as and adds to the number, or why it is left out.

    `entity` is its own where it is not that of the number, as the goals behind a share of them.
    """

    id: int
    name: str
    adds: str = ""
    is_left_out: bool = False
    is_there: bool = True
    """Whether it can still be opened."""
    entity: str = ""


class _Way(NamedTuple):
    """What a record counts as, in which order, and with which amount."""

    place: int
    title: str
    amount: Decimal | None


_NO_WAY: Final = _Way(0, "", None)


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
    tells_apart: bool = False
    """Whether each line says what it counts as, such as won or lost."""
    value: str = ""

    @property
    def says_what_is_added(self) -> bool:
        """Whether a line says more than the name."""
        return any(line.adds for line in self.lines)


def of_figure(session: Session, figure: Figure, formats: Formats, entity: str = "") -> Explanation:
    """Return how a figure came about, the records that add most first; `entity` where it is not that of its definition."""
    entity, currency = entity or figure.meaning.entity, book.currency(session)
    goals = list(_goals_in(figure))
    lines = [*islice(_lines(figure, goals, formats), MOST)]
    total = sum(len(one.records) + len(one.left_out) for one in (figure, *goals))
    counted = count_of(BY_NAME[entity].entity.one, BY_NAME[entity].entity.many, figure.count) if figure.count else ""
    scope = (sentences.sentence(figure.scope, formats), counted, sentences.sentence(figure.why, formats))
    return Explanation(
        title_of(figure),
        entity,
        _named(session, entity, lines, formats),
        total,
        _(figure.definition),
        " · ".join(filter(None, (*scope, "" if lines else _("no record adds to it")))),
        " · ".join(_parts(figure, currency, formats)),
        bool(_ways(figure)),
        value_of(figure, currency, formats, cents=has_cents(figure)),
    )


def of_records(session: Session, entity: str, ids: Sequence[int], formats: Formats) -> Explanation:
    """Return records that stand behind a number without a definition of its own."""
    declared = BY_NAME[entity].entity
    lines = _named(session, entity, [Line(key, "") for key in ids[:MOST]], formats)
    return Explanation(count_of(declared.one, declared.many, len(ids)), entity, lines, len(ids))


def _lines(figure: Figure, goals: Sequence[Figure], formats: Formats) -> Iterator[Line]:
    """Yield what counts, the goals first, then what is left out."""
    for goal in goals:
        for line in _adding(goal, formats):
            yield replace(line, adds=f"{title_of(goal)} · {line.adds}", entity=GOAL.entity)
    yield from _adding(figure, formats)
    yield from _left_out(figure, formats)
    for goal in goals:
        yield from (replace(line, entity=GOAL.entity) for line in _left_out(goal, formats))


def _adding(figure: Figure, formats: Formats) -> Iterator[Line]:
    """Yield the records behind the value; those of a count add one each, which needs no words.

    Where the figure was computed from several that share its records out, as won and lost, each says what it counts as,
    and these come one after the other. What adds nothing to a quotient itself has the amount that it is divided by.
    """
    ways, cents = _ways(figure), has_cents(figure)

    def rank(entry: tuple[int, Decimal | None]) -> tuple[int, Decimal]:
        key, amount = entry
        return ways.get(key, _NO_WAY).place, -abs(amount or ZERO)

    for key, amount in sorted(_amounts(figure), key=rank):
        way = ways.get(key, _NO_WAY)
        own = amount if way.amount is None or amount else way.amount
        share = "" if own is None else share_of(own, figure.unit, formats, cents=cents)
        yield Line(key, "", " · ".join(filter(None, (_(way.title), share))))


def _amounts(figure: Figure) -> Iterable[tuple[int, Decimal | None]]:
    if len(figure.amounts) == len(figure.records):
        return zip(figure.records, figure.amounts, strict=True)
    return ((record, None) for record in figure.records)


def _ways(figure: Figure) -> dict[int, _Way]:
    """Return what each record counts as, by its id, where the figures that this was computed from tell all of them apart."""
    found: dict[int, _Way] = {}
    for place, part in enumerate(_leaves(figure)):
        for key, amount in _amounts(part):
            found.setdefault(key, _Way(place, title_of(part), amount))
    told = {found[key].title for key in figure.records if key in found}
    is_clear = len(told) > 1 and found.keys() == set(figure.records) and len(found) == len(figure.records)
    return found if is_clear else {}


def _leaves(figure: Figure) -> Iterator[Figure]:
    """Yield what a figure was computed from in the end, of records of its own kind."""
    for part in figure.parts:
        if part.meaning.entity == figure.meaning.entity:
            yield from _leaves(part) if part.parts else (part,)


def _goals_in(figure: Figure) -> Iterator[Figure]:
    """Yield the goals that a figure of other records was computed from."""
    for part in figure.parts:
        yield from (part,) if part.name == GOAL.name else _goals_in(part)


def _left_out(figure: Figure, formats: Formats) -> Iterator[Line]:
    for key, why in figure.left_out:
        yield Line(key, "", sentences.sentence(why, formats), is_left_out=True)


def _named(session: Session, entity: str, lines: Sequence[Line], formats: Formats) -> tuple[Line, ...]:
    ids = [line.id for line in lines if (line.entity or entity) != GOAL.entity]
    names = records.labels(session, Link(entity), ids)
    accounts = _accounts(session, entity, ids)
    named = {key: joined((name, accounts.get(key))) for key, name in names.items()}
    goals = goal_words.names(session, [line.id for line in lines if (line.entity or entity) == GOAL.entity], formats)

    def told(line: Line) -> Line:
        goal = goals.get(line.id) if (line.entity or entity) == GOAL.entity else None
        if goal is not None:
            adds = f"{goal.amount} · {line.adds}" if line.is_left_out else line.adds
            return replace(line, name=goal.name, adds=adds)
        name = named.get(line.id) if (line.entity or entity) != GOAL.entity else None
        return replace(line, name=name or _("(deleted)"), is_there=name is not None)

    return tuple(map(told, lines))


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
