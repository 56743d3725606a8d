"""What was done with customers in a period, by seller and kind: how much, how long, with whom; and what is still owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures import activity
from crm_desktop.figures.activity import Deed
from crm_desktop.figures.figure import Figure
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.reports import book as books
from crm_desktop.reports import grouped
from crm_desktop.reports.chart_data import Chart, Meaning, Series
from crm_desktop.reports.document import Block, Document, Figures, Heading
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.grouped import Gauge, Part
from crm_desktop.reports.options import Options, past_fields
from crm_desktop.reports.sections import behind, card, definitions, document
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import Wording
from crm_desktop.services import deeds as services_deeds

TITLE: Final = N_("Activities")
OPTIONS: Final = past_fields("first", "last", "as_of", "seller")
_EMPTY: Final = N_("Nothing was done in this period, and nothing is planned.")
_MOST_WEEKS: Final = 14


def build(session: Session, options: Options) -> Document:
    """Return what was done in the options' period."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    found = services_deeds.read(session, options.as_of, options.period, options.seller)
    return document(
        "activities", _(TITLE), wording.months(options.period), _blocks(found, view), view.book, options, wording
    )


def _blocks(deeds: Sequence[Deed], view: View) -> Iterator[Block]:
    yield Figures(tuple(_card(gauge.title, gauge.figure(deeds), view.wording) for gauge in _gauges(view)))
    steps, by_what = _steps(view)
    yield Heading(by_what)
    yield _chart(deeds, steps, view)
    sellers = grouped.parts(deeds, lambda deed: deed.seller, view.book.sellers, _("No seller"))
    kinds = dict(ACTIVITY_KINDS.options)
    yield Heading(_("By seller"))
    yield grouped.table(_("Seller"), sellers, _gauges(view), view, _(_EMPTY))
    yield Heading(_("By kind"))
    by_kind = [Part(_(title), tuple(deed for deed in deeds if deed.kind == kind)) for kind, title in kinds.items()]
    yield grouped.table(_("Kind"), [part for part in by_kind if part.items], _gauges(view), view, _(_EMPTY))
    yield Heading(_("Done, by seller and kind"))
    busy = [part for part in sellers if activity.done_in(part.items, view.options.period)]
    yield grouped.table(_("Seller"), busy, _kinds(kinds, view), view, _("Nothing was done in this period."))
    yield from definitions(
        [(gauge.title, gauge.figure(()).name) for gauge in _gauges(view)],
    )


def _card(title: str, figure: Figure, wording: Wording) -> Card:
    left_out = len(figure.left_out)
    note = count_of("{n} without a duration", "{n} without a duration", left_out) if left_out else ""
    return card(title, figure, wording, note)


def _gauges(view: View) -> list[Gauge[Deed]]:
    period, day = view.options.period, view.options.as_of
    return [
        Gauge(_("Done"), partial(activity.done, period=period)),
        Gauge(_("Minutes"), partial(activity.minutes, period=period)),
        Gauge(_("Outcome noted"), partial(activity.outcomes_noted, period=period)),
        Gauge(_("Accounts"), partial(activity.accounts_touched, period=period)),
        Gauge(_("Contacts"), partial(activity.contacts_touched, period=period)),
        Gauge(_("Planned"), partial(activity.planned, day=day)),
        Gauge(_("Overdue"), partial(activity.overdue, day=day)),
    ]


def _kinds(kinds: dict[str, str], view: View) -> list[Gauge[Deed]]:
    def done(deeds: Sequence[Deed], kind: str | None = None) -> Figure:
        return activity.done([deed for deed in deeds if kind in {None, deed.kind}], view.options.period)

    return [*(Gauge(_(title), partial(done, kind=kind)) for kind, title in kinds.items()), Gauge(_("All"), done)]


def _steps(view: View) -> tuple[list[tuple[str, Period]], str]:
    """Return the weeks of the period with their names, of a long one the months, and what they are called."""
    period, wording = view.options.period, view.wording
    if period.days > 7 * _MOST_WEEKS:
        found = dates.months_in(period)
        has_years = found[0].first.year != found[-1].first.year
        return [(wording.month(month.first, year=has_years), _within(month, period)) for month in found], _("By month")
    weeks, week = list[tuple[str, Period]](), dates.week_of(period.first)
    while week.first <= period.last:
        weeks.append((wording.short_date(week.first), _within(week, period)))
        week = dates.week_of(week.last + timedelta(days=1))
    return weeks, _("By week, by its Monday")


def _within(part: Period, whole: Period) -> Period:
    return Period(max(part.first, whole.first), min(part.last, whole.last))


def _chart(deeds: Sequence[Deed], steps: Sequence[tuple[str, Period]], view: View) -> Chart:
    with_customers = [deed for deed in deeds if deed.is_contact]
    tasks = [deed for deed in deeds if not deed.is_contact]
    whole = [activity.done(deeds, step) for _name, step in steps]
    series = (_series(_("in contact"), "commit", with_customers, steps), _series(_("tasks"), "best_case", tasks, steps))
    labels = tuple(view.wording.formats.number(figure.count) if figure.count else "" for figure in whole)
    return Chart("stacked", tuple(name for name, _step in steps), series, labels, _("Nothing was done in this period."))


def _series(name: str, meaning: Meaning, deeds: Sequence[Deed], steps: Sequence[tuple[str, Period]]) -> Series:
    figures = [activity.done(deeds, step) for _name, step in steps]
    return Series(name, meaning, tuple(Decimal(figure.count) for figure in figures), tuple(map(behind, figures)))
