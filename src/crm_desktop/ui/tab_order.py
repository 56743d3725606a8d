"""The way of Tab through a form as the eye goes: Qt's own is that in which widgets were made, and forms are made late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield what takes Tab in a widget, in the order in which it is laid out."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)


def chain(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each of these to the next."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield from stops(widget)
        elif inner is not None:
            yield from _laid_out(inner)
