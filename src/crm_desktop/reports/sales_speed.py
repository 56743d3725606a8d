"""How long it takes from the first day to the signature, and how much a day that makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import closing
from crm_desktop.figures.deal import closed_in
from crm_desktop.reports import book as books
from crm_desktop.reports import sliced, slices
from crm_desktop.reports.document import Block, Document, Figures, Heading
from crm_desktop.reports.options import Options, past_fields
from crm_desktop.reports.sections import card, definitions, document
from crm_desktop.reports.slices import SLICES, View
from crm_desktop.reports.words import Wording

TITLE: Final = N_("Sales cycle and velocity")
OPTIONS: Final = {
    "by": slices.option("seller", "product", "source", "industry", "account", "month", "quarter"),
    **past_fields("first", "last", "as_of", "seller"),
}
_MEASURES: Final = (sliced.WON, sliced.MEAN_WON, sliced.CYCLE, sliced.CYCLE_MEDIAN)


def build(session: Session, options: Options) -> Document:
    """Return the speed of what was won in the options' period."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    return document("sales-speed", _(TITLE), wording.months(options.period), _blocks(view), view.book, options, wording)


def _blocks(view: View) -> Iterator[Block]:
    by, wording, period, rates = SLICES[view.options.chosen["by"]], view.wording, view.options.period, view.book.rates
    deals = list(view.book.deals.values())
    velocity = closing.velocity(deals, rates, period)
    still_open, mean, rate, cycle = velocity.parts
    yield Figures(
        (
            card(_("Sales cycle"), cycle, wording, _("mean")),
            card(_("Sales cycle"), closing.sales_cycle_median(deals, period), wording, _("median")),
            card(_("Velocity a day"), velocity, wording, _("open × mean won × win rate ÷ cycle")),
            card(_("Mean won"), mean, wording),
            card(_("Win rate"), rate, wording, _("by count")),
            card(_("Open now"), still_open, wording),
        )
    )
    groups = slices.groups([deal for deal in closed_in(deals, period)[0] if deal.kind == "won"], by, view)
    empty = _("Nothing was won in this period.")
    yield Heading(_("Sales cycle in days, by {what}").format(what=_(by.title).lower()))
    yield sliced.bars(groups, sliced.CYCLE, view, period, empty)
    yield sliced.table(_(by.title), groups, _MEASURES, view, period, empty)
    yield from definitions(
        [(_("Sales cycle"), "sales_cycle"), (_("Median"), "sales_cycle_median"), (_("Velocity"), "velocity")]
    )
