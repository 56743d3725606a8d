"""Who has bought something: how recently, how often and how much, with scores, and what they may yet be worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import _
from crm_desktop.figures import customers
from crm_desktop.figures.customers import Buying
from crm_desktop.figures.figure import Figure
from crm_desktop.reports.document import Cell, Column, Row, Table
from crm_desktop.reports.sections import behind, records_of
from crm_desktop.reports.sliced import figure_of
from crm_desktop.reports.slices import Group, View
from crm_desktop.reports.words import NOTHING


@dataclass(frozen=True)
class Customer:
    """Who bought something, and the figures of it."""

    group: Group
    to_date: Figure
    yearly: Figure
    buying: Buying


def bought(groups: Sequence[Group], view: View) -> list[Customer]:
    """Return who bought something, the largest first."""
    rates, day = view.book.rates, view.options.as_of
    buying = customers.buying(
        {group.key: group.deals for group in groups}, rates, day, look_back(view), view.options.limits
    )
    found = [
        Customer(
            group,
            customers.revenue_to_date(group.deals, rates, day),
            customers.yearly(group.deals, rates, day),
            buying[group.key],
        )
        for group in groups
        if any(deal.kind == "won" for deal in group.deals)
    ]
    return sorted(found, key=lambda one: -(one.to_date.value or 0))


def look_back(view: View) -> Period:
    """Return the days within which buying is scored."""
    day = view.options.as_of
    return Period(dates.add_months(day, -int(view.options.chosen["look_back"])) + dates.DAY, day)


def last_year(view: View) -> Period:
    """Return the twelve months up to the day of the report."""
    return Period(dates.add_months(view.options.as_of, -12) + dates.DAY, view.options.as_of)


def rfm_table(found: Sequence[Customer], most: int | None, view: View, title: str) -> Table:
    """Return how everybody buys, who scores most first."""
    ranked = sorted(found, key=lambda one: -score_of(one.buying))[:most]
    titles = (_("Last won"), _("R"), _("Times"), _("F"), _("Amount"), _("M"), _("Sum"))
    columns = (Column(title), *(Column(each, "right") for each in titles))
    return Table(columns, tuple(_rfm_row(one, view) for one in ranked), _("Nothing was won yet."))


def _rfm_row(one: Customer, view: View) -> Row:
    cells = [Cell(one.group.title, one.group.title)]
    for figure, score in zip(
        (one.buying.recency, one.buying.frequency, one.buying.money), one.buying.scores, strict=True
    ):
        shown = NOTHING if score is None else str(score)
        cells += [figure_of(figure, view), Cell(shown, score, records=behind(figure))]
    whole = score_of(one.buying)
    return Row((*cells, Cell(str(whole) if whole else NOTHING, whole or None)), records=records_of(one.group.deals))


def score_of(buying: Buying) -> int:
    """Return the three scores together."""
    return sum(score for score in buying.scores if score is not None)


def how_scored(found: Sequence[Customer], view: View) -> str:
    """Return in words what the scores compare."""
    months = view.wording.span(look_back(view))
    bought = sum(one.buying.frequency.count > 0 for one in found)
    if bought >= customers.FEWEST:
        return _(
            "Scores from 1 to 5, by rank among the {n} customers who bought from {span}; equal ones share a score."
        ).format(n=view.wording.formats.number(bought), span=months)
    limits, number = view.options.limits, view.wording.formats.number
    shown = {key: ", ".join(number(each) for each in getattr(limits, key)) for key in ("days", "times", "money")}
    return _(
        "Fewer than five customers bought from {span}, so that fixed limits hold; 2, 3, 4 and 5 are scored from "
        "{days} days downwards, {times} times and an amount of {money}."
    ).format(span=months, **shown)


def value_table(found: Sequence[Customer], view: View, title: str) -> Table:
    """Return what everybody has brought in and may yet."""
    titles = (_("To date"), _("Customer for"), _("Mean of a year"), _("Predicted (estimate)"))
    columns = (Column(title), *(Column(each, "right") for each in titles))
    return Table(columns, tuple(_value_row(one, view) for one in found), _("Nothing was won yet."))


def _value_row(one: Customer, view: View) -> Row:
    chosen = view.options.chosen
    predicted = customers.predicted(one.yearly, chosen["margin"], chosen["years"])
    figures = (*one.yearly.parts, one.yearly, predicted)
    return Row((Cell(one.group.title, one.group.title), *(figure_of(figure, view) for figure in figures)))


def inputs(view: View) -> str:
    """Return in words what the estimate assumes."""
    chosen, formats = view.options.chosen, view.wording.formats
    return _("Predicted is an estimate, by a margin of {margin} and {years} expected years, five at most.").format(
        margin=view.wording.percent(chosen["margin"]), years=formats.number(chosen["years"])
    )
