"""What was expected before the book began: known only where its history tells it.

An import of closed opportunities knows when they were closed and not for when they had been expected. What is left of
an evening before the import then are those that are late today, and a share of these alone would be untrue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Figure, Words


def why_unknown(before: Mapping[int, Deal], after: Mapping[int, Deal], evening: date, began: date) -> str:
    """Return why nobody knows what was expected on an evening (`before`), or an empty text.

    Of an evening before the book began it is known where opportunities that were closed before it began had an expected
    close date then, as a history has them that was kept elsewhere.
    """
    if began <= evening:
        return ""
    for key, deal in before.items():
        now = after.get(key)
        if deal.kind == "open" and deal.close_date and now and now.kind != "open" and (now.closed_on or began) < began:
            return ""
    return Words("this book began on {day}, and what was expected before is not known", day=began)


def unless(why: str, figure: Figure) -> Figure:
    """Return a figure and its parts as they are, or without values where there is a reason for it."""
    if not why:
        return figure
    parts = tuple(unless(why, part) for part in figure.parts)
    return replace(figure, value=None, why=why, of=None, count=0, records=(), amounts=(), left_out=(), parts=parts)
