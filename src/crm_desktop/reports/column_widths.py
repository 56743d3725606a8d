"""How wide the columns of a printed table are, how far they stand apart, and how large its letters are.

Where numbers leave the names too little room, the gaps give way first and the size of the letters next: a name in
columns of a few letters makes a row as high as a paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.reports.paper import TABLE, TINY

_GAP = 12.0
_TIGHT = 6.0  # points: the narrowest gap that names may cost
_SMALL = TINY  # the smallest letters that they may cost
_NAMES = 16.0  # ems: so much the first column gets at that cost, about a fifth of a page that stands upright


def size_and_gap(
    natural: Sequence[float], least: Sequence[float], is_first_whole: bool, width: float
) -> tuple[float, float]:
    """Return the size of letters and the distance between columns in points, for a width in points.

    In `natural` ems nothing wraps; `least` is kept at any cost, and what the first column needs to hold names at some.
    """
    names = least[0] if is_first_whole else min(natural[0], _NAMES)
    wanted = max(sum(least) - least[0] + names, 1)
    between = max(len(natural) - 1, 1)
    usual = min(_GAP, 0.3 * width / len(natural))
    gap = min(usual, max(_TIGHT, (width - wanted * TABLE) / between))
    room = width - gap * (len(natural) - 1)
    return min(TABLE, room / max(sum(least), 1), max(_SMALL, room / wanted)), gap


def shares(wanted: Sequence[float], weights: Sequence[float], room: float) -> list[float]:
    """Return `room` shared out: weight 0 gets what it wants; of the others none has too much while another has too little."""
    widths = list(wanted)
    rest = {index for index, weight in enumerate(weights) if weight > 0}
    free = room - sum(widths[index] for index in range(len(widths)) if index not in rest)
    spare = free - sum(widths[index] for index in rest)
    if spare >= 0:
        whole = sum(weights)
        return [width + (spare * weight / whole if whole else 0) for width, weight in zip(widths, weights, strict=True)]
    while rest:
        per_weight = free / sum(weights[index] for index in rest)
        content = {index for index in rest if widths[index] <= per_weight * weights[index]}
        for index in content or rest:
            widths[index] = min(widths[index], per_weight * weights[index])
            free -= widths[index]
        rest = rest - content if content else set()
    return widths
