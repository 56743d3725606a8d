"""The colours of entries as they are painted at the moment; which hue an entry has is decided in `services.calendar.hues`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from crm_desktop.base import colours
from crm_desktop.base.colours import Palette
from crm_desktop.services.calendar import hues
from crm_desktop.services.calendar.hues import By
from crm_desktop.ui import theme

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry


@dataclass(frozen=True)
class Tint:
    """What an entry is painted with: its ground, its title and stripe, and the words below the title."""

    ground: QColor
    strong: QColor
    ink: QColor


def tint(name: str, *, is_faded: bool = False) -> Tint:
    """Return the colours of a hue; what is over is faded: all of it can still be read."""
    return _tint(name, is_faded, theme.palette_now())


def tint_of(entry: Entry, by: By) -> Tint:
    """Return the colours of an entry."""
    return tint(hues.hue(entry, by), is_faded=entry.is_faded)


@lru_cache(maxsize=128)
def _tint(name: str, is_faded: bool, palette: Palette) -> Tint:
    pair = colours.hue(name, palette)
    ground, strong = QColor(pair.soft), QColor(pair.strong)
    if not is_faded:
        return Tint(ground, strong, QColor(palette.ink))
    return Tint(_between(ground, QColor(palette.card)), QColor(palette.muted), QColor(palette.muted))


def _between(one: QColor, other: QColor) -> QColor:
    red, green, blue = one.red() + other.red(), one.green() + other.green(), one.blue() + other.blue()
    return QColor(red // 2, green // 2, blue // 2)
