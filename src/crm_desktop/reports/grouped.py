"""A table of figures by group over anything but opportunities (see `sliced`), with a total that is computed over all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm_desktop.base.i18n import _
from crm_desktop.base.text import natural_key
from crm_desktop.figures.figure import Figure
from crm_desktop.reports.document import Cell, Column, Row, Table
from crm_desktop.reports.sections import behind
from crm_desktop.reports.sliced import figure_of
from crm_desktop.reports.slices import View

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Gauge(Generic[T]):
    """One column: what it is called, already in the user's language, and how it is computed."""

    title: str
    figure: Callable[[Sequence[T]], Figure]


@dataclass(frozen=True)
class Part(Generic[T]):
    """One line: what it is called, and what it is about."""

    title: str
    items: tuple[T, ...]


def parts(items: Iterable[T], key: Callable[[T], K | None], names: Mapping[K, str], none: str) -> list[Part[T]]:
    """Return items by key, in the order of the keys' names; those without a key, or with a forgotten one, come last."""
    found: dict[K | None, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    named = [(names.get(one, _("(deleted)")), mine) for one, mine in found.items() if one is not None]
    named.sort(key=lambda pair: natural_key(pair[0]))
    if None in found:
        named.append((none, found[None]))
    return [Part(title, tuple(mine)) for title, mine in named]


def table(title: str, lines: Sequence[Part[T]], gauges: Sequence[Gauge[T]], view: View, empty: str) -> Table:
    """Return the figures of each part, and of all together where there are several."""
    whole = Part(_("Total"), tuple(item for line in lines for item in line.items))
    computed = [[gauge.figure(line.items) for gauge in gauges] for line in (*lines, whole)]
    rows = [
        Row((Cell(line.title, line.title), *(cell(figure, view) for figure in figures)))
        for line, figures in zip((*lines, whole), computed, strict=True)
    ]
    columns = (Column(title), *(Column(gauge.title, "right") for gauge in gauges))
    return Table(columns, tuple(rows[:-1]), empty, rows[-1] if len(lines) > 1 else None)


def cell(figure: Figure, view: View) -> Cell:
    """Return any figure as a cell; a count of nothing stays empty."""
    if figure.unit == "count" and figure.value is not None:
        text = view.wording.value(figure) if figure.count else ""
        return Cell(text, int(figure.value), records=behind(figure))
    return figure_of(figure, view)
