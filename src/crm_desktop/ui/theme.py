"""How the window looks: Fusion, one palette by meaning, one style sheet made from it.

"As the system" follows the desktop while the program runs. Where the desktop has no such thing (bare X11), our own
palettes still make a full light and dark window, since nothing here leaves a colour to the style.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from crm_desktop.base.colours import DARK, LIGHT, Palette
from crm_desktop.base.paths import resources
from crm_desktop.base.signal import Signal

TEXT_PIXELS = 13
SMALL_PIXELS = 11
ROW_PIXELS = 38
SMALLEST, LARGEST = 100, 200
_LENGTH = re.compile(r"\b(\d+)px\b")
_SCHEMES = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}

changed: Signal[Palette] = Signal()
"""Emitted after the window took another palette or text size; widgets are repainted without it."""


@dataclass
class _Look:
    palette: Palette = LIGHT
    choice: str = ""
    percent: int = 100
    scale: float = 1.0
    follows: bool = False


_look = _Look()


def palette_now() -> Palette:
    """Return the colours of the moment."""
    return _look.palette


def colour(meaning: str) -> QColor:
    """Return one colour of the moment by the name of its field in `Palette`."""
    return QColor(getattr(_look.palette, meaning))


def pixels(length: int) -> int:
    """Return a length of the design, given in pixels at 100 %, at the chosen text size."""
    return max(1, round(length * _look.scale))


def row_height() -> int:
    """Return the height of a row in a list, in pixels."""
    return pixels(ROW_PIXELS)


def font(size: int = TEXT_PIXELS, *, bold: bool = False, capitals: bool = False) -> QFont:
    """Return the window's font for painting; `size` in pixels at 100 %."""
    made = QFont(QApplication.font())
    made.setPixelSize(pixels(size))
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setCapitalization(QFont.Capitalization.AllUppercase if capitals else QFont.Capitalization.MixedCase)
    return made


def apply(app: QApplication, choice: str, percent: int) -> None:
    """Give the whole program its look: `choice` is "system", "light" or "dark", `percent` the size of text, 100 to 200."""
    hints = app.styleHints()
    _look.choice, _look.percent = choice, min(max(percent, SMALLEST), LARGEST)
    if not _look.follows:
        _look.follows = True
        QDir.setSearchPaths("icons", [str(resources() / "icons")])
        app.setStyle("Fusion")
        hints.colorSchemeChanged.connect(_follow_system)
    hints.setColorScheme(_SCHEMES[choice])
    _dress(app, _chosen_palette(app))


def qt_palette(colours: Palette) -> QPalette:
    """Return the same colours in Qt's roles, for everything that the style sheet leaves alone."""
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.card,
        QPalette.ColorRole.AlternateBase: colours.window,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.BrightText: colours.danger,
        QPalette.ColorRole.Highlight: colours.primary_soft,
        QPalette.ColorRole.HighlightedText: colours.ink,
        QPalette.ColorRole.Accent: colours.primary,
        QPalette.ColorRole.Link: colours.link,
        QPalette.ColorRole.LinkVisited: colours.link,
        QPalette.ColorRole.ToolTipBase: colours.ink,
        QPalette.ColorRole.ToolTipText: colours.card,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Light: colours.card,
        QPalette.ColorRole.Midlight: colours.line,
        QPalette.ColorRole.Mid: colours.handle,
        QPalette.ColorRole.Dark: colours.edge,
        QPalette.ColorRole.Shadow: colours.edge,
    }
    made = QPalette()
    for role, text in roles.items():
        made.setColor(role, QColor(text))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.edge))
    return made


def style_sheet(colours: Palette, scale: float) -> str:
    """Return the style sheet in these colours, its lengths times `scale`; hairlines stay one pixel."""
    text = Template((resources() / "window.qss").read_text(encoding="utf-8")).substitute(vars(colours))
    return _LENGTH.sub(lambda found: f"{_scaled(int(found[1]), scale)}px", text)


def _scaled(length: int, scale: float) -> int:
    return length if length <= 1 else round(length * scale)


def _chosen_palette(app: QApplication) -> Palette:
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark if _look.choice == "system" else _look.choice == "dark"
    return DARK if dark else LIGHT


def _screen_scale(app: QApplication) -> float:
    """Return how much larger the desktop wants text than at its usual size; macOS counts 72 points to the inch."""
    return max(1.0, min(app.primaryScreen().logicalDotsPerInch() / 96.0, 3.0))


def _dress(app: QApplication, colours: Palette) -> None:
    scale = _look.percent / 100 * _screen_scale(app)
    if app.styleSheet() and (colours, scale) == (_look.palette, _look.scale):
        return  # it is worn already, and putting it on looks at every widget
    _look.palette, _look.scale = colours, scale
    letters = QFont(app.font())
    letters.setPixelSize(pixels(TEXT_PIXELS))
    app.setFont(letters)
    app.setPalette(qt_palette(colours))
    app.setStyleSheet(style_sheet(colours, _look.scale))
    changed.emit(colours)


def _follow_system() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and _look.choice == "system" and _chosen_palette(app) is not _look.palette:
        _dress(app, _chosen_palette(app))
