"""The chart of the revenue projection: stacked bars of single steps, or lines of what adds up; last year and goal beside.

A goal that is set for a part of a step stands beside none of it: the bar is of all its days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from crm_desktop.base.i18n import _
from crm_desktop.figures.figure import ZERO, Figure
from crm_desktop.reports import sections
from crm_desktop.reports.chart_data import Chart, Level, Meaning, Series
from crm_desktop.reports.document import Block
from crm_desktop.reports.projection_figures import Revenue
from crm_desktop.reports.projection_steps import Step
from crm_desktop.reports.projection_tables import step_names
from crm_desktop.reports.sections import behind
from crm_desktop.reports.words import Wording, exact


def chart(revenue: Revenue, wording: Wording) -> Block:
    """Return the chart of the steps, or the sentence why there is none."""
    steps, names = revenue.steps, step_names(revenue, revenue.days, wording)
    empty = _("Nothing was won in this period, and nothing is expected to close in it.")
    months = [step.month for step in steps]
    has_a_sum = all(step.total.value is not None for step in steps)
    if not revenue.is_cumulative or len(steps) == 1 or not has_a_sum:
        drawn = sections.projection_chart(months, names, wording, empty)
        return replace(drawn, levels=tuple(_levels(steps))) if isinstance(drawn, Chart) else drawn
    labels = tuple(wording.value(step.total) if step.total.count else "" for step in steps)
    return Chart("lines", tuple(names), tuple(_lines(revenue, wording)), labels, empty)


def _levels(steps: Sequence[Step]) -> Iterator[Level]:
    """Yield last year and the goal, each where at least one step has it."""
    before = [step.last_year for step in steps]
    goals = [step.target.goal if step.target is not None and step.target.is_whole else None for step in steps]
    if any(figure.value for figure in before):
        yield _level(_("last year"), "past", before)
    if any(goals):
        yield _level(_("goal"), "aim", goals)


def _level(name: str, style: Literal["past", "aim"], figures: Sequence[Figure | None]) -> Level:
    values = tuple(None if figure is None else exact(figure.value) for figure in figures)
    return Level(name, style, values, tuple(None if figure is None else behind(figure) for figure in figures))


def _lines(revenue: Revenue, wording: Wording) -> Iterator[Series]:
    """Yield won and projected; last year where something was won in it; the goal where all days have one."""
    steps = revenue.steps
    yield _line(_("won and projected"), "commit", [step.total for step in steps], wording)
    before = [step.last_year for step in steps]
    if before[-1].count and all(figure.value is not None for figure in before):
        yield _line(_("last year"), "pipeline", before, wording)
    target = revenue.target
    if not target.is_whole:
        return
    goals = [step.target for step in steps if step.target is not None]
    if all(one.is_whole for one in goals):
        yield _line(_("goal"), "best_case", [one.goal for one in goals], wording)
    else:
        yield _line(_("goal of the whole period"), "best_case", [target.goal] * len(steps), wording)


def _line(name: str, meaning: Meaning, figures: Sequence[Figure], wording: Wording) -> Series:
    values: tuple[Decimal, ...] = tuple(exact(figure.value) or ZERO for figure in figures)
    texts = tuple(wording.value(figure) if figure.value else "" for figure in figures)
    return Series(name, meaning, values, tuple(map(behind, figures)), texts)
