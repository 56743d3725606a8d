"""A chart as pure data: its categories, and the values, texts and records that stand over each of them.

How it is drawn is in the other modules `chart_…`; who makes a chart says what its marks mean, never their colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from crm_desktop.reports.document import Records

Meaning = Literal["won", "commit", "best_case", "pipeline", "lost", "warning"]
"""What a mark in a chart stands for; its colour follows from that."""
ChartKind = Literal["bars", "stacked", "lines", "funnel", "bridge", "heat"]


@dataclass(frozen=True)
class Series:
    """One value for each category of a chart, and, where known, the records behind each and its formatted text."""

    name: str
    meaning: Meaning
    values: tuple[Decimal, ...]
    records: tuple[Records | None, ...] = ()
    labels: tuple[str, ...] = ()
    """The formatted values: in the cells of a heat map, at the points of a line."""
    unknown: frozenset[int] = frozenset()
    """The categories of which nothing is known: their values are 0, and a line has a gap there."""

    @property
    def known(self) -> tuple[Decimal | None, ...]:
        """The values, None where nothing is known."""
        return tuple(None if index in self.unknown else value for index, value in enumerate(self.values))


@dataclass(frozen=True)
class Level:
    """What the bar of each category is compared with: a short line across it, dashed for what was, with ends for an aim.

    A value is None where there is nothing to compare with; a level of nothing is not drawn.
    """

    name: str
    style: Literal["past", "aim"]
    values: tuple[Decimal | None, ...]
    records: tuple[Records | None, ...] = ()

    @property
    def known(self) -> tuple[Decimal | None, ...]:
        """The values."""
        return self.values


@dataclass(frozen=True)
class Chart:
    """Marks over categories; a value below zero is drawn on the other side of the base line.

    Standing bars that are too many, or whose texts don't fit below and above them, are painted lying. The first series
    of a bridge is what it stands on, the others go up and down from there. A funnel has one series. A heat
    map has a row for each series.
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    labels: tuple[str, ...]
    """The formatted value of each category: over it, or at its end."""
    empty: str
    """The sentence that stands here when there is nothing to show."""
    levels: tuple[Level, ...] = ()
    """What bars, side by side or stacked, are compared with; without a bar they are not drawn."""

    def __post_init__(self) -> None:
        size, named = len(self.categories), self.named
        assert len(self.labels) == size, "a label for each category"
        assert all(len(one.values) == size for one in named), "a value for each category"
        assert all(len(one.records) in (0, size) for one in named), "records for each category, or none"
        assert all(len(series.labels) in (0, size) for series in self.series), "a text for each value, or none"
        assert not self.levels or self.kind in {"bars", "stacked"}, "only bars have levels across them"

    @property
    def named(self) -> tuple[Series | Level, ...]:
        """What the legend names: each has a value for each category."""
        return (*self.series, *self.levels)

    @property
    def is_empty(self) -> bool:
        """Whether no mark would be drawn."""
        values = (value for series in self.series for value in series.values)
        return not any(value > 0 if self.kind == "funnel" else value for value in values)
