"""Steps that a page of the preferences takes: here and now, or on a worker where many records follow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.ui.context import Context

Change = Callable[[Session], int | None]
"""Changes the book and returns the id of the record that the page is to show then."""


class PageSteps:
    """`done` gets the id that a step left, `failed` what prevented it. The origin of every step is the page."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        done: Callable[[int | None], object],
        failed: Callable[[UserError], object],
    ) -> None:
        self._context, self._page, self._done, self._failed = context, page, done, failed

    def run(self, title: str, change: Change, *, is_long: bool = False) -> None:
        """Run one step; a long one with its progress over the dialog."""

        def work(_task: Task) -> int | None:
            with self._context.store.act(title, self._page) as session:
                return change(session)

        if is_long:
            self._page.setEnabled(False)
            job = self._context.work(title, work, self._done, over=self._page.window(), failed=self._failed)
            job.ended.connect(self._wake)
            return
        try:
            left = work(Task())
        except UserError as problem:
            self._failed(problem)
        else:
            self._done(left)

    def _wake(self) -> None:
        self._page.setEnabled(True)
