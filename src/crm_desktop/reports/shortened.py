"""Names that have no room whole, as beside a chart: cut in the middle, for it is their ends that tell them apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from crm_desktop.reports import lettering
from crm_desktop.reports.lettering import ELLIPSIS

_FIRST: Final = (0.5, 0.3, 0.7, 0.15, 0.85)
"""How much of what is kept is the beginning: the next is tried where another name would look the same."""

MOST = 500
"""So many names of a column are kept apart at most."""
_LONGEST = 120


@lru_cache(maxsize=64)
def apart(names: tuple[str, ...], size: float, room: float) -> tuple[str, ...]:
    """Return names that have room, a cut one with an ellipsis; different ones stay different, with a number at worst."""
    shown: dict[str, str] = {name: name for name in names if lettering.width_of(name) * size <= room}
    taken = set(shown)
    for name in dict.fromkeys(names):
        if name not in shown:
            shown[name] = next(cut for cut in _cuts(name, size, room) if cut not in taken)
            taken.add(shown[name])
    return tuple(shown[name] for name in names)


def in_column(texts: Sequence[str], size: float, room: float) -> Mapping[str, str]:
    """Return how the names of a column stand in it; of many texts, or of long ones, nothing: these are cut at their end."""
    if len(texts) > MOST or max(map(len, texts), default=0) > _LONGEST:
        return {}
    names = tuple(dict.fromkeys(texts))
    return dict(zip(names, apart(names, size, room), strict=True))


def in_the_middle(name: str, size: float, room: float) -> str:
    """Return a name that has room, with an ellipsis in its middle where it is longer."""
    return name if lettering.width_of(name) * size <= room else _cut(name, _FIRST[0], "", size, room)


def _cuts(name: str, size: float, room: float) -> Iterator[str]:
    for first in _FIRST:
        yield _cut(name, first, "", size, room)
    number = 2
    while True:
        yield _cut(name, 1, f" ({number})", size, room)
        number += 1


def _cut(name: str, first: float, after: str, size: float, room: float) -> str:
    """Return a name with as many letters as there is room for, a share of them from its beginning."""

    def keeping(letters: int) -> str:
        begun = round(letters * first)
        end = name[len(name) - (letters - begun) :] if letters > begun else ""
        return name[:begun].rstrip() + ELLIPSIS + end.lstrip() + after

    kept = bisect_right(range(1, len(name)), room, key=lambda letters: lettering.width_of(keeping(letters)) * size)
    return keeping(kept)
