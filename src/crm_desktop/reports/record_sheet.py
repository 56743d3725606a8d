"""One record on a sheet, as its page shows it: what is known, what is planned, what hangs on it, what happened.

It follows from the declared fields and links and knows no entity. An account has a sheet of its own, for before a visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.directions import joined
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import Activity, Record
from crm_desktop.reports import account_tables
from crm_desktop.reports.book import file_of
from crm_desktop.reports.document import (
    Block,
    Bullet,
    Bullets,
    Cell,
    Column,
    Columns,
    Document,
    Heading,
    Paragraph,
    Records,
    Row,
    Table,
)
from crm_desktop.reports.words import Wording
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Link, LongText, Moment, Money
from crm_desktop.services import attendees, book, happenings, letterhead, records, related
from crm_desktop.services.event import Scope
from crm_desktop.services.related import RelatedRow, Relation

_MOST: Final = 100
_NEVER: Final = frozenset({"name", "created", "changed"})


def build(session: Session, model: type[Record], record_id: int, formats: Formats, author: str = "") -> Document:
    """Return the sheet of a record; raises UserError where it is there no more."""
    record = session.get(model, record_id)
    if record is None:
        raise UserError(_("This record has been deleted meanwhile, so there is nothing to print."))
    wording = Wording(formats, dates.today())
    return Document(
        title=one_line(str(records.values_of(record)["name"])),
        subtitle=joined((_(model.entity.title), book.title(session))),
        house=letterhead.read(session),
        period=wording.long_date(dates.today()),
        footer=wording.printed(dates.now(), file_of(session)),
        blocks=tuple(_blocks(session, record, wording)),
        author=author,
    )


def _blocks(session: Session, record: Record, wording: Wording) -> Iterator[Block]:
    scope = Scope(type(record), record.id, wording.formats)
    yield from _facts(session, record, wording.formats)
    notes = [Bullet(one_line(line)) for note in happenings.pinned_notes(session, scope) for line in note.lines]
    if notes:
        yield from (Heading(_("Pinned notes")), Bullets(tuple(notes)))
    if isinstance(record, Activity):
        people = attendees.of(session, record.id)
        yield from _titled(_("Attendees"), _people(person.name for person in people))
    yield from _titled(_("Planned"), account_tables.plans(session, scope, wording))
    for relation in related.relations(type(record)):
        if relation.model is not Activity:
            yield from _linked(session, relation, record.id, wording.formats)
    yield from _titled(_("What happened lately"), account_tables.happened(session, scope, wording))


def _titled(title: str, table: Table) -> Iterator[Block]:
    """Yield a table under its heading; an empty one is no part of a sheet."""
    if table.rows:
        yield from (Heading(title), table)


def _facts(session: Session, record: Record, formats: Formats) -> Iterator[Block]:
    """Yield the filled fields in two columns, long texts below them over the whole width."""
    values = records.values_of(record)
    names = related.names_of(session, type(record), values)
    name = fold(str(values.get("name") or ""))
    code = str(values.get("currency") or book.currency(session))
    short, long = list[tuple[str, str]](), list[tuple[str, str]]()
    for column, field in type(record).fields().items():
        value = values.get(column, getattr(record, column, None))
        if column in _NEVER or value is None or value is False or value == "":
            continue
        if isinstance(field.kind, LongText):
            long.append((_(field.title), str(value)))
            continue
        text = names.get(column, "") if isinstance(field.kind, Link) else field.kind.show(value, formats)
        if isinstance(field.kind, Link) or fold(text) not in name:  # parts of the name were said
            short.append((_(field.title), with_currency(text, code) if isinstance(field.kind, Money) else text))
    middle = (len(short) + 1) // 2
    if short:
        yield Columns((_fact_table(short[:middle]),), (_fact_table(short[middle:]),))
    for title, text in long:
        yield from (Heading(title), Paragraph(text))


def _fact_table(facts: Iterable[tuple[str, str]]) -> Table:
    rows = tuple(Row((_text(title), _text(text))) for title, text in facts)
    return Table((Column(muted=True), Column(weight=2)), rows, "", zebra=False)


def _people(names: Iterable[str]) -> Table:
    return Table((Column(),), tuple(Row((_text(name),)) for name in names), "", zebra=False)


def _linked(session: Session, relation: Relation, record_id: int, formats: Formats) -> Iterator[Block]:
    """Yield the records that link to one by one of their columns, with a line that counts those left out."""
    count = related.count(session, relation, record_id)
    if not count:
        return
    entity, fields = relation.model.entity, related.shown_columns(relation)
    title = _(entity.plural)
    if not relation.is_only_one:
        title += f" · {_(relation.model.fields()[relation.column].title)}"
    currency = book.currency(session)
    rows = [_row(relation, row, fields, formats, currency) for row in related.rows(session, relation, record_id, _MOST)]
    yield Heading(title)
    yield Table(tuple(map(_column, fields.values())), tuple(rows), "")
    if beyond := count - len(rows):
        more = count_of(entity.one, entity.many, beyond)
        yield Paragraph(_("and {more} more").format(more=more), muted=True)


def _row(relation: Relation, row: RelatedRow, fields: dict[str, Field], formats: Formats, currency: str) -> Row:
    cells = []
    for name, field in fields.items():
        value: Any = row.values[name]
        text = str(value or "") if isinstance(field.kind, Link) else field.kind.show(value, formats)
        is_foreign = isinstance(field.kind, Money) and text and row.currency not in (None, currency)
        cells.append(_text(with_currency(text, str(row.currency)) if is_foreign else text))
    return Row(tuple(cells), records=Records(relation.model.__tablename__, (row.id,)))


def _column(field: Field) -> Column:
    is_number = field.kind.align == "right"
    return Column(_(field.title), "right" if is_number else "left", 0 if isinstance(field.kind, Day | Moment) else 1)


def _text(text: str) -> Cell:
    line = one_line(text)
    return Cell(line, line)
