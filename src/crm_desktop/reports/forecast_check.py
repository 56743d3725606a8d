"""What the forecast said before each month or quarter began, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import closing, forecast
from crm_desktop.figures.figure import ZERO, Figure
from crm_desktop.reports import book as books
from crm_desktop.reports.document import Block, Cell, Chart, Column, Document, Heading, Paragraph, Row, Series, Table
from crm_desktop.reports.options import Options, past_fields, pick
from crm_desktop.reports.sections import behind, definitions, document
from crm_desktop.reports.sliced import figure_of
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import Wording, exact, places_for
from crm_desktop.services import deals as services_deals

TITLE: Final = N_("Forecast and what came")
OPTIONS: Final = {
    "step": pick(N_("In steps of"), (("month", N_("Months")), ("quarter", N_("Quarters")))),
    **past_fields("first", "last", "as_of", "seller"),
}
_BARS: Final = 6
_EMPTY: Final = N_("Nothing was expected and nothing was won in this period.")


@dataclass(frozen=True)
class Said:
    """What was said the evening before a period, and what was won in it."""

    period: Period
    commit: Figure
    best_case: Figure
    weighted: Figure
    won: Figure


def build(session: Session, options: Options) -> Document:
    """Return the forecasts of the options' period, each as it stood on the evening before."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    found = [_said(session, period, view) for period in _periods(options)]
    return document(
        "forecast-check", _(TITLE), wording.months(options.period), _blocks(found, view), view.book, options, wording
    )


def _periods(options: Options) -> list[Period]:
    months = dates.months_in(options.period)
    if options.chosen["step"] == "month":
        return months
    return list(dict.fromkeys(dates.quarter_of(month.first, options.fiscal_month) for month in months))


def _said(session: Session, period: Period, view: View) -> Said:
    before = services_deals.as_of(session, period.before, view.options.seller).values()
    rates = view.book.rates.until(period.before)
    rolled = forecast.cumulative(forecast.by_category(before, rates, period))
    won = closing.won(view.book.deals.values(), view.book.rates, period)
    return Said(
        period, rolled["commit_forecast"], rolled["best_case_forecast"], forecast.weighted(before, rates, period), won
    )


def _blocks(found: list[Said], view: View) -> Iterator[Block]:
    names = [_name(one.period, view) for one in found]
    yield Heading(_("What was said, what came"))
    yield _chart(found, names, view)
    # shares of amounts nearly always have cents, and are rounded as everywhere
    places = places_for(figure.value for one in found for figure in (one.commit, one.best_case, one.won))
    titles = (_("Commit"), _("Best case"), _("Weighted"), _("Won"), _("Won − commit"))
    columns = (Column(_("Period")), *(Column(title, "right") for title in titles))
    yield Table(columns, tuple(_row(n, one, view, places) for n, one in zip(names, found, strict=True)), _(_EMPTY))
    unfinished = [n for n, one in zip(names, found, strict=True) if one.period.last > view.options.as_of]
    if unfinished:
        text = _("Not over yet on the day of the report: {periods}.")
        yield Paragraph(text.format(periods=", ".join(unfinished)), muted=True)
    yield from definitions(
        [
            (_("Commit"), "commit_forecast"),
            (_("Best case"), "best_case_forecast"),
            (_("Weighted"), "weighted_forecast"),
            (_("Won"), "won"),
        ]
    )


def _chart(found: list[Said], names: list[str], view: View) -> Chart:
    """Return what was said and what came: bars side by side, and lines where these would be too many to compare."""

    def values(figures: list[Figure]) -> tuple[Decimal, ...]:
        return tuple(exact(figure.value) or ZERO for figure in figures)

    said, won = [one.commit for one in found], [one.won for one in found]

    def texts(figures: list[Figure]) -> tuple[str, ...]:
        return tuple(view.wording.value(figure) if figure.count else "" for figure in figures)

    series = (
        Series(_("commit, said before"), "commit", values(said), tuple(map(behind, said)), texts(said)),
        Series(_("won"), "won", values(won), tuple(map(behind, won)), texts(won)),
    )
    labels = texts(won)
    return Chart("lines" if len(found) > _BARS else "bars", tuple(names), series, labels, _(_EMPTY))


def _row(name: str, one: Said, view: View, places: int) -> Row:
    figures = (one.commit, one.best_case, one.weighted, one.won)
    change = None
    if one.won.value is not None and one.commit.value is not None:
        change = Decimal(one.won.value) - Decimal(one.commit.value)
    more = Cell(view.wording.signed(change, places), exact(change))
    return Row(
        (Cell(name, one.period.first), *(figure_of(f, view, places) for f in figures), more), records=behind(one.won)
    )


def _name(period: Period, view: View) -> str:
    is_month = view.options.chosen["step"] == "month"
    return view.wording.month(period.first, year=True) if is_month else view.wording.months(period)
