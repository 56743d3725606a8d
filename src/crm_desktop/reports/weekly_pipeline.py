"""The weekly pipeline on paper: what is open and worth what, what changed this week, what comes next.

As of a past day the page is what it would have been on that day; only the names of records are today's.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.reports import weekly_figures, weekly_notes, weekly_tables
from crm_desktop.reports.book import named
from crm_desktop.reports.document import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Columns,
    Document,
    Figures,
    Heading,
    Paragraph,
    Row,
    Table,
)
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.options import Options, fields
from crm_desktop.reports.sections import behind, count_cell, definitions, projection_chart
from crm_desktop.reports.weekly_data import data_of
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.words import NOTHING, Wording, opportunities, places_for

TITLE: Final = N_("Weekly pipeline")
OPTIONS: Final = fields("as_of", "seller")
DEFINED: Final = (
    (N_("Open pipeline"), "pipeline"),
    (N_("Weighted"), "weighted"),
    (N_("Won"), "won"),
    (N_("Coverage"), "coverage"),
    (N_("Projected revenue"), "projection"),
    (N_("Win rate"), "win_rate"),
    (N_("Sales cycle"), "sales_cycle"),
    (N_("Sales velocity"), "velocity"),
    (N_("Needs attention"), "needs_attention"),
)
_LINES: Final = {
    "new": N_("New"),
    "reopened": N_("Reopened"),
    "grew": N_("Grew"),
    "shrank": N_("Shrank"),
    "won": N_("Won"),
    "lost": N_("Lost"),
    "removed": N_("Removed"),
}
_LINES_OF_A_SELLER: Final = {"new": N_("New or taken over"), "removed": N_("Removed or handed over")}
_BESIDE: Final = {
    "created_and_closed": N_("Created and closed, adds nothing"),
    "changed_then_closed": N_("Changed in value, then closed"),
}
_TAKEN_OFF = {"shrank", "won", "lost", "removed"}


def build(session: Session, options: Options) -> Document:
    """Return the page of the week that holds the options' day."""
    weekly = weekly_figures.compute(session, options)
    wording = Wording(options.formats, options.as_of)
    week = _("Week {n} · {days}").format(n=weekly.week.first.isocalendar().week, days=wording.span(weekly.week))
    as_of = _("as of {day}").format(day=wording.long_date(options.as_of))
    return Document(
        title=_(TITLE),
        subtitle=f"{weekly.book.scope()} · {as_of}",
        period=week,
        footer=wording.printed(dates.now(), weekly.book.file),
        blocks=tuple(_blocks(weekly, wording)),
        figures=data_of(weekly),
        author=options.author,
        language=options.formats.code.replace("_", "-"),
    )


