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
from crm_desktop.figures.expected import unless, why_unknown
from crm_desktop.figures.figure import ZERO, Figure
from crm_desktop.reports import book as books
from crm_desktop.reports.chart_data import Chart, Series
from crm_desktop.reports.document import Block, Cell, Column, Document, Heading, Paragraph, Row, Table
from crm_desktop.reports.options import Options, past_fields, pick
from crm_desktop.reports.sections import behind, definitions, document, exact_or_why
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import NOTHING, Wording, exact
from crm_desktop.services import deals as services_deals

TITLE: Final = N_("Forecast and what came")
OPTIONS: Final = {
    "step": pick(N_("In steps of"), (("month", N_("Months")), ("quarter", N_("Quarters")))),
    **past_fields("first", "last", "as_of", "seller"),
}
_BARS: Final = 6
_NONE: Final = N_("there are no opportunities yet")
_EMPTY: Final = N_("Nothing was expected and nothing was won in this period.")


@dataclass(frozen=True)
class Said:
    """What was said the evening before a period, and what was won in it."""

    period: Period
    commit: Figure
    best_case: Figure
    weighted: Figure
    won: Figure
    why: str
    """Why nobody knows what was said, or an empty text."""


def build(session: Session, options: Options) -> Document:
    """Return the forecasts of the options' period, each as it stood on the evening before."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    found = [_said(session, period, view) for period in _periods(options)]
    since = min((one.period.before for one in found), default=None)
    period = wording.months(options.period)
    return document("forecast-check", _(TITLE), period, _blocks(found, view), view.book, options, wording, since)


def _periods(options: Options) -> list[Period]:
    months = dates.months_in(options.period)
    if options.chosen["step"] == "month":
        return months
    return list(dict.fromkeys(dates.quarter_of(month.first, options.fiscal_month) for month in months))


def _said(session: Session, period: Period, view: View) -> Said:
    then = services_deals.as_of(session, period.before, view.options.seller)
    before, rates = then.values(), view.book.rates.until(period.before)
    rolled = forecast.cumulative(forecast.by_category(before, rates, period))
    won = closing.won(view.book.deals.values(), view.book.rates, period)
    why = why_unknown(then, view.book.deals, period.before, view.book.began)
    if not view.book.deals:
        why = _NONE
        won = unless(why, won)
    said = rolled["commit_forecast"], rolled["best_case_forecast"], forecast.weighted(before, rates, period)
    commit, best_case, weighted = (unless(why, figure) for figure in said)
    return Said(period, commit, best_case, weighted, won, why)


def _blocks(found: list[Said], view: View) -> Iterator[Block]:
    names = [_name(one.period, view) for one in found]
    yield Heading(_("What was said, what came"))
    yield _chart(found, names, view)
    titles = (_("Commit"), _("Best case"), _("Weighted"), _("Won"), _("Won − commit"))
    columns = (Column(_("Period")), *(Column(title, "right") for title in titles))
    yield Table(columns, tuple(_row(n, one, view) for n, one in zip(names, found, strict=True)), _(_EMPTY))
    if why := next((one.why for one in found if one.why), ""):
        yield Paragraph(f"{NOTHING} {view.wording.sentence(why)}", muted=True)
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

    unknown = frozenset(index for index, one in enumerate(found) if one.commit.value is None)
    first = next((index for index, one in enumerate(found) if one.won.count or not one.why), len(found))
    series = [Series(_("won"), "won", values(won), tuple(map(behind, won)), texts(won), frozenset(range(first)))]
    if len(unknown) < len(found):
        title = _("commit, said before")
        series.insert(0, Series(title, "commit", values(said), tuple(map(behind, said)), texts(said), unknown))
    labels = texts(won)
    return Chart("lines" if len(found) > _BARS else "bars", tuple(names), tuple(series), labels, _(_EMPTY))


def _row(name: str, one: Said, view: View) -> Row:
    figures = (one.commit, one.best_case, one.weighted, one.won)
    change = forecast.over_commit(one.won, one.commit)
    text = view.wording.signed(None if change.value is None else Decimal(change.value))
    more = Cell(text, exact_or_why(change, view.wording), records=behind(change))
    cells = (_cell(figure, view) for figure in figures)
    return Row((Cell(name, one.period.first), *cells, more), records=behind(one.won))


def _cell(figure: Figure, view: View) -> Cell:
    """Return a sum as a cell; one of nothing is a zero, as beside it one that nobody knows is a dash."""
    if figure.value is None:
        return Cell(NOTHING, view.wording.reason(figure), records=behind(figure))
    return Cell(view.wording.value(figure), exact(figure.value), records=behind(figure))


def _name(period: Period, view: View) -> str:
    is_month = view.options.chosen["step"] == "month"
    return view.wording.month(period.first, year=True) if is_month else view.wording.months(period)
