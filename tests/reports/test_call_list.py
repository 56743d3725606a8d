"""Call list and visit list: who stands on them, why, in what order, how to reach them, and for whom."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from crm_desktop.model import Account, Activity, Contact, Seller, Stage
from crm_desktop.reports import lettering, text_out
from crm_desktop.reports.document import Document, Row, Table
from crm_desktop.reports.report import write
from crm_desktop.reports.tables import ROW
from crm_desktop.reports.tall_tables import tall_part
from crm_desktop.services import records
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.conftest import Print
from tests.reports.document_text import text_of


def adds(desk: Desk, model: type[Any], name: str, **values: Any) -> int:
    return int(desk.does(lambda session: records.create(session, model, {"name": name, **values}).id))


def plans(desk: Desk, name: str, day: date, **values: Any) -> int:
    at = datetime.combine(day, time(12)).astimezone(UTC)
    return adds(desk, Activity, name, **{"kind": "call", "starts": at, "done": False, **values})


def rows(document: Document) -> list[Row]:
    return [row for block in document.blocks if isinstance(block, Table) for row in block.rows if not row.strong]


def names(document: Document, column: int = 0) -> list[str]:
    return [row.cells[column].text for row in rows(document)]


def why(document: Document) -> list[str]:
    return [row.cells[-1].text for row in rows(document)]


@pytest.fixture
def town(desk: Desk) -> Desk:
    """A desk on the Friday."""
    desk.on(FRIDAY)
    return desk


def test_what_is_overdue_or_due_in_the_days_ahead_is_listed_the_earliest_first(store: Store, town: Desk) -> None:
    north = adds(town, Account, "North", phone="+49 30 1")
    anna = adds(town, Contact, "Anna", account_id=north, mobile="+49 170 2")
    plans(town, "Price", FRIDAY - timedelta(days=3), contact_id=anna)
    plans(town, "Offer", FRIDAY + timedelta(days=7), account_id=north)
    plans(town, "Too far", FRIDAY + timedelta(days=8), account_id=adds(town, Account, "Far"))
    page = report(store, "call-list")
    assert [[cell.text for cell in row.cells] for row in rows(page)] == [
        ["Anna", "North", "", "+49 170 2", "—", "Call: Price, 17 Nov"],
        ["North", "", "", "+49 30 1", "—", "Call: Offer, 27 Nov"],
    ]
    assert [row["account"] for row in page.figures["tables"][0]["rows"]] == ["North", "North"]
    assert [row.cells[-1].warning for row in rows(page)] == ["overdue 3 days", ""]
    assert names(report(store, "call-list", ahead="8")) == ["Anna", "North", "Far"]


def test_a_customer_with_several_reasons_stands_there_once(store: Store, town: Desk) -> None:
    anna = adds(town, Contact, "Anna", birthday=date(1980, 11, 22))
    plans(town, "Offer", FRIDAY, contact_id=anna)
    page = report(store, "call-list")
    assert why(page) == ["Call: Offer, 20 Nov · birthday on 22 Nov, 46"]
    assert [row.records.ids for row in rows(page) if row.records] == [(anna,)]


def test_who_was_not_spoken_to_for_longer_than_the_stage_allows_is_to_be_called(store: Store, town: Desk) -> None:
    town.does(lambda session: session.execute(update(Stage).values(limit_without_contact=14)))
    town.on(FRIDAY - timedelta(days=20))
    town.opens("GTX", "100", account="Quiet")
    town.calls(town.opens("MG", "100", account="Spoken"))
    town.on(FRIDAY)
    town.calls(town.opens("New", "100", account="New"))
    planned = report(store, "call-list")
    assert sorted(names(planned)) == ["Quiet", "Spoken"]
    assert "GTX: no contact yet, 20 days after it was created, limit 14" in why(planned)
    assert "MG: no contact for 20 days, limit 14" in why(planned)


def test_a_step_that_is_planned_for_later_silences_what_was_quiet(store: Store, town: Desk) -> None:
    town.does(lambda session: session.execute(update(Stage).values(limit_without_contact=14)))
    town.on(FRIDAY - timedelta(days=20))
    deal = town.opens("GTX", "100", account="Quiet")
    town.on(FRIDAY)
    plans(town, "Later", FRIDAY + timedelta(days=30), opportunity_id=deal)
    assert names(report(store, "call-list")) == []


def test_an_account_without_a_telephone_is_reached_by_one_of_its_people(store: Store, town: Desk) -> None:
    north = adds(town, Account, "North")
    adds(town, Contact, "Mute", account_id=north)
    adds(town, Contact, "Boris", account_id=north, phone="+49 30 7")
    plans(town, "Offer", FRIDAY, account_id=north)
    assert names(report(store, "call-list"), 3) == ["+49 30 7 (Boris)"]


def test_a_number_is_not_turned_round_by_whose_it_is_nor_marked_in_files(
    store: Store, town: Desk, tmp_path: Path
) -> None:
    adds(town, Contact, "דוד Levi", account_id=adds(town, Account, "North"), phone="+49 30 7")
    plans(town, "Offer", FRIDAY, account_id=1)
    page = report(store, "visit-list")
    (phone,) = [cell.text for row in rows(page) for cell in row.cells if "+49" in cell.text]
    assert "".join(run.text for run in lettering.line_of(phone).runs) == "+49 30 7 (Levi דוד)".replace(
        "דוד", "דוד"[::-1]
    )
    for suffix, make in (("csv", text_out.write_csv), ("json", text_out.write_json)):
        make(page, tmp_path / f"visits.{suffix}")
        assert "+49 30 7 (דוד Levi)" in (tmp_path / f"visits.{suffix}").read_text(encoding="utf-8")


def test_of_many_reasons_the_most_urgent_are_said_and_a_file_has_all(store: Store, town: Desk) -> None:
    account = adds(town, Account, "North")
    for number in range(8):
        plans(town, f"Offer {number}", FRIDAY, account_id=account)
    (row,) = rows(report(store, "call-list"))
    assert row.cells[-1].text.count("Offer") == 4
    assert row.cells[-1].text.endswith(" · 4 more")
    assert str(row.cells[-1].value).count("Offer") == 8


def test_the_list_is_for_one_seller_or_for_those_of_a_territory(store: Store, town: Desk) -> None:
    anna, boris = (adds(town, Seller, name, territory=where) for name, where in (("Anna", "East"), ("Boris", "West")))
    for name, owner in (("Hers", anna), ("His", boris), ("Nobody's", None)):
        plans(town, name, FRIDAY, account_id=adds(town, Account, name, owner_id=owner), owner_id=owner)
    assert len(names(report(store, "call-list"))) == 3
    assert names(report(store, "call-list", seller="Anna")) == ["Hers"]
    assert names(report(store, "call-list", territory="west")) == ["His"]
    assert names(report(store, "call-list", territory="west", seller="Anna")) == []


def test_a_series_stands_there_with_its_next_day_and_not_when_it_is_over(store: Store, town: Desk) -> None:
    account = adds(town, Account, "North")
    plans(town, "Weekly", FRIDAY, account_id=account, recurrence="FREQ=WEEKLY")
    assert why(report(store, "call-list", ahead="30")) == ["Call: Weekly, 20 Nov"]


def test_visits_are_grouped_by_city_and_ordered_by_postcode(store: Store, town: Desk, tmp_path: Path) -> None:
    places = (("B", "Berlin", "10999"), ("A", "Berlin", "10115"), ("C", "Aachen", "52062"), ("D", None, None))
    for name, city, postcode in places:
        account = adds(town, Account, name, city=city, postcode=postcode, street="Hauptstr. 1" if city else None)
        plans(town, "Visit", FRIDAY, account_id=account, kind="visit")
    page = report(store, "visit-list")
    write(page, tmp_path / "visits.csv")
    lines = list(csv.reader((tmp_path / "visits.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert lines.count(["Postcode", "Street", "Name", "Account", "Phone", "Why"]) == 2, "also those that are all empty"
    assert names(page, 2)[:3] == ["C", "A", "B"]
    text = text_of(page)
    assert text.index("* Aachen") < text.index("* Berlin") < text.index("# Without an address") < text.rindex("D |")
    assert "3 customers to visit" in text
    assert names(report(store, "visit-list", where="berl"), 2) == ["A", "B"]
    assert names(report(store, "visit-list", where="109"), 2) == ["B"]
    part = tall_part(next(block for block in page.blocks if isinstance(block, Table)), 700, 0)
    heights = [after - before for before, after in pairwise(part.tops)]
    assert heights == [ROW, 2 * ROW, ROW, 2 * ROW, 2 * ROW], "nobody writes below the name of a city"


def test_a_contact_without_an_address_is_visited_at_the_account(store: Store, town: Desk) -> None:
    north = adds(town, Account, "North", city="Berlin", postcode="10115", street="Hauptstr. 1")
    plans(town, "Visit", FRIDAY, contact_id=adds(town, Contact, "Anna", account_id=north))
    assert [cell.text for cell in rows(report(store, "visit-list"))[0].cells[:4]] == [
        "10115", "Hauptstr. 1", "Anna", "North",
    ]  # fmt: skip


def test_a_list_of_those_without_an_address_does_not_say_that_there_is_nobody(store: Store, town: Desk) -> None:
    for name in "AB":
        plans(town, "Visit", FRIDAY, account_id=adds(town, Account, name))
    text = text_of(report(store, "visit-list"))
    assert "2 customers to visit, none with an address" in text
    assert "Nobody" not in text


@pytest.mark.parametrize("name", ["call-list", "visit-list"])
def test_an_empty_list_says_so(store: Store, town: Desk, name: str) -> None:
    assert "Nobody is to be" in text_of(report(store, name))


def test_each_row_of_the_printed_list_leaves_room_to_write(
    store: Store, town: Desk, printed: Print, tmp_path: Path
) -> None:
    for number in range(30):
        plans(town, "Offer", FRIDAY, account_id=adds(town, Account, f"Account {number}"))
    reader = printed(report(store, "call-list"))
    assert len(reader.pages) == 3, "a line of text and a free one: twice the height of a usual row"
    texts = "".join(page.extract_text() for page in reader.pages)
    assert all(texts.count(f"Account {number}\n") == 1 for number in range(30))


@pytest.mark.parametrize("name", ["call-list", "visit-list"])
def test_everybody_stands_exactly_once_in_the_text_of_the_pages(
    store: Store, town: Desk, printed: Print, name: str
) -> None:
    kind = name.removesuffix("-list")
    at = datetime.combine(FRIDAY + timedelta(days=2), time(12)).astimezone(UTC)

    def fill(session: Session) -> None:
        for number in range(80):
            values = {"name": f"House {number:03d}", "city": f"City {number % 7}", "phone": "1"}
            account = records.create(session, Account, values).id
            step = {"name": "Offer", "kind": kind, "starts": at, "done": False, "account_id": account}
            records.create(session, Activity, step)

    town.does(fill)
    pages = [page.extract_text() for page in printed(report(store, name)).pages]
    text = "\n".join(pages)
    assert Counter(re.findall(r"House \d+", text)) == Counter(f"House {number:03d}" for number in range(80))
    if name == "visit-list":
        continued = 0
        for page in pages:
            city = ""
            for found in re.finditer(r"City (\d)(, continued)?$|House (\d+)", page, re.MULTILINE):
                city, continued = found[1] or city, continued + bool(found[2])
                assert found[1] or int(found[3]) % 7 == int(city), "each stands below its city, also on the next page"
        assert continued > 2
