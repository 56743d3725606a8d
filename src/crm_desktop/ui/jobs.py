"""Long work off the window's thread: a function that takes a `Task` runs on a worker, its outcome comes back here.

Every outcome arrives on the window's thread and exactly one of `done`, `failed`, `cancelled` is emitted; a bug in the
work is none of these and goes to `sys.excepthook`, like any other. A job that was cancelled too late has its result.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.task import Progress, Task

Work = Callable[[Task], Any]
_BETWEEN_REPORTS = 0.05


class Job(QObject):
    """One running piece of work, seen from the window."""

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    _reported = Signal(object)
    _outcome = Signal(object, object)

    def __init__(self, title: str, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.is_running = True
        self.is_broken = False
        """Whether it ended with a bug, which is told elsewhere."""
        self._work = work
        self._last_report = 0.0
        self._task = Task(self._report)
        self._reported.connect(self.progressed, Qt.ConnectionType.QueuedConnection)
        self._outcome.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._task.cancel()

    def run(self) -> None:
        """Do the work on the calling thread and hand its outcome to the window's."""
        try:
            self._task.check()
            result = self._work(self._task)
        except BaseException as problem:  # noqa: BLE001 - carried to the window's thread, where `_end` tells them apart
            self._outcome.emit(None, problem)
        else:
            self._outcome.emit(result, None)

    def _report(self, progress: Progress) -> None:
        """Pass a report on, but not more often than anybody can read."""
        now = time.monotonic()
        if now - self._last_report >= _BETWEEN_REPORTS:
            self._last_report = now
            self._reported.emit(progress)

    def _end(self, result: object, problem: BaseException | None) -> None:
        self.is_running = False
        self.is_broken = problem is not None and not isinstance(problem, Cancelled | UserError)
        match problem:
            case None:
                self.done.emit(result)
            case Cancelled():
                self.cancelled.emit()
            case UserError():
                self.failed.emit(problem)
        self.ended.emit()
        if problem is not None and self.is_broken:
            sys.excepthook(type(problem), problem, problem.__traceback__)


class Jobs(QObject):
    """The jobs of one window; they share a few workers."""

    began = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None, workers: int = 2) -> None:
        super().__init__(parent)
        self.running: list[Job] = []
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(workers)
        self._then: Callable[[], object] | None = None

    def start(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[UserError], object] | None = None,
    ) -> Job:
        """Run `work` on a worker; `done` gets its result, `failed` the sentence to show. Returns at once."""
        job = Job(title, work, self)
        if done is not None:
            job.done.connect(done)
        if failed is not None:
            job.failed.connect(failed)
        job.ended.connect(self._forget_ended)
        self.running.append(job)
        self._pool.start(_Runner(job))
        self.began.emit(job)
        return job

    def stop(self, then: Callable[[], object] | None = None) -> bool:
        """Cancel everything; `then` is called when the last job has ended. Returns whether that is already so."""
        for job in self.running:
            job.cancel()
        if self.running:
            self._then = then
        elif then is not None:
            then()
        return not self.running

    def close(self) -> None:
        """Cancel everything and wait for the workers: the end of the program, after which nothing is delivered."""
        self.stop()
        self._pool.waitForDone()

    def _forget_ended(self) -> None:
        ended = [job for job in self.running if not job.is_running]
        self.running = [job for job in self.running if job.is_running]
        for job in ended:
            job.deleteLater()
        if not self.running:
            self.idle.emit()
            then, self._then = self._then, None
            if then is not None:
                then()


class _Runner(QRunnable):
    """Carries a job to a worker of the pool."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.run()
