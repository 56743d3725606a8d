"""What the window remembers by itself: its place on the screen, split positions, the columns of each list.

Kept apart from the settings, which are what the user chose. Nothing in here is worth a complaint: a damaged or
unwritable file means that the window opens in its usual place.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomli_w
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

from crm_desktop.base.paths import config_folder, written_whole

USUAL_SIZE = QSize(1360, 820)
_SEEN_WIDTH, _SEEN_HEIGHT = 160, 40
_log = logging.getLogger(__name__)


def fit_to_screens(wanted: QRect, screens: Sequence[QRect]) -> QRect | None:
    """Return `wanted`, made no larger than its screen, or None if its title bar could not be reached on any of them."""
    title_bar = QRect(wanted.topLeft(), QSize(wanted.width(), _SEEN_HEIGHT))
    for screen in screens:
        seen = title_bar.intersected(screen)
        if seen.width() >= min(_SEEN_WIDTH, wanted.width()) and seen.height() >= _SEEN_HEIGHT // 2:
            return QRect(wanted.topLeft(), wanted.size().boundedTo(screen.size()))
    return None


class WindowMemory:
    """One TOML file of places, splits and columns; `save` writes it, a reader that finds nonsense takes the default."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_folder() / "window.toml"
        self._kept: dict[str, Any] = {}
        try:
            self._kept = tomllib.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as damage:
            _log.info("The window memory is unreadable and starts anew: %s", damage)

    def columns(self, name: str) -> dict[str, Any]:
        """Return the column layout of a list as it was kept, or nothing."""
        return dict(self._part("columns", name))

    def keep_columns(self, name: str, layout: dict[str, Any]) -> None:
        """Keep the column layout of a list: text, numbers, booleans and lists of them."""
        self._kept_part("columns")[name] = layout

    def keep_place(self, name: str, window: QWidget) -> None:
        """Keep where a window stands and whether it fills the screen."""
        place = window.normalGeometry() if window.isMaximized() else window.geometry()
        self._kept_part("places")[name] = {
            "left": place.x(), "top": place.y(), "width": place.width(), "height": place.height(),
            "maximized": window.isMaximized(),
        }  # fmt: skip

    def restore_place(self, name: str, window: QWidget, usual: QSize = USUAL_SIZE) -> None:
        """Put a window where it stood, if one of today's screens shows that place, else at its usual size."""
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        kept = self._part("places", name)
        sides = [kept.get(side) for side in ("left", "top", "width", "height")]
        numbers = [side for side in sides if type(side) is int and abs(side) < 1 << 20]
        place = fit_to_screens(QRect(*numbers), screens) if len(numbers) == len(sides) else None
        if place is None or place.width() < 1 or place.height() < 1:
            window.resize(usual.boundedTo(screens[0].size()) if screens else usual)
        else:
            window.setGeometry(place)
        if kept.get("maximized") is True:
            window.showMaximized()

    def keep_split(self, name: str, splitter: QSplitter) -> None:
        """Keep the positions of a splitter's handles."""
        self._kept_part("splits")[name] = splitter.sizes()

    def restore_split(self, name: str, splitter: QSplitter, usual: Sequence[int]) -> None:
        """Put a splitter's handles where they were; a splitter of another number of parts takes `usual`."""
        splits = self._kept.get("splits")
        sizes = splits.get(name) if isinstance(splits, dict) else None
        whole = [size for size in sizes if type(size) is int] if isinstance(sizes, list) else []
        fits = len(whole) == splitter.count() and any(size > 0 for size in whole)
        splitter.setSizes(whole if fits else usual)

    def words(self, name: str) -> list[str]:
        """Return a short list of words as it was kept, such as the kinds that a timeline shows."""
        choices = self._kept.get("choices")
        kept = choices.get(name) if isinstance(choices, dict) else None
        return [word for word in kept if isinstance(word, str)] if isinstance(kept, list) else []

    def keep_words(self, name: str, words: Sequence[str]) -> None:
        """Keep a short list of words."""
        self._kept_part("choices")[name] = list(words)

    def save(self) -> None:
        """Write the file whole; a disk that refuses is only noted in the log."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(self.path) as part:
                part.write_text(tomli_w.dumps(self._kept), encoding="utf-8")
        except OSError as refusal:
            _log.info("The window memory was not written: %s", refusal)

    def _part(self, part: str, name: str) -> dict[str, Any]:
        named = self._kept.get(part)
        kept = named.get(name) if isinstance(named, dict) else None
        return kept if isinstance(kept, dict) else {}

    def _kept_part(self, part: str) -> dict[str, Any]:
        kept = self._kept.get(part)
        if not isinstance(kept, dict):
            kept = self._kept[part] = {}
        return kept
