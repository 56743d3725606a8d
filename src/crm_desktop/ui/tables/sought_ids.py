"""The records of a view that no filter can find: a worker seeks them, and again when they may be others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from crm_desktop.base.task import Task
from crm_desktop.services.views import View
from crm_desktop.storage.short_reads import Read
from crm_desktop.storage.store import Store
from crm_desktop.ui.jobs import Job, Jobs

Ids = tuple[int, ...]
_Find = Callable[[Read], list[int]]


class SoughtIds:
    """`ids` is None where the view needs none; `changed` is called when they were found, or are others than before."""

    def __init__(self, store: Store, jobs: Jobs, changed: Callable[[], object]) -> None:
        self.ids: Ids | None = None
        self._read, self._jobs, self._changed = partial(store.read, patient=True), jobs, changed
        self._find: _Find | None = None
        self._is_first = False
        self._search: Job | None = None

    def turn_to(self, view: View) -> None:
        """Seek the records of another view; until they are found it has none."""
        self._find, self._is_first = view.ids, True
        self.ids = None if view.ids is None else ()
        self.seek()

    def seek(self) -> None:
        """Seek the records of the view again; those at hand stay till then."""
        find = self._find
        if self._search is not None:
            self._search.cancel()
            self._search = None
        if find is None:
            return

        def work(task: Task) -> Ids:
            task.check()
            return tuple(find(self._read))

        self._search = self._jobs.start("", work, partial(self._take, find))

    def _take(self, find: _Find, ids: Ids) -> None:
        if self._find is not find:
            return
        self._search = None
        if self._is_first or self.ids != ids:
            self.ids, self._is_first = ids, False
            self._changed()
