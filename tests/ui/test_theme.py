"""Both themes can be read, follow the choice, and grow with the text size."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop import ui
from crm_desktop.base.colours import DARK, LIGHT, Palette
from crm_desktop.ui import icons, theme

UI = Path(ui.__path__[0])
READABLE = 4.5
SEEN = 3.0
GROUNDS = ("card", "window", "surface", "hover")
TEXTS = ("ink", "muted", "link", "won", "commit", "warning", "danger", "violet", "pink")
ON_THEIR_OWN = {
    "primary_soft": ("ink", "muted", "link"),
    "won_soft": ("won", "ink"),
    "commit_soft": ("commit", "ink"),
    "warning_soft": ("warning", "ink"),
    "danger_soft": ("danger", "ink"),
    "violet_soft": ("violet", "ink"),
    "pink_soft": ("pink", "ink"),
    "primary": ("on_primary",),
    "primary_hover": ("on_primary",),
    "best_case": ("ink",),
    "ink": ("card",),
}
PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" (WCAG 2.2, 0 to 1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1 to 21)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp, "light", 100)


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@PALETTES
def test_every_text_can_be_read_on_every_ground_that_it_stands_on(colours: Palette) -> None:
    pairs = [(text, ground) for ground in GROUNDS for text in TEXTS]
    pairs += [(text, ground) for ground, texts in ON_THEIR_OWN.items() for text in texts]
    ratios = {pair: contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < READABLE} == {}


@PALETTES
def test_what_must_be_seen_to_be_used_stands_out(colours: Palette) -> None:
    for ground in ("card", "window"):
        assert contrast(colours.focus, getattr(colours, ground)) >= SEEN
        assert contrast(colours.edge, getattr(colours, ground)) >= SEEN


def test_the_two_palettes_differ_in_every_ground_and_text() -> None:
    names = [field.name for field in dataclasses.fields(Palette) if not field.name.startswith("on_")]
    assert [name for name in names if getattr(LIGHT, name) == getattr(DARK, name)] == []


@PALETTES
def test_the_style_sheet_leaves_no_name_open_and_every_colour_it_uses_is_of_the_palette(colours: Palette) -> None:
    text = theme.style_sheet(colours, 1.0)
    ours = {value for value in vars(colours).values() if isinstance(value, str)}
    assert "$" not in text
    assert set(re.findall(r"#[0-9a-f]{6}\b", text)) <= ours


def test_every_class_and_picture_that_the_style_sheet_names_exists() -> None:
    text = re.sub(r"/\*.*?\*/", "", theme.style_sheet(LIGHT, 1.0), flags=re.DOTALL)
    selectors = re.sub(r"\{.*?\}|\[.*?\]", "", text, flags=re.DOTALL)
    ours = {
        node.name
        for path in UI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }
    named = set(re.findall(r"\b[A-Z]\w+", selectors)) - {"QTableCornerButton"}  # Qt keeps that class to itself
    assert "Card" in named
    assert [name for name in named if name not in ours and not hasattr(QtWidgets, name)] == []
    pictures = re.findall(r'url\("icons:(.*?)"\)', text)
    assert pictures
    assert [picture for picture in pictures if not (icons.folder() / picture).is_file()] == []


def test_larger_text_makes_larger_rows_and_fonts_but_hairlines_stay(app: QApplication) -> None:
    theme.apply(app, "light", 100)
    row, letters = theme.row_height(), theme.font().pixelSize()
    theme.apply(app, "light", 200)
    assert (theme.row_height(), theme.font().pixelSize()) == (2 * row, 2 * letters)
    sheet = theme.style_sheet(LIGHT, 2.0)
    assert "1px solid" in sheet
    assert "2px solid #e4e7ec" not in sheet


@pytest.mark.parametrize(("asked", "given"), [(0, 100), (99, 100), (150, 150), (1000, 200)])
def test_a_text_size_out_of_range_takes_the_nearest(app: QApplication, asked: int, given: int) -> None:
    theme.apply(app, "light", 100)
    usual = theme.row_height()
    theme.apply(app, "light", asked)
    assert theme.row_height() == round(usual * given / 100)


@pytest.mark.parametrize(("choice", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_a_chosen_theme_reaches_palette_and_windows(app: QApplication, choice: str, colours: Palette) -> None:
    theme.apply(app, choice, 100)
    assert theme.palette_now() is colours
    assert theme.colour("ink").name() == colours.ink
    assert app.palette().color(QPalette.ColorRole.Window).name() == colours.window
    assert QWidget().palette().color(QPalette.ColorRole.WindowText).name() == colours.ink


def test_as_the_system_is_one_of_our_two_palettes(app: QApplication) -> None:
    theme.apply(app, "system", 100)
    is_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.palette_now() is (DARK if is_dark else LIGHT)


def test_a_change_is_told_to_who_listens(app: QApplication) -> None:
    told: list[Palette] = []
    end = theme.changed.connect(told.append)
    theme.apply(app, "dark", 100)
    end()
    theme.apply(app, "light", 100)
    assert told == [DARK]


def test_turning_dark_recolours_a_window_that_is_open(app: QApplication, qtbot: QtBot) -> None:
    theme.apply(app, "light", 100)
    label = QLabel()
    label.setProperty("role", "muted")
    qtbot.addWidget(label)
    label.show()
    light = label.palette().color(QPalette.ColorRole.WindowText).name()
    theme.apply(app, "dark", 100)
    dark = label.palette().color(QPalette.ColorRole.WindowText).name()
    assert (light, dark) == (LIGHT.muted, DARK.muted)
