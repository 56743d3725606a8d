"""Each icon draws something, in the colour of the moment, as sharp as the screen."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from crm_desktop.base.colours import DARK, LIGHT
from crm_desktop.ui import icons, theme

NEEDED = {
    "account", "activity", "backup", "calendar", "campaign", "case", "chevron-down", "chevron-left", "chevron-right",
    "chevron-up", "clock", "close", "columns", "contact", "contract", "dots", "export", "filter", "folder", "goal", "help",
    "history", "import", "link", "lock", "mail", "meeting", "note", "opportunity", "order", "phone", "plus", "print",
    "product", "redo", "report", "restore", "search", "seller", "settings", "star", "task", "today", "trash", "undo",
    "visit", "warning",
}  # fmt: skip


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[QApplication]:
    theme.apply(qapp, "light", 100)
    yield qapp
    theme.apply(qapp, "light", 100)


def strongest(picture: QImage) -> QColor:
    """Return the colour of the pixel that covers most."""
    pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    return max(pixels, key=QColor.alpha)


def test_everything_that_the_window_speaks_of_has_an_icon() -> None:
    assert set(icons.names()) >= NEEDED


@pytest.mark.parametrize("name", icons.names())
def test_an_icon_is_drawn_within_its_square_and_leaves_room_around(name: str) -> None:
    picture = icons.pixmap(name, 48, "ink").toImage()
    drawn = [(x, y) for x in range(48) for y in range(48) if picture.pixelColor(x, y).alpha()]
    assert len(drawn) > 20
    assert all(1 <= x <= 46 and 1 <= y <= 46 for x, y in drawn)


@pytest.mark.parametrize("path", sorted(icons.folder().rglob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_file_is_a_drawing_of_24_by_24_that_loads_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(text.encode()))
    assert renderer.isValid()
    assert renderer.viewBox().size() == QSize(24, 24)
    assert "href" not in text
    assert "<style" not in text


def test_an_icon_turns_with_the_theme(light: QApplication) -> None:
    sign = icons.icon("phone", "ink")
    before = strongest(sign.pixmap(QSize(32, 32), 1.0).toImage())
    theme.apply(light, "dark", 100)
    after = strongest(sign.pixmap(QSize(32, 32), 1.0).toImage())
    assert (before.name(), after.name()) == (LIGHT.ink, DARK.ink)


def test_an_icon_is_grey_when_disabled_and_blue_when_on() -> None:
    sign = icons.icon("phone")
    grey = sign.pixmap(QSize(32, 32), 1.0, QIcon.Mode.Disabled).toImage()
    blue = sign.pixmap(QSize(32, 32), 1.0, QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert strongest(grey).name() == LIGHT.edge
    assert strongest(blue).name() == LIGHT.link


def test_an_icon_has_as_many_pixels_as_the_screen() -> None:
    picture = icons.icon("phone").pixmap(QSize(16, 16), 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)


def test_an_unknown_icon_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("unicorn")


def test_copies_of_an_icon_outlive_their_python_side() -> None:
    copies = []
    for _round in range(200):
        copy = QIcon(icons.icon("mail"))
        copy.addPixmap(QPixmap(4, 4))
        copies.append(copy)
    gc.collect()
    assert all(not copy.pixmap(QSize(20, 20)).isNull() for copy in copies)
