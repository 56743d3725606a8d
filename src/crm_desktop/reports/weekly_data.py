"""The figures of the weekly pipeline for other programs, under the names of their definitions.

`won`, `lost` and `win_rate` at the top are those that the page shows: the fiscal quarter up to the day. The same for
the week, the year, and everything up to the day stand under `week`, `quarter`, `year` and `to_date`.
"""

from __future__ import annotations

from collections.abc import Callable

from crm_desktop.figures import pipeline
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.forecast import Projection
from crm_desktop.reports import plain
from crm_desktop.reports.book import Book, Names, in_order, named
from crm_desktop.reports.plain import Plain
from crm_desktop.reports.weekly_figures import Closed, Due, Weekly, closed_in


def data_of(weekly: Weekly) -> Plain:
    """Return every figure of the page, and those by seller, product and account."""
    book, quarter = weekly.book, weekly.this_quarter
    alone = (
        weekly.remaining.parts[0], weekly.remaining, weekly.attainment, weekly.coverage, weekly.needed_coverage,
        weekly.sales_cycle, weekly.sales_cycle_median, weekly.velocity,
    )  # fmt: skip
    others = (weekly.pipeline, weekly.weighted, quarter.won, quarter.lost, quarter.win_rate, quarter.win_rate_by_value)
    data: Plain = {
        **_scope(weekly),
        **plain.counted("pipeline", weekly.pipeline),
        **plain.counted("weighted", weekly.weighted),
        **_closed(quarter),
        **{name: _closed(figures) for name, figures in weekly.closed.items()},
        **{figure.name: plain.plain(figure) for figure in alone},
        "by_stage": _by_stage(weekly),
        "by_seller": _by(weekly, "seller", book.sellers, lambda deal: deal.seller),
        "by_product": _by(weekly, "product", book.products, lambda deal: deal.product),
        "by_account": _by(weekly, "account", book.accounts, lambda deal: deal.account),
        **_bridge(weekly),
        "expected_to_close": {**(plain.span(weekly.ahead) or {}), **_due(weekly.due, book)},
        "overdue": _due(weekly.overdue, book),
        "projection": _projection(weekly.projection),
        "needs_attention": _attention(weekly),
        "left_out": {
            "weighted": plain.left_out(weekly.weighted.left_out),
            "win_rate": plain.left_out(quarter.win_rate.left_out),
            "projection": plain.left_out(weekly.projection.left_out),
        },
        "reasons": plain.reasons({figure.name: figure for figure in (*alone, *others)}),
    }
    return {**data, "definitions": plain.definitions([*data, *(f"bridge_{name}" for name in weekly.bridge.lines)])}


def _scope(weekly: Weekly) -> Plain:
    book = weekly.book
    return {
        "report": "weekly-pipeline",
        "book": book.title,
        "currency": book.currency,
        "seller": None if book.seller is None else named(book.sellers, book.seller),
        "as_of": book.day,
        "period": plain.span(weekly.week),
        "fiscal_quarter": plain.span(weekly.quarter),
    }


def _by_stage(weekly: Weekly) -> list[Plain]:
    return [
        {
            "stage": named(weekly.book.stages, line.stage),
            "count": line.pipeline.count,
            "pipeline": plain.plain(line.pipeline),
            "weighted": plain.plain(line.weighted),
        }
        for line in weekly.stages
    ]


def _by(weekly: Weekly, what: str, names: Names, key: Callable[[Deal], int | None]) -> list[Plain]:
    """Return what each seller, product or account has open, and what was closed in the quarter and to date."""
    book = weekly.book
    groups = pipeline.by(book.deals.values(), key)
    quarter, rates = weekly.quarter_so_far, book.rates
    lines = []
    for record in in_order(set(groups), names):
        deals = groups[record]
        open_now = pipeline.pipeline(deals, rates)
        lines.append(
            {
                what: None if record is None else named(names, record),
                "count": open_now.count,
                "pipeline": plain.plain(open_now),
                "weighted": plain.plain(pipeline.weighted(deals, rates)),
                **_closed(closed_in(deals, rates, quarter)),
                "to_date": _closed(closed_in(deals, rates, None)),
            }
        )
    return lines


def _closed(figures: Closed) -> Plain:
    """Return what was won and lost in one period."""
    rate = figures.win_rate
    wins, decided = rate.of or (0, 0)
    return {
        **plain.counted("won", figures.won),
        **plain.counted("lost", figures.lost),
        "win_rate": plain.plain(rate),
        "win_rate_of": [wins, decided],
        "win_rate_by_value": plain.plain(figures.win_rate_by_value),
    }


def _bridge(weekly: Weekly) -> Plain:
    lines = weekly.bridge.lines
    return {
        "bridge": {name: plain.plain(line) for name, line in lines.items()},
        "bridge_count": {name: line.count for name, line in lines.items()},
        "bridge_since": weekly.week.before,
    }


def _due(due: Due, book: Book) -> Plain:
    return {
        "count": due.pipeline.count,
        "amount": plain.plain(due.pipeline),
        "weighted": plain.plain(due.weighted),
        "opportunities": [
            {
                **_opportunity(deal, book),
                "stage": named(book.stages, deal.stage),
                "close_date": deal.close_date,
                "probability": plain.number(deal.probability),
                "weighted": plain.share(pipeline.weighted_value(deal, book.rates)),
            }
            for deal in due.deals
        ],
    }


def _opportunity(deal: Deal, book: Book) -> Plain:
    return {
        "opportunity": deal.name,
        "reference": book.references.get(deal.id),
        "seller": named(book.sellers, deal.seller) or None,
        "account": named(book.accounts, deal.account) or None,
        "amount": plain.share(book.rates.value_of(deal)),
    }


def _projection(projection: Projection) -> list[Plain]:
    return [
        {
            "month": f"{month.period.first:%Y-%m}",
            "won": plain.plain(month.won),
            "commit": plain.plain(month.commit),
            "best_case_and_pipeline": plain.plain(month.best_case_and_pipeline),
            "total": plain.plain(month.total),
        }
        for month in projection.months
    ]


def _attention(weekly: Weekly) -> Plain:
    book = weekly.book
    deals = [deal for deal, _reasons in weekly.attention]
    return {
        "count": len(deals),
        "amount": plain.plain(pipeline.pipeline(deals, book.rates)),
        "opportunities": [
            {**_opportunity(deal, book), "reasons": [str(reason) for reason in reasons]}
            for deal, reasons in weekly.attention
        ],
    }
