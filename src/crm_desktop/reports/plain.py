"""Figures for other programs: amounts as exact decimal strings, shares as fractions, counts as numbers.

A figure without a value is null; its reason stands under the figure's name in `reasons`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm_desktop.figures import DEFINITIONS
from crm_desktop.figures.deal import Span
from crm_desktop.figures.figure import Figure, Words
from crm_desktop.reports.words import by_reason, exact

Plain = dict[str, Any]


def amount(value: Decimal | int | None) -> str | None:
    """Return an amount with all of its decimals, at least two; a quotient to ten."""
    if value is None:
        return None
    text = f"{exact(value):f}"
    whole, _point, cents = text.partition(".")
    return f"{whole}.{cents.rstrip('0'):0<2}"


def number(value: Decimal | int | None) -> str | None:
    """Return a quotient or a number of days, without needless zeros."""
    if value is None:
        return None
    return f"{exact(value):f}"


def plain(figure: Figure) -> str | int | None:
    """Return a figure's value as its unit asks for."""
    if figure.unit == "count":
        return None if figure.value is None else int(figure.value)
    return amount(figure.value) if figure.unit == "money" else number(figure.value)


def counted(name: str, figure: Figure) -> Plain:
    """Return an amount, and beside it how many records it is of."""
    return {name: plain(figure), f"{name}_count": figure.count}


def span(period: Span | None) -> Plain | None:
    """Return the first and last day of a period."""
    return None if period is None else {"first": period.first, "last": period.last}


def reasons(figures: Mapping[str, Figure]) -> dict[str, str]:
    """Return why figures have no value, by name."""
    return {name: str(figure.why) for name, figure in figures.items() if figure.value is None}


def left_out(entries: Sequence[tuple[int, str]]) -> list[Plain]:
    """Return how many records were left out, by reason."""
    return [{"reason": str(why), "count": len(records)} for why, records in by_reason(entries).items()]


def share(value: Decimal | Words) -> str | None:
    """Return what one record adds to a sum, null where it adds nothing."""
    return None if isinstance(value, Words) else amount(value)


def definitions(names: Iterable[str]) -> dict[str, str]:
    """Return what the named figures mean."""
    return {name: DEFINITIONS[name] for name in names if name in DEFINITIONS}
