"""What of a month is under the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from PySide6.QtCore import QPoint, Qt

from crm_desktop.base.dates import DAY
from crm_desktop.services.calendar.month_layout import Piece, Week
from crm_desktop.ui import theme
from crm_desktop.ui.calendar.month_drag import Grip
from crm_desktop.ui.calendar.month_geometry import MonthGeometry
from crm_desktop.ui.calendar.rooms import ahead

Spot = Literal["day", "piece", "number", "more", "week", "head"]
_EDGE, _NUMBER, _LONG_NUMBER = 6, 30, 52
_MOST_EDGE = 4
"""An end takes at most so much of a bar: the fourth part."""
_SHAPES = {"number": Qt.CursorShape.PointingHandCursor, "more": Qt.CursorShape.PointingHandCursor,
           "week": Qt.CursorShape.PointingHandCursor}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A spot on a day; of an entry also by which end a hand would take it."""

    spot: Spot
    day: date
    piece: Piece | None = None
    grip: Grip = "create"

    @property
    def shape(self) -> Qt.CursorShape:
        """The shape of the mouse there."""
        if self.grip in ("begin", "end"):
            return Qt.CursorShape.SizeHorCursor
        return _SHAPES.get(self.spot, Qt.CursorShape.ArrowCursor)


def hit(at: QPoint, weeks: Sequence[Week], geometry: MonthGeometry) -> Hit:
    """Return what is at a point; beside the days it is the nearest of them."""
    number, column = geometry.day_at(at)
    week = weeks[number]
    day = week.first + column * DAY
    if at.y() < geometry.head:
        return Hit("head", day)
    if geometry.week(number).contains(at):
        return Hit("week", week.first)
    for piece in week.on(column):
        if geometry.piece(piece).contains(at):
            return Hit("piece", day, piece, _grip(piece, at, geometry))
    if week.hidden[column] and geometry.more_box(number, column).contains(at):
        return Hit("more", day)
    wide = theme.pixels(_LONG_NUMBER if day.day == 1 else _NUMBER)
    box = geometry.number_box(number, column)
    if ahead(box, min(wide, box.width()), is_mirrored=geometry.is_mirrored).contains(at):
        return Hit("number", day)
    return Hit("day", day)


def _grip(piece: Piece, at: QPoint, geometry: MonthGeometry) -> Grip:
    box = geometry.piece(piece)
    edge = min(theme.pixels(_EDGE), box.width() // _MOST_EDGE)
    if not piece.is_bar or not piece.entry.can_resize:
        return "move"
    near_left, near_right = at.x() < box.left() + edge, at.x() > box.right() - edge
    begin, end = (near_right, near_left) if geometry.is_mirrored else (near_left, near_right)
    if piece.begins and begin:
        return "begin"
    return "end" if piece.ends and end else "move"
