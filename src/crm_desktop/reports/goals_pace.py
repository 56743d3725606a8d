"""What was to be won and what was: by the company, its teams and its sellers, beside the working days that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import natural_key
from crm_desktop.figures import closing, goals
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Figure
from crm_desktop.reports import book as books
from crm_desktop.reports.book import named
from crm_desktop.reports.document import Block, Cell, Column, Document, Figures, Heading, Paragraph, Row, Table
from crm_desktop.reports.options import Options, fields, pick
from crm_desktop.reports.projection_goals import Aim, Piece, pieces, without_share
from crm_desktop.reports.sections import behind, card, definitions, document, money_cell
from crm_desktop.reports.sliced import figure_of
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import Wording, exact
from crm_desktop.services import goals as services_goals
from crm_desktop.services.goals import COMPANY, Goals, Whose

TITLE: Final = N_("Goals and pace")
OPTIONS: Final = {
    "span": pick(N_("Goals of the"), (("quarter", N_("Quarter")), ("month", N_("Month")), ("year", N_("Fiscal year")))),
    **fields("as_of", "seller"),
}
DEFINED: Final = (
    (N_("Goal"), "goal"),
    (N_("Attainment"), "attainment"),
    (N_("Year to date"), "year_to_date"),
    (N_("Working days gone"), "working_days_gone"),
)


@dataclass(frozen=True)
class Line:
    """One who has a goal: what was won up to the day, how much of the goal that is, and of the year's so far."""

    name: str
    goal: Figure
    attainment: Figure
    year: Figure
    remaining: Figure


def build(session: Session, options: Options) -> Document:
    """Return the goals of the period that holds the options' day."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    period = _period(options.chosen["span"], options)
    blocks = (*figures_of(session, view, period), *definitions([(_(title), name) for title, name in DEFINED]))
    return document("goals", _(TITLE), wording.months(period), blocks, view.book, options, wording)


def figures_of(session: Session, view: View, period: Period) -> Iterator[Block]:
    """Yield what was to be won in a period and what was, without the definitions."""
    options = view.options
    year = dates.fiscal_year_of(options.as_of, options.fiscal_month)
    targets = services_goals.goals(session, year, options.as_of)
    groups = [[_line(targets, name, whose, period, view) for name, whose in some] for some in _whose(view)]
    yield from _blocks(groups, period, view)


def _period(span: str, options: Options) -> Period:
    match span:
        case "month":
            return dates.month_of(options.as_of)
        case "year":
            return dates.fiscal_year_of(options.as_of, options.fiscal_month)
        case _:
            return dates.quarter_of(options.as_of, options.fiscal_month)


def _whose(view: View) -> Iterator[list[tuple[str, Whose]]]:
    """Yield who may have a goal: the company, its teams, its sellers, or the one seller of the report."""
    book = view.book
    if book.seller is not None:
        yield [(named(book.sellers, book.seller), Whose(book.seller))]
        return
    yield [(_("Whole company"), COMPANY)]
    teams = {team for team in book.teams.values() if team in book.managers}
    yield sorted(((book.managers[team], Whose(team=team)) for team in teams), key=lambda pair: natural_key(pair[0]))
    yield sorted(
        ((name, Whose(seller)) for seller, name in book.sellers.items()), key=lambda pair: natural_key(pair[0])
    )


def _line(targets: Goals, name: str, whose: Whose, period: Period, view: View) -> Line:
    mine = [deal for deal in view.book.deals.values() if _is_of(deal, whose, view)]
    day, rates = view.options.as_of, view.book.rates
    target, why = targets.of(period, whose)
    won = closing.won(mine, rates, Period(period.first, min(day, period.last)))
    behind_it = targets.behind(period, whose)
    share = goals.attainment(won, target, why, behind_it)
    left = goals.goal_remaining(won, target, why, behind_it)
    return Line(name, share.parts[1], share, _to_date(targets, whose, mine, view), left)


def _to_date(targets: Goals, whose: Whose, mine: Sequence[Deal], view: View) -> Figure:
    """Return how much of the fiscal year's goals so far is won, in the days alone that these are set for."""
    day, fiscal_month = view.options.as_of, view.options.fiscal_month
    year = dates.fiscal_year_of(day, fiscal_month)
    aim = Aim(targets, whose, fiscal_month)
    spans = list(_spans(aim, year, day))
    if any(goal is not None for _span, goal in spans):
        return goals.year_to_date([(span, closing.won(mine, view.book.rates, span), goal) for span, goal in spans])[-1]
    so_far = Period(year.first, dates.month_of(day).last)
    goal, why = without_share(aim, so_far, spans)
    return goals.year_to_date([(so_far, closing.won(mine, view.book.rates, so_far), goal)], why)[-1]


