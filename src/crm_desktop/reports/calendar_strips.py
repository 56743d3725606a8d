"""What of a printed day lies before or after the hours that are printed: one line of words at the head or the foot.

So one entry at midnight costs a line and not sixteen hours of empty paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _

if TYPE_CHECKING:
    from crm_desktop.services.calendar.time_layout import Block

Minutes = tuple[int, int]
"""The minutes of the day from which and to which its hours are printed."""
_LEAST = 30
"""Minutes of the grid that what is cut at its edge takes at least, so that its title has room."""


@dataclass(frozen=True)
class Beside:
    """What of one day, by its place among the days, is earlier or later than the hours."""

    day: int
    is_earlier: bool
    blocks: tuple[Block, ...]

    @property
    def words(self) -> str:
        """Return "Later: 23:00 Night shift"."""
        told = ", ".join(f"{_hour(block)} {block.entry.title}" for block in self.blocks)
        return (_("Earlier: {what}") if self.is_earlier else _("Later: {what}")).format(what=told)


def cut_to(block: Block, minutes: Minutes) -> Block | None:
    """Return what of a piece lies among the hours; None for what is before or after them."""
    first, last = minutes
    if block.bottom <= first or block.top >= last:
        return None
    top = block.top if block.bottom <= last else min(block.top, last - _LEAST)
    bottom = block.bottom if block.top >= first else max(block.bottom, first + _LEAST)
    return replace(block, top=max(top, first), bottom=min(bottom, last))


def beside(blocks: Sequence[Block], minutes: Minutes) -> list[Beside]:
    """Return what is before and after the hours, day by day."""
    found: list[Beside] = []
    for day in sorted({block.day for block in blocks}):
        unseen = [block for block in blocks if block.day == day and cut_to(block, minutes) is None]
        for is_earlier in (True, False):
            some = [block for block in unseen if (block.bottom <= minutes[0]) == is_earlier]
            if some:
                found.append(Beside(day, is_earlier, tuple(sorted(some, key=lambda block: block.top))))
    return found


def _hour(block: Block) -> str:
    """Return when a piece begins, or until when it lasts where it began on the day before."""
    at = block.entry.starts if block.begins else block.entry.ends
    return f"{at.astimezone():%H:%M}" if block.begins else f"– {at.astimezone():%H:%M}"
