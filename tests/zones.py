"""The computer's own time zone, set for a test."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def computer_in(zone: str) -> Iterator[None]:
    """Let the computer be in a zone, and back where it was."""
    if not hasattr(time, "tzset"):
        pytest.skip("This system has one time zone for all programs.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        try:
            yield
        finally:
            patch.undo()
            time.tzset()
