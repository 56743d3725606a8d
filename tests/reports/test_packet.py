"""The weekly packet: which parts it has, what is in them, and that the outline leads to each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.model import Activity, Contact, Opportunity
from crm_desktop.reports.calendar_grids import Agenda
from crm_desktop.reports.document import Block, Break, Document, Figures, Heading, Paragraph, Table
from crm_desktop.reports.tall_tables import tall_part
from crm_desktop.services import activities, pivot_editing, records, saved_reports
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, northwind, report
from tests.reports.conftest import Print
from tests.reports.document_text import check_snapshot, text_of
from tests.reports.reading import flat, rows_of
from tests.reports.samples import page_of


def _part(document: Document, title: str) -> list[Block]:
    """Return the blocks of a part, columns opened."""
    found, is_in = list[Block](), False
    for block in document.blocks:
        if isinstance(block, Heading) and block.is_part:
            is_in = block.text == title
        elif is_in and not isinstance(block, Break):
            found.append(block)
    return list(flat(tuple(found)))


def _tables(document: Document, title: str) -> list[Table]:
    return [block for block in _part(document, title) if isinstance(block, Table)]


def _agenda(document: Document) -> Agenda:
    (agenda,) = _part(document, "The next two weeks")
    assert isinstance(agenda, Agenda)
    return agenda


def _titles(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.is_part]


def _plans(desk: Desk, ids: dict[str, int]) -> None:
    desk.does(
        lambda session: activities.plan(
            session, "call", "Ask for the order", "opportunity", ids["GTK 500"], datetime(2026, 11, 24, 10, tzinfo=UTC)
        )
    )
    desk.does(
        lambda session: records.create(
            session, Contact, {"first_name": "Anna", "last_name": "Lee", "birthday": date(1980, 11, 28)}
        )
    )


def _keeps(name: str, values: Mapping[str, object], session: Session) -> None:
    saved = saved_reports.save(session, name, pivot_editing.begun(Opportunity))
    records.update(session, saved, values)


def test_the_packet_of_the_worked_week_is_as_it_was(store: Store, desk: Desk) -> None:
    ids = northwind(desk)
    _plans(desk, ids)
    check_snapshot(report(store, "weekly-packet"), "packet-northwind")


def test_an_empty_book_has_a_packet_that_says_so(store: Store) -> None:
    packet = text_of(report(store, "weekly-packet"))
    for sentence in ("Nothing is open.", "Nothing has changed.", "Nothing that is open needs attention."):
        assert sentence in packet


def test_its_first_page_says_what_the_weekly_pipeline_says(store: Store, desk: Desk) -> None:
    northwind(desk)
    weekly, packet = report(store, "weekly-pipeline"), _part(report(store, "weekly-packet"), "The week")
    bare = [block if not isinstance(block, Heading) else Heading(block.text) for block in packet]
    assert bare == list(flat(weekly.blocks))[: len(bare)]


def test_the_bridge_of_the_quarter_says_what_was_pulled_in_and_pushed_out(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 9))
    pushed = desk.opens("Pushed", "100", close_date=date(2026, 12, 1))
    pulled = desk.opens("Pulled", "40", close_date=date(2027, 1, 15))
    desk.on(FRIDAY)
    desk.changes(pushed, close_date=date(2027, 2, 1))
    desk.changes(pulled, close_date=date(2026, 12, 20))
    packet = report(store, "weekly-packet")
    _whole, of_quarter, moved = _tables(packet, "What changed")
    lines = {row.cells[0].text: row.cells[2].text for row in of_quarter.rows}
    assert (lines["Pipeline on 15 Nov"], lines["Pulled in"], lines["Pushed out"]) == ("100", "+ 40", "− 100")
    assert lines["Pipeline on 20 Nov"] == "40"
    found = next(table for table in packet.figures["tables"] if table["heading"] == "Expected to close this quarter")
    assert {"line": "Pushed out", "count": 1, "amount": "-100"} in found["rows"]
    assert [[cell.text for cell in row.cells] for row in moved.rows] == [
        ["Pulled in", "Pulled", "", "40", "40", "15 Jan", "20 Dec"],
        ["Pushed out", "Pushed", "", "100", "100", "1 Dec", "1 Feb"],
    ]


def test_each_open_opportunity_stands_once_with_next_step_ages_and_pushes(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 2))
    deal = desk.opens("Rollout", "100", account="Acme", close_date=date(2026, 12, 1))
    desk.opens("Quiet", "50", close_date=date(2026, 12, 5), next_step="Find the budget")
    desk.on(date(2026, 11, 10))
    desk.calls(deal)
    desk.moves(deal, "Proposal")
    desk.changes(deal, close_date=date(2026, 12, 8))
    desk.on(FRIDAY)
    when = datetime(2026, 11, 24, 10, tzinfo=UTC)
    desk.does(lambda session: activities.plan(session, "task", "Send it", "opportunity", deal, when))
    packet = report(store, "weekly-packet")
    tables = _tables(packet, "Open by stage")
    said = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    assert said == [
        ["Quiet", "", "5 Dec", "Find the budget", "50", "18 days", "—", ""],
        ["Rollout", "Acme", "8 Dec", "24 Nov · Send it", "100", "10 days", "10 days", "1 ×, first 1 Dec"],
    ]
    widths = [[flow.width for flow in tall_part(table, 493, 0).upper] for table in tables]
    assert widths[0] == widths[1], "the columns stand in the same places in all stages"
    ages = [cell.records.figure.name for cell in tables[1].rows[0].cells if cell.records and cell.records.figure]
    assert ages == ["days_in_stage", "days_since_contact"]


def test_open_by_stage_reads_whole_with_long_names_of_any_writing_on_any_paper(
    store: Store, desk: Desk, printed: Print
) -> None:
    maker, step = "Opentech Werkzeugmaschinenvertriebsgesellschaft mbH", "Walk through the offer with their whole board"
    accounts = (maker, "東西貿易株式会社" * 4, "شركة الخليج للتجارة والصناعة", "Acme")
    for number, account in enumerate(accounts):
        name = f"Deal {number}: machines for the second hall in Chemnitz and spare parts for ten years"
        name, seller = (f"{name}, Acme", "Maximiliane") if account == "Acme" else (name, "Konstantin")
        desk.opens(name, "1500000", account=account, seller=seller, next_step=f"{step}, {number} times at least")
    (table,) = _tables(report(store, "weekly-packet"), "Open by stage")
    assert [row.cells[1].text for row in table.rows] == [*accounts[:3], ""]  # its name has said the last
    assert [row.cells[1].value for row in table.rows] == list(accounts)
    for paper in ("A4", "Letter"):
        lines = printed(page_of(table), paper).pages[0].extract_text()
        text = " ".join(lines.split())
        assert "…" not in text
        assert [text.count(f"{step}, {number} times at least") for number in range(4)] == [1] * 4
        assert [text.count(f"Deal {number}") for number in range(4)] == [1] * 4
        assert (text.count(maker), text.replace(" ", "").count(accounts[1])) == (1, 1)


def test_the_sellers_stand_beside_the_business_of_several(store: Store, desk: Desk) -> None:
    desk.opens("Hers", "1", seller="Ann")
    desk.opens("His", "2", seller="Bob")
    team, alone = report(store, "weekly-packet"), report(store, "weekly-packet", seller="Bob")
    (table,) = _tables(team, "Open by stage")
    assert [row.cells[2].text for row in table.rows] == ["Ann", "Bob"]
    (table,) = _tables(alone, "Open by stage")
    assert [[column.title for column in table.columns][:3], len(table.rows)] == [
        ["Opportunity", "Account", "Close"],
        1,
    ]


def test_its_calendar_begins_on_the_next_day_and_has_birthdays(store: Store, desk: Desk) -> None:
    ids = northwind(desk)
    _plans(desk, ids)
    when = datetime(2026, 12, 5, 10, tzinfo=UTC)
    desk.does(lambda session: activities.plan(session, "call", "Too late", "opportunity", ids["GTK 500"], when))
    titles = [entry.title for entry in _agenda(report(store, "weekly-packet")).entries]
    assert "Ask for the order" in titles
    assert "Birthday: Anna Lee" in titles
    assert "Too late" not in titles


def test_a_packet_of_a_past_week_has_the_numbers_and_the_calendar_of_then(store: Store, desk: Desk) -> None:
    ids = northwind(desk)
    _plans(desk, ids)
    weekly = {"kind": "call", "recurrence": "FREQ=WEEKLY", "starts": datetime(2026, 11, 18, 9, tzinfo=UTC)}
    series = desk.does(lambda session: records.create(session, Activity, {"name": "Talk", **weekly})).id
    then = _agenda(report(store, "weekly-packet"))
    desk.on(date(2027, 3, 1))
    desk.opens("Later", "999999")
    desk.does(lambda session: records.update(session, records.find(session, Activity, series), {"name": "Chat"}))
    desk.does(lambda session: records.delete(session, Contact, [1]))
    desk.does(lambda session: records.create(session, Activity, {**weekly, "name": "Later", "recurrence": None}))
    packet = report(store, "weekly-packet", as_of=FRIDAY)
    assert rows_of(packet, "What changed since")[-1].cells[2].text == "1,049,440"
    assert _agenda(packet) == then
    assert [entry.title for day in then.days for entry in day.entries] == [
        "Ask for the order", "Talk", "Birthday: Anna Lee", "Talk",
    ]  # fmt: skip


def test_a_packet_from_before_the_book_says_what_is_not_known(store: Store, desk: Desk) -> None:
    desk.opens("Deal", "5")
    packet = report(store, "weekly-packet", as_of=date(2026, 6, 30))
    began = "This book began on Friday 20 November 2026; "
    assert began in text_of(packet)
    assert began in text_of(report(store, "activities", as_of=date(2026, 6, 30)))
    told = _part(packet, "The next two weeks")[0]
    assert isinstance(told, Paragraph)
    assert told.text.startswith("What was planned before the book began is not known")


def test_the_reports_of_ones_own_that_are_in_the_packet_are_parts_of_it(store: Store, desk: Desk) -> None:
    desk.opens("Deal", "5")
    for name, values in (
        ("Mine", {"in_packet": True}),
        ("Not this one", {"in_packet": False}),
        ("Broken", {"in_packet": True, "definition": "no report"}),
    ):
        desk.does(partial(_keeps, name, values))
    packet = report(store, "weekly-packet")
    assert _titles(packet)[-3:] == ["Mine", "Broken", "About these numbers"]
    assert _tables(packet, "Mine")
    (why,) = _part(packet, "Broken")
    assert isinstance(why, Paragraph)


def test_the_outline_leads_to_each_part_and_its_sections_in_their_order(
    store: Store, desk: Desk, printed: Print
) -> None:
    northwind(desk)
    packet = report(store, "weekly-packet")
    pdf = printed(packet)
    parts = [entry for entry in pdf.outline[1] if not isinstance(entry, list)]
    assert [entry.title for entry in parts] == _titles(packet)
    pages = [pdf.get_destination_page_number(entry) or 0 for entry in parts]
    assert pages == sorted(pages)


def test_the_goals_are_those_of_the_quarter(store: Store, desk: Desk) -> None:
    northwind(desk)
    blocks = _part(report(store, "weekly-packet"), "Goals and pace")
    cards = {card.label: card.value for block in blocks if isinstance(block, Figures) for card in block.figures}
    assert cards["Goal"] == Decimal(750_000)
    assert cards["Won"] == Decimal(612_480)
