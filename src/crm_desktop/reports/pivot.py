"""A report that the user built: a table with totals, a chart of the same numbers, and the conditions in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.directions import isolated
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.base.spans import Calendar
from crm_desktop.figures import DEFINITIONS
from crm_desktop.model import Seller
from crm_desktop.reports import block_data, pivot_chart, wide_tables
from crm_desktop.reports.book import file_of
from crm_desktop.reports.document import Block, Bullet, Bullets, Document, Heading, Paragraph, Records, Table
from crm_desktop.reports.options import Options
from crm_desktop.reports.pivot_rows import View, table_of
from crm_desktop.reports.words import Wording
from crm_desktop.schema.kinds import Money
from crm_desktop.services import book, filter_fields, past, pivot, pivot_past, pivot_table, records
from crm_desktop.services.filter_words import words_of
from crm_desktop.services.pivot import MOST_COLUMNS, Definition, Kept
from crm_desktop.storage.filters import Group, Rule, is_empty
from crm_desktop.storage.pivoting import field_at

TITLE: Final = N_("New report")
_LONG = 100
"""Conditions of more letters have no room under the title."""


def build(session: Session, options: Options, kept: Kept, name: str, title: str) -> Document:
    """Return the report of a definition; `name` is that of its declaration."""
    definition = _of_seller(kept.definition, options.seller)
    counted = Calendar(options.formats.first_weekday, options.fiscal_month)
    ways = pivot_past.ways(session, definition, options.as_of, counted, options.formats)
    view = View(pivot_table.read(session, definition, ways), Wording(options.formats, options.as_of))
    conditions = words_of(session, definition.model, kept.definition.filter, options.formats)
    made = table_of(view)
    lost = (*kept.lost, *_of_all(definition, options.seller), *_of_past(view, past.began(session)))
    blocks = tuple(_blocks(view, made, lost, conditions))
    currency = book.currency(session, ways.moment)
    return Document(
        title=title,
        subtitle=" · ".join((*_scope(view, currency), *_whose(session, definition, options.seller, ways.moment),
                             *([conditions] if conditions and len(conditions) <= _LONG else []))),
        period=view.wording.long_date(options.as_of),
        footer=view.wording.printed(dates.now(), file_of(session)),
        blocks=blocks,
        figures={"report": name, "as_of": options.as_of, "currency": currency, "conditions": conditions,
                 **block_data.data_of(blocks)},
        author=options.author,
        is_wide=wide_tables.is_too_wide(made, wide_tables.UPRIGHT),
        house=options.house,
    )  # fmt: skip


def _of_seller(definition: Definition, seller: int | None) -> Definition:
    """Return a definition for what one seller owns; records without an owner are those of all."""
    if seller is None or "owner_id" not in definition.model.fields():
        return definition
    own = Rule("owner_id", "is", seller)
    rules = (own,) if is_empty(definition.filter) else (definition.filter, own)
    return replace(definition, filter=Group("all", rules))


def _whose(session: Session, definition: Definition, seller: int | None, moment: str | None) -> Iterator[str]:
    """Yield the name of the seller whose records these are, and the title of the book."""
    if seller is not None and "owner_id" in definition.model.fields():
        held = {} if moment is None else past.changed(session, "seller", ("name",), moment).get(seller, {})
        yield isolated(held.get("name") or records.find(session, Seller, seller).name)
    if title := book.title(session, moment):
        yield isolated(title)


def _scope(view: View, currency: str) -> Iterator[str]:
    definition, table = view.definition, view.table
    entity = definition.model.entity
    yield count_of(entity.one, entity.many, table.figure(pivot.COUNT).count)
    if (
        definition.column is not None
        and definition.measures not in {(), (pivot.COUNT,)}
        and len(definition.measures) == 1
    ):
        yield view.measure_title(definition.measures[0])
    if any(table.figure(one).unit == "money" for one in definition.measures):
        yield _("amounts in {currency}").format(currency=currency)


def _blocks(view: View, made: Table, lost: Sequence[str], conditions: str) -> Iterator[Block]:
    if len(conditions) > _LONG:
        yield Paragraph(conditions, muted=True)
    if lost:
        yield Bullets(tuple(map(Bullet, lost)))
    if view.table.every:
        yield Paragraph(_cut(view), muted=True)
    yield from pivot_chart.chart(view.table, view.wording)
    yield made
    notes = tuple(_notes(view))
    if notes:
        yield Bullets(notes)
    yield Heading(_("How these numbers are computed"))
    yield Bullets(tuple(_definitions(view)), small=True)


def _of_all(definition: Definition, seller: int | None) -> Iterator[str]:
    """Yield that records which nobody owns are those of all, also on the page of one seller."""
    if seller is not None and "owner_id" not in definition.model.fields():
        yield _("{records} belong to no seller, so that all of them are counted.").format(
            records=_(definition.model.entity.plural)
        )


def _of_past(view: View, began: date) -> Iterator[str]:
    """Yield what a page of a past day has of the present one."""
    day = view.wording.day
    if day >= dates.today():
        return
    if day < began:
        told = _("This book began on {day}; what stands here of the days before was imported or entered since.")
        yield told.format(day=view.wording.long_date(began))
    for title in pivot_past.of_now(view.definition):
        yield _("“{field}” is kept only as it is today, and stands here so.").format(field=title)


def _cut(view: View) -> str:
    """Return how many of the rows are on the pages."""
    number = view.wording.formats.number
    shown = sum(not row.together and not row.is_sum for row in view.table.rows)
    sentence = _(
        "The {shown} largest of {all} rows are shown, the others stand together. Saved figures (Excel, CSV, JSON) have all."
    )
    return sentence.format(shown=number(shown), all=number(view.table.every))


def _notes(view: View) -> Iterator[Bullet]:
    """Yield what the table does not say: values that are missing, rates that are, and what was put together."""
    entity = view.definition.model.entity
    seen = set[str]()
    for measure in view.definition.measures:
        figure = view.table.figure(measure)
        title = view.measure_title(measure)
        if figure.left_out and measure.path not in seen:
            seen.add(measure.path)
            records = count_of(entity.one, entity.many, len(figure.left_out))
            field = _(view.definition.model.fields()[measure.path].title)
            sentence = _("{records} without a value in “{field}”: they are counted, and in no sum or mean.")
            ids = tuple(record for record, _why in figure.left_out)
            yield Bullet(sentence.format(records=records, field=field), Records(view.definition.entity, ids))
        if figure.value is None and figure.count > len(figure.left_out):
            yield Bullet(_("{title}: {why}.").format(title=title, why=view.wording.reason(figure)))
    yield from map(Bullet, _put_together(view))


def _put_together(view: View) -> Iterator[str]:
    formats, definition, table = view.wording.formats, view.definition, view.table
    rows = next((head.together for head in table.rows if head.together and len(head.key) == 1), 0)
    columns = next((head.together for head in table.columns if head.together), 0)
    if rows and definition.top is not None:
        yield _("The {most} largest rows are shown; {others} stand together in one.").format(
            most=formats.number(definition.top), others=formats.number(rows)
        )
    if columns:
        yield _("A report has at most {most} columns; the {others} smallest stand together in one.").format(
            most=formats.number(MOST_COLUMNS), others=formats.number(columns)
        )


def _definitions(view: View) -> Iterator[Bullet]:
    for measure in view.definition.measures:
        name = view.table.figure(measure).name
        yield Bullet(f"{view.measure_title(measure)}: {_(DEFINITIONS[name])}")
    model = view.definition.model
    for axis in view.definition.axes:
        declared = field_at(model, axis.path)
        if axis.step and isinstance(declared.kind, Money):
            title = filter_fields.title_of(model, axis.path)
            yield Bullet(_("Ranges of “{field}” are of each amount in its own currency.").format(field=title))
    if len(view.table.rows) > 1 or view.definition.column is not None:
        yield Bullet(_("Totals are computed from all records that they stand for, and not added up from the table."))
