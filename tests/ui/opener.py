"""Stands where the programs of the system are, for tests of what leaves the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices


class Opener(QObject):
    """Takes every address that is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Note an address down."""
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))


@contextmanager
def opener_of(schemes: Iterable[str]) -> Iterator[Opener]:
    """Take what is opened of these schemes until the end."""
    made, named = Opener(), tuple(schemes)
    for scheme in named:
        QDesktopServices.setUrlHandler(scheme, made, "take")  # type: ignore[arg-type]  # the stub asks for bytes, PySide6 for text
    try:
        yield made
    finally:
        for scheme in named:
            QDesktopServices.unsetUrlHandler(scheme)
