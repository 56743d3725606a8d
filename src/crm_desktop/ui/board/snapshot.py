"""All that a board shows at first, read in one go on a worker: heads, the first page of each column, what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm_desktop.schema.formats import Formats
from crm_desktop.services import board
from crm_desktop.services.board import Card, Column
from crm_desktop.services.board_groups import BoardQuery
from crm_desktop.ui.board.card_model import PAGE


@dataclass(frozen=True)
class Asked:
    """What is wanted: a board, the words of its filter, and the deals whose places are sought again."""

    query: BoardQuery
    words: str = ""
    kept: tuple[int, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """The board as it was at one moment; `stands` has the column and the number of each kept card that it shows."""

    asked: Asked
    query: BoardQuery
    is_capped: bool
    currency: str
    columns: Sequence[Column]
    pages: Mapping[str, Sequence[Card]]
    stands: Mapping[int, tuple[str, int]]


def look(session: Session, asked: Asked, formats: Formats) -> Snapshot:
    """Read a board."""
    query, is_capped = board.narrowed(session, asked.query, asked.words)
    columns = board.columns(session, query, formats)
    ids = {column.place.key: board.card_ids(session, column.place, 0, PAGE) for column in columns}
    # one look for the cards of all columns
    cards = {card.id: card for card in board.cards_of(session, [one for some in ids.values() for one in some], formats)}
    pages = {key: [cards[deal] for deal in some if deal in cards] for key, some in ids.items()}
    stands = board.stands(session, [column.place for column in columns], asked.kept) if asked.kept else {}
    return Snapshot(asked, query, is_capped, board.currency(session), columns, pages, stands)
