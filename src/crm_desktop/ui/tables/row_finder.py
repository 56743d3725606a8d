"""Rows of a list that take long to find are found by a worker, one search at a time; the list stays as it is till then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from crm_desktop.base.task import Task
from crm_desktop.storage.query import Listing
from crm_desktop.storage.short_reads import STEP
from crm_desktop.storage.store import Store
from crm_desktop.ui.jobs import Job, Jobs

Arrived = Callable[[Listing], object]


class RowFinder:
    """Calls back on the window's thread, unless the search was cancelled meanwhile."""

    def __init__(self, store: Store, jobs: Jobs) -> None:
        self._read, self._jobs = partial(store.read, patient=True), jobs
        self._search: Job | None = None

    def gather(self, listing: Listing, arrived: Arrived) -> None:
        """Find the rows of a filter that has to look at every record."""

        def work(task: Task) -> Listing:
            listing.gather(task, self._read)
            return listing

        self._start(work, arrived)

    def go_on(self, listing: Listing, arrived: Arrived) -> None:
        """Learn the way to every row, or find the rest of the hits: these are another listing."""

        def work(task: Task) -> Listing:
            if listing.is_capped:
                return listing.completed(task, self._read)
            listing.walk(task, self._read)
            return listing

        if self._search is None and (listing.is_capped or listing.count > 2 * STEP):
            self._start(work, arrived)

    def cancel(self) -> None:
        """Give up the search that runs."""
        if self._search is not None:
            self._search.cancel()
            self._search = None

    def _start(self, work: Callable[[Task], Listing], arrived: Arrived) -> None:
        def arrive(found: Listing) -> None:
            self._search = None
            arrived(found)

        self._search = self._jobs.start("", work, arrive)
