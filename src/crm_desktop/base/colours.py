"""Colours by meaning, for the window, the charts and the printed page alike.

No Qt and no reportlab in here: a colour is the text "#rrggbb". Paper is always `LIGHT`. A test keeps every text at a
contrast of at least 4.5 : 1 on every ground that it may stand on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """One set of colours; a `_soft` colour is the ground for text in the colour of that name."""

    ink: str
    muted: str
    """Text of second rank: labels, units, hints."""
    line: str
    """Hairlines around cards and fields."""
    row_line: str
    """The fainter hairline between two rows."""
    edge: str
    """The border of a box that must be seen to be used: check boxes, handles."""
    handle: str
    """Scroll bars and grips."""
    window: str
    surface: str
    """A sunken ground that carries cards, such as a column of the board."""
    card: str
    """The ground of cards, lists, fields and the navigation."""
    hover: str
    primary: str
    primary_hover: str
    primary_soft: str
    """The ground of what is selected."""
    on_primary: str
    link: str
    """Text in the primary colour: links, the current page, today."""
    won: str
    won_soft: str
    commit: str
    commit_soft: str
    best_case: str
    """A filled area, never text."""
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    violet: str
    violet_soft: str
    pink: str
    pink_soft: str
    focus: str
    """The ring around what has the keyboard."""
    is_dark: bool = False


LIGHT = Palette(
    ink="#1d2433",
    muted="#5b6478",
    line="#e4e7ec",
    row_line="#f0f2f5",
    edge="#838c9e",
    handle="#c6ccd7",
    window="#f7f8fa",
    surface="#eef0f4",
    card="#ffffff",
    hover="#f2f4f8",
    primary="#2f5bea",
    primary_hover="#244dd3",
    primary_soft="#eaf0ff",
    on_primary="#ffffff",
    link="#2f5bea",
    won="#0f7553",
    won_soft="#e6f6f0",
    commit="#2f5bea",
    commit_soft="#eaf0ff",
    best_case="#b9c7fb",
    warning="#b54708",
    warning_soft="#fff3e0",
    danger="#c0290b",
    danger_soft="#feeeea",
    violet="#6938ef",
    violet_soft="#f1edff",
    pink="#c11574",
    pink_soft="#fdf2fa",
    focus="#2f5bea",
)
DARK = Palette(
    ink="#e6e9f0",
    muted="#9da7b9",
    line="#2d3547",
    row_line="#252c3c",
    edge="#6d7890",
    handle="#465069",
    window="#131722",
    surface="#0e121b",
    card="#1b2130",
    hover="#242b3c",
    primary="#3f66ee",
    primary_hover="#3157dc",
    primary_soft="#22305c",
    on_primary="#ffffff",
    link="#9db2ff",
    won="#5fc79b",
    won_soft="#14332a",
    commit="#9db2ff",
    commit_soft="#22305c",
    best_case="#465a9e",
    warning="#f0a35e",
    warning_soft="#3a2711",
    danger="#ff8f75",
    danger_soft="#3d1d17",
    violet="#b8a4ff",
    violet_soft="#2a2248",
    pink="#f48fc4",
    pink_soft="#3b1b2e",
    focus="#8aa3ff",
    is_dark=True,
)
