"""The figures of the revenue projection for other programs, under the names of their definitions."""

from __future__ import annotations

from collections.abc import Iterator

from crm_desktop.figures import forecast
from crm_desktop.figures.figure import Figure
from crm_desktop.figures.forecast import Month
from crm_desktop.reports import plain
from crm_desktop.reports.book import named
from crm_desktop.reports.plain import Plain
from crm_desktop.reports.projection_figures import Line, Revenue
from crm_desktop.reports.projection_steps import Step


def data_of(revenue: Revenue) -> Plain:
    """Return every figure of the report; `sums` says whether the steps stand each on its own or are added up."""
    whole = revenue.whole
    data: Plain = {
        **_chosen(revenue),
        **plain.counted("won", whole.won),
        **plain.counted("pipeline", whole.open),
        **plain.counted("weighted", whole.weighted),
        **plain.counted("projected", whole.total),
        **plain.counted("undated", whole.undated),
        **_beside(whole.whole),
        "goal_days": plain.span(revenue.target.covers),
        "year": {**_step(revenue.year), "reasons": _reasons(revenue.year)},
        "projection": [_step(step) for step in revenue.steps],
        "by_quarter": [_month(month) for month in revenue.quarters.months],
        **_categories(revenue),
        **{_name(one.what): [_line(one.what, line) for line in one.lines] for one in revenue.groupings},
        "left_out": {
            "projection": plain.left_out(revenue.left_out),
            "projected": plain.left_out(whole.total.left_out),
        },
    }
    reasons = {**plain.reasons({"pipeline": whole.open}), **_reasons(whole.whole)}
    defined = plain.definitions([*data, *revenue.categories.cumulative])
    # Of a forecast both are without what was omitted from it.
    own = {"pipeline": forecast.OPEN_PIPELINE.definition, "weighted": forecast.WEIGHTED_FORECAST.definition}
    return {**data, "reasons": reasons, "definitions": {**defined, **own}}


def _chosen(revenue: Revenue) -> Plain:
    book = revenue.book
    return {
        "report": "revenue-projection",
        "book": book.title,
        "currency": book.currency,
        "seller": None if book.seller is None else named(book.sellers, book.seller),
        "as_of": book.day,
        "period": plain.span(revenue.period),
        "by": revenue.by,
        "sums": "cumulative" if revenue.is_cumulative else "single",
    }


def _categories(revenue: Revenue) -> Plain:
    found = revenue.categories
    data: Plain = {
        "by_category": {
            category: {
                "count": figure.count,
                "amount": plain.plain(figure),
                "weighted": plain.plain(found.weighted[category]),
            }
            for category, figure in found.single.items()
        },
        "cumulative": {name: plain.plain(figure) for name, figure in found.cumulative.items()},
    }
    return {**data, "cumulative_by_step": list(_rolled(revenue))} if revenue.by == "category" else data


def _name(what: str) -> str:
    """Return what the lines of a grouping go by; the amounts of the categories have the obvious name already."""
    return "category_lines" if what == "category" else f"by_{what}"


def _figures_beside(step: Step) -> Iterator[Figure]:
    yield from (step.last_year, step.change)
    if step.target is not None:
        yield from (step.target.goal, step.target.attainment, step.target.projected)


def _reasons(step: Step) -> dict[str, str]:
    alone = {figure.name: figure for figure in (step.month.won, *_figures_beside(step))}
    return plain.reasons({"projected": step.total, "weighted": step.weighted, **alone})


def _beside(step: Step) -> Plain:
    shown = {figure.name: plain.plain(figure) for figure in _figures_beside(step)}
    return {**plain.counted(step.last_year.name, step.last_year), **shown}


def _month(month: Month) -> Plain:
    return {
        **(plain.span(month.period) or {}),
        **plain.counted("won", month.won),
        **plain.counted("commit", month.commit),
        **plain.counted("best_case_and_pipeline", month.best_case_and_pipeline),
        "total": plain.plain(month.total),
    }


def _step(step: Step) -> Plain:
    return {**_month(step.month), **_beside(step)}


def _line(what: str, line: Line) -> Plain:
    return {
        what: None if line.key is None else line.title,
        **plain.counted("won", line.won),
        **plain.counted("pipeline", line.open),
        **plain.counted("weighted", line.weighted),
        "projected": plain.plain(line.total),
        **plain.counted("undated", line.undated),
        **_beside(line.whole),
        "columns": [_step(step) for step in line.steps],
    }


def _rolled(revenue: Revenue) -> Iterator[Plain]:
    first = revenue.columns[0].first
    for span, figures in zip(revenue.columns, revenue.categories.rolled, strict=True):
        days = {"first": first if revenue.is_cumulative else span.first, "last": span.last}
        yield {**days, **{name: plain.plain(figure) for name, figure in figures.items()}}
