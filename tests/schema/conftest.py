"""Clocks on the wall for the tests of times."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def local_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Set the zone of this computer; it is what it was when the test is over."""
    if not hasattr(time, "tzset"):
        pytest.skip("only where the zone of a process can be set")

    def use(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def utc(local_zone: Callable[[str], None]) -> None:
    """Let this computer stand in UTC."""
    local_zone("UTC")
