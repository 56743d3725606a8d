"""Goal 12: the pipeline by stage and month, from the sums that the file keeps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.services import pipeline_totals
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import raw_of
from tests.bench import books, timing
from tests.bench.timing import Measure

DEALS = 200_000
EDITS = 10_000
SCAN = "SELECT count(*), sum(amount) FROM opportunity"
GROUPS = """
SELECT stage_id, substr(ifnull(close_date, ''), 1, 7), count(*), sum(amount), sum(amount * probability)
FROM opportunity WHERE stage_id IN (SELECT id FROM stage WHERE kind = 'open') GROUP BY 1, 2
"""


def measure() -> Iterator[Measure]:
    """Yield what the sums cost beside one scan, and whether they are right after many edits."""
    store = open_store(books.deals(DEALS))
    try:
        with store.read() as session:
            ours, scan = partial(pipeline_totals.open_by_stage_and_month, session), partial(_scan, session)
            what = f"pipeline of {DEALS:,} by stage and month, against one scan"
            yield timing.ratio("12", what, 0.05, ours, scan, times=15)
        with store.act("Edit") as session:
            _edit(session, random.Random(EDITS))
            unlike = _differing(session)
        store.undo()  # the book is the same for the next run
        yield Measure("12", f"groups unlike a full GROUP BY after {EDITS:,} edits", 0, unlike, "groups")
    finally:
        store.close()


def _scan(session: Session) -> None:
    raw_of(session).execute(SCAN).fetchall()


def _edit(session: Session, chance: random.Random) -> None:
    """Change, delete and add opportunities one by one, as the triggers see them."""
    raw = raw_of(session)
    for _ in range(EDITS):
        deal, deed = chance.randrange(1, DEALS + 1), chance.randrange(6)
        if deed == 0:
            raw.execute("DELETE FROM opportunity WHERE id = ?", (deal,))
        elif deed == 1:
            values = (
                chance.randrange(1, 7),
                chance.randrange(10**9),
                books.day(chance),
                dates.moment_text(dates.now()),
            )
            raw.execute(
                """INSERT INTO opportunity (name, stage_id, amount, close_date, probability, category, created, changed,
                                            amount_from_list, probability_by_hand, category_by_hand)
                   VALUES ('New', ?, ?, ?, 5000, 'pipeline', ?4, ?4, 0, 0, 0)""",
                values,
            )
        else:
            column, value = (
                ("stage_id", chance.randrange(1, 7)),
                ("amount", chance.choice((None, chance.randrange(10**9)))),
                ("close_date", chance.choice((None, books.day(chance)))),
                ("probability", chance.randrange(101) * 100),
            )[deed - 2]
            raw.execute(f"UPDATE opportunity SET {column} = ? WHERE id = ?", (value, deal))


def _differing(session: Session) -> int:
    """Return how many groups are not what a full GROUP BY says."""
    found = {
        key: (total.count, int(total.amount.scaleb(4)), int(total.weighted.scaleb(8)))
        for key, total in pipeline_totals.open_by_stage_and_month(session).items()
    }
    expected = {
        (stage, month): (count, amount or 0, weighted or 0)
        for stage, month, count, amount, weighted in raw_of(session).execute(GROUPS)
    }
    return sum(found.get(key) != expected.get(key) for key in found.keys() | expected.keys())