def _blocks(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    yield Figures(tuple(_cards(weekly, wording)))
    yield Columns(tuple(_by_stage(weekly, wording)), tuple(_bridge(weekly, wording)))
    yield from weekly_tables.expected(weekly, wording)
    yield from weekly_tables.overdue(weekly, wording)
    yield from _projection(weekly, wording)
    yield from weekly_notes.attention(weekly, wording)
    yield from _closed(weekly, wording)
    yield from weekly_tables.by_seller(weekly, wording)
    yield from weekly_notes.left_out(weekly, wording)
    yield from definitions([(_(title), name) for title, name in DEFINED])


def _cards(weekly: Weekly, wording: Wording) -> Iterator[Card]:
    open_now, weighted, won = weekly.pipeline, weekly.weighted, weekly.this_quarter.won
    change = _change(weekly)
    this_week = _("{change} this week").format(change=wording.signed(change)) if change is not None else ""
    yield Card(
        _("Open pipeline"),
        wording.value(open_now),
        wording.reason(open_now) or this_week,
        open_now.value,
        behind(open_now),
    )
    yield Card(_("Weighted"), wording.value(weighted), opportunities(weighted.count), weighted.value, behind(weighted))
    if weekly.attainment.value is None or weekly.goal is None:
        goal = f"{opportunities(won.count)} · {wording.reason(weekly.attainment)}"
    else:
        shares = {"percent": wording.percent(weekly.attainment.value), "goal": wording.money(weekly.goal)}
        goal = _("{percent} of goal {goal}").format(**shares)
    yield Card(_("Won this quarter"), wording.value(won), goal, won.value, behind(won))
    yield _coverage_card(weekly, wording)


def _change(weekly: Weekly) -> Decimal | None:
    start, end = weekly.bridge.lines["start"].value, weekly.bridge.lines["end"].value
    return None if start is None or end is None else Decimal(end) - Decimal(start)


def _coverage_card(weekly: Weekly, wording: Wording) -> Card:
    coverage = weekly.coverage
    closing, remaining = coverage.parts
    title = _("Coverage of what is left")
    if coverage.value is not None:
        amounts = {"open": wording.value(closing), "left": wording.value(remaining)}
        note = _("{open} due ÷ {left} to go").format(**amounts)
        return Card(title, wording.value(coverage), note, coverage.value, behind(closing))
    if remaining.value is not None and closing.value is not None:
        over = wording.money(-Decimal(remaining.value))
        return Card(
            title, wording.reason(coverage), _("{amount} over the goal").format(amount=over), None, behind(closing)
        )
    return Card(title, NOTHING, wording.reason(coverage), None, behind(closing))


def _by_stage(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    yield Heading(_("By stage"))
    lines = weekly.stages
    places = places_for(line.pipeline.value for line in lines)
    bars = tuple(
        Bar(
            named(weekly.book.stages, line.stage),
            Decimal(line.pipeline.value or 0),
            Decimal(line.weighted.value or 0),
            wording.money(None if line.pipeline.value is None else Decimal(line.pipeline.value), places),
            wording.formats.number(line.pipeline.count),
            behind(line.pipeline),
        )
        for line in lines
    )
    yield Bars(bars, _("full value"), _("weighted"), _("Nothing is open."))


def _bridge(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    start, end = weekly.week.before, weekly.book.day
    yield Heading(_("What changed since {day}").format(day=wording.long_date(start, year=False)))
    lines = weekly.bridge.lines
    places = places_for(line.value for line in lines.values())
    titles = {**_LINES, **(_LINES_OF_A_SELLER if weekly.book.seller is not None else {})}

    def row(title: str, name: str, *, sign: int = 1, strong: bool = False) -> Row:
        line = lines[name]
        value = None if line.value is None else Decimal(line.value)
        text = (
            wording.money(value, places) if strong else wording.signed(None if value is None else sign * value, places)
        )
        return Row((Cell(title), count_cell(line.count, wording), Cell(text, value)), strong, behind(line))

    rows = [row(_("Pipeline on {day}").format(day=wording.short_date(start)), "start", strong=True)]
    rows += [row(_(title), name, sign=-1 if name in _TAKEN_OFF else 1) for name, title in titles.items()]
    rows += [row(_("Pipeline on {day}").format(day=wording.short_date(end)), "end", strong=True)]
    rows += [row(_(title), name) for name, title in _BESIDE.items() if lines[name].count]
    columns = (Column(), Column(align="right", muted=True), Column(align="right"))
    yield Table(columns, tuple(rows), "", zebra=False)
    if weekly.bridge.why:
        yield Paragraph(f"{NOTHING} {wording.sentence(weekly.bridge.why)}", muted=True)


def _projection(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    yield Heading(_("Projected revenue (weighted)"))
    if weekly_tables.is_all_undated(weekly):
        yield Paragraph(
            _("No open opportunity has an expected close date, so the months show only what was won."), muted=True
        )
    months = weekly.projection.months
    names = [wording.month(month.period.first, year=month.period.first.month == 1) for month in months]
    yield projection_chart(
        months, names, wording, _("Nothing was won this month, and nothing is expected in the next ones.")
    )


def _closed(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    closed, cycle = weekly.this_quarter, weekly.sales_cycle
    yield Heading(_("Closed this quarter, {days}").format(days=wording.span(weekly.quarter_so_far)))
    rate, by_value, velocity = closed.win_rate, closed.win_rate_by_value, weekly.velocity
    median = _("mean; the median is {days}").format(days=wording.value(weekly.sales_cycle_median))
    needed = _("needs a coverage of {times}").format(times=wording.value(weekly.needed_coverage))
    share = "" if rate.value is None else _("{percent} by count").format(percent=wording.percent(rate.value))
    yield Figures(
        (
            Card(
                _("Lost"),
                wording.value(closed.lost),
                opportunities(closed.lost.count),
                closed.lost.value,
                behind(closed.lost),
            ),
            Card(_("Win rate"), wording.value(rate), wording.reason(rate) or share, rate.value, behind(rate)),
            Card(
                _("Win rate by value"),
                wording.value(by_value),
                wording.reason(by_value) or needed,
                by_value.value,
                behind(by_value),
            ),
            Card(_("Sales cycle"), wording.value(cycle), wording.reason(cycle) or median, cycle.value, behind(cycle)),
            Card(_("Sales velocity a day"), wording.value(velocity), wording.reason(velocity), velocity.value),
        )
    )
