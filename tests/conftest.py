"""What every test gets without asking: no network, folders of its own, and failure on a warning it did not expect.

A test that expects a warning in the log asks for `caplog`, asserts the warning and calls `caplog.clear()`.
"""

from __future__ import annotations

import gc
import itertools
import logging
import os
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from crm_desktop.base import dates, i18n
from crm_desktop.schema import custom

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"  # a system without a country, so that nothing is guessed from it

# A deadline would measure the machine and not the program; Hypothesis' own limit on slow data does the same.
hypothesis.settings.register_profile(
    "house", max_examples=50, deadline=None, print_blob=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

_NAMES_LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_SOCKETS_USED = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_LOCAL = getattr(socket, "AF_UNIX", None)

_uses: list[str] = []
_serial = itertools.count()
_collections = itertools.count(1)
_MUCH, _YOUNG = 50_000, 10  # objects between two collections; young collections between two of everything


def pytest_collection_finish() -> None:
    """Never look through what was loaded for the tests: none of it is garbage."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads the real exports, so that `-m real_data` finds all of it."""
    for item in items:
        if "real_data" in getattr(item, "fixturenames", ()):
            item.add_marker("real_data")


class FrozenClock:
    """The program's clock, standing still at `at` until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        """Move on by a span in the words of `timedelta`: `clock.forward(days=3)`."""
        self.at += timedelta(**span)


def _refuse_network(event: str, args: tuple[Any, ...]) -> None:
    if event in _NAMES_LOOKED_UP or (event in _SOCKETS_USED and args[0].family != _LOCAL):
        _uses.append(f"{event}{args[1:] if event in _SOCKETS_USED else args}")
        pytest.fail(f"The program never uses the network, but it tried: {_uses[-1]}")


# An audit hook and not a patch of `socket`: it also sees C code and names that were imported before it came.
sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def network_uses() -> Iterator[list[str]]:
    """Fail the test that tried the network, also where the program swallowed the refusal."""
    _uses.clear()
    yield _uses
    assert not _uses


@pytest.fixture(autouse=True)
def _no_garbage_on_workers() -> Iterator[None]:
    """Collect garbage between tests, on the main thread, as the window does: widgets must not die on a worker's."""
    gc.disable()
    yield
    gc.disable()
    if gc.get_count()[0] > _MUCH:
        gc.collect(0 if next(_collections) % _YOUNG else 2)


@pytest.fixture(autouse=True)
def _no_widgets_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the widgets of a test go that are to be deleted later: without an event loop they would stay for ever."""
    yield
    if "qtbot" in request.fixturenames:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # of all


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Send data, settings and log to folders that don't exist yet, as on the first start."""
    home = tmp_path_factory.getbasetemp() / f"home-{next(_serial)}"
    for name in ("DATA", "CONFIG", "LOG"):
        monkeypatch.setenv(f"CRM_DESKTOP_{name}", str(home / name.lower()))


@pytest.fixture(autouse=True)
def _nothing_of_another_book() -> None:
    """Let no test see the custom fields of another one's book, or its country's way to write numbers."""
    custom.use(custom.CustomFields())
    i18n.use_grouping(",")


@pytest.fixture(autouse=True)
def _no_unexpected_warning(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail the test that leaves a warning, or worse, in the log."""
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    unexpected = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.WARNING]
    if unexpected:
        pytest.fail("In the log, without a test that asserts it and calls caplog.clear():\n" + "\n".join(unexpected))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """The program's clock, standing at noon UTC on Friday 20 November 2026."""
    frozen = FrozenClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    monkeypatch.setattr(dates, "now", frozen)
    return frozen


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The collection of real exports beside the checkout."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"The collection of real exports is not here: {folder}")
    return folder
