"""The weekly pipeline on paper: what is open and worth what, what changed this week, what comes next.

As of a past day the page is what it would have been on that day, with the names of then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final, TypeAlias

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.figure import Figure
from crm_desktop.reports import weekly_attention, weekly_bridge, weekly_figures, weekly_notes, weekly_tables
from crm_desktop.reports.book import named
from crm_desktop.reports.document import (
    Bar,
    Bars,
    Block,
    Cell,
    Columns,
    Document,
    Figures,
    Heading,
    Paragraph,
)
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.first_page import FirstPage
from crm_desktop.reports.options import Options, fields
from crm_desktop.reports.sections import (
    Parts,
    behind,
    card,
    counted_card,
    definitions,
    exact_or_why,
    projection_chart,
    younger,
)
from crm_desktop.reports.small_counts import explained
from crm_desktop.reports.weekly_data import data_of
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.weekly_sizes import FULL, LISTED, Size, sizes
from crm_desktop.reports.words import NOTHING, Wording, exact, opportunities

TITLE: Final = N_("Weekly pipeline")
OPTIONS: Final = {**fields("as_of", "seller"), "listed": LISTED}
Cut: TypeAlias = tuple[bool, bool]
"""Whether the tables of what is expected and of what is overdue show only some."""
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


def build(session: Session, options: Options) -> Document:
    """Return the page of the week that holds the options' day."""
    weekly = weekly_figures.compute(session, options)
    return _document(weekly, Wording(options.formats, options.as_of), options, sizes(options), {})


def _document(
    weekly: Weekly, wording: Wording, options: Options, tried: Sequence[Size], made: dict[Cut, tuple[Block, ...]]
) -> Document:
    """Return the page in the first of these sizes; `made` has what was made before to stand behind one."""
    size, *smaller = tried
    cut = weekly_tables.is_cut(weekly.due, size), weekly_tables.is_cut(weekly.overdue, size)
    if cut not in made:
        made[cut] = tuple(explained(_behind(weekly, wording, size)))
    first = (*younger(weekly.book, wording), *summary(weekly, wording, size))
    shorter = partial(_document, weekly, wording, options, smaller, made) if smaller else None
    as_of = _("as of {day}").format(day=wording.long_date(options.as_of))
    return Document(
        title=_(TITLE),
        subtitle=f"{weekly.book.scope()} · {as_of}",
        period=week_of(weekly, wording),
        footer=wording.printed(dates.now(), weekly.book.file),
        blocks=(*first, *made[cut]),
        first_page=FirstPage(len(first), shorter),
        figures=data_of(weekly),
        author=options.author,
        house=options.house,
    )


def week_of(weekly: Weekly, wording: Wording) -> str:
    """Return "Week 47 · 16 – 22 November 2026"."""
    return _("Week {n} · {days}").format(n=weekly.week.first.isocalendar().week, days=wording.span(weekly.week))


def _behind(weekly: Weekly, wording: Wording, size: Size) -> Iterator[Block]:
    """Yield what stands behind the first page."""
    yield from _closed(weekly, wording)
    yield from weekly_tables.by_seller(weekly, wording)
    yield from weekly_notes.left_out(weekly, wording)
    yield from weekly_tables.in_full(weekly, wording, size)
    yield from definitions([(_(title), name) for title, name in DEFINED])


def summary(weekly: Weekly, wording: Wording, size: Size = FULL) -> Iterator[Block]:
    """Yield what stands on the first page."""
    yield Figures(tuple(_cards(weekly, wording)))
    yield Columns(tuple(_by_stage(weekly, wording)), tuple(_bridge(weekly, wording)))
    yield from weekly_tables.expected(weekly, wording, size)
    yield from weekly_tables.overdue(weekly, wording, size)
    yield from _projection(weekly, wording)
    yield from weekly_attention.attention(weekly, wording, size)


def _cards(weekly: Weekly, wording: Wording) -> Iterator[Card]:
    change = _change(weekly)
    this_week = _("{change} this week").format(change=wording.signed(change)) if change is not None else ""
    changed = (_("opportunities"), weekly.pipeline.count), (_("change this week"), exact(change))
    yield card(_("Open pipeline"), weekly.pipeline, wording, this_week, changed)
    yield counted_card(_("Weighted"), weekly.weighted, wording)
    yield _won_card(weekly, wording)
    yield _coverage_card(weekly, wording)


