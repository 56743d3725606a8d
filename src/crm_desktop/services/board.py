"""The board: opportunities as cards in columns, page by page, and what moving a card does.

Heads are sums in SQL and cards are read as a list reads its rows, so that a column of 50,000 costs what one of 50
does. Which columns there are, and what a move changes, is declared in `board_groups`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import Words
from crm_desktop.model import Opportunity, Stage
from crm_desktop.model.pipeline import CATEGORIES
from crm_desktop.schema.formats import Formats
from crm_desktop.services import badges, book, deals, pipeline, pipeline_totals, records, worth
from crm_desktop.services.board_groups import BoardQuery, Place, StageKind, column_of, end_of, ends, grouping_of
from crm_desktop.services.worth import Worth
from crm_desktop.storage import search
from crm_desktop.storage.ordering import Condition
from crm_desktop.storage.store import raw_of

MOST_FOUND = 1000
"""So many cards a filter leaves at most."""
_ORDER = {
    "open": "o.close_date NULLS LAST, o.id",
    "won": "o.closed_on DESC, o.id DESC",
    "lost": "o.closed_on DESC, o.id DESC",
}
_CARDS = """
SELECT o.id, o.name, a.name, o.amount, o.currency, o.probability, o.probability_by_hand, o.category, o.category_by_hand,
       o.close_date, o.closed_on, o.entered_on, s.kind
FROM json_each(?) j JOIN opportunity o ON o.id = j.value JOIN stage s ON s.id = o.stage_id
LEFT JOIN account a ON a.id = o.account_id ORDER BY j.key
"""


@dataclass(frozen=True)
class Column:
    """A column with what it holds."""

    place: Place
    worth: Worth


@dataclass(frozen=True)
class Card:
    """One opportunity on the board. `value` is in the book's currency, the name of the missing rate, or None."""

    id: int
    name: str
    account: str
    amount: Decimal | None
    currency: str
    value: Decimal | Words | None
    probability: Decimal | None
    probability_by_hand: bool
    category: str | None
    category_by_hand: bool
    close_date: date | None
    closed_on: date | None
    kind: StageKind
    badges: tuple[badges.Sign, ...] = ()


def places(session: Session, board: BoardQuery, formats: Formats) -> list[Place]:
    """Return the columns in their order, nothing counted yet; none where the sales process has no stages."""
    stages = pipeline.stages(session, board.pipeline)
    open_ids = ", ".join(str(stage.id) for stage in stages if stage.kind == "open")
    if not stages:
        return []
    grouping = grouping_of(board.grouping)
    by_stage = grouping.id == "stage"
    in_process = "" if by_stage else f" AND o.stage_id IN ({open_ids})"
    found = [
        replace(place, where=place.where + in_process + _when(board), values={**place.values, **_values(board)})
        for place in grouping.places(session, board, stages, formats)
    ]
    closed = " AND o.closed_on BETWEEN :closed_first AND :closed_last" + _among(board)
    return found + [
        replace(place, where=place.where + closed, values={**place.values, **_values(board)})
        for place in ends(stages, by_stage=by_stage)
    ]


def columns(session: Session, board: BoardQuery, formats: Formats) -> list[Column]:
    """Return the columns with their counts and sums; what takes no cards and has none is left out."""
    kept = _kept(session, board)
    found = (
        Column(place, kept[place.key] if place.key in kept else worth.worth_of(session, place.where, place.values))
        for place in places(session, board, formats)
    )
    return [column for column in found if column.place.takes or column.worth.count]


def narrowed(session: Session, board: BoardQuery, words: str) -> tuple[BoardQuery, bool]:
    """Return the board of the deals that have all these words, and whether there are more than it can show."""
    if not search.words_in(words):
        return replace(board, only=None), False
    found = search.matching(raw_of(session), Opportunity, words, Condition(), MOST_FOUND)
    return replace(board, only=tuple(found.ids)), found.last is not None


def card_ids(session: Session, place: Place, offset: int, limit: int) -> list[int]:
    """Return the ids of cards in the order of a column: open ones by close date, closed ones the last first."""
    sql = f"SELECT o.id FROM opportunity o WHERE {place.where} ORDER BY {_ORDER[place.kind]} LIMIT :size OFFSET :start"
    return [row[0] for row in raw_of(session).execute(sql, {**place.values, "size": limit, "start": offset})]


def cards(session: Session, place: Place, offset: int, limit: int, formats: Formats) -> list[Card]:
    """Return a page of a column."""
    return cards_of(session, card_ids(session, place, offset, limit), formats)


def cards_of(session: Session, ids: Sequence[int], formats: Formats) -> list[Card]:
    """Return the cards of these deals, in this order; those that are gone are left out."""
    rates = deals.rates(session)
    signs = badges.signs(session, ids, formats)
    rows = raw_of(session).execute(_CARDS, (json.dumps(list(ids)),))
    return [_card(row, rates, signs.get(row[0], ())) for row in rows]


