"""A report as of a past day is the one that was printed on that day, whatever happened to the book since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from crm_desktop.base.letterhead import Letterhead
from crm_desktop.figures.deal import Deal
from crm_desktop.reports.document import Document
from crm_desktop.reports.report import REPORTS
from crm_desktop.services import deals as services_deals
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.reports import past_book
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.document_text import text_of
from tests.reports.later_steps import STEPS, Hand

PRINTS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("weekly-pipeline", {}),
    ("weekly-pipeline", {"seller": "Ann"}),
    ("weekly-packet", {}),
    ("weekly-packet", {"seller": "Bob"}),
    ("revenue-projection", {}),
    ("revenue-projection", {"by": "seller", "step": "quarter", "sums": "cumulative"}),
    *(
        ("pipeline", {"by": by})
        for by in ("stage", "seller", "product", "source", "account", "company", "category", "month", "team")
    ),
    *(("win-loss", {"by": by}) for by in ("seller", "product", "source", "industry", "territory", "team", "account")),
    ("slippage", {"by": "stage", "first": "2026-11-01", "last": "2026-11-20"}),
    ("stages", {"first": "2026-10-01"}),
    ("sales-speed", {}),
    ("forecast-check", {}),
    ("leads", {"first": "2026-10-01"}),
    ("leads", {"seller": "Ann"}),
    ("activities", {"first": "2026-11-01", "last": "2026-11-20"}),
    ("activities", {"seller": "Ann"}),
    ("customers", {"by": "account", "rows": "all"}),
    ("customers", {"by": "company"}),
    ("goals", {"span": "month"}),
    ("goals", {"span": "quarter"}),
)


def _prints(desk: Desk, sellers: dict[str, int]) -> list[Document]:
    """Return all reports as of the day, without what says when and on what paper they were printed."""
    found = []
    for name, options in PRINTS:
        chosen: dict[str, Any] = {**options, "as_of": FRIDAY}
        if "seller" in chosen:
            chosen["seller"] = sellers[chosen["seller"]]
        made = report(desk.store, name, **chosen)
        found.append(replace(made, footer="", house=Letterhead()))
    return found


def _deals(desk: Desk) -> list[dict[int, Deal]]:
    """Return the opportunities of the day and of the one before its week, with all that any report may look at."""
    with desk.store.read() as session:
        return [services_deals.as_of(session, day) for day in (FRIDAY, FRIDAY - timedelta(days=5))]


def test_every_report_with_a_day_is_among_the_prints() -> None:
    assert {name for name, _options in PRINTS} == {report.name for report in REPORTS if "as_of" in report.options}


@pytest.mark.parametrize("seed", range(3))
def test_a_report_of_a_past_day_is_the_one_printed_then_after_every_kind_of_step(
    store: Store, clock: FrozenClock, tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)
    steps = [*STEPS] * (seed + 2)
    chance.shuffle(steps)
    desk = Desk(store, clock)
    ids = past_book.enter(desk)
    printed, deals = _prints(desk, ids), _deals(desk)
    hand = Hand(desk, chance, FRIDAY, tmp_path)
    for step in steps:
        hand.does(step)
    assert hand.did == STEPS.keys()
    for then, now in zip(printed, _prints(desk, ids), strict=True):
        assert text_of(now) == text_of(then)
        assert now == then
    assert _deals(desk) == deals
