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
from crm_desktop.reports.sections import behind, figure_cell
from crm_desktop.reports.words import Wording, by_reason

_TITLES: Final = {
    "product": (N_("By product"), N_("Product"), N_("No product")),
    "seller": (N_("By seller"), N_("Seller"), N_("No seller")),
    "company": (N_("By company, with all that belong to it"), N_("Company"), N_("No account")),
    "account": (N_("By account"), N_("Account"), N_("No account")),
}


def grouped(grouping: Grouping, revenue: Revenue, wording: Wording) -> Iterator[Block]:
    """Yield the table of one grouping; its total is that of the whole report."""
    heading, title, none = (_(text) for text in _TITLES[grouping.what])
    has_undated = bool(grouping.total.undated.count)
    names = span_names(revenue.columns, wording)
    titles = [title, *names, _("Won"), _("Weighted"), _("Projected"), *([_("No date")] if has_undated else [])]
    columns = tuple(Column(text, "right" if index else "left") for index, text in enumerate(titles))

    def row(name: str, line: Line) -> Row:
        figures = [*(column.total for column in line.projection.months), line.won, line.weighted, line.total]
        if has_undated:
            figures.append(line.undated)
        return Row((Cell(name), *(figure_cell(figure, wording) for figure in figures)), records=behind(line.total))

    yield Heading(heading)
    rows = tuple(row(named(grouping.names, line.key, none=none), line) for line in grouping.lines)
    yield Table(
        columns, rows, _("Nothing was won in this period, and nothing is open."), row(_("Total"), grouping.total)
    )


def span_names(spans: Sequence[Span], wording: Wording) -> list[str]:
    """Return short names of months, quarters or years; the year stands where it begins."""
    names = []
    year = 0
    for span in spans:
        first, last = span.first, span.last
        if (last - first).days > 100:
            name = str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"
        else:
            name = wording.month(first)
            if last > month_of(first).last:
                name += f" – {wording.month(last)}"
            if first.year != year:
                name += f" {first.year}"
        year = first.year
        names.append(name)
    return names


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
