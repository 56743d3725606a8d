"""What Python and Qt must do right together before anything of ours can."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_qt_keeps_the_reference_count_of_none() -> None:
    # PySide6 6.12.0 on Python 3.11 drops a reference at each call, and aborts after a few thousand.
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        thing.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) <= 50
