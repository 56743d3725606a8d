"""Reading that is given up."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.storage.stopping import stoppable
from crm_desktop.storage.store import Store, raw_of

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT stop() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
_LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000) SELECT count(*) FROM n"


def test_a_query_without_an_end_stops_when_its_task_is_cancelled(store: Store) -> None:
    task = Task()
    with store.read() as session:
        raw_of(session).create_function("stop", 0, task.cancel)
        with pytest.raises(Cancelled), stoppable(session, task):
            raw_of(session).execute(_ENDLESS)
        assert raw_of(session).execute(_LONG).fetchone() == (50_000,)


def test_what_was_read_before_the_task_was_cancelled_is_not_gone_on_with(store: Store) -> None:
    task = Task()
    with pytest.raises(Cancelled), store.read() as session, stoppable(session, task):
        task.cancel()


def test_a_wrong_query_is_no_cancel(store: Store) -> None:
    with store.read() as session, pytest.raises(OperationalError), stoppable(session, Task()):
        session.connection().exec_driver_sql("SELECT nothing")
