"""The long tables of the revenue projection: a line for each product, seller, company or account, a column a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from crm_desktop.base.dates import month_of
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures import pipeline
from crm_desktop.figures.deal import Span
from crm_desktop.reports.book import named
from crm_desktop.reports.document import Block, Bullet, Bullets, Cell, Column, Heading, Records, Row, Table
from crm_desktop.reports.projection_figures import Grouping, Line, Revenue
from crm_desktop.reports.sections import behind, count_cell, count_column, figure_cell
from crm_desktop.reports.words import Wording, by_reason

_TITLES: Final = {
    "product": (N_("By product"), N_("Product"), N_("No product")),
    "seller": (N_("By seller"), N_("Seller"), N_("No seller")),
    "company": (N_("By company, with all that belong to it"), N_("Company"), N_("No account")),
    "account": (N_("By account"), N_("Account"), N_("No account")),
}
_YEAR, _QUARTER = 366, 92  # days, at most


def grouped(grouping: Grouping, wording: Wording) -> Iterator[Block]:
    """Yield the table of one grouping; its total is that of the whole report."""
    heading, title, none = (_(text) for text in _TITLES[grouping.what])
    has_undated = bool(grouping.total.undated.count)
    columns = [Column(title), count_column(), Column(_("Won"), "right"), count_column()]
    columns += [Column(text, "right") for text in (_("Open"), _("Weighted"), _("Projected"))]
    if has_undated:
        columns.append(Column(_("No date"), "right", muted=True))

    def row(name: str, line: Line) -> Row:
        cells = [Cell(name), count_cell(line.won.count, wording), figure_cell(line.won, wording)]
        cells += [count_cell(line.open.count, wording), figure_cell(line.open, wording)]
        cells += [figure_cell(line.weighted, wording), figure_cell(line.total, wording)]
        if has_undated:
            cells.append(figure_cell(line.undated, wording))
        return Row(tuple(cells), records=behind(line.total))

    yield Heading(heading)
    rows = tuple(row(named(grouping.names, line.key, none=none), line) for line in grouping.lines)
    yield Table(tuple(columns), rows, "", row(_("Total"), grouping.total))


def by_product_and_month(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    """Yield what is projected for each product in each month; in a long period by quarter or year."""
    grouping = next(grouping for grouping in revenue.groupings if grouping.what == "product")
    titles = [_("Product"), *span_names(revenue.columns, wording), _("Projected")]
    columns = tuple(Column(text, "right" if index else "left") for index, text in enumerate(titles))

    def row(name: str, line: Line) -> Row:
        figures = (*(column.total for column in line.projection.months), line.total)
        return Row((Cell(name), *(figure_cell(figure, wording) for figure in figures)), records=behind(line.total))

    lines = [line for line in grouping.lines if line.total.count]
    rows = tuple(row(named(grouping.names, line.key, none=_("No product")), line) for line in lines)
    if not rows:
        return
    yield Heading(_("Projected by product"))
    yield Table(columns, rows, "", row(_("Total"), grouping.total))


def span_names(spans: Sequence[Span], wording: Wording) -> list[str]:
    """Return short names of months, quarters or years; in more than a year the year stands where it begins."""
    is_long = (spans[-1].last - spans[0].first).days > _YEAR
    years = [0, *(span.first.year for span in spans)]
    return [
        _span_name(span, wording, year=is_long and span.first.year != before)
        for span, before in zip(spans, years, strict=False)
    ]


def _span_name(span: Span, wording: Wording, *, year: bool) -> str:
    first, last = span.first, span.last
    if (last - first).days > _QUARTER:
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"
    name = wording.month(first)
    if last > month_of(first).last:
        name += f" – {wording.month(last)}"
    return f"{name} {first.year}" if year else name


def left_out(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    """Yield what is open and in no month, and what adds nothing to its month."""
    book = revenue.book
    bullets = []
    for why, records in by_reason(revenue.months.left_out).items():
        worth = pipeline.pipeline([book.deals[record] for record in records], book.rates)
        text = count_of(
            "{n} open opportunity is in no month: {why}. It is worth {amount}.",
            "{n} open opportunities are in no month: {why}. They are worth {amount}.",
            len(records),
        )
        text = text.replace("{why}", wording.sentence(why)).replace("{amount}", wording.value(worth))
        bullets.append(Bullet(text, Records("opportunity", records)))
    for why, records in by_reason(revenue.whole.total.left_out).items():
        text = count_of("{n} opportunity adds nothing: {why}.", "{n} opportunities add nothing: {why}.", len(records))
        bullets.append(Bullet(text.replace("{why}", wording.sentence(why)), Records("opportunity", records)))
    if bullets:
        yield Heading(_("What these numbers leave out"))
        yield Bullets(tuple(bullets))