def stands(session: Session, found: Iterable[Place], ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Return where deals stand: the key of the column and the number of the card; those not on the board are left out."""
    raw, wanted = raw_of(session), json.dumps(list(ids))
    at: dict[int, tuple[str, int]] = {}
    for place in found:
        names = {**place.values, "wanted": wanted}
        here = f"FROM opportunity o WHERE o.id IN (SELECT value FROM json_each(:wanted)) AND {place.where}"
        if raw.execute(f"SELECT 1 {here} LIMIT 1", names).fetchone():
            sql = f"""SELECT id, n FROM (SELECT o.id AS id, row_number() OVER (ORDER BY {_ORDER[place.kind]}) - 1 AS n
                      FROM opportunity o WHERE {place.where}) WHERE id IN (SELECT value FROM json_each(:wanted))"""
            at |= {deal: (place.key, row) for deal, row in raw.execute(sql, names)}
    return at


def keys(session: Session, found: Iterable[Place], ids: Sequence[int]) -> dict[int, str]:
    """Return the column that each deal hangs in now."""
    at: dict[int, str] = {}
    for place in found:
        sql = f"SELECT o.id FROM opportunity o WHERE o.id IN (SELECT value FROM json_each(:wanted)) AND {place.where}"
        rows = raw_of(session).execute(sql, {**place.values, "wanted": json.dumps(list(ids))})
        at |= {row[0]: place.key for row in rows}
    return at


def preview(found: Sequence[Column], moved: Sequence[tuple[str, Card]], target: str) -> list[Column]:
    """Return the columns as they will be when cards, each with the key of its column, hang in the one of key `target`."""
    there = next(column.place for column in found if column.place.key == target)
    coming = worth.total(_worth_in(there, card) for key, card in moved if key != target)
    going: dict[str, Worth] = {}
    for key, card in moved:
        going[key] = going.get(key, Worth()) + worth.part(card.value, card.probability, card.category)
    return [
        replace(column, worth=column.worth + coming)
        if column.place.key == target
        else replace(column, worth=column.worth + -going[column.place.key])
        if column.place.key in going
        else column
        for column in found
    ]


def move(session: Session, ids: Iterable[int], grouping: str, key: str, **outcome: Any) -> list[str]:
    """Move deals to a column of a grouping and return what the user should know.

    `outcome` may say how they ended, in the words of `pipeline.move`. Raises InvalidInput, and UserError for a column
    that takes none.
    """
    notes: list[str] = []
    for deal in [records.find(session, Opportunity, record_id) for record_id in ids]:
        values = _change(session, deal, grouping, key)
        if "stage_id" in values:
            notes += pipeline.move(session, deal, records.find(session, Stage, values["stage_id"]), **outcome)
        else:
            records.update(session, deal, values)
    return list(dict.fromkeys(notes))


def currency(session: Session) -> str:
    """Return the currency of the sums."""
    return book.currency(session)


def _change(session: Session, deal: Opportunity, grouping: str, key: str) -> dict[str, Any]:
    """Return what a deal takes on in a column."""
    if key in ("won", "lost"):
        stage = end_of(session, deal, key)
        if stage is None:
            raise UserError(_("The pipeline has no stage for what is closed. Add one in Preferences, Sales process."))
        return {"stage_id": stage.id}
    declared = grouping_of(grouping)
    if declared.id != "stage" and session.get_one(Stage, deal.stage_id).kind != "open":
        sentence = _("“{name}” is closed. Group the board by stage and move it to an open one to go on with it.")
        raise UserError(sentence.format(name=deal.name))
    try:
        return declared.change(deal, key)
    except ValueError as error:
        raise UserError(_("Nothing can be moved to this column.")) from error


def _worth_in(place: Place, card: Card) -> Worth:
    """Return what a card will add to a column that it is moved to."""
    probability, category = card.probability, card.category
    if place.probability is not None and not card.probability_by_hand:
        probability = place.probability
    if place.category is not None and (place.probability is None or not card.category_by_hand):
        category = place.category
    return worth.part(card.value, probability, category)


def _kept(session: Session, board: BoardQuery) -> dict[str, Worth]:
    """Return the worth of whole columns that the file keeps, by their keys; nothing where the board shows only a part."""
    if board.grouping not in {"stage", "category"} or board.open_in is not None or board.only is not None:
        return {}
    open_ids = [stage.id for stage in pipeline.stages(session, board.pipeline) if stage.kind == "open"]
    if board.grouping == "stage":
        found = pipeline_totals.by_stage(session)
        return {str(stage): found.get(stage, Worth()) for stage in open_ids}
    kept = dict.fromkeys((code for code, _title in CATEGORIES.options if code != "closed"), Worth())
    for (stage, category), some in pipeline_totals.open_by_stage_and_category(session).items():
        if stage in open_ids:
            kept[column_of(category)] += some
    return kept


def _when(board: BoardQuery) -> str:
    period = "" if board.open_in is None else " AND o.close_date BETWEEN :first AND :last"
    return period + _among(board)


def _among(board: BoardQuery) -> str:
    return "" if board.only is None else " AND o.id IN (SELECT value FROM json_each(:only))"


def _values(board: BoardQuery) -> Mapping[str, Any]:
    values = {"closed_first": board.closed_in.first.isoformat(), "closed_last": board.closed_in.last.isoformat()}
    if board.open_in is not None:
        values |= {"first": board.open_in.first.isoformat(), "last": board.open_in.last.isoformat()}
    return values if board.only is None else {**values, "only": json.dumps(board.only)}


def _card(row: tuple[Any, ...], rates: Rates, signs: tuple[badges.Sign, ...]) -> Card:
    (
        deal,
        name,
        account,
        amount,
        currency_,
        probability,
        by_hand,
        category,
        category_by_hand,
        close,
        closed,
        entered,
        kind,
    ) = row
    money = None if amount is None else Decimal(amount).scaleb(-4)
    day = (closed if kind != "open" else None) or close or entered
    code = currency_ or rates.base
    return Card(
        deal, name, account or "", money, code,
        None if money is None else rates.in_base(money, code, _day(day)),
        None if probability is None else Decimal(probability).scaleb(-4), bool(by_hand), category, bool(category_by_hand),
        _day(close), _day(closed), kind, signs,
    )  # fmt: skip


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None
