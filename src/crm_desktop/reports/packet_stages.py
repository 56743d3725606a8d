"""What is open, stage by stage: the next step of each, how long it has stood still, and how often its day was moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.directions import joined
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import aging, pipeline
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Figure, Words
from crm_desktop.reports.book import named
from crm_desktop.reports.document import Block, Cell, Column, Heading, Paragraph, Records, Row, Table
from crm_desktop.reports.sections import behind, figure_cell, money_cell, records_of
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.weekly_sizes import LARGEST
from crm_desktop.reports.weekly_tables import largest
from crm_desktop.reports.words import NOTHING, Wording, opportunities
from crm_desktop.services import past

_SELLER, _AMOUNT = N_("Seller"), N_("Amount")
_COLUMNS: Final = (
    Column(N_("Opportunity"), weight=3),
    Column(N_("Account"), is_below=True),
    Column(_SELLER),
    Column(N_("Close"), "right"),
    Column(N_("Next step"), is_below=True),
    Column(_AMOUNT, "right"),
    Column(N_("In stage"), "right"),
    Column(N_("Contact"), "right"),
    Column(N_("Moved"), "right"),
)
_LONGEST, _MEASURED = 5, 200
DEFINED: Final = (
    (N_("In stage"), "days_in_stage"),
    (N_("Contact"), "days_since_contact"),
    (N_("Moved"), "pushed"),
)


@dataclass(frozen=True)
class _Beside:
    """What the lines say beside the opportunity: planned activities by id, and what the opportunities note by id."""

    planned: Mapping[int, str]
    written: Mapping[int, str]
    sellers: Mapping[str, str]
    """How the sellers are called for short, by name, where it is the business of several and each line says whose."""


def by_stage(session: Session, weekly: Weekly, wording: Wording, *, is_whole: bool = True) -> Iterator[Block]:
    """Yield a table for each stage in which something is open, what closes first on top; or only the largest of each."""
    found = [deal for deal in weekly.book.deals.values() if deal.kind == "open"]
    beside = _beside(session, found, weekly)
    if not weekly.stages:
        yield Paragraph(_("Nothing is open."), muted=True)
    tables = []
    for line in weekly.stages:
        deals = sorted((deal for deal in found if deal.stage == line.stage), key=_order)
        most = len(deals) if is_whole else LARGEST
        tables.append(_table(deals, most, line.pipeline, beside, weekly, wording))
    like = _like(tables)
    for line, table in zip(weekly.stages, tables, strict=True):
        yield Heading(named(weekly.book.stages, line.stage))
        yield replace(table, like=like)


def _like(tables: Sequence[Table]) -> tuple[Row, ...]:
    """Return rows by which the columns of all tables are measured: the longest of each column, and of many some."""
    rows = [row for table in tables for row in table.rows]
    totals = [replace(table.total, strong=True) for table in tables if table.total]
    places = range(len(tables[0].columns)) if tables else ()
    longest = (sorted(rows, key=lambda row: -len(row.cells[place].text))[:_LONGEST] for place in places)
    return (*chain.from_iterable(longest), *rows[:: len(rows) // _MEASURED + 1], *totals)


def _order(deal: Deal) -> tuple[object, ...]:
    return deal.close_date is None, deal.close_date, deal.name, deal.id


def _beside(session: Session, deals: list[Deal], weekly: Weekly) -> _Beside:
    moment = dates.moment_text(dates.end_of(weekly.book.day))
    activities = [deal.next_step for deal in deals if deal.next_step is not None]
    return _Beside(
        past.column(session, "activity", "name", moment, activities),
        past.column(session, "opportunity", "next_step", moment, [deal.id for deal in deals]),
        _short({named(weekly.book.sellers, deal.seller) for deal in deals}),
    )


def _short(names: Collection[str]) -> dict[str, str]:
    """Return the first words of names where they tell them apart: at a meeting nobody is called by more."""
    first = Counter(name.split(" ")[0] for name in names)
    short = {name: name.split(" ")[0] for name in names}
    return (
        {name: one if first[one] == 1 and "," not in name else name for name, one in short.items()}
        if len(names) > 1
        else {}
    )


def _table(deals: list[Deal], most: int, total: Figure, beside: _Beside, weekly: Weekly, wording: Wording) -> Table:
    kept = largest(deals, most, weekly)
    rows = [_row(deal, beside, weekly, wording) for deal in kept]
    title = _("Total, {opportunities}").format(opportunities=opportunities(len(deals)))
    shown = [column for column in _COLUMNS if beside.sellers or column.title != _SELLER]
    columns = tuple(replace(column, title=_(column.title)) for column in shown)
    before = next(place for place, column in enumerate(shown) if column.title == _AMOUNT)
    blanks = [Cell("") for _column in columns[1:]]

    def sums(title: str, figure: Figure, records: Records | None = None) -> Row:
        cells = Cell(title), *blanks[: before - 1], figure_cell(figure, wording), *blanks[before:]
        return Row(cells, records=records)

    if len(kept) < len(deals):
        shown_ids = {deal.id for deal in kept}
        rest = [deal for deal in deals if deal.id not in shown_ids]
        more = _("{n} more").format(n=wording.formats.number(len(rest)))
        rows.append(sums(more, pipeline.pipeline(rest, weekly.book.rates), records_of(rest)))
    return Table(columns, tuple(rows), "", sums(title, total), wraps=True)


def _row(deal: Deal, beside: _Beside, weekly: Weekly, wording: Wording) -> Row:
    book, day = weekly.book, weekly.book.day
    account, seller = named(book.accounts, deal.account), named(book.sellers, deal.seller)
    value = book.rates.value_of(deal)
    cells = (
        Cell(deal.name, deal.name),
        Cell("" if deal.name.endswith(f" {account}") else account, account),  # the name has said it
        *((Cell(beside.sellers[seller], seller),) if beside.sellers else ()),
        Cell(wording.short_date(deal.close_date) if deal.close_date else NOTHING, deal.close_date),
        _next(deal, beside, wording),
        money_cell(None if isinstance(value, Words) else value, wording),
        _clock(aging.days_in_stage(deal, day), wording),
        _clock(aging.days_since_contact(deal, day), wording),
        _moved(deal, wording),
    )
    return Row(cells, records=records_of([deal]))


def _next(deal: Deal, beside: _Beside, wording: Wording) -> Cell:
    """Return the next planned step with its day, else what is written down."""
    planned = beside.planned.get(deal.next_step or 0, "")
    if deal.next_step_on is not None and deal.next_step is not None:
        text = joined((wording.short_date(deal.next_step_on), planned))
        return Cell(text, text, records=Records("activity", (deal.next_step,)))
    written = beside.written.get(deal.id, "")
    return Cell(written, written or None)


def _clock(figure: Figure, wording: Wording) -> Cell:
    text = NOTHING if figure.value is None else wording.days(int(figure.value))
    return Cell(text, None if figure.value is None else int(figure.value), records=behind(figure))


def _moved(deal: Deal, wording: Wording) -> Cell:
    """Return how often the expected close was moved later, and the first day that was expected."""
    if not deal.pushed:
        return Cell("", 0)
    number = wording.formats.number(deal.pushed)
    if deal.first_close_date is None:
        return Cell(_("{n} ×").format(n=number), deal.pushed)
    first = wording.short_date(deal.first_close_date)
    return Cell(_("{n} ×, first {day}").format(n=number, day=first), deal.pushed)
