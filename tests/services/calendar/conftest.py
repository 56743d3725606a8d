"""Other time zones for the tests of the calendar."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Set this computer's clock to a time zone, until the test is over."""
    if not hasattr(time, "tzset"):
        pytest.skip("This system takes its time zone from elsewhere.")

    def use(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()
