"""A list on paper: its columns, order and groups as the window shows them, with the sums of its numbers below.

It is no report of its own: it prints what somebody filtered, and says how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.directions import isolated, joined, left_to_right
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.reports import wide_tables
from crm_desktop.reports.document import Block, Cell, Column, Document, Paragraph, Row, Table
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Link, LongText, Moment, Phone
from crm_desktop.services import book, letterhead, totals
from crm_desktop.services.filter_words import words_of
from crm_desktop.services.headings import sum_text, title_of
from crm_desktop.services.totals import Totals
from crm_desktop.storage.filters import is_empty
from crm_desktop.storage.grouping import folded_name
from crm_desktop.storage.query import Listing, Query

MOST: Final = 50_000
"""A longer list is no longer a printed page: a thousand sheets."""
_WIDE = 2.0


def build(
    session: Session, query: Query, title: str, formats: Formats, task: Task, author: str = "", only: str = ""
) -> Document:
    """Return a list as a document; `only` says what leaves records out beside the words and conditions of the query.

    Raises UserError where it is too long for paper.
    """
    listing = Listing(query, limit=None)
    listing.open(session)
    if listing.records > MOST:
        sentence = _("A list of more than {most} records is not printed. Filter it first, or export it.")
        raise UserError(sentence.format(most=formats.number(MOST)))
    table = _table(session, listing, formats, task)
    said = "; ".join(filter(None, (only, *_conditions(session, query, formats))))
    blocks: tuple[Block, ...] = (Paragraph(said, muted=True), table) if said else (table,)
    entity = query.model.entity
    count = count_of(entity.one, entity.many, listing.records)
    return Document(
        title=title,
        subtitle=joined((count, book.title(session))),
        house=letterhead.read(session),
        period=formats.day_in_words(dates.today()),
        footer=title,
        blocks=blocks,
        figures={"count": listing.records},
        language=formats.code.partition("_")[0],
        author=author,
        is_wide=wide_tables.is_too_wide(table, wide_tables.UPRIGHT),
    )


def _table(session: Session, listing: Listing, formats: Formats, task: Task) -> Table:
    query = listing.query
    found = totals.add_up(listing, task, lambda: nullcontext(session))
    fields = [query.model.fields()[name] for name in query.columns]
    return Table(
        tuple(_column(name, field) for name, field in zip(query.columns, fields, strict=True)),
        tuple(_rows(session, listing, fields, found, formats, task)),
        _("Nothing fits this view.") if _is_narrowed(query) else _("There is nothing here yet."),
        _total(query, fields, found, formats),
        names=1,
        wraps=False,
    )


def _is_narrowed(query: Query) -> bool:
    """Tell whether a query leaves records out."""
    return bool(query.words.strip() or query.where or not is_empty(query.filter))


def _conditions(session: Session, query: Query, formats: Formats) -> Iterator[str]:
    """Yield what leaves records out, in words; ids alone say nothing."""
    if query.words.strip():
        yield _("with “{words}”").format(words=query.words.strip())
    yield words_of(session, query.model, query.filter, formats)


def _column(name: str, field: Field) -> Column:
    is_number, is_day = field.kind.align == "right", isinstance(field.kind, Day | Moment)
    weight = _WIDE if isinstance(field.kind, LongText) or name == "name" else 1.0
    return Column(_(field.title), "right" if is_number else "left", 0 if is_day else weight)


def _rows(
    session: Session, listing: Listing, fields: list[Field], found: Totals, formats: Formats, task: Task
) -> list[Row]:
    query, rows = listing.query, list[Row]()
    headings = {heading.row: heading for heading in listing.headings}
    records = iter(task.steps(listing.iterate(session), _("Reading the list"), total=listing.records))
    for place in range(listing.count):
        heading = headings.get(place)
        if heading is None:
            rows.append(Row(tuple(_cell(f, raw, formats) for f, raw in zip(fields, next(records)[1:], strict=True))))
            continue
        named = title_of(query.model.fields()[query.group], heading, formats)
        first = f"{isolated(named)} · {formats.number(heading.count)}"
        rows.append(_sums(query, fields, first, found.groups.get(folded_name(heading.key), {}), formats))
    return rows


def _cell(field: Field, raw: Any, formats: Formats) -> Cell:
    if isinstance(field.kind, Link):
        return Cell(raw or "")
    value = field.kind.load(raw)
    text = " ".join(field.kind.show(value, formats).split())
    text = left_to_right(text) if isinstance(field.kind, Phone) else text
    return Cell(text, value if field.kind.is_number else text)


def _total(query: Query, fields: list[Field], found: Totals, formats: Formats) -> Row | None:
    why = next((total.why for total in found.whole.values() if total.why), "")
    if not why and all(total.total is None for total in found.whole.values()):
        return None
    title = _("No sum: {why}").format(why=_(why)) if why else _("Sum of {n}").format(n=formats.number(found.count))
    return _sums(query, fields, title, found.whole, formats)


def _sums(query: Query, fields: list[Field], title: str, found: Mapping[str, totals.Total], formats: Formats) -> Row:
    sums = [Cell(sum_text(found.get(name), formats)) for name in query.columns[1:]]
    return Row((Cell(title), *sums[: len(fields) - 1]), strong=True)
