"""The figures of the revenue projection for other programs, under the names of their definitions."""

from __future__ import annotations

from crm_desktop.figures.forecast import Projection
from crm_desktop.reports import plain
from crm_desktop.reports.book import named
from crm_desktop.reports.plain import Plain
from crm_desktop.reports.projection_figures import Grouping, Line, Revenue


def data_of(revenue: Revenue) -> Plain:
    """Return every figure of the report."""
    book, whole = revenue.book, revenue.whole
    won, weighted, total = whole.won, whole.weighted, whole.total
    alone = (won, weighted, revenue.open, revenue.attainment, revenue.attainment.parts[1])
    data: Plain = {
        "report": "revenue-projection",
        "book": book.title,
        "currency": book.currency,
        "seller": None if book.seller is None else named(book.sellers, book.seller),
        "as_of": book.day,
        "period": plain.span(revenue.period),
        **plain.counted("won", won),
        **plain.counted("pipeline", revenue.open),
        **plain.counted("weighted", weighted),
        **plain.counted("projected", total),
        **plain.counted("undated", whole.undated),
        "goal": plain.amount(revenue.goal),
        "attainment": plain.plain(revenue.attainment),
        "projection": _columns(revenue.months),
        "by_quarter": _columns(revenue.quarters),
        "by_category": {
            category: {
                "count": figure.count,
                "amount": plain.plain(figure),
                "weighted": plain.plain(figure if category == "closed" else revenue.weighted_single[category]),
            }
            for category, figure in revenue.single.items()
        },
        "cumulative": {name: plain.plain(figure) for name, figure in revenue.cumulative.items()},
        **{f"by_{grouping.what}": _lines(grouping) for grouping in revenue.groupings},
        "left_out": {
            "projection": plain.left_out(revenue.months.left_out),
            "projected": plain.left_out(total.left_out),
        },
        "reasons": plain.reasons({"projected": total, **{figure.name: figure for figure in alone}}),
    }
    names = ("won", "pipeline", "weighted", "goal", "attainment", "projection", "by_category", *revenue.cumulative)
    return {**data, "definitions": plain.definitions(names)}


def _columns(projection: Projection) -> list[Plain]:
    return [
        {
            **(plain.span(column.period) or {}),
            **plain.counted("won", column.won),
            **plain.counted("commit", column.commit),
            **plain.counted("best_case_and_pipeline", column.best_case_and_pipeline),
            "total": plain.plain(column.total),
        }
        for column in projection.months
    ]


def _lines(grouping: Grouping) -> list[Plain]:
    return [
        {grouping.what: None if line.key is None else named(grouping.names, line.key), **_line(line)}
        for line in grouping.lines
    ]


def _line(line: Line) -> Plain:
    return {
        **plain.counted("won", line.won),
        **plain.counted("pipeline", line.open),
        **plain.counted("weighted", line.weighted),
        "projected": plain.plain(line.total),
        **plain.counted("undated", line.undated),
        "columns": _columns(line.projection),
    }
