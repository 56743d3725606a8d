"""Goals 8, 9 and 14: one edit, an import, a backup."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from crm_desktop.model import Account, Contact
from crm_desktop.services import records
from crm_desktop.storage import backup, connection
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store
from tests.bench import books, timing
from tests.bench.timing import Measure

ROUNDS = 3
"""Of what takes many seconds."""
IMPORTED = 100_000


def plain_connection(path: Path) -> sqlite3.Connection:
    """Return a connection with the program's pragmas and nothing else of it."""
    raw = sqlite3.connect(path, isolation_level=None)
    for name, value in connection.PRAGMAS.items():
        raw.execute(f"PRAGMA {name}={value}").fetchall()
    raw.execute("PRAGMA cache_size=-32768")
    return raw


def edit() -> Iterator[Measure]:
    """Yield what one step costs, its journal, search and history included."""
    size = min(100_000, timing.sizes()[-1])
    store, plain = open_store(books.copy_of(size, "edit")), plain_connection(books.copy_of(size, "plain"))
    chance = random.Random(1)

    def ours() -> None:
        phone = f"+49 {chance.randrange(10**9)}"
        with store.act("Edit contact") as session:
            records.update(session, records.find(session, Contact, chance.randrange(1, size)), {"phone": phone})

    def theirs() -> None:
        plain.execute("BEGIN IMMEDIATE")
        values = (f"+49 {chance.randrange(10**9)}", "2026-11-21T10:00:00.000Z", chance.randrange(1, size))
        plain.execute("UPDATE contact SET phone = ?, changed = ? WHERE id = ?", values)
        plain.execute("COMMIT")

    try:
        yield timing.ratio("8", f"one durable edit at {size:,}, against a plain UPDATE", 3, ours, theirs, times=101)
    finally:
        store.close()
        plain.close()


def imports() -> Iterator[Measure]:
    """Yield what a CSV file costs."""
    size = min(IMPORTED, timing.sizes()[-1])
    table = _csv(size)
    rounds = [{kind: _run(kind, size, table) for kind in ("program", "plain")} for _round in range(ROUNDS)]
    runs = {kind: [one[kind] for one in rounds] for kind in ("program", "plain")}
    time, peak = (
        {k: statistics.median(run[what] for run in found) for k, found in runs.items()} for what in ("seconds", "peak")
    )
    what = f"import of {size:,} rows into {size:,}, against executemany"
    yield timing.of("9", what, 4, (time["program"], time["plain"]), f"median of {ROUNDS}")
    seen = f"{peak['program']:.0f} MB against {peak['plain']:.0f} MB"
    yield Measure("9", "its peak of memory", 3, peak["program"] / peak["plain"], seen)
    stopped = _run("cancel", size, table, time["program"] / 3)["seconds"]
    yield Measure("9", "seconds from Cancel to the end of it", 0.5, stopped, "once, in the midst of it")


def _csv(size: int) -> Path:
    path = books.folder() / f"contacts-{size}.csv"
    if not path.exists():
        store = open_store(books.book(size))
        names = _account_names(store)
        store.close()
        books.write_csv(path, size, names)
    return path


def _account_names(store: Store) -> list[str]:
    listing = Listing(Query(Account.__tablename__, ("name",)))
    with store.read() as session:
        listing.open(session)
        return [row[1] for row in listing.iterate(session)]


def _run(kind: str, size: int, table: Path, after: float = 0) -> dict[str, float]:
    copy = books.copy_of(size, "import")
    command = [sys.executable, "-m", "tests.bench.importing", kind, str(copy), str(table), str(after)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ)
    copy.unlink()
    answer: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return answer


def back_up() -> Iterator[Measure]:
    """Yield what a verified backup of the largest book costs."""
    size = timing.sizes()[-1]
    source = books.copy_of(size, "backup")
    folder = books.folder() / "backups"
    store = open_store(source)

    def ours(reason: backup.Reason) -> None:
        backup.back_up(store, folder, reason).path.unlink()

    works = partial(ours, backup.Reason.CLOSE), partial(_copy, source, folder)
    try:
        times = [tuple(map(timing.seconds, works)) for _round in range(ROUNDS)]
        by_hand = timing.seconds(partial(ours, backup.Reason.HAND))
    finally:
        store.close()
        shutil.rmtree(folder)
        gigabytes = source.stat().st_size / 2**30
        source.unlink()
    pair = [statistics.median(column) for column in zip(*times, strict=True)]
    what = f"verified backup of {gigabytes:.1f} GB, against copy and fsync"
    yield timing.of("14", what, 2.5, pair, f"median of {ROUNDS}")
    yield timing.of("14", "the same by hand: each index compared with its table", 2.5, (by_hand, pair[1]), "once")


def _copy(source: Path, folder: Path) -> None:
    target = folder / "copy"
    # another process: to close the file in this one would drop SQLite's lock on it
    script = "import os, shutil, sys; shutil.copyfile(*sys.argv[1:]); os.fsync(os.open(sys.argv[2], os.O_RDWR))"
    subprocess.run([sys.executable, "-c", script, str(source), str(target)], check=True)
    target.unlink()
