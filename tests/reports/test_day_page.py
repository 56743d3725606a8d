"""The page of the day: what was missed, what is to be done, and what needs attention."""

from __future__ import annotations

from datetime import UTC, date, datetime

from crm_desktop.reports.calendar_grids import Agenda
from crm_desktop.reports.document import Document
from crm_desktop.services import activities
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.reading import flat, rows_of, under


def _plans(desk: Desk, deal: int, name: str, day: date) -> None:
    when = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    desk.does(lambda session: activities.plan(session, "call", name, "opportunity", deal, when))


def _titles(page: Document, heading: str) -> list[str]:
    block = under(page, heading)
    assert isinstance(block, Agenda)
    return [entry.title for entry in block.entries]


def test_the_page_has_what_was_missed_what_is_due_and_what_needs_attention(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 2))
    deal = desk.opens("Rollout", "100", account="Acme", close_date=date(2026, 11, 10))
    _plans(desk, deal, "Missed", date(2026, 11, 12))
    _plans(desk, deal, "Of today", FRIDAY)
    desk.on(FRIDAY)
    page = report(store, "day")
    assert [[cell.text for cell in row.cells] for row in rows_of(page, "Overdue")] == [
        ["12 Nov", "Call: Missed", "Acme · Rollout"]
    ]
    assert _titles(page, "Today") == ["Of today"]
    assert _titles(page, "The next 7 days") == []
    assert [[cell.text for cell in row.cells] for row in rows_of(page, "Needs attention")] == [
        ["Rollout", "Acme", "overdue", "100"]
    ]


def test_an_empty_day_says_so(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    page = report(store, "day")
    assert [getattr(block, "empty", "") for block in flat(page.blocks)][-1] == "Nothing that is open needs attention."
