"""Which rows and columns the table of a user's own report has, in what order, and which groups of records are in each.

A row is named by a key for each field; one with fewer keys than there are fields is the subtotal of those that begin
with it, and stands before them. What is too much stands together below the key `...`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from crm_desktop.services.pivot import MOST_ROWS, Definition
from crm_desktop.services.pivot_keys import Keys, Ways
from crm_desktop.services.pivot_sums import Adder
from crm_desktop.storage.pivoting import Found

Key = tuple[Any, ...]
REST: Final = ...
"""The last of the keys of what is shown together because it is too much."""


@dataclass(frozen=True)
class Head:
    """A row or a column: its key, and what it is called, a title for each field. `together` others stand in it."""

    key: Key
    titles: tuple[str, ...]
    together: int = 0
    is_sum: bool = False
    """Whether the rows below it are parts of it."""


@dataclass(frozen=True)
class Axes:
    """The rows and columns of a report with the keys that were found, the column last."""

    adder: Adder
    keys: Sequence[Keys]
    ways: Ways

    @property
    def definition(self) -> Definition:
        """What the report asks for."""
        return self.adder.definition

    def size(self, found: Sequence[Found]) -> Decimal:
        """Return what says which rows and columns are the largest."""
        return self.adder.size(self.definition.measures[self.definition.by or 0], found)


def columns_of(axes: Axes, found: Sequence[Found], most: int) -> tuple[Head, ...]:
    """Return the columns in their order; without a field for them there is one, of everything."""
    if axes.definition.column is None:
        return (Head((), ()),) if found else ()
    keys, groups = axes.keys[-1], _groups(found, slice(-1, None))
    ordered = sorted(groups, key=lambda key: keys.order[key[0]])
    if len(ordered) > most:
        kept = _largest(groups, axes, most - 1)
        rest = Head((REST,), ("",), len(ordered) - len(kept))
        return (*(Head(key, (keys.titles[key[0]],)) for key in ordered if key in kept), rest)
    return _filled(keys, most, axes.ways) or tuple(Head(key, (keys.titles[key[0]],)) for key in ordered)


def rows_of(axes: Axes, found: Sequence[Found], most: int | None) -> tuple[tuple[Head, ...], int]:
    """Return the rows in their order, subtotals before what they are of, and how many there would be without `most`.

    The number is 0 where there are no more.
    """
    definition = axes.definition
    depth = len(definition.rows)
    if not depth or not found:
        return ((Head((), ()),) if found else ()), 0
    levels = [_groups(found, slice(place)) for place in range(1, depth + 1)]
    if depth == 1 and definition.by is None and definition.top is None and len(levels[0]) <= MOST_ROWS:
        filled = _filled(axes.keys[0], MOST_ROWS, axes.ways)
        if filled:
            return filled, 0
    kept = list[set[Key]]()
    whole = _largest(levels[0], axes, definition.top) if definition.top else set(levels[0])
    for place, groups in enumerate(levels):
        inside = {key: one for key, one in groups.items() if not place or key[:-1] in kept[-1]}
        inside = inside if place else {key: groups[key] for key in whole}
        kept.append(set(inside) if most is None else _largest(inside, axes, most))
    below: dict[Key, list[Key]] = defaultdict(list)
    for key in (key for groups in levels for key in groups):
        below[key[:-1]].append(key)
    every = sum(key[:1] in whole for key in levels[-1])
    return tuple(_Lines(axes, levels, kept, below).below(())), every if every > len(kept[-1]) else 0


def gathered(
    found: Sequence[Found], width: int, rows: Iterable[Head], columns: Iterable[Head]
) -> dict[tuple[Key, Key], list[Found]]:
    """Return the groups of records by the keys of row and column, totals under the empty key."""
    shown_rows, shown_columns = {head.key for head in rows}, {head.key for head in columns}
    cells: dict[tuple[Key, Key], list[Found]] = defaultdict(list)
    mine: dict[Key, list[Key]] = {}
    for one in found:
        row, column = one.keys[:width], one.keys[width:]
        if row not in mine:
            mine[row] = list(_rows_with(row, shown_rows))
        own = column if column in shown_columns else (REST,)
        for key in mine[row]:
            cells[key, ()].append(one)
            if column:
                cells[key, own].append(one)
    return dict(cells)


def _rows_with(row: Key, shown: set[Key]) -> Iterator[Key]:
    """Yield the keys of the rows that a group is in: the total, the subtotals, its own or that of the others."""
    yield ()
    for place in range(1, len(row) + 1):
        if row[:place] in shown:
            yield row[:place]
            continue
        if (*row[: place - 1], REST) in shown:
            yield (*row[: place - 1], REST)
        return


def _groups(found: Sequence[Found], place: slice) -> dict[Key, list[Found]]:
    groups: dict[Key, list[Found]] = defaultdict(list)
    for one in found:
        groups[one.keys[place]].append(one)
    return dict(groups)


def _largest(groups: Mapping[Key, Sequence[Found]], axes: Axes, most: int) -> set[Key]:
    if len(groups) <= most:
        return set(groups)
    sizes = {key: axes.size(found) for key, found in groups.items()}
    return set(sorted(groups, key=lambda key: sizes[key], reverse=True)[:most])


def _filled(keys: Keys, most: int, ways: Ways) -> tuple[Head, ...]:
    """Return the heads of times or ranges with those that no record has, so that no chart leaves a month out."""
    whole = keys.with_gaps(ways)
    if whole is keys or len(whole.titles) > most:
        return ()
    return tuple(Head((key,), (whole.titles[key],)) for key in sorted(whole.titles, key=lambda key: whole.order[key]))


@dataclass(frozen=True)
class _Lines:
    """The rows of several depths: the groups of each, those that are kept, and the keys that begin with a key."""

    axes: Axes
    levels: Sequence[Mapping[Key, Sequence[Found]]]
    kept: Sequence[set[Key]]
    children: Mapping[Key, Sequence[Key]]

    def below(self, parent: Key) -> Iterator[Head]:
        """Yield the rows that begin with a key, each with its own below it, and what stands together as the last."""
        place = len(parent)
        keys = self._ordered([key for key in self.children[parent] if key in self.kept[place]])
        for key in keys:
            is_sum = place + 1 < len(self.levels)
            yield Head(key, self._titles(key), is_sum=is_sum)
            if is_sum:
                yield from self.below(key)
        together = len(self.children[parent]) - len(keys)
        if together and (keys or not parent):
            yield Head((*parent, REST), self._titles(parent), together)

    def _ordered(self, keys: list[Key]) -> list[Key]:
        if not keys:
            return keys
        place, axes = len(keys[0]) - 1, self.axes
        ordered = sorted(keys, key=lambda key: axes.keys[place].order[key[-1]])
        if axes.definition.by is None or (place and axes.keys[place].axis.step):  # months within a row stay in order
            return ordered
        sizes = {key: axes.size(self.levels[place][key]) for key in keys}
        return sorted(ordered, key=lambda key: -sizes[key])

    def _titles(self, key: Key) -> tuple[str, ...]:
        return tuple(keys.titles[one] for keys, one in zip(self.axes.keys, key, strict=False))
