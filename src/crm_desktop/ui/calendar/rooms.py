"""Parts of a room on a painted view, reckoned from where reading begins: at the left, or at the right in a mirrored window."""

from __future__ import annotations

from PySide6.QtCore import QRect


def ahead(room: QRect, width: int, *, is_mirrored: bool) -> QRect:
    """Return the first `width` pixels of a room."""
    left = room.right() + 1 - width if is_mirrored else room.left()
    return QRect(left, room.top(), width, room.height())


def behind(room: QRect, used: int, *, is_mirrored: bool) -> QRect:
    """Return what is left of a room behind its first `used` pixels."""
    return ahead(room, max(room.width() - used, 0), is_mirrored=not is_mirrored)


def tail(room: QRect, width: int, *, is_mirrored: bool) -> QRect:
    """Return the last `width` pixels of a room."""
    return ahead(room, width, is_mirrored=not is_mirrored)
