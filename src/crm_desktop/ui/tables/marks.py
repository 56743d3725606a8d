"""Values that need a second look: a closing day that is over, an amount that nobody agreed on.

A mark may hang on columns that the list does not show; the list reads them with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_
from crm_desktop.storage.query import Query


@dataclass(frozen=True)
class Mark:
    """How a cell differs when `holds` says so of the raw values of the columns in `needs`."""

    words: str
    """What the tooltip and a screen reader add."""
    colour: Literal["warning", "danger", "muted"]
    needs: tuple[str, ...]
    holds: Callable[[Mapping[str, Any]], bool]
    sign: str = ""
    """What is painted before the text, for those who do not see the colour."""


def _is_overdue(raw: Mapping[str, Any]) -> bool:
    day = raw["close_date"]
    # a deal gets its closing day with a stage that is won or lost, and loses it with an open one
    return day is not None and raw["closed_on"] is None and day < dates.today().isoformat()


def _is_missed(raw: Mapping[str, Any]) -> bool:
    return raw["next_at"] is not None and raw["next_at"] < dates.moment_text(dates.now())


MARKS: Mapping[tuple[str, str], Mark] = {
    ("opportunity", "close_date"): Mark(N_("overdue"), "warning", ("close_date", "closed_on"), _is_overdue),
    ("opportunity", "next_at"): Mark(N_("overdue"), "danger", ("next_at",), _is_missed),
    ("account", "next_at"): Mark(N_("overdue"), "danger", ("next_at",), _is_missed),
    ("opportunity", "amount"): Mark(
        N_("list price"), "muted", ("amount_from_list",), lambda raw: bool(raw["amount_from_list"]), "*"
    ),
}
"""The marks by entity and column."""
TOGETHER: Mapping[tuple[str, str], str] = {
    ("opportunity", "next_at"): "next_activity",
    ("account", "next_at"): "next_activity",
}
"""Columns whose cells also say what stands in another one, by entity and column."""
DAYS_ALONE: Mapping[tuple[str, str], str] = {("activity", "starts"): "all_day"}
"""Moments of which the day alone is said where another column says so, by entity and column."""


def marks_of(query: Query) -> dict[int, Mark]:
    """Return the marks that may stand in the columns of a list, by their number."""
    found = {i: MARKS.get((query.entity, column)) for i, column in enumerate(query.columns)}
    return {i: mark for i, mark in found.items() if mark is not None}


def together_of(query: Query) -> dict[int, str]:
    """Return the columns that are said together with those of a list, by the number of the latter."""
    found = {i: TOGETHER.get((query.entity, column)) for i, column in enumerate(query.columns)}
    return {i: other for i, other in found.items() if other is not None and other not in query.columns}


def days_alone_of(query: Query) -> dict[int, str]:
    """Return by which column the moments in a column of a list are days, by the number of the latter."""
    found = {i: DAYS_ALONE.get((query.entity, column)) for i, column in enumerate(query.columns)}
    return {i: other for i, other in found.items() if other is not None}


def needed_columns(query: Query) -> tuple[str, ...]:
    """Return the columns that the cells of a list need beyond those that it shows."""
    needed = dict.fromkeys(name for mark in marks_of(query).values() for name in mark.needs)
    needed |= dict.fromkeys((*together_of(query).values(), *days_alone_of(query).values()))
    return tuple(name for name in needed if name not in query.columns)
