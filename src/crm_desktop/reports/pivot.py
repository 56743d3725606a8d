"""A report that the user built: a table with totals, a chart of the same numbers, and the conditions in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.base.spans import Calendar
from crm_desktop.figures import DEFINITIONS
from crm_desktop.figures.figure import Figure
from crm_desktop.reports import block_data, pivot_chart, wide_tables
from crm_desktop.reports.book import file_of
from crm_desktop.reports.document import (
    Block,
    Bullet,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Records,
    Row,
    Table,
)
from crm_desktop.reports.options import Options
from crm_desktop.reports.sections import behind, exact_or_why
from crm_desktop.reports.words import Wording, exact, isolated, places_for
from crm_desktop.services import book, pivot, pivot_table
from crm_desktop.services.filter_words import words_of
from crm_desktop.services.pivot import MOST_COLUMNS, MOST_ROWS, Definition, Kept, Measure
from crm_desktop.services.pivot_table import Head

TITLE: Final = N_("New report")
_UPRIGHT = 493.0
"""The narrowest page that a report stands on, in points; a wider table lies."""
_LONG = 100
"""Conditions of more letters have no room under the title."""
_EMPTY: Final = N_("No record fulfils the conditions.")


@dataclass(frozen=True)
class _View:
    """The numbers of one report, and how they are written."""

    table: pivot_table.Table
    wording: Wording

    @property
    def definition(self) -> Definition:
        return self.table.definition

    def measure_title(self, measure: Measure) -> str:
        return pivot.measure_title(self.definition.model, measure)

    def heads(self) -> Sequence[Head | None]:
        """Return the columns, and last that of the totals where it says something of its own."""
        if self.definition.column is None:
            return [None]
        return [*self.table.columns, None]


def build(session: Session, options: Options, kept: Kept, name: str, title: str) -> Document:
    """Return the report of a definition; `name` is that of its declaration."""
    days = Calendar(options.formats.first_weekday, options.fiscal_month)
    definition = kept.definition
    view = _View(pivot_table.read(session, definition, days, options.formats), Wording(options.formats, options.as_of))
    conditions = words_of(session, definition.model, definition.filter, options.formats)
    made = _table(view)
    blocks = tuple(_blocks(view, made, kept, conditions))
    currency = book.currency(session)
    return Document(
        title=title,
        subtitle=" · ".join(_scope(session, view, conditions, currency)),
        period=view.wording.long_date(options.as_of),
        footer=view.wording.printed(dates.now(), file_of(session)),
        blocks=blocks,
        figures={"report": name, "as_of": options.as_of, "currency": currency, "conditions": conditions,
                 **block_data.data_of(blocks)},
        author=options.author,
        is_wide=wide_tables.is_too_wide(made, _UPRIGHT),
    )  # fmt: skip


def _scope(session: Session, view: _View, conditions: str, currency: str) -> Iterator[str]:
    entity = view.definition.model.entity
    yield count_of(entity.one, entity.many, view.table.figure(pivot.COUNT).count)
    if title := book.title(session):
        yield isolated(title)
    if any(view.table.figure(one).unit == "money" for one in view.definition.measures):
        yield _("amounts in {currency}").format(currency=currency)
    if conditions and len(conditions) <= _LONG:
        yield conditions


def _blocks(view: _View, made: Table, kept: Kept, conditions: str) -> Iterator[Block]:
    if len(conditions) > _LONG:
        yield Paragraph(conditions, muted=True)
    if kept.lost:
        yield Bullets(tuple(map(Bullet, kept.lost)))
    yield from pivot_chart.chart(view.table, view.wording)
    yield made
    notes = tuple(_notes(view))
    if notes:
        yield Bullets(notes)
    yield Heading(_("How these numbers are computed"))
    yield Bullets(tuple(_definitions(view)), small=True)


def _table(view: _View) -> Table:
    definition, measures, heads = view.definition, view.definition.measures, view.heads()
    titles = [pivot.axis_title(definition.model, axis) for axis in definition.rows] or [""]
    columns = [*map(Column, titles), *(Column(_title(view, head, one), "right") for head in heads for one in measures)]
    rows = (*view.table.rows, None) if view.table.rows else ()
    figures = [[view.table.figure(one, row, head) for head in heads for one in measures] for row in rows]
    places = [
        places_for(figures[row][column].value for row in range(len(rows)) for column in _columns_of(view, number))
        for number in range(len(measures))
    ]
    made = [
        Row(
            (
                *_names(row, len(titles)),
                *(_cell(one, view, places[at % len(measures)]) for at, one in enumerate(found)),
            ),
            records=_records(view, row),
        )
        for row, found in zip(rows, figures, strict=True)
    ]
    if not definition.rows:  # everything is in the one row of the totals
        made = made[-1:]
        return Table(tuple(columns), tuple(made), _(_EMPTY), zebra=False)
    return Table(tuple(columns), tuple(made[:-1]), _(_EMPTY), made[-1] if made else None)


def _columns_of(view: _View, measure: int) -> range:
    """Return the places of a measure among the figures of a row."""
    count = len(view.definition.measures)
    return range(measure, len(view.heads()) * count, count)


def _title(view: _View, head: Head | None, measure: Measure) -> str:
    """Return what stands over a column: its key, the measure, or both where there are several of each."""
    own = view.measure_title(measure)
    if view.definition.column is None:
        return own
    title = _("Total") if head is None else head_title(head)
    return title if len(view.definition.measures) == 1 else f"{title} · {own}"


def _names(row: Head | None, count: int) -> list[Cell]:
    if row is None:
        return [Cell(_("Total"), _("Total")), *(Cell("") for _number in range(count - 1))]
    if row.together:
        return [Cell(head_title(row), head_title(row)), *(Cell("") for _number in range(count - 1))]
    return [Cell(title, title) for title in row.titles or (_("All"),)]


def head_title(head: Head) -> str:
    """Return what a row or column is called in one line."""
    return count_of("{n} other", "{n} others", head.together) if head.together else " · ".join(head.titles)


def _records(view: _View, row: Head | None) -> Records | None:
    return behind(view.table.figure(pivot.COUNT, row))


def _cell(figure: Figure, view: _View, places: int) -> Cell:
    """Return a figure as a cell; of no records it stays empty."""
    if not figure.count:
        return Cell("", 0 if figure.value is not None else None)
    text = view.wording.value(figure)
    if figure.unit in {"money", "number"} and figure.value is not None:
        text = view.wording.money(exact(figure.value), places)
    value = figure.count if figure.unit == "count" else exact_or_why(figure, view.wording)
    return Cell(text, value, records=behind(figure))


def _notes(view: _View) -> Iterator[Bullet]:
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


def _put_together(view: _View) -> Iterator[str]:
    formats, definition = view.wording.formats, view.definition
    rows = next((head.together for head in view.table.rows if head.together), 0)
    columns = next((head.together for head in view.table.columns if head.together), 0)
    if rows:
        most = formats.number(definition.top or MOST_ROWS)
        yield _("The {most} largest rows are shown; {others} stand together in one.").format(
            most=most, others=formats.number(rows)
        )
    if columns:
        yield _("A report has at most {most} columns; the {others} smallest stand together in one.").format(
            most=formats.number(MOST_COLUMNS), others=formats.number(columns)
        )


def _definitions(view: _View) -> Iterator[Bullet]:
    for measure in view.definition.measures:
        name = view.table.figure(measure).name
        yield Bullet(f"{view.measure_title(measure)}: {_(DEFINITIONS[name])}")
    if len(view.table.rows) > 1 or view.table.columns:
        yield Bullet(_("Totals are computed from all records that they stand for, and not added up from the table."))
