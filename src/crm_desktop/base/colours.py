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


@dataclass(frozen=True)
class Hue:
    """A colour that tells things of one sort apart: text and stripes in `strong`, on a ground in `soft`.

    Hues differ in colour alone and all are about equally light, so whatever they tell is said by words as well.
    """

    soft: str
    strong: str


HUES = ("blue", "green", "violet", "amber", "teal", "pink", "slate", "red", "olive", "sky", "plum", "brown")
"""The names of all hues; the first ones are the easiest to tell from each other."""
_LIGHT_HUES = {
    "blue": Hue(LIGHT.primary_soft, LIGHT.link),
    "green": Hue(LIGHT.won_soft, LIGHT.won),
    "violet": Hue(LIGHT.violet_soft, LIGHT.violet),
    "amber": Hue(LIGHT.warning_soft, LIGHT.warning),
    "teal": Hue("#e0f5f7", "#0b6b78"),
    "pink": Hue(LIGHT.pink_soft, LIGHT.pink),
    "slate": Hue("#ebeef4", "#4a566c"),
    "red": Hue("#ffebee", "#b42342"),
    "olive": Hue("#f3f6dc", "#566a0c"),
    "sky": Hue("#e3f2fd", "#07659f"),
    "plum": Hue("#f8ebfc", "#8e24aa"),
    "brown": Hue("#f6ede4", "#7d5129"),
}
_DARK_HUES = {
    "blue": Hue(DARK.primary_soft, DARK.link),
    "green": Hue(DARK.won_soft, DARK.won),
    "violet": Hue(DARK.violet_soft, DARK.violet),
    "amber": Hue(DARK.warning_soft, DARK.warning),
    "teal": Hue("#10343a", "#5fcbd6"),
    "pink": Hue(DARK.pink_soft, DARK.pink),
    "slate": Hue("#2a3344", "#b6c1d3"),
    "red": Hue("#43191f", "#ff929b"),
    "olive": Hue("#2a3214", "#bfce62"),
    "sky": Hue("#12314a", "#7cc3f5"),
    "plum": Hue("#381b42", "#e39af6"),
    "brown": Hue("#33281c", "#dbb78f"),
}


def hue(name: str, palette: Palette) -> Hue:
    """Return the pair of a hue in one palette; paper takes `LIGHT`."""
    return (_DARK_HUES if palette.is_dark else _LIGHT_HUES)[name]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """Return `share`, 0 to 1, of a colour laid over a ground."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(ground[1:]), strict=True)
    return "#" + bytes(round(over * share + under * (1 - share)) for over, under in pairs).hex()


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
