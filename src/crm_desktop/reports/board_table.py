"""The board on paper: its columns one below the other, each with its cards in their order and with what they come to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line
from crm_desktop.model import Opportunity
from crm_desktop.reports import wide_tables
from crm_desktop.reports.document import Block, Cell, Column, Document, Paragraph, Records, Row, Table
from crm_desktop.reports.words import NOTHING, Wording
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats
from crm_desktop.services import board, book, letterhead, sentences, summary, worth
from crm_desktop.services.board import Card
from crm_desktop.services.board_groups import BoardQuery, grouping_of

_PAGE = 500


def build(session: Session, query: BoardQuery, words: str, formats: Formats, task: Task, author: str = "") -> Document:
    """Return a board, filtered by words, as a document; cards of folded columns are there too."""
    narrowed, _is_capped = board.narrowed(session, query, words)
    columns, currency = board.columns(session, narrowed, formats), book.currency(session)
    rows = tuple(row for column in columns for row in _rows(session, column, currency, formats, task))
    titles = (Column(_("Opportunity"), weight=2), Column(_("Account"), weight=2), Column(_("Amount"), "right"),
              Column(_("Probability"), "right"), Column(_("Closes"), weight=0))  # fmt: skip
    table = Table(titles, rows, _("There is nothing here yet."), names=1)
    whole = worth.total(column.worth for column in columns)
    found = worth.total(column.worth for column in columns if column.place.kind == "open")
    said = summary.in_words(found, currency, formats)
    if words.strip():
        said = _("with “{words}”").format(words=words.strip()) + f" · {said}"
    blocks: tuple[Block, ...] = (Paragraph(said, muted=True), table)
    count = count_of(Opportunity.entity.one, Opportunity.entity.many, whole.count)
    by = _("board by {grouping}").format(grouping=_(grouping_of(query.grouping).title).lower())
    return Document(
        title=_(Opportunity.entity.plural),
        subtitle=" · ".join(filter(None, (count, by, book.title(session)))),
        house=letterhead.read(session),
        period=formats.day_in_words(dates.today()),
        footer=_(Opportunity.entity.plural),
        blocks=blocks,
        author=author,
        is_wide=wide_tables.is_too_wide(table, wide_tables.UPRIGHT),
    )  # fmt: skip


def _rows(session: Session, column: board.Column, currency: str, formats: Formats, task: Task) -> Iterator[Row]:
    """Yield a column as a strong row with its sum, and its cards."""
    held = column.worth
    count = formats.number(held.count)
    sums = NOTHING if held.missing is not None else summary.whole(held.amount, currency, formats)
    why = sentences.sentence(held.missing, formats) if held.missing is not None else ""
    yield Row((Cell(f"{column.place.title} · {count}"), Cell(why), Cell(sums if held.count else ""), Cell(""), Cell("")),
              strong=True)  # fmt: skip
    for start in range(0, held.count, _PAGE):
        task.say(_("Reading the board"), start, held.count)
        for card in board.cards(session, column.place, start, _PAGE, formats):
            yield _row(card, currency, formats)


def _row(card: Card, currency: str, formats: Formats) -> Row:
    wording = Wording(formats, dates.today())
    amount = "" if card.amount is None else formats.money(card.amount)
    foreign = amount and card.currency not in ("", currency)
    chance = "" if card.probability is None else wording.percent(card.probability)
    day = card.close_date if card.kind == "open" else card.closed_on or card.close_date
    return Row(
        (
            Cell(one_line(card.name), card.name),
            Cell(one_line(card.account), card.account),
            Cell(with_currency(amount, card.currency) if foreign else amount, card.amount),
            Cell(chance, card.probability),
            Cell(formats.day(day) if day else NOTHING, day),
        ),
        records=Records(Opportunity.__tablename__, (card.id,)),
    )
