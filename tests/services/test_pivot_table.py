"""The numbers of reports that the user builds, beside the same numbers computed in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from crm_desktop.base.spans import Calendar
from crm_desktop.model import Account, Activity, CustomField, ExchangeRate, Opportunity, Seller, Stage
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import pivot_table, records, sample
from crm_desktop.services.pivot import COUNT, MOST_COLUMNS, MOST_ROWS, Definition, Kept, Measure, as_json, of_json
from crm_desktop.services.pivot_keys import Ways
from crm_desktop.services.pivot_starts import STARTS
from crm_desktop.services.pivot_table import Table
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.pivoting import Axis
from crm_desktop.storage.store import Store, raw_of
from tests.zones import computer_in

SUM = Measure("sum", "amount")
FORMATS = formats_for("en_US")


def table_of(store: Store, definition: Definition, days: Calendar | None = None) -> Table:
    with store.read() as session:
        return pivot_table.read(session, definition, Ways(days or Calendar(), FORMATS))


def shown(table: Table, measure: Measure = COUNT) -> dict[tuple[str, ...], Any]:
    """Return the figures of the rows by their titles."""
    return {row.titles: table.figure(measure, row).value for row in table.rows}


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("sample") / "book.crm"
    store = create_store(path, currency="USD")
    sample.fill(store)
    yield store
    store.close()


def rows_of(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return raw_of(session).execute(sql).fetchall()


def test_opportunities_by_industry_and_stage_are_those_that_plain_python_counts(sampled: Store) -> None:
    found = rows_of(
        sampled,
        "SELECT o.id, a.industry, s.name, o.amount FROM opportunity o LEFT JOIN account a ON a.id = o.account_id "
        "JOIN stage s ON s.id = o.stage_id",
    )
    table = table_of(sampled, Definition("opportunity", (Axis("account_id.industry"),), Axis("stage_id"), (COUNT, SUM)))
    cells: dict[tuple[str, str], list[tuple[int, Decimal | None]]] = defaultdict(list)
    for key, industry, stage, raw in found:
        cells[industry or "No industry", stage].append((key, None if raw is None else Decimal(raw) / 10_000))
    assert {(row.titles[0], column.titles[0]) for row in table.rows for column in table.columns
            if table.figure(COUNT, row, column).count} == set(cells)  # fmt: skip
    for row in table.rows:
        for column in table.columns:
            mine = cells.get((row.titles[0], column.titles[0]), [])
            count, total = table.figure(COUNT, row, column), table.figure(SUM, row, column)
            assert count.records == tuple(sorted(key for key, _amount in mine))
            assert total.value == sum(amount or 0 for _key, amount in mine)
            assert (*total.records, *(key for key, _why in total.left_out)) == (
                *(key for key, amount in sorted(mine) if amount is not None),
                *(key for key, amount in sorted(mine) if amount is None),
            )


@pytest.mark.parametrize(
    "definition",
    [
        Definition("opportunity", (Axis("owner_id.territory"),), Axis("close_date", "month"), (COUNT, SUM)),
        Definition("account", (Axis("owner_id"), Axis("industry")), None, (COUNT, Measure("sum", "employees"))),
        Definition("activity", (Axis("kind"),), Axis("starts", "week"), (COUNT, Measure("sum", "minutes"))),
        Definition("contact", (), Axis("status"), (COUNT,)),
        Definition("opportunity", (Axis("name"),), None, (SUM, COUNT), by=0, top=7),
    ],
    ids=lambda definition: definition.entity,
)
def test_totals_are_what_the_records_of_their_cells_come_to(sampled: Store, definition: Definition) -> None:
    table = table_of(sampled, definition)
    everything = rows_of(sampled, f"SELECT id FROM {definition.entity} ORDER BY id")
    assert table.figure(COUNT).records == tuple(key for (key,) in everything)
    for measure in definition.measures:
        for row in table.rows:
            cells = [table.figure(measure, row, column) for column in table.columns]
            assert sum(cell.value or 0 for cell in cells) == table.figure(measure, row).value
            assert sorted(key for cell in cells for key in cell.records) == list(table.figure(measure, row).records)
        columns = [table.figure(measure, None, column) for column in table.columns]
        assert sum(cell.value or 0 for cell in columns) == table.figure(measure).value


def test_a_mean_is_one_of_the_values_that_are_there_and_never_of_means(store: Store) -> None:
    with store.act("Fill") as session:
        for number, (industry, employees) in enumerate((("A", 10), ("A", 20), ("A", None), ("B", 90), ("", None))):
            records.create(session, Account, {"name": f"N{number}", "industry": industry, "employees": employees})
    mean, least, most = (Measure(what, "employees") for what in ("mean", "least", "most"))
    table = table_of(store, Definition("account", (Axis("industry"),), None, (mean, least, most)))
    assert shown(table, mean) == {("A",): 15, ("B",): 90, ("No industry",): None}
    assert shown(table, least) == {("A",): 10, ("B",): 90, ("No industry",): None}
    assert (table.figure(mean).value, table.figure(least).value, table.figure(most).value) == (40, 10, 90)
    assert [str(why) for _key, why in table.figure(mean).left_out] == ["no value", "no value"]
    assert table.figure(mean, table.rows[-1]).why == "no value"


@pytest.fixture
def abroad(store: Store) -> Store:
    """Two amounts in dollars, two in euros on both sides of a change of rate, one without an amount."""
    with store.act("Fill") as session:
        stage = session.query(Stage).order_by(Stage.position).first()
        assert stage is not None
        for day, rate in ((date(2026, 1, 1), "1.10"), (date(2026, 6, 1), "1.20")):
            values = {"name": "EUR", "day": day, "amount": Decimal(rate), "units": 1}
            records.create(session, ExchangeRate, values)
        for number, (amount, currency, day) in enumerate((
            ("100", "USD", date(2026, 3, 1)), ("50", "USD", date(2026, 7, 1)), ("100", "EUR", date(2026, 3, 1)),
            ("100", "EUR", date(2026, 7, 1)), (None, "EUR", date(2026, 7, 1)),
        )):  # fmt: skip
            values = {
                "name": f"D{number}",
                "amount": amount and Decimal(amount),
                "currency": currency,
                "close_date": day,
            }
            records.create(session, Opportunity, {**values, "stage_id": stage.id})
    return store


def test_amounts_convert_at_the_rate_of_each_records_own_day(abroad: Store) -> None:
    least = Measure("least", "amount")
    definition = Definition(
        "opportunity", (Axis("close_date", "quarter"),), None, (SUM, Measure("mean", "amount"), least)
    )
    table = table_of(abroad, definition)
    assert shown(table, SUM) == {("Q1 2026",): Decimal(210), ("Q2 2026",): 0, ("Q3 2026",): Decimal(170)}
    assert shown(table, definition.measures[1])["Q3 2026",] == Decimal(85)
    assert table.figure(SUM).value == Decimal(380)
    assert table.figure(least).value == Decimal(50)


def test_one_missing_rate_refuses_its_cell_and_the_totals_and_names_itself(abroad: Store) -> None:
    with abroad.act("Early") as session:
        records.update(session, records.find(session, Opportunity, 3), {"close_date": date(2025, 3, 1)})
    table = table_of(abroad, Definition("opportunity", (Axis("close_date", "year"),), None, (SUM, COUNT)))
    assert shown(table, SUM) == {("2025",): None, ("2026",): Decimal(270)}
    assert "no exchange rate EUR → USD" in table.figure(SUM).why
    assert shown(table, COUNT) == {("2025",): 1, ("2026",): 4}


def test_times_are_told_apart_by_the_users_own_calendar(store: Store) -> None:
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 11, 15), date(2026, 11, 16)]
    with store.act("Fill") as session:
        stage = session.query(Stage).order_by(Stage.position).first()
        assert stage is not None
        for number, day in enumerate(days):
            records.create(session, Opportunity, {"name": f"D{number}", "close_date": day, "stage_id": stage.id})
    fiscal = Calendar(first_weekday=6, fiscal_month=2)

    def titles(step: Any, calendar: Calendar) -> list[str]:
        table = table_of(store, Definition("opportunity", (Axis("close_date", step),)), calendar)
        return [row.titles[0] for row in table.rows if table.figure(COUNT, row).count]

    assert titles("year", fiscal) == ["2025/26", "2026/27"]
    assert titles("quarter", fiscal) == ["Nov – Jan 2026", "Feb – Apr 2026", "Nov – Jan 2027"]
    assert titles("week", fiscal)[2:] == ["week of 15 Nov 2026"]
    assert titles("week", Calendar())[1:] == ["week of 9 Nov 2026", "week of 16 Nov 2026"]
    assert titles("month", fiscal) == ["Jan 2026", "Feb 2026", "Nov 2026"]
    assert titles("day", fiscal)[0] == "31 Jan 2026"
    table = table_of(store, Definition("opportunity", (Axis("close_date", "month"),)))
    assert [row.titles[0] for row in table.rows][:3] == ["Jan 2026", "Feb 2026", "Mar 2026"]
    assert len(table.rows) == 11


def test_moments_count_on_their_local_day(store: Store) -> None:
    with store.act("Fill") as session:
        values = {"name": "Call", "kind": "call", "starts": datetime(2026, 11, 20, 12, 30, tzinfo=UTC)}
        records.create(session, Activity, values)
    by_day = Definition("activity", (Axis("starts", "day"),))
    for zone, day in (("Pacific/Auckland", "21 Nov 2026"), ("America/New_York", "20 Nov 2026")):
        with computer_in(zone):
            assert [row.titles[0] for row in table_of(store, by_day).rows] == [day]


def test_custom_fields_tell_apart_and_are_measured_also_one_link_away(store: Store) -> None:
    with store.act("Fields") as session:
        records.create(session, CustomField, {"name": "Tier", "entity_name": "account", "kind": "text"})
        records.create(session, CustomField, {"name": "Seats", "entity_name": "opportunity", "kind": "whole"})
    with store.act("Fill") as session:
        stage = session.query(Stage).order_by(Stage.position).first()
        assert stage is not None
        gold = records.create(session, Account, {"name": "Ace", "c_tier": "Gold"}).id
        for number, (account, seats) in enumerate(((gold, 3), (gold, 4), (None, 5))):
            values = {"name": f"D{number}", "stage_id": stage.id, "account_id": account, "c_seats": seats}
            records.create(session, Opportunity, values)
    total = Measure("sum", "c_seats")
    table = table_of(store, Definition("opportunity", (Axis("account_id.c_tier"),), None, (total,)))
    assert shown(table, total) == {("Gold",): 7, ("No tier",): 5}


def test_conditions_leave_out_what_they_leave_out_in_lists(sampled: Store) -> None:
    rule = Group(
        "all", (Rule("account_id.industry", "any_of", ("Software",)), Rule("stage_id.kind", "any_of", ("open",)))
    )
    table = table_of(sampled, Definition("opportunity", (Axis("owner_id"),), None, (COUNT,), rule))
    expected = Counter(
        (name,)
        for (name,) in rows_of(
            sampled,
            "SELECT w.name FROM opportunity o JOIN account a ON a.id = o.account_id JOIN stage s ON s.id = o.stage_id "
            "JOIN seller w ON w.id = o.owner_id WHERE a.industry = 'Software' AND s.kind = 'open'",
        )
    )
    assert shown(table) == expected
    assert expected


def test_rows_stand_by_name_or_by_a_number_with_what_is_empty_last(store: Store) -> None:
    with store.act("Fill") as session:
        owner = {name: records.create(session, Seller, {"name": name}).id for name in ("Zoe", "adam", "Émile")}
        for number, name in enumerate(("Zoe", "Zoe", "Zoe", "adam", "Émile", "Émile", None)):
            values = {"name": f"A{number}", "owner_id": owner[name] if name else None}
            records.create(session, Account, values)
    by_name = table_of(store, Definition("account", (Axis("owner_id"),)))
    assert [row.titles[0] for row in by_name.rows] == ["adam", "Émile", "Zoe", "No owner"]
    by_count = table_of(store, Definition("account", (Axis("owner_id"),), by=0))
    assert [row.titles[0] for row in by_count.rows] == ["Zoe", "Émile", "adam", "No owner"]
    top = table_of(store, Definition("account", (Axis("owner_id"),), by=0, top=2))
    assert [row.titles[0] for row in top.rows[:2]] == ["Zoe", "Émile"]
    assert (top.rows[2].together, top.figure(COUNT, top.rows[2]).value, top.figure(COUNT).value) == (2, 2, 7)


def test_rows_within_rows_have_subtotals_that_are_computed_from_their_records(store: Store) -> None:
    with store.act("Fill") as session:
        for number, (country, city, employees) in enumerate((
            ("Norway", "Oslo", 10), ("Norway", "Oslo", 20), ("Norway", "Bergen", 90), ("Norway", None, None), ("Sweden", "Lund", 1),
        )):  # fmt: skip
            values = {"name": f"A{number}", "country": country, "city": city, "employees": employees}
            records.create(session, Account, values)
    mean = Measure("mean", "employees")
    rows = (Axis("country"), Axis("city"))
    table = table_of(store, Definition("account", rows, None, (mean, COUNT)))
    assert [(row.titles[1:] or row.titles, row.is_sum, table.figure(mean, row).value) for row in table.rows] == [
        (("Norway",), True, 40), (("Bergen",), False, 90), (("Oslo",), False, 15), (("No city",), False, None),
        (("Sweden",), True, 1), (("Lund",), False, 1),
    ]  # fmt: skip
    assert table.figure(mean, table.rows[0]).records == (1, 2, 3)
    by_count = table_of(store, Definition("account", rows, None, (mean, COUNT), by=1, top=1))
    assert [(row.titles, row.together) for row in by_count.rows] == [
        (("Norway",), 0), (("Norway", "Oslo"), 0), (("Norway", "Bergen"), 0), (("Norway", "No city"), 0), ((), 1),
    ]  # fmt: skip


def test_numbers_stand_in_ranges_and_times_by_what_comes_round_again(sampled: Store) -> None:
    def titles(entity: str, axis: Axis, days: Calendar | None = None) -> list[str]:
        return [row.titles[0] for row in table_of(sampled, Definition(entity, (axis,)), days).rows]

    table = table_of(sampled, Definition("opportunity", (Axis("amount", "100000"),)))
    raw = Counter(one // 10**9 for (one,) in rows_of(sampled, "SELECT amount FROM opportunity WHERE amount NOT NULL"))
    assert {row.titles[0]: table.figure(COUNT, row).count for row in table.rows if row.key != (None,)} == {
        f"{100 * key},000 to under {100 * key + 100},000".removeprefix("0,00"): count for key, count in raw.items()
    }
    assert titles("opportunity", Axis("probability", "10"))[1] == "10 to under 20 %"
    assert titles("account", Axis("founded", "10"))[0].endswith("9")
    assert titles("activity", Axis("starts", "weekday"), Calendar(6)) == [
        "Sun",
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
    ]
    assert titles("activity", Axis("starts", "month_of_year"), Calendar(0, 4))[:2] == ["Apr", "May"]
    assert titles("activity", Axis("starts", "quarter_of_year")) == ["Q1", "Q2", "Q3", "Q4"]
    with computer_in("Asia/Kolkata"):
        hours = table_of(sampled, Definition("activity", (Axis("starts", "hour"),)))
    assert sum(hours.figure(COUNT, row).count for row in hours.rows) == hours.figure(COUNT).count


def test_every_report_to_begin_with_can_be_built(sampled: Store) -> None:
    for definition in STARTS.values():
        assert of_json(as_json(definition)) == Kept(definition)
        assert table_of(sampled, definition).rows


def test_a_table_that_is_too_large_keeps_its_totals_and_puts_the_smallest_together(store: Store) -> None:
    count = MOST_ROWS + 20
    with store.act("Fill") as session:
        for number in range(count):
            values = {"name": f"A{number}", "city": f"C{number}", "industry": f"I{number % (MOST_COLUMNS + 9)}"}
            records.create(session, Account, values)
    table = table_of(store, Definition("account", (Axis("city"),), Axis("industry")))
    assert (len(table.rows), table.rows[-1].together, table.every) == (MOST_ROWS + 1, 20, count)
    assert (len(table.whole.rows), table.whole.figure(COUNT).value, table.whole.every) == (count, count, 0)
    within = table_of(store, Definition("account", (Axis("industry"), Axis("city"))))
    assert sum(row.is_sum for row in within.rows) == MOST_COLUMNS + 9
    assert sum(within.figure(COUNT, row).count for row in within.rows if not row.is_sum) == count - sum(
        within.figure(COUNT, row).count for row, below in pairwise((*within.rows, None))
        if row and row.is_sum and (below is None or below.is_sum)
    )  # fmt: skip
    assert (len(table.columns), table.columns[-1].together) == (MOST_COLUMNS, 10)
    assert table.figure(COUNT).value == count
    assert sum(table.figure(COUNT, row).count for row in table.rows) == count
    assert sum(table.figure(COUNT, None, column).count for column in table.columns) == count


def test_a_value_that_reads_like_a_key_of_the_program_is_a_value(store: Store) -> None:
    with store.act("Fill") as session:
        for number, industry in enumerate(("rest", "None", "Ellipsis", "'; DROP TABLE account; --")):
            records.create(session, Account, {"name": f"A{number}", "industry": industry})
    table = table_of(store, Definition("account", (Axis("industry"),)))
    assert {row.titles[0] for row in table.rows} == {"rest", "None", "Ellipsis", "'; DROP TABLE account; --"}


def test_an_empty_book_makes_an_empty_table(store: Store) -> None:
    table = table_of(
        store, Definition("account", (Axis("industry"),), Axis("owner_id"), (COUNT, Measure("mean", "employees")))
    )
    assert (table.rows, table.columns) == ((), ())
    assert (table.figure(COUNT).value, table.figure(Measure("mean", "employees")).why) == (0, "no value")
