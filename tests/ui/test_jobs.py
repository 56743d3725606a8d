"""Long work runs beside the window: it reports, stops when asked, and its outcome arrives on the window's thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.signal import Signal
from crm_desktop.base.task import Progress, Task
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.progress import ProgressOverlay


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def until_cancelled(task: Task) -> None:
    """Work that ends only when it is cancelled."""
    never = threading.Event()
    while not never.wait(0.001):
        task.check()


def test_the_result_arrives_on_the_windows_thread_and_the_work_runs_on_another(qtbot: QtBot, jobs: Jobs) -> None:
    threads: list[threading.Thread] = []
    results: list[tuple[int, threading.Thread]] = []

    def work(_task: Task) -> int:
        threads.append(threading.current_thread())
        return 42

    with qtbot.waitSignal(jobs.idle):
        jobs.start("Count", work, done=lambda n: results.append((n, threading.current_thread())))
    assert results == [(42, threading.main_thread())]
    assert threads != [threading.main_thread()]
    assert jobs.running == []


def test_progress_arrives_on_the_windows_thread(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[tuple[Progress, threading.Thread]] = []

    with qtbot.waitSignal(jobs.idle):
        job = jobs.start("Import", lambda task: task.say("Contacts", 3, 10))
        job.progressed.connect(lambda progress: seen.append((progress, threading.current_thread())))
    assert seen == [(Progress("Contacts", 3, 10), threading.main_thread())]


def test_a_job_that_reports_all_the_time_does_not_flood_the_window(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[Progress] = []

    def work(task: Task) -> int:
        return sum(1 for _row in task.steps(range(20_000), "Rows", every=1))

    with qtbot.waitSignal(jobs.idle, timeout=30_000):
        jobs.start("Import", work).progressed.connect(seen.append)
    assert 1 <= len(seen) < 2_000


def test_a_cancelled_job_stops_and_says_so_and_nothing_else(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[str] = []
    job = jobs.start(
        "Import", until_cancelled, done=lambda _: told.append("done"), failed=lambda _: told.append("failed")
    )
    job.cancelled.connect(lambda: told.append("cancelled"))
    with qtbot.waitSignal(jobs.idle):
        job.cancel()
    assert told == ["cancelled"]


def test_a_job_that_is_cancelled_before_it_began_does_nothing(qtbot: QtBot) -> None:
    jobs, ran = Jobs(workers=1), []
    first = jobs.start("First", until_cancelled)
    second = jobs.start("Second", lambda _task: ran.append("second"))
    second.cancel()
    with qtbot.waitSignal(jobs.idle):
        first.cancel()
    assert ran == []


def test_a_job_that_was_cancelled_too_late_has_its_result(qtbot: QtBot, jobs: Jobs) -> None:
    results: list[str] = []
    started, go_on = threading.Event(), threading.Event()

    def work(_task: Task) -> str:
        started.set()
        go_on.wait()
        return "stored"

    job = jobs.start("Save", work, done=results.append)
    started.wait()
    job.cancel()
    with qtbot.waitSignal(jobs.idle):
        go_on.set()
    assert results == ["stored"]


@pytest.mark.parametrize("problem", [UserError("The disk is full."), InvalidInput({"name": "It is empty."})])
def test_what_the_user_can_solve_arrives_as_a_sentence(qtbot: QtBot, jobs: Jobs, problem: UserError) -> None:
    told: list[UserError] = []

    def work(_task: Task) -> None:
        raise problem

    with qtbot.waitSignal(jobs.idle):
        jobs.start("Export", work, failed=told.append)
    assert told == [problem]


def test_a_bug_in_a_job_is_reported_like_any_other_bug(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs: list[tuple[type[BaseException], threading.Thread]] = []
    told: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: bugs.append((kind, threading.current_thread())))

    def work(_task: Task) -> float:
        return 1 / 0

    with qtbot.waitSignal(jobs.idle):
        jobs.start("Sum", work, done=lambda _: told.append("done"), failed=lambda _: told.append("failed"))
    qtbot.waitUntil(lambda: bool(bugs))
    assert bugs == [(ZeroDivisionError, threading.main_thread())]
    assert told == []


def test_closing_waits_for_the_running_jobs_to_stop(qtbot: QtBot, jobs: Jobs) -> None:
    closed: list[int] = []
    for number in range(3):
        jobs.start(f"Job {number}", until_cancelled)
    assert not jobs.stop(then=lambda: closed.append(len(jobs.running)))
    assert closed == []
    qtbot.waitUntil(lambda: closed == [0])


def test_closing_with_nothing_to_wait_for_happens_at_once(jobs: Jobs) -> None:
    closed: list[bool] = []
    assert jobs.stop(then=lambda: closed.append(True))
    assert closed == [True]


@pytest.mark.usefixtures("qtbot")
def test_the_end_of_the_program_leaves_no_worker_behind() -> None:
    jobs, begun, ended = Jobs(), threading.Event(), threading.Event()

    def work(task: Task) -> None:
        begun.set()
        try:
            until_cancelled(task)
        finally:
            ended.set()

    jobs.start("Report", work)
    assert begun.wait(5)
    jobs.close()
    assert ended.is_set()


def test_the_box_over_a_pane_shows_how_far_a_job_is_and_cancels_it(qtbot: QtBot, jobs: Jobs) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(600, 400)
    pane.show()

    def work(task: Task) -> None:
        task.say("Contacts", 250, 1000)
        until_cancelled(task)

    job = jobs.start("Import <b>", work)
    box = ProgressOverlay(pane, job, patience=0)
    qtbot.waitUntil(box.isVisible)
    bar = box.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() // 4)
    assert "Contacts 250 / 1,000" in [label.text() for label in box.findChildren(QLabel)]
    assert abs(box.geometry().center().x() - pane.rect().center().x()) <= 1
    with qtbot.waitSignals([job.cancelled, box.destroyed]):
        box.cancel.click()


def test_a_quick_job_never_shows_the_box(qtbot: QtBot, jobs: Jobs) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.show()
    job = jobs.start("Quick", lambda _task: None)
    box = ProgressOverlay(pane, job, patience=60_000)
    with qtbot.waitSignal(box.destroyed):
        assert not box.isVisible()


def test_a_core_signal_arrives_later_and_on_the_windows_thread(qtbot: QtBot) -> None:
    changed: Signal[str] = Signal()
    seen: list[tuple[str, threading.Thread]] = []
    bridge = Bridge()
    bridge.relay(changed, lambda table: seen.append((table, threading.current_thread())))
    worker = threading.Thread(target=changed.emit, args=("account",))
    worker.start()
    worker.join()
    changed.emit("contact")
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [("account", threading.main_thread()), ("contact", threading.main_thread())]


def test_a_closed_bridge_delivers_nothing_more_not_even_what_was_under_way(qtbot: QtBot) -> None:
    changed: Signal[str] = Signal()
    seen: list[str] = []
    open_one, closed_one = Bridge(), Bridge()
    closed_one.relay(changed, lambda table: seen.append(f"{table} to the closed"))
    open_one.relay(changed, seen.append)
    changed.emit("first")
    closed_one.close()
    changed.emit("second")
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == ["first", "second"]


def test_one_relay_can_end_while_the_others_go_on(qtbot: QtBot) -> None:
    changed: Signal[int] = Signal()
    seen: list[str] = []
    bridge = Bridge()
    end = bridge.relay(changed, lambda n: seen.append(f"ended {n}"))
    bridge.relay(changed, lambda n: seen.append(f"lasting {n}"))
    end()
    changed.emit(1)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["lasting 1"]
