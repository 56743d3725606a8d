"""The tables of the weekly pipeline: what is expected to close, what should have closed already, and who sells what."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import aging, pipeline
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Words
from crm_desktop.reports.book import in_order, named
from crm_desktop.reports.document import Block, Cell, Column, Heading, Row, Table
from crm_desktop.reports.sections import behind, count_cell, figure_cell, money_cell, records_of
from crm_desktop.reports.weekly_figures import Due, Weekly, closed_in
from crm_desktop.reports.weekly_sizes import FULL, Size
from crm_desktop.reports.words import NOTHING, Wording, exact, opportunities

_WHOLE: Final = Size(most=sys.maxsize, shown=0, named=0, worst=0, is_roomy=True)
_HEADINGS: Final = (
    (N_("Opportunity"), "left", 2.4),
    (N_("Account"), "left", 1.4),
    (N_("Stage"), "left", 1.0),
    (N_("Close"), "right", 0),
    (N_("Amount"), "right", 0),
    (N_("Prob."), "right", 0),
    (N_("Weighted"), "right", 0),
)
_SELLER_HEADINGS: Final = (
    N_("Seller"),
    N_("Open"),
    N_("Attention"),
    N_("Pipeline"),
    N_("Weighted"),
    N_("Won"),
    N_("Lost"),
    N_("Win rate"),
)


def is_all_undated(weekly: Weekly) -> bool:
    """Tell whether something is open, and nothing of it has an expected close date."""
    return bool(weekly.pipeline.count) and len(weekly.undated) == weekly.pipeline.count


def expected(weekly: Weekly, wording: Wording, size: Size = FULL) -> Iterator[Block]:
    """Yield the opportunities that are expected to close in the next days."""
    yield Heading(_("Expected to close, next {n} days").format(n=(weekly.ahead.last - weekly.ahead.first).days))
    if not weekly.pipeline.count:
        empty = _("Nothing is open.")
    elif is_all_undated(weekly):
        empty = _(
            "None of the open opportunities ({n}) has an expected close date; give them one to see what closes when."
        ).format(n=wording.formats.number(weekly.pipeline.count))
    else:
        empty = _("Nothing is expected to close by {day}.").format(day=wording.short_date(weekly.ahead.last))
    yield _table(weekly.due, weekly, wording, size, empty)


def overdue(weekly: Weekly, wording: Wording, size: Size = FULL) -> Iterator[Block]:
    """Yield those that are still open after their expected close date, if any."""
    if weekly.overdue.deals:
        yield Heading(_("Past their close date"))
        yield _table(weekly.overdue, weekly, wording, size)


def in_full(weekly: Weekly, wording: Wording, size: Size = FULL) -> Iterator[Block]:
    """Yield all opportunities of the tables that show only those worth most."""
    for title, due in (
        (_("All that is expected to close"), weekly.due),
        (_("All that is past its close date"), weekly.overdue),
    ):
        if is_cut(due, size) and size.is_listed:
            yield Heading(title)
            yield _table(due, weekly, wording, _WHOLE)


def is_cut(due: Due, size: Size) -> bool:
    """Tell whether a table of that size shows only those worth most."""
    return len(due.deals) > size.most


def largest(deals: Sequence[Deal], most: int, weekly: Weekly) -> Sequence[Deal]:
    """Return so many opportunities worth most, in their order."""
    if len(deals) <= most:
        return deals
    kept = {deal.id for deal in sorted(deals, key=lambda deal: -weekly.book.rates.worth(deal))[:most]}
    return [deal for deal in deals if deal.id in kept]


def _table(due: Due, weekly: Weekly, wording: Wording, size: Size, empty: str = "") -> Table:
    """Return opportunities one a line, the others in a line of their own, and the total of all."""
    book = weekly.book
    shown = largest(due.deals, size.shown, weekly) if is_cut(due, size) else due.deals
    warnings = {deal.id: reasons for deal, reasons in weekly.attention}
    is_late = due is weekly.overdue

    def row(deal: Deal) -> Row:
        amount, weighted = book.rates.value_of(deal), pipeline.weighted_value(deal, book.rates)
        reasons = [reason for reason in warnings.get(deal.id, ()) if not (is_late and "close_date" in reason.values)]
        chance = NOTHING if deal.probability is None else wording.formats.percent(deal.probability)
        cells = (
            Cell(deal.name, warning=", ".join(map(wording.short_reason, reasons)) if size.is_roomy else ""),
            Cell(named(book.accounts, deal.account)),
            Cell(named(book.stages, deal.stage)),
            Cell(wording.short_date(deal.close_date) if deal.close_date else NOTHING, deal.close_date),
            _share_cell(amount, wording),
            Cell(chance, deal.probability),
            _share_cell(weighted, wording),
        )
        return Row(cells, records=records_of([deal]))

    rows = [row(deal) for deal in shown]
    listed = {deal.id for deal in shown}
    rest = [deal for deal in due.deals if deal.id not in listed]
    if rest:
        more = _("{n} more, listed below") if size.is_listed else _("{n} more")
        rows.append(_sums(more.format(n=wording.formats.number(len(rest))), rest, weekly, wording))
    total = _sums(
        _("Total, {opportunities}").format(opportunities=opportunities(len(due.deals))),
        due.deals,
        weekly,
        wording,
    )
    columns = tuple(
        Column(_(title), "right" if align == "right" else "left", weight) for title, align, weight in _HEADINGS
    )
    has_total = bool(shown) or (bool(rows) and size.has_totals)
    return Table(columns, tuple(rows), empty, total if has_total else None, wraps=size.is_roomy)


def _sums(title: str, deals: Sequence[Deal], weekly: Weekly, wording: Wording) -> Row:
    rates = weekly.book.rates
    amount, weighted = pipeline.pipeline(deals, rates), pipeline.weighted(deals, rates)
    blank = Cell("")
    cells = (
        Cell(title),
        blank,
        blank,
        blank,
        figure_cell(amount, wording),
        blank,
        figure_cell(weighted, wording),
    )
    return Row(cells, records=records_of(deals))


def _share_cell(value: Decimal | Words, wording: Wording) -> Cell:
    return money_cell(None if isinstance(value, Words) else value, wording)


def by_seller(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    """Yield what each seller has open and what became of it this quarter, where there are several."""
    book = weekly.book
    groups = pipeline.by(book.deals.values(), lambda deal: deal.seller)
    busy = {seller: deals for seller, deals in groups.items() if any(_is_of_now(deal, weekly) for deal in deals)}
    if len(busy) < 2:
        return
    columns = tuple(Column(_(title), "right" if index else "left") for index, title in enumerate(_SELLER_HEADINGS))
    rows = tuple(
        _seller_row(named(book.sellers, seller, none=_("No seller")), busy[seller], weekly, wording)
        for seller in in_order(set(busy), book.sellers)
    )
    everyone = [deal for deals in busy.values() for deal in deals]
    yield Heading(_("By seller; won and lost this quarter"))
    yield Table(columns, rows, "", _seller_row(_("Total"), everyone, weekly, wording))


def _is_of_now(deal: Deal, weekly: Weekly) -> bool:
    return deal.kind == "open" or deal.closed_on in weekly.quarter_so_far


def _seller_row(title: str, deals: Sequence[Deal], weekly: Weekly, wording: Wording) -> Row:
    rates = weekly.book.rates
    open_now, closed = pipeline.pipeline(deals, rates), closed_in(deals, rates, weekly.quarter_so_far)
    attention = aging.attention(deals, weekly.book.day)
    cells = (
        Cell(title),
        count_cell(open_now.count, wording),
        replace(count_cell(attention.count, wording), records=behind(attention)),
        figure_cell(open_now, wording),
        figure_cell(pipeline.weighted(deals, rates), wording),
        figure_cell(closed.won, wording),
        figure_cell(closed.lost, wording),
        Cell(wording.value(closed.win_rate), exact(closed.win_rate.value), records=behind(closed.win_rate)),
    )
    return Row(cells, records=records_of(deal for deal in deals if deal.kind == "open"))