def _won_card(weekly: Weekly, wording: Wording) -> Card:
    won, share = weekly.this_quarter.won, weekly.attainment
    parts: Parts = ((_("opportunities"), won.count), (_("share of the goal"), exact_or_why(share, wording)))
    if share.value is None:
        note = f"{opportunities(won.count)} · {wording.reason(share)}"
    else:
        shares = {"percent": wording.percent(share.value), "goal": wording.money(weekly.goal)}
        note = _("{percent} of goal {goal}").format(**shares)
        parts += ((_("goal"), exact(weekly.goal)),)
    return card(_("Won this quarter"), won, wording, note, parts)


def _change(weekly: Weekly) -> Decimal | None:
    start, end = weekly.bridge.lines["start"].value, weekly.bridge.lines["end"].value
    return None if start is None or end is None else Decimal(end) - Decimal(start)


def _coverage_card(weekly: Weekly, wording: Wording) -> Card:
    closing, remaining = weekly.coverage.parts
    note = _("{open} due ÷ {left} to go").format(open=wording.value(closing), left=wording.value(remaining))
    parts = (_("due"), exact(closing.value)), (_("to go"), exact(remaining.value))
    shown = card(_("Coverage of what is left"), weekly.coverage, wording, note, parts)
    if weekly.coverage.value is None and remaining.value is not None and closing.value is not None:
        # The goal is met: that is the answer, and not a lack of one.
        over = _("{amount} over the goal").format(amount=wording.money(-Decimal(remaining.value)))
        return replace(shown, text=wording.reason(weekly.coverage), note=over, parts=parts)
    return shown


def _by_stage(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    yield Heading(_("By stage"))
    lines = weekly.stages
    bars = tuple(
        Bar(
            named(weekly.book.stages, line.stage),
            exact(line.pipeline.value) or Decimal(0),
            exact(line.weighted.value) or Decimal(0),
            wording.money(None if line.pipeline.value is None else Decimal(line.pipeline.value)),
            Cell(wording.formats.number(line.pipeline.count), line.pipeline.count),
            behind(line.pipeline),
            wording.value(line.weighted),
        )
        for line in lines
    )
    yield Bars(bars, _("full value"), _("weighted"), _("Nothing is open."))


def _bridge(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    yield Heading(_("What changed since last {weekday}").format(weekday=wording.weekday(weekly.week.before)))
    yield from weekly_bridge.table(weekly.bridge, weekly, wording)


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
    closed = weekly.this_quarter
    rate, by_value = closed.win_rate, closed.win_rate_by_value
    median = _("mean; median {days}").format(days=wording.value(weekly.sales_cycle_median))
    days = ((_("median"), exact_or_why(weekly.sales_cycle_median, wording)),)
    yield Heading(_("Closed this quarter, {days}").format(days=wording.span(weekly.quarter_so_far)))
    yield Figures(
        (
            counted_card(_("Lost"), closed.lost, wording),
            _win_rate_card(rate, by_value, wording),
            card(_("Sales cycle"), weekly.sales_cycle, wording, median, days),
            card(_("Sales velocity a day"), weekly.velocity, wording, _("at this quarter’s pace")),
        )
    )
    if weekly.needed_coverage.value is not None:
        text = _("At a win rate of {percent} by value, a goal needs {times} its amount as open pipeline.")
        needed = wording.value(weekly.needed_coverage)
        yield Paragraph(text.format(percent=_share(by_value, wording), times=needed), muted=True)
    elif by_value.value is not None:
        why = wording.reason(weekly.needed_coverage)
        yield Paragraph(_("Needed coverage: {nothing}, {why}.").format(nothing=NOTHING, why=why), muted=True)


def _win_rate_card(rate: Figure, by_value: Figure, wording: Wording) -> Card:
    """Return the rate as counts or as a share; its note says it the other way, and by value."""
    wins, decided = rate.of or (0, 0)
    shown, share = wording.value(rate), _share(rate, wording)
    counts = _("{n} of {all}").format(n=wording.formats.number(wins), all=wording.formats.number(decided))
    other = counts if shown == share else share
    note = _("{count}; by value {value}").format(count=other, value=_share(by_value, wording))
    by_count = (_("won"), wins), (_("won and lost"), decided)
    return card(_("Win rate"), rate, wording, note, (*by_count, (_("by value"), exact_or_why(by_value, wording))))


def _share(figure: Figure, wording: Wording) -> str:
    return NOTHING if figure.value is None else wording.percent(figure.value)
