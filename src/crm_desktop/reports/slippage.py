"""What was expected to close in a period, and what became of it: won, lost, or slipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import closing
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.expected import unless, why_unknown
from crm_desktop.figures.figure import Figure, Words
from crm_desktop.reports import book as books
from crm_desktop.reports import slices
from crm_desktop.reports.book import Book, named
from crm_desktop.reports.document import Block, Cell, Column, Document, Figures, Heading, Records, Row, Table
from crm_desktop.reports.options import Options, past_fields
from crm_desktop.reports.sections import card, definitions, document, money_cell
from crm_desktop.reports.sliced import figure_of
from crm_desktop.reports.slices import SLICES, View
from crm_desktop.reports.words import NOTHING, Wording, exact
from crm_desktop.services import deals as services_deals

TITLE: Final = N_("Slippage")
OPTIONS: Final = {
    "by": slices.option("seller", "stage", "product", "account", "source"),
    **past_fields("first", "last", "as_of", "seller"),
}
_EMPTY: Final = N_("Nothing was expected to close in this period.")


def build(session: Session, options: Options) -> Document:
    """Return what became of what was expected on the first day of the options' period."""
    wording, period = Wording(options.formats, options.as_of), options.period
    book = books.read(session, min(options.as_of, period.last), options.seller)
    before = services_deals.as_of(session, period.before, options.seller)
    view, why = View(book, options, wording), why_unknown(before, book.deals, period.before, book.began)
    blocks = _blocks({} if why else before, why, view)
    return document("slippage", _(TITLE), wording.months(period), blocks, book, options, wording, period.before)


def _blocks(before: dict[int, Deal], why: str, view: View) -> Iterator[Block]:
    by, wording, after = SLICES[view.options.chosen["by"]], view.wording, view.book.deals
    whole = unless(why, closing.slippage(before, after, view.options.period))
    won, lost, slipped = whole.parts
    yield Figures(
        (
            card(_("Share that slipped"), whole, wording, _("of what was expected")),
            card(_("Won"), won, wording),
            card(_("Lost"), lost, wording),
            card(_("Slipped"), slipped, wording, _("still open, or closed later")),
        )
    )
    yield Heading(_("By {what}").format(what=_(by.title).lower()))
    groups = slices.groups([before[key] for key in whole.records], by, view)
    found = [(g.title, closing.slippage({d.id: d for d in g.deals}, after, view.options.period)) for g in groups]
    titles = (_("Expected"), _("Won"), _("Lost"), _("Slipped"), _("Share"))
    columns = (Column(_(by.title)), *(Column(title, "right") for title in titles))
    total = _row(_("Total"), whole, view) if len(found) > 1 else None
    rows = tuple(_row(title, figure, view) for title, figure in found)
    yield Table(columns, rows, _(_EMPTY) if not why else f"{NOTHING} {wording.sentence(why)}", total, wraps=True)
    if not why:
        yield Heading(_("What slipped"))
        yield _slipped([before[key] for key in slipped.records], after, view.book, wording)
    yield from definitions([(_("Slippage"), "slippage")])


def _row(title: str, figure: Figure, view: View) -> Row:
    won, lost, slipped = (figure_of(part, view) for part in figure.parts)
    expected = Cell(view.wording.formats.number(figure.count), figure.count)
    share = Cell("", None) if figure.value is None else Cell(view.wording.percent(figure.value), exact(figure.value))
    return Row(
        (Cell(title, title), expected, won, lost, slipped, share),
        records=Records("opportunity", figure.records, figure),
    )


def _slipped(deals: list[Deal], after: Mapping[int, Deal], book: Book, wording: Wording) -> Table:
    columns = (
        Column(_("Opportunity"), weight=2),
        Column(_("Account"), weight=1.5),
        Column(_("Seller"), weight=1.3),
        Column(_("Was expected"), weight=0),
        Column(_("Is now"), weight=0),
        Column(_("Amount"), "right"),
    )
    values = {deal.id: book.rates.value_of(after[deal.id]) for deal in deals}
    rows = list[Row]()
    for deal in sorted(deals, key=lambda deal: (deal.close_date is None, deal.close_date, deal.id)):
        now = after[deal.id]
        day = now.closed_on if now.kind != "open" else now.close_date
        value = values[deal.id]
        amount = Cell("", None) if isinstance(value, Words) else money_cell(value, wording)
        cells = (
            Cell(now.name, now.name),
            Cell(named(book.accounts, now.account)),
            Cell(named(book.sellers, now.seller)),
            Cell(wording.short_date(deal.close_date) if deal.close_date else "", deal.close_date),
            Cell(wording.short_date(day) if day else _("no date"), day),
            amount,
        )
        rows.append(Row(cells, records=Records("opportunity", (deal.id,))))
    return Table(columns, tuple(rows), _("Nothing slipped."), wraps=True)
