"""The guards that watch every other test can themselves fail."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from crm_desktop.base import dates, paths
from tests.conftest import FrozenClock

NOBODY = ("127.0.0.1", 9)


@pytest.mark.parametrize(
    "use",
    [
        lambda door: door.connect(NOBODY),
        lambda door: door.connect_ex(NOBODY),
        lambda door: door.bind(("127.0.0.1", 0)),
        lambda door: door.sendto(b"", NOBODY),
        lambda _: socket.create_connection(NOBODY),
        lambda _: socket.getaddrinfo("localhost", 80),
        lambda _: socket.gethostbyname("localhost"),
    ],
)
def test_any_use_of_the_network_is_refused(use: Callable[[socket.socket], object], network_uses: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as door, pytest.raises(pytest.fail.Exception, match="never uses"):
        use(door)
    assert network_uses
    network_uses.clear()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="This system has no local sockets")
def test_talking_to_another_program_on_this_machine_is_no_use_of_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("door")


def test_a_warning_in_the_log_is_seen(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("crm_desktop").warning("The disk is nearly full")
    assert "The disk is nearly full" in caplog.text
    caplog.clear()


def test_every_folder_of_the_program_is_the_tests_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.getbasetemp()
    assert all(
        folder.is_relative_to(base) for folder in (paths.data_folder(), paths.config_folder(), paths.log_folder())
    )


def test_the_clock_moves_only_when_it_is_told(clock: FrozenClock) -> None:
    before = dates.now()
    assert dates.now() == before
    clock.forward(days=3)
    assert dates.now() - before == timedelta(days=3)
