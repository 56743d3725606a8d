"""Reports that the user builds, as documents: tables with totals, charts of the same numbers, and what is said beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Account, ExchangeRate, Opportunity, Product, SavedReport, Seller, Stage
from crm_desktop.reports import own
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Bullets, Document, Paragraph, Table
from crm_desktop.reports.report import REPORTS, parse_options, write
from crm_desktop.reports.tabular import sections_of
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import pivot_table, records, saved_reports
from crm_desktop.services.pivot import COUNT, Definition, Kept, Measure
from crm_desktop.services.pivot_editing import begun
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.pivoting import Axis
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.reports.document_text import text_of

SUM = Measure("sum", "amount")
BY_INDUSTRY = Definition(
    "opportunity", (Axis("account_id.industry"),), Axis("stage_id"), (SUM,), drawn="stacked",
    filter=Group("all", (Rule("stage_id.kind", "any_of", ("open",)), Rule("close_date", "after", "2026-01-01"))),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path, clock: FrozenClock) -> Iterator[Store]:
    """Five open opportunities of three industries in two stages, one without an amount."""
    del clock
    store = create_store(tmp_path / "book.crm", title="Ada's book", currency="USD")
    with store.act("Fill") as session:
        stages = {stage.name: stage.id for stage in session.query(Stage)}
        for number, (industry, stage, amount) in enumerate((
            ("Retail", "Proposal", "100"), ("Retail", "Qualified", "30.50"), ("Food", "Proposal", "7"),
            (None, "Proposal", "1000"), ("Food", "Qualified", None),
        )):  # fmt: skip
            account = records.create(session, Account, {"name": f"A{number}", "industry": industry}).id
            values = {"name": f"D{number}", "amount": amount and Decimal(amount), "close_date": date(2026, 12, 1)}
            records.create(session, Opportunity, {**values, "account_id": account, "stage_id": stages[stage]})
    yield store
    store.close()


def built(store: Store, definition: Definition, *lost: str) -> Document:
    report = own.draft(Kept(definition, lost), title="My report")
    with store.read() as session:
        return report.build(session, parse_options(report, {}, formats_for("en_US"), session))


def blocks_of(document: Document, kind: type[Any]) -> list[Any]:
    return [block for block in document.blocks if isinstance(block, kind)]


def texts(table: Table) -> list[list[str]]:
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [[column.title for column in table.columns], *([cell.text for cell in row.cells] for row in rows)]


def test_the_table_has_totals_of_rows_and_columns_and_every_number_its_records(store: Store) -> None:
    document = built(store, BY_INDUSTRY)
    (table,) = blocks_of(document, Table)
    assert texts(table) == [
        ["Account ▸ Industry", "Qualified", "Proposal", "Total"],
        ["Food", "0", "7", "7"],
        ["Retail", "30", "100", "130"],
        ["No industry", "", "1,000", "1,000"],
        ["Total", "30", "1,107", "1,138"],
    ]
    ids = [[cell.records and cell.records.ids for cell in row.cells[1:]] for row in (*table.rows, table.total)]
    assert ids == [
        [(5,), (3,), (3, 5)],
        [(2,), (1,), (1, 2)],
        [None, (4,), (4,)],
        [(2, 5), (1, 3, 4), (1, 2, 3, 4, 5)],
    ]
    assert all(row.records is not None and row.records.entity == "opportunity" for row in table.rows)
    assert table.rows[0].cells[1].records.figure.left_out == ((5, "no value"),)


def test_the_subtitle_says_how_many_records_and_the_conditions(store: Store) -> None:
    assert built(store, BY_INDUSTRY).subtitle == (
        "5 opportunities · Sum of Amount · amounts in USD · Ada's book · Kind of stage is Open; Expected close after 1/1/2026"
    )
    several = Group("none", (Rule("name", "contains", "x" * 90), Rule("amount", "between", ("5", "6"))))
    document = built(store, Definition("opportunity", filter=several))
    assert document.subtitle == "5 opportunities · Ada's book"
    (said,) = blocks_of(document, Paragraph)
    assert said.text == f"not: Name contains {'x' * 90} nor Amount between 5 and 6"


def test_the_chart_shows_the_numbers_of_the_table(store: Store) -> None:
    (chart,) = blocks_of(built(store, BY_INDUSTRY), Chart)
    assert (chart.kind, chart.categories) == ("stacked", ("Food", "Retail", "No industry"))
    assert [(one.name, one.values) for one in chart.series] == [
        ("Qualified", (0, Decimal("30.5"), 0)),
        ("Proposal", (7, 100, 1000)),
    ]
    assert chart.series[1].records[2].ids == (4,)
    assert chart.labels == ("7", "130", "1,000")


def test_the_others_are_not_drawn_beside_the_largest_and_lines_only_where_rows_follow_each_other(store: Store) -> None:
    largest = replace(BY_INDUSTRY, column=None, by=0, top=1, drawn="lines")
    document = built(store, largest)
    (chart,) = blocks_of(document, Chart)
    assert (chart.kind, chart.categories) == ("bars", ("No industry",))
    assert [one.text for one in blocks_of(document, Paragraph)] == [
        "Without 2 others: 138. Bars and no lines, since no row of “Account ▸ Industry” follows another."
    ]
    (chart,) = blocks_of(built(store, replace(largest, rows=(Axis("amount", "100"),), top=None)), Chart)
    assert (chart.kind, chart.categories) == ("lines", ("0 to under 100", "100 to under 200", "1,000 to under 1,100"))


def test_what_has_no_value_is_said_below_the_table(store: Store) -> None:
    document = built(store, BY_INDUSTRY)
    note = blocks_of(document, Bullets)[0].items[0]
    assert note.text == "1 opportunity without a value in “Amount”: they are counted, and in no sum or mean."
    assert note.records.ids == (5,)


def test_a_missing_rate_refuses_what_it_concerns_and_is_named(store: Store) -> None:
    with store.act("Abroad") as session:
        records.update(session, records.find(session, Opportunity, 1), {"currency": "EUR"})
    document = built(store, BY_INDUSTRY)
    (table,) = blocks_of(document, Table)
    assert [row[-1] for row in texts(table)] == ["Total", "7", "—", "1,000", "—"]
    assert table.total is not None
    assert "no exchange rate EUR" in str(table.total.cells[-1].value)
    assert not blocks_of(document, Chart)
    assert "no exchange rate EUR → USD for 1 Dec 2026" in blocks_of(document, Bullets)[0].items[1].text
    with store.act("Rate") as session:
        values = {"name": "EUR", "day": date(2026, 1, 1), "amount": Decimal(2), "units": 1}
        records.create(session, ExchangeRate, values)
    assert texts(blocks_of(built(store, BY_INDUSTRY), Table)[0])[2][-1] == "230"


def test_several_numbers_stand_side_by_side_and_are_all_explained(store: Store) -> None:
    definition = Definition("opportunity", (Axis("stage_id"),), Axis("account_id.industry"), (COUNT, SUM))
    document = built(store, definition)
    columns = blocks_of(document, Table)[0].columns
    assert [(one.over, one.title) for one in columns[:3]] == [
        ("", "Stage"), ("Food", "Opportunities"), ("Food", "Sum of Amount"),
    ]  # fmt: skip
    (section,) = sections_of(document.blocks)
    assert section.titles[1:3] == ("Food · Opportunities", "Food · Sum of Amount")
    assert section.titles[-2:] == ("Total · Opportunities", "Total · Sum of Amount")
    assert len(set(section.titles)) == len(section.titles)
    assert document.figures["tables"][0]["rows"][0]["food_opportunities"] == 1
    explained = [item.text.partition(":")[0] for item in blocks_of(document, Bullets)[-1].items]
    assert explained[:2] == ["Opportunities", "Sum of Amount"]


def test_rows_within_rows_stand_below_their_subtotal_and_are_whole_in_files(store: Store) -> None:
    document = built(
        store, Definition("opportunity", (Axis("account_id.industry"), Axis("stage_id")), None, (SUM,), drawn="bars")
    )
    (table,) = blocks_of(document, Table)
    assert texts(table)[1:4] == [["Food", "", "7"], ["", "Qualified", "0"], ["", "Proposal", "7"]]
    assert [row.strong for row in table.rows[:3]] == [True, False, False]
    assert [cell.again for cell in table.rows[1].cells] == ["Food", "", ""]
    (chart,) = blocks_of(document, Chart)
    assert chart.categories == ("Food", "Retail", "No industry")
    told = [(row["account_industry"], row["stage"]) for row in document.figures["tables"][0]["rows"]]
    assert told[:3] == [("Food", "Total"), ("Food", "Qualified"), ("Food", "Proposal")]


def test_what_nobody_would_read_is_left_to_the_files(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pivot_table, "MOST_ROWS", 1)
    document = built(store, Definition("opportunity", (Axis("name"),), Axis("stage_id"), (COUNT, SUM), by=1))
    (table,) = blocks_of(document, Table)
    assert [row[0] for row in texts(table)] == ["Name", "D3", "4 others", "Total"]
    assert blocks_of(document, Paragraph)[0].text.startswith("The 1 largest of 5 rows are shown")
    for suffix in ("csv", "json"):
        path = tmp_path / f"whole.{suffix}"
        write(document, path)
        text = path.read_text(encoding="utf-8-sig")
        assert [text.count(f"D{number}") for number in range(5)] == [1] * 5
        assert ("30.5" in text, "others" in text) == (True, False)


def test_the_report_of_a_packet_for_one_seller_is_of_what_is_theirs(store: Store) -> None:
    with store.act("Owner") as session:
        ann = records.create(session, Seller, {"name": "Ann"}).id
        records.update(session, records.find(session, Opportunity, 1), {"owner_id": ann})
    report = own.draft(Kept(BY_INDUSTRY), title="My report")
    with store.read() as session:
        options = parse_options(report, {}, formats_for("en_US"), session)
        document = report.build(session, replace(options, seller=ann))
        asked = parse_options(report, {"seller": "Ann"}, formats_for("en_US"), session)
        of_all = own.draft(Kept(begun(Product))).build(session, asked)
    assert asked == replace(options, seller=ann)
    assert document.subtitle.startswith(
        "1 opportunity · Sum of Amount · amounts in USD · Ann · Ada's book · Kind of stage"
    )
    assert "Products belong to no seller, so that all of them are counted." in text_of(of_all)


def test_a_page_of_a_past_day_says_what_it_has_of_today(store: Store, clock: FrozenClock) -> None:
    clock.forward(days=9)
    with store.act("Win") as session:
        records.delete(session, Opportunity, [1])
    report = own.draft(Kept(Definition("opportunity", (Axis("stage_id"), Axis("last_contact")))), title="My report")
    with store.read() as session:
        options = parse_options(report, {"as_of": date(2026, 11, 20)}, formats_for("en_US"), session)
        document = report.build(session, options)
    assert document.subtitle.startswith("5 opportunities")
    assert "“Last contact” is kept only as it is today" in blocks_of(document, Bullets)[0].items[0].text


def test_without_rows_there_is_one_line_of_totals(store: Store) -> None:
    (table,) = blocks_of(built(store, Definition("opportunity", (), None, (COUNT, SUM))), Table)
    assert texts(table) == [["", "Opportunities", "Sum of Amount"], ["Total", "5", "1,138"]]


def test_a_chart_says_which_numbers_it_shows_and_why_it_has_bars_where_lines_are_asked_for(store: Store) -> None:
    document = built(store, replace(BY_INDUSTRY, rows=(), column=None, measures=(COUNT, SUM), drawn="lines"))
    (chart,) = blocks_of(document, Chart)
    assert chart.kind == "bars"
    said = "Of the numbers the chart shows “Opportunities”. Bars and no lines, since there are no rows."
    assert said in [one.text for one in blocks_of(document, Paragraph)]


def test_nothing_that_fits_is_said_in_a_sentence(store: Store) -> None:
    nothing = Definition(
        "opportunity", (Axis("stage_id"),), filter=Group("all", (Rule("amount", "gt", "9999"),)), drawn="bars"
    )
    document = built(store, nothing)
    (table,) = blocks_of(document, Table)
    assert (table.rows, table.empty) == ((), "No record fulfils the conditions.")
    assert not blocks_of(document, Chart)


def test_what_no_longer_exists_is_said_above_the_table(store: Store) -> None:
    document = built(store, Definition("account"), "The field “x” no longer exists.")
    assert blocks_of(document, Bullets)[0].items[0].text == "The field “x” no longer exists."


@pytest.mark.parametrize("suffix", ["pdf", "csv", "json"])
def test_a_wide_report_lies_and_is_written_whole_in_every_format(store: Store, tmp_path: Path, suffix: str) -> None:
    with store.act("Many") as session:
        for number in range(40):
            values = {"name": f"Company {number}", "industry": f"Industry number {number}", "status": "inactive"}
            records.create(session, Account, values)
    inactive = Group("all", (Rule("status", "any_of", ("inactive",)),))
    document = built(store, Definition("account", (Axis("status"),), Axis("industry"), filter=inactive))
    assert document.is_wide
    path = tmp_path / f"wide.{suffix}"
    write(document, path)
    if suffix == "pdf":
        import pypdf

        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        assert text.count("Status") > 1
    else:
        text = (
            path.read_text(encoding="utf-8-sig").partition("total")[0].replace("industry_number_", "Industry number ")
        )
    for number in range(40):
        assert len(re.findall(rf"Industry number {number}\b", text)) == 1, number


def test_saved_reports_are_listed_found_and_built_like_all_others(store: Store) -> None:
    with store.act("Save") as session:
        saved_reports.save(session, "My industries", BY_INDUSTRY)
        saved_reports.put_in_packet(session, 1, is_in=True)
        records.create(session, SavedReport, {"name": "Broken", "definition": "{", "position": 9})
    with store.read() as session:
        assert [one.title for one in own.every(session)][len(REPORTS) :] == ["My industries", "Broken"]
        assert own.named(session, "weekly-pipeline") is REPORTS[0]
        assert [one.name for one in own.of_packet(session)] == ["own-1"]
        for name in ("my industries", "own-1"):
            found = own.named(session, name)
            document = found.build(session, parse_options(found, {}, formats_for("en_US"), session))
            assert (document.title, document.figures["report"]) == ("My industries", "own-1")
        with pytest.raises(InvalidInput, match="a report of the program already"):
            own.unlike_built_in("pipeline ")
        with pytest.raises(UserError, match=r"weekly-pipeline.*My industries, Broken"):
            own.named(session, "nonsense")
        broken = own.named(session, "Broken")
        with pytest.raises(UserError, match="cannot be read"):
            broken.build(session, parse_options(broken, {}, formats_for("en_US"), session))
