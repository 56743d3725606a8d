"""What the weekly pipeline says in words: what needs attention, what it leaves out, what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from crm_desktop.base.directions import is_right_to_left
from crm_desktop.figures import aging
from crm_desktop.figures.deal import Deal
from crm_desktop.model import Account, Activity
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Bullets, Cell, Paragraph, Table
from crm_desktop.reports.words import Wording
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import records
from crm_desktop.storage.store import Store
from tests.reports.books import FRIDAY, Desk, report
from tests.reports.document_text import text_of
from tests.reports.reading import bridge, cards, flat, rows_of, under, weekly

SOON = date(2026, 12, 1)


def test_open_business_without_any_close_date_is_said_in_a_sentence(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    for number in range(3):
        desk.opens(f"Undated {number}", "1000")
    page = weekly(store)
    expected, projected = under(page, "Expected to close"), under(page, "Projected revenue")
    assert isinstance(expected, Table)
    assert expected.empty.startswith("None of the open opportunities (3) has an expected close date")
    assert isinstance(projected, Paragraph)
    assert "3 open opportunities have no expected close date: they are in the pipeline (3,000)" in text_of(page)


def test_what_has_no_amount_is_counted_and_named(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.opens("Known", "1000", close_date=SOON)
    desk.opens("Unknown", None, close_date=SOON)
    page = weekly(store)
    assert cards(page)["Weighted"] == ("100", "2 opportunities")
    assert "Pipeline and weighted: 1 opportunity left out, no amount." in text_of(page)
    assert [cell.text for cell in rows_of(page, "Expected to close")[1].cells][4:] == ["—", "10 %", "—"]


def test_a_week_in_which_only_what_has_no_amount_moved_has_no_chart(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 10))
    desk.opens("Known", "1000")
    lost = desk.opens("Unknown", None)
    desk.on(FRIDAY)
    desk.moves(lost, "Lost")
    packet = report(store, "weekly-packet")
    assert "No amount has come or gone." in text_of(packet)
    assert not any(isinstance(block, Chart) and block.kind == "bridge" for block in flat(packet.blocks))


def test_a_missing_rate_refuses_the_sum_and_is_named(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.opens("Dollars", "1000")
    desk.opens("Euros", "1000", currency="EUR", close_date=SOON)
    page = weekly(store)
    reason = "no exchange rate EUR → USD for 1 Dec 2026"
    assert cards(page)["Open pipeline"] == ("—", reason)
    assert bridge(page)["Pipeline on 20 Nov"] == ("2", "—")
    assert f"— {reason}" in text_of(page)
    assert page.figures["pipeline"] is None
    desk.sets_rate("EUR", date(2026, 11, 1), "1.25")
    assert cards(weekly(store))["Open pipeline"] == ("2,250", "+ 2,250 this week")


def test_what_is_past_its_close_date_stands_apart_and_is_counted_once_among_the_reasons(
    store: Store, desk: Desk
) -> None:
    desk.on(date(2026, 11, 12))
    late = desk.opens("Late", "300", close_date=date(2026, 11, 13))
    desk.on(FRIDAY)
    page = weekly(store)
    (row,) = rows_of(page, "Past their close date")
    assert (row.cells[0].text, row.cells[0].warning, row.cells[3].text) == ("Late", "", "13 Nov")
    attention = under(page, "Needs attention")
    assert isinstance(attention, Bullets)
    assert [item.text for item in attention.items] == ["1 open opportunity has a close date in the past, worth 300."]
    assert attention.items[0].records is not None
    assert attention.items[0].records.ids == (late,)
    assert page.figures["needs_attention"]["count"] == 1


def test_a_planned_next_step_silences_until_its_day(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 12))
    late = desk.opens("Late", "300", close_date=date(2026, 11, 13))
    desk.on(FRIDAY)
    step = {
        "name": "Visit",
        "kind": "visit",
        "opportunity_id": late,
        "starts": datetime(2026, 11, 25, 12).astimezone(UTC),
    }
    desk.does(lambda session: records.create(session, Activity, step))
    assert weekly(store).figures["needs_attention"]["count"] == 0
    desk.on(date(2026, 11, 25))
    assert weekly(store).figures["needs_attention"]["count"] == 1


def test_every_reason_for_attention_has_a_short_form_for_the_table() -> None:
    old, day = date(2026, 1, 1), FRIDAY
    deal = Deal(1, created_on=old, stage_since=old, close_date=old, pushed=4, limit_in_stage=9, limit_without_contact=9)
    wording = Wording(formats_for("en_US"), day)
    for state in (deal, replace(deal, contacted_on=old, first_close_date=old)):
        reasons = aging.needs_attention(state, day)
        assert len(reasons) == 4
        short = [wording.short_reason(reason) for reason in reasons]
        assert all(len(text) < 20 for text in short), short


def test_a_name_that_runs_from_right_to_left_does_not_turn_its_sentence_round(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 9, 1))
    desk.opens("عقد الصيانة", "300", account="חברת החשמל", seller="שרה")
    desk.on(FRIDAY)
    page = weekly(store, seller="שרה")
    attention = under(page, "Needs attention")
    assert isinstance(attention, Bullets)
    assert not is_right_to_left(attention.items[0].text)
    assert not is_right_to_left(page.subtitle)


def test_losses_without_a_value_are_named_and_give_no_advice(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.opens("Won", "100", "Won")
    lost = [desk.opens(name, amount, "Lost") for name, amount in (("A", "0"), ("B", None))]
    page = weekly(store)
    assert cards(page)["Win rate"] == ("1 of 3", "33 %; by value —")
    left_out = under(page, "What these numbers leave out")
    assert isinstance(left_out, Bullets)
    text = "There is no win rate by value, and no needed coverage: the 2 lost opportunities have no value."
    (bullet,) = (item for item in left_out.items if item.text == text)
    assert bullet.records is not None
    assert set(bullet.records.ids) == set(lost)
    assert "At a win rate of" not in text_of(page)
    assert page.figures["quarter"]["win_rate_by_value"] is None
    assert page.figures["needed_coverage"] is None
    assert page.figures["reasons"]["needed_coverage"] == "the 2 lost opportunities have no value"


def test_a_list_price_that_an_import_took_is_said(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.opens("Priced", "550", amount_from_list=True)
    typed = desk.opens("Typed", "550", amount_from_list=True)
    desk.changes(typed, amount=Decimal(500))
    assert "The amount of 1 open opportunity is the list price" in text_of(weekly(store))


def test_a_lost_duplicate_counts_as_lost_but_not_in_the_win_rate(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.opens("Won", "100", "Won")
    desk.moves(desk.opens("Twice", "100"), "Lost", loss_reason="duplicate")
    page = weekly(store)
    assert cards(page)["Lost"] == ("100", "1 opportunity")
    assert cards(page)["Win rate"][0] == "1 of 1"
    assert "Win rate: 1 opportunity left out, loss reason does not count: duplicate." in text_of(page)


def test_a_past_week_still_names_what_was_deleted_since(store: Store, desk: Desk) -> None:
    desk.on(date(2026, 11, 12))
    desk.opens("Orphan", "100", account="Gone", close_date=SOON)
    desk.on(FRIDAY)
    before = weekly(store, as_of="2026-11-13")
    with store.read() as session:
        gone = desk.known(session, "account", "Gone")
    desk.does(lambda session: records.delete(session, Account, [gone]))
    assert rows_of(before, "Expected to close")[0].cells[1] == Cell("Gone")
    assert rows_of(weekly(store, as_of="2026-11-13"), "Expected to close")[0].cells[1] == Cell("Gone")
    assert rows_of(weekly(store), "Expected to close")[0].cells[1] == Cell("")
