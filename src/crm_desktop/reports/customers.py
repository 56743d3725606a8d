"""Customers by what they have brought in, how recently, how often and how much they buy, and what they may be worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import customers
from crm_desktop.figures.figure import tally
from crm_desktop.reports import book as books
from crm_desktop.reports import customer_value, sliced, slices
from crm_desktop.reports.customer_value import Customer
from crm_desktop.reports.document import (
    Bar,
    Bars,
    Block,
    Document,
    Figures,
    Heading,
    Paragraph,
)
from crm_desktop.reports.options import Options, fields, pick
from crm_desktop.reports.sections import behind, card, count_cell, counted_card, definitions, document
from crm_desktop.reports.sliced import Measure
from crm_desktop.reports.slices import SLICES, Group, View
from crm_desktop.reports.words import Wording, exact
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Percent, Whole

TITLE: Final = N_("Customers")
OPTIONS: Final = {
    "by": slices.option("account", "company"),
    "rows": pick(N_("Show"), (("25", N_("The first 25")), ("100", N_("The first 100")), ("all", N_("All")))),
    "look_back": pick(
        N_("Looking back on"),
        (("24", N_("24 months")), ("12", N_("12 months")), ("36", N_("36 months")), ("60", N_("5 years"))),
        help=N_("For how recently, how often and how much was bought."),
    ),
    "margin": Field(Percent(), N_("Margin"), default=Decimal(1), help=N_("For the predicted value; 100 % is revenue.")),
    "years": Field(Whole(1, 50), N_("Expected years"), default=3, help=N_("For the predicted value, five at most.")),
    **fields("as_of", "seller"),
}
_EMPTY: Final = N_("Nothing was won yet, and nothing is open.")
_TOP = 10


def build(session: Session, options: Options) -> Document:
    """Return the customers at the end of the options' day."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    deals = [deal for deal in view.book.deals.values() if deal.kind != "lost"]
    by = SLICES[options.chosen["by"]]
    groups = slices.groups(deals, by, view)
    blocks = _blocks(groups, view, _(by.title))
    return document("customers", _(TITLE), wording.long_date(options.as_of), blocks, view.book, options, wording)


def _blocks(groups: Sequence[Group], view: View, title: str) -> Iterator[Block]:
    wording, rates, day = view.wording, view.book.rates, view.options.as_of
    found = customer_value.bought([group for group in groups if group.key is not None], view)
    everything = [deal for group in groups for deal in group.deals]
    to_date = customers.revenue_to_date(everything, rates, day)
    yield Figures(
        (
            card(_("Customers"), tally(customers.CUSTOMERS, [one.group.key for one in found]), wording),
            counted_card(_("Revenue to date"), to_date, wording),
            counted_card(
                _("Last 12 months"), customers.revenue_of(everything, rates, customer_value.last_year(view)), wording
            ),
            counted_card(_("Projected"), customers.projected(everything, rates), wording),
        )
    )
    yield Heading(_("The largest"))
    yield _bars(found[:_TOP], view)
    yield Heading(_("Revenue"))
    yield sliced.table(
        title, _shown(groups, found, view), _measures(view), view, customer_value.last_year(view), _(_EMPTY)
    )
    most = _most(view)
    yield Heading(_("How recently, how often and how much was bought"))
    yield customer_value.rfm_table(found, most, view, title)
    yield Paragraph(customer_value.how_scored(found, view), muted=True)
    yield Heading(_("Value to date and predicted"))
    yield customer_value.value_table(found[:most], view, title)
    yield Paragraph(customer_value.inputs(view), muted=True)
    yield from definitions(
        [
            (_("To date"), "revenue_to_date"),
            (_("Last 12 months"), "revenue_last_12_months"),
            (_("Projected"), "revenue_projected"),
            (_("R, last won"), "rfm_recency"),
            (_("F, times"), "rfm_frequency"),
            (_("M, amount"), "rfm_money"),
            (_("Mean of a year"), "mean_yearly_revenue"),
            (_("Predicted"), "predicted_value"),
        ]
    )


def _most(view: View) -> int | None:
    chosen = view.options.chosen["rows"]
    return None if chosen == "all" else int(chosen)


def _shown(groups: Sequence[Group], found: Sequence[Customer], view: View) -> list[Group]:
    """Return the largest customers, then who has bought nothing yet, and the others as one line; none is left out."""
    most = _most(view)
    bought = [one.group for one in found]
    known = {group.key for group in bought}
    ranked = bought + [group for group in groups if group.key is not None and group.key not in known]
    nobody = [group for group in groups if group.key is None]
    first, rest = (ranked, []) if most is None else (ranked[:most], ranked[most:])
    others = _("{n} others").format(n=view.wording.formats.number(len(rest)))
    return [*first, *([Group(None, others, tuple(d for group in rest for d in group.deals))] if rest else []), *nobody]


def _measures(view: View) -> tuple[Measure, ...]:
    day = view.options.as_of
    return (
        Measure(N_("To date"), lambda deals, rates, _year: customers.revenue_to_date(deals, rates, day), counted=True),
        Measure(
            N_("Last 12 months"),
            lambda deals, rates, _year: customers.revenue_of(deals, rates, customer_value.last_year(view)),
        ),
        Measure(N_("Projected"), lambda deals, rates, _year: customers.projected(deals, rates)),
    )


def _bars(found: Sequence[Customer], view: View) -> Bars:
    def bar(one: Customer) -> Bar:
        year = customers.revenue_of(one.group.deals, view.book.rates, customer_value.last_year(view))
        return Bar(
            one.group.title,
            exact(one.to_date.value) or Decimal(0),
            exact(year.value) or Decimal(0),
            view.wording.value(one.to_date),
            count_cell(one.to_date.count, view.wording),
            behind(one.to_date),
            view.wording.value(year),
        )

    return Bars(tuple(map(bar, found)), _("to date"), _("last 12 months"), _("Nothing was won yet."))
