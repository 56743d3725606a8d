"""One import in a process of its own, so that its peak of memory can be read: `… importing program book.crm rows.csv`."""

from __future__ import annotations

import csv
import json
import sys
import threading
import time
from pathlib import Path

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.exchange import intake
from crm_desktop.model import Contact
from crm_desktop.schema.formats import formats_for
from crm_desktop.storage.opening import open_store
from tests.bench.memory import peak
from tests.bench.saving import plain_connection

COLUMNS = (
    "name", "first_name", "last_name", "title", "status", "email", "phone", "street", "city", "created", "changed",
    "account_id", "name_sort", "title_sort", "status_sort", "email_sort", "account_id_sort",
)  # fmt: skip


def import_by_program(book: Path, table: Path) -> float:
    """Import a table as the command line does and return the seconds."""
    store = open_store(book)
    start = time.perf_counter()
    outcome = intake.bring_in(store, [table], formats_for("en_GB"), Task(), model=Contact)
    took = time.perf_counter() - start
    assert not outcome.problems, outcome.problems[:3]
    store.close()
    return took


def cancel(book: Path, table: Path, after: float) -> float:
    """Cancel an import `after` seconds and return how long it takes until it is gone."""
    store, task, at = open_store(book), Task(), list[float]()

    def stop() -> None:
        at.append(time.perf_counter())
        task.cancel()

    threading.Timer(after, stop).start()
    try:
        intake.bring_in(store, [table], formats_for("en_GB"), task, model=Contact)
    except Cancelled:
        return time.perf_counter() - at[0]
    finally:
        store.close()
    raise AssertionError("the import was over before it could be cancelled")


def import_plainly(book: Path, table: Path) -> float:
    """Read the same rows and hand them to `executemany`, keys of the indexes included; return the seconds."""
    raw = plain_connection(book)
    now = "2026-11-21T10:00:00.000Z"
    start = time.perf_counter()
    with table.open(newline="", encoding="utf-8") as stream:
        rows = csv.reader(stream)
        next(rows)
        raw.execute("BEGIN IMMEDIATE")
        accounts = dict(raw.execute("SELECT name, id FROM account"))
        raw.executemany(
            f"INSERT INTO contact({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
            (
                (*row[:3], *row[4:], now, now, accounts.get(row[3]), *(fold(row[i]) for i in (0, 4, 5, 6, 3)))
                for row in rows
            ),
        )
        raw.execute("COMMIT")
    took = time.perf_counter() - start
    raw.close()
    return took


def main() -> None:
    """Do what the arguments say and print seconds and megabytes."""
    kind, book, table = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if kind == "cancel":
        took = cancel(book, table, float(sys.argv[4]))
    else:
        took = import_by_program(book, table) if kind == "program" else import_plainly(book, table)
    print(json.dumps({"seconds": took, "peak": peak()}))


if __name__ == "__main__":
    main()