def _spans(aim: Aim, year: Period, day: date) -> Iterator[Piece]:
    """Yield the quarters of a year up to a day that have a goal, of the others the months.

    Of a quarter that is not over the months count where each has a goal, so that what is still to come does not.
    """
    for month in dates.months_in(year)[::3]:
        quarter = dates.quarter_of(month.first, aim.fiscal_month)
        found = pieces(aim, quarter)
        months = [(one, aim.goals.of(one, aim.whose)) for one in dates.months_in(quarter)]
        if day < quarter.last and not any(goal.why for _month, goal in months):
            found = [(one, goal.amount) for one, goal in months]
        yield from (piece for piece in found if piece[0].first <= day)


def _is_of(deal: Deal, whose: Whose, view: View) -> bool:
    if whose.seller is not None:
        return deal.seller == whose.seller
    return whose.team is None or view.book.teams.get(deal.seller or 0) == whose.team


def _blocks(groups: Sequence[Sequence[Line]], period: Period, view: View) -> Iterator[Block]:
    wording, day = view.wording, view.options.as_of
    first = groups[0][0]
    gone, days = (dates.working_days(Period(period.first, last)) for last in (min(day, period.last), period.last))
    pace = goals.pace(first.attainment, gone, days)
    yield Figures(
        (
            card(_("Goal"), first.goal, wording),
            card(_("Won"), first.attainment.parts[0], wording),
            card(_("Attainment"), first.attainment, wording),
            card(_("Working days gone"), pace.working_days_gone, wording),
            card(_("Year to date"), first.year, wording, _("of the goals so far")),
        )
    )
    for title, lines in zip(
        (_("Company"), _("Teams"), _("Sellers")) if len(groups) > 1 else (_("Seller"),), groups, strict=True
    ):
        with_goal = [line for line in lines if line.goal.value is not None or line.attainment.parts[0].count]
        if with_goal and (title != _("Company") or len(groups) == 1):
            yield Heading(title)
            yield _table(with_goal, view)
            yield from _for_some(with_goal, wording)


def _for_some(lines: Sequence[Line], wording: Wording) -> Iterator[Block]:
    """Yield whose goals are those of some sellers alone, so that nothing is compared with them."""
    reasons = [f"{line.name}: {wording.sentence(line.remaining.why)}" for line in lines if _is_for_some(line)]
    if reasons:
        text = _("No share is told of a goal that only some of the sellers have: {reasons}.")
        yield Paragraph(text.format(reasons="; ".join(reasons)), muted=True)


def _is_for_some(line: Line) -> bool:
    return line.goal.value is not None and line.remaining.value is None and line.attainment.parts[0].value is not None


def _table(lines: Sequence[Line], view: View) -> Table:
    titles = (_("Goal"), _("Won"), _("Attainment"), _("To go"), _("Year to date"))
    columns = (Column(_("Name")), *(Column(title, "right") for title in titles))
    return Table(columns, tuple(_row(line, view) for line in lines), "")


def _amount(figure: Figure, view: View) -> Cell:
    """Return an amount as a cell, also that of no records: all of a goal may be left."""
    return replace(money_cell(exact(figure.value), view.wording), records=behind(figure))


def _row(line: Line, view: View) -> Row:
    won = line.attainment.parts[0]
    goal, left = _amount(line.goal, view), _amount(line.remaining, view)
    cells = (Cell(line.name, line.name), goal, figure_of(won, view), figure_of(line.attainment, view), left)
    return Row((*cells, figure_of(line.year, view)), records=behind(won))
