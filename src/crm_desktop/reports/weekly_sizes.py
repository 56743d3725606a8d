"""How much of the week its first page says: all that matters where that is little, else the largest of each list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from crm_desktop.base.i18n import N_
from crm_desktop.reports.options import Options, pick

LISTED: Final = pick(
    N_("What is open"),
    (("all", N_("All of it")), ("largest", N_("Only the largest"))),
    help=N_("What the lists behind the first page have of it."),
)
"""The option how long the lists are."""
LARGEST: Final = 10


@dataclass(frozen=True)
class Size:
    """A table with more than `most` rows shows `shown`; of more than `named` in need of attention the `worst` are named.

    Where nothing is shown, a line still says how many there are and what they are worth.
    """

    most: int
    shown: int
    named: int
    worst: int
    says_whose: bool = True
    """Whether it is said which seller has how many of those in need of attention."""
    is_roomy: bool = False
    """Whether names go on in a second line, and the warnings stand beside them."""
    is_listed: bool = True
    """Whether what is left out stands in a list further back."""
    has_totals: bool = True
    """Whether a table of nothing but that line has its total below it."""


_SIZES: Final = (
    Size(20, 12, 12, 10, is_roomy=True),
    Size(8, 8, 6, 5),
    Size(5, 5, 4, 3),
    Size(4, 4, 0, 0),
    Size(3, 3, 0, 0, says_whose=False),
    Size(2, 2, 0, 0, says_whose=False),
    Size(1, 1, 0, 0, says_whose=False),
    Size(0, 0, 0, 0, says_whose=False),
    Size(0, 0, 0, 0, says_whose=False, has_totals=False),
)
FULL: Final = _SIZES[0]


def sizes(options: Options) -> Sequence[Size]:
    """Return the sizes that are tried, the fullest first; a name that stands nowhere else stands whole in all of them."""
    is_listed = is_whole(options)
    return [replace(size, is_listed=is_listed, is_roomy=size.is_roomy or not is_listed) for size in _SIZES]


def is_whole(options: Options) -> bool:
    """Tell whether the lists have everything."""
    return str(options.chosen.get("listed", "all")) == "all"
