"""What the weekly pipeline says of the opportunities that need attention: which, why, whose, and the worst first."""

from __future__ import annotations

from datetime import date, timedelta

from crm_desktop.reports.document import Bullet, Bullets, Document
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk
from tests.reports.conftest import Print
from tests.reports.reading import rows_of, under, weekly


def said(page: Document) -> list[str]:
    return [bullet.text for bullet in bullets(page)]


def bullets(page: Document) -> tuple[Bullet, ...]:
    block = under(page, "Needs attention")
    assert isinstance(block, Bullets)
    return block.items


def quiet(desk: Desk, count: int, *sellers: str) -> list[int]:
    """Enter opportunities that nobody has contacted, the oldest first, shared out among sellers."""
    made = []
    for number in range(count):
        desk.on(FRIDAY - timedelta(days=90 - number))
        made.append(desk.opens(f"Deal {number + 1:02d}", "100", seller=sellers[number % len(sellers)]))
    desk.on(FRIDAY)
    return made


def test_each_line_says_whose_it_is_and_the_worst_stands_first(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 10, 10))
    desk.opens("Dear", "9000", account="North", seller="Anna", reference="R-1")
    desk.on(date(2026, 10, 1))
    desk.opens("GTX", "500", seller="Boris", reference="R-2")
    desk.opens("South, 5 seats", "700", account="South", seller="Anna")
    desk.opens("Nobody's", "20")
    desk.on(FRIDAY)
    why = "no contact yet, 50 days after it was created, limit 30."
    assert said(weekly(store)) == [
        f"South, 5 seats (Anna), 700: {why}",
        f"GTX (R-2, Boris), 500: {why}",
        f"Nobody's (no account), 20: {why}",
        "Dear (North, Anna), 9,000: no contact yet, 41 days after it was created, limit 30.",
    ]
    assert said(weekly(store, seller="Boris")) == [f"GTX (R-2), 500: {why}"]


def test_the_data_has_reference_and_seller_in_the_same_order(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 10, 10))
    desk.opens("Dear", "9000", seller="Anna")
    desk.on(date(2026, 10, 1))
    desk.opens("GTX", "500", reference="R-2")
    desk.on(FRIDAY)
    found = weekly(store).figures["needs_attention"]["opportunities"]
    assert [(line["opportunity"], line["reference"], line["seller"]) for line in found] == [
        ("GTX", "R-2", None),
        ("Dear", None, "Anna"),
    ]


def test_of_many_the_ten_worst_are_named_and_all_are_counted_by_seller(store: Store, desk: Desk) -> None:
    ids = quiet(desk, 13, "Anna", "Boris")
    first, *named = bullets(weekly(store))
    assert first.text == (
        "13 open opportunities have been without contact for too long, worth 1,300: Anna 7, Boris 6. The 10 worst:"
    )
    assert first.records is not None
    assert set(first.records.ids) == set(ids)
    assert [bullet.text.partition(" (")[0] for bullet in named] == [f"Deal {number:02d}" for number in range(1, 11)]


def test_a_dozen_are_all_named(store: Store, desk: Desk) -> None:
    quiet(desk, 12, "Anna", "Boris")
    assert [text.partition(" (")[0] for text in said(weekly(store))] == [f"Deal {n:02d}" for n in range(1, 13)]


def test_every_reason_is_counted_and_the_sellers_with_fewest_are_summed_up(store: Store, desk: Desk) -> None:
    ids = quiet(desk, 16, *"ABCDEFGH")
    for close in (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)):
        desk.changes(ids[0], close_date=close)
    desk.changes(ids[1], close_date=date(2026, 11, 19))
    late, silent, moved, *_named = said(weekly(store))
    assert late == "1 open opportunity has a close date in the past, worth 100."
    assert silent.endswith("worth 1,600: A 2, B 2, C 2, D 2, E 2, 3 others 6.")
    assert moved == "1 open opportunity had its close date moved three times or more, worth 100. The 10 worst:"


def test_a_week_of_thirty_sellers_with_much_to_attend_to_is_two_pages(store: Store, desk: Desk, printed: Print) -> None:
    quiet(desk, 60, *(f"Seller {number:02d}" for number in range(30)))
    desk.opens("Won", "100", "Won", seller="Seller 00")
    desk.opens("Lost", None, "Lost", seller="Seller 01")
    first, second = (page.extract_text() for page in printed(weekly(store)).pages)
    assert "Closed this quarter" in first
    assert "How these numbers are computed" in second


def test_the_table_of_sellers_counts_what_needs_attention(store: Store, desk: Desk) -> None:
    quiet(desk, 3, "Anna", "Boris")
    desk.opens("Fresh", "5", seller="Clara")
    shown = {row.cells[0].text: row.cells[2].value for row in rows_of(weekly(store), "By seller")}
    assert shown == {"Anna": 2, "Boris": 1, "Clara": 0}
