"""The reports as data: what can be chosen, what is refused with which sentence, and what other programs get."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.settings import Settings
from crm_desktop.figures import DEFINITIONS
from crm_desktop.reports import block_data, plain
from crm_desktop.reports.document import Columns, Document, Table
from crm_desktop.reports.file_names import usual
from crm_desktop.reports.options import Options
from crm_desktop.reports.report import REPORTS, parse_options, report_named, write
from crm_desktop.reports.words import NOTHING
from crm_desktop.schema.formats import formats_for
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.reports.books import FRIDAY, Desk, northwind, report

BY_NAME = {"weekly-pipeline", "revenue-projection"}
"""The reports that give programs every figure under the name of its definition; the others give what is printed."""


def chosen(store: Store, name: str = "revenue-projection", locale: str = "en_US", **texts: Any) -> Options:
    with store.read() as session:
        return parse_options(report_named(name), texts, formats_for(locale), session)


def refusal(store: Store, name: str = "revenue-projection", **texts: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        chosen(store, name, **texts)
    return refused.value.fields


def figures_in(data: Any, under: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every single value of a report's data with the name that it stands under."""
    match data:
        case dict():
            for name, value in data.items():
                if name not in {"definitions", "reasons", "bridge_count"}:
                    yield from figures_in(value, name)
        case list():
            for value in data:
                yield from figures_in(value, under)
        case _:
            yield under, data


def printed_but_null(page: Document) -> Iterator[tuple[str, str]]:
    """Yield key and text of each cell that says something on paper and nothing to programs."""
    both = [(*block.left, *block.right) if isinstance(block, Columns) else (block,) for block in page.blocks]
    tables = [block for blocks in both for block in blocks if isinstance(block, Table) and block.rows]
    for table in tables:
        (found,) = block_data.data_of([replace(table, whole=None)])["tables"]
        for row, data in zip(table.rows, found["rows"], strict=True):
            known = [(key, value) for key, value in data.items() if not key.endswith("_why")]
            for cell, (key, value) in zip(row.cells, known, strict=True):
                if value is None and cell.text not in {"", NOTHING}:
                    yield key, cell.text


@pytest.fixture(scope="module")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Document]]:
    """Give each report of the worked week, with a tenth of a cent in the pipeline and a third of 100.01 won."""
    with pytest.MonkeyPatch.context() as patch:
        clock = FrozenClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
        patch.setattr(dates, "now", clock)
        store = create_store(tmp_path_factory.mktemp("worked") / "northwind.crm", title="Northwind territory")
        desk = Desk(store, clock)
        northwind(desk)
        desk.opens("A tenth of a cent", "0.0101", "Qualified", close_date=date(2026, 12, 1))
        desk.opens("A third of it", "100.01", "Won", seller="Anna")
    yield cache(partial(report, store))
    store.close()


def test_a_report_is_found_by_its_name_and_by_its_title() -> None:
    for each in REPORTS:
        assert report_named(each.name) is report_named(each.title) is each


def test_prints_of_one_week_that_differ_are_offered_under_different_names(store: Store, desk: Desk) -> None:
    desk.opens("Deal", "5", seller="Ann: sales")

    def named(name: str, **texts: Any) -> str:
        with store.read() as session:
            declared = report_named(name)
            options = parse_options(declared, texts, formats_for("en_US"), session)
            return usual(declared, options, declared.build(session, options), session)

    week = "Week 47 · 16 – 22 November 2026"
    assert named("weekly-packet", as_of=FRIDAY) == f"Weekly packet {week}, as of 20 Nov 2026"
    sellers = named("weekly-packet", as_of=FRIDAY - timedelta(days=1), seller="Ann: sales")
    assert sellers == f"Weekly packet Ann- sales {week}, as of 19 Nov 2026"
    assert named("win-loss", as_of=FRIDAY) == "Won and lost 1 January – 20 November 2026"


def test_an_unknown_report_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(UserError, match="no report “monthly”; the reports are: weekly-pipeline, weekly-packet"):
        report_named("monthly")


def test_without_choices_a_report_is_of_today_and_of_two_fiscal_quarters(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    assert chosen(store).as_of == FRIDAY
    assert chosen(store).period == Period(date(2026, 10, 1), date(2027, 3, 31))
    settings = Settings()
    settings["fiscal_month"] = 2
    settings["author"] = "Maureen Marcano"
    assert chosen(store).period == Period(date(2026, 11, 1), date(2027, 4, 30))
    assert chosen(store).author == "Maureen Marcano"


def test_half_a_period_is_completed_by_quarters(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    assert chosen(store, first="2027-02-10").period == Period(date(2027, 2, 10), date(2027, 6, 30))
    assert chosen(store, last="2026-08-31").period == Period(date(2026, 7, 1), date(2026, 8, 31))


def test_texts_and_values_choose_the_same(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    desk.opens("Deal", "1", seller="Zoë Müller")
    by_text = chosen(store, as_of="20 nov 2026", first="2026-10-01", last="2026-12-31", seller="zoe  muller")
    by_value = chosen(store, as_of=FRIDAY, first=date(2026, 10, 1), last=date(2026, 12, 31), seller=by_text.seller)
    assert by_text == by_value
    assert chosen(store, seller="", as_of=None) == chosen(store)
    assert chosen(store, "weekly-pipeline", "de_DE", as_of="03.04.2017").as_of == date(2017, 4, 3)


def test_each_wrong_choice_is_refused_with_its_reason(store: Store, desk: Desk) -> None:
    desk.on(FRIDAY)
    assert "has not come yet" in refusal(store, as_of="2026-11-21")["as_of"]
    wrong = refusal(store, as_of="someday", seller="Anna", colour="red")
    assert set(wrong) == {"as_of", "seller", "colour"}
    assert wrong["seller"] == "No seller is called “Anna”: the book has no sellers yet."
    known = "step, by, sums, --from, --to, --as-of, --seller"
    assert wrong["colour"] == f"The report has no option “colour”; it has: {known}."
    assert refusal(store, "day", as_of="2026-01-01") == {"as_of": "The report has no options."}
    assert "after the day" in refusal(store, "win-loss", as_of="2017-06-30", first="2017-09-01")["first"]
    assert "first" in refusal(store, "weekly-pipeline", first="2026-01-01")
    assert "ends before it begins" in refusal(store, first="2026-12-31", last="2026-01-01")["last"]
    assert "longer than 10 years" in refusal(store, first="2000-01-01", last="2026-01-01")["last"]


def test_a_seller_that_nobody_bears_the_name_of_is_refused_with_those_meant(store: Store, desk: Desk) -> None:
    for name in ("Maureen Marcano", "Markita Hansen", "Marty Freudenburg"):
        desk.opens(name, "1", seller=name)
    assert refusal(store, seller="maureen") == {
        "seller": "No seller is called “maureen”. Did you mean “Maureen Marcano”?"
    }
    assert refusal(store, seller="Markita Hanson")["seller"].endswith("Did you mean “Markita Hansen”?")
    assert refusal(store, seller="Q")["seller"] == "No seller is called “Q”; the list of sellers has all names."


def test_a_name_that_two_sellers_bear_is_not_guessed(store: Store, desk: Desk) -> None:
    for name in ("Anna Berg", "ANNA BERG"):
        desk.opens(name, "1", seller=name)
    assert refusal(store, seller="anna berg")["seller"].startswith("2 sellers are called “anna berg”")
    assert chosen(store, seller="ANNA BERG").seller is not None


@pytest.mark.parametrize("name", [each.name for each in REPORTS])
@pytest.mark.usefixtures("clock")
def test_every_report_is_written_as_page_table_and_data(
    page_of: Callable[[str], Document], tmp_path: Path, name: str
) -> None:
    document = page_of(name)
    places = write(document, tmp_path / "out.pdf", "Letter")
    behind = {place.records.entity for place in places}
    assert name not in BY_NAME or behind - {"goal"} == {"opportunity"}
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    write(document, tmp_path / "out.CSV")
    lines = list(csv.reader((tmp_path / "out.CSV").read_text(encoding="utf-8-sig").splitlines()))
    assert lines[0][0] == document.title
    write(document, tmp_path / "out.json")
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert data["report"] == name
    assert data["as_of"] == "2026-11-20"
    assert data["currency"] == "USD"


def test_a_report_is_not_written_in_a_format_that_nobody_knows(store: Store, desk: Desk, tmp_path: Path) -> None:
    desk.on(FRIDAY)
    with pytest.raises(UserError, match=r"written as \.pdf, \.xlsx, \.csv, \.json"):
        write(report(store, "weekly-pipeline"), tmp_path / "out.docx")
    assert not list(tmp_path.glob("*.docx"))


@pytest.mark.parametrize("name", [each.name for each in REPORTS])
@pytest.mark.usefixtures("clock")
def test_amounts_are_exact_decimal_strings_and_counts_are_numbers(
    page_of: Callable[[str], Document], name: str
) -> None:
    figures = page_of(name).figures
    for key, value in figures_in(figures):
        assert not isinstance(value, float | Decimal), key
        if key == "count" or key.endswith("_count"):
            assert isinstance(value, int), key
        if name in BY_NAME and key in {
            "won",
            "lost",
            "pipeline",
            "weighted",
            "amount",
            "projected",
            "total",
            "goal",
            "commit",
        }:
            assert value is None or len(value.partition(".")[2]) >= 2, key
    assert name not in BY_NAME or figures["pipeline"].endswith(".0101")


def test_a_quotient_has_ten_decimals_and_is_rounded_half_to_even() -> None:
    assert plain.amount(Decimal(2) / 3) == plain.number(Decimal(2) / 3) == "0.6666666667"
    assert plain.amount(Decimal("0.00000000125")) == "0.0000000012"
    assert plain.amount(Decimal("12345678901234567890.01")) == "12345678901234567890.01"


@pytest.mark.parametrize("name", [each.name for each in REPORTS])
@pytest.mark.usefixtures("clock")
def test_no_number_for_programs_has_more_than_ten_decimals(page_of: Callable[[str], Document], name: str) -> None:
    numbers = [value for _key, value in figures_in(page_of(name).figures) if isinstance(value, str)]
    decimals = [len(value.partition(".")[2]) for value in numbers if re.fullmatch(r"-?\d+\.\d+", value)]
    assert max(decimals, default=0) <= 10
    assert name not in BY_NAME or max(decimals) == 10


@pytest.mark.parametrize("name", [each.name for each in REPORTS])
@pytest.mark.usefixtures("clock")
def test_no_cell_of_the_csv_is_a_guarded_or_grouped_number_and_none_of_the_json_lacks_its_text(
    page_of: Callable[[str], Document], tmp_path: Path, name: str
) -> None:
    page = page_of(name)
    assert list(printed_but_null(page)) == []
    write(page, tmp_path / "out.csv")
    lines = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    cells = [cell for line in lines for cell in line]
    assert not [cell for cell in cells if cell.startswith("'") or re.fullmatch(r"\d{1,3}(,\d{3})+.*", cell)]


@pytest.mark.parametrize("name", [each.name for each in REPORTS])
def test_every_figure_without_a_value_has_its_reason_and_the_main_ones_their_definition(
    store: Store, desk: Desk, name: str
) -> None:
    desk.on(FRIDAY)
    figures = report(store, name).figures
    named = {key for key in figures if key in DEFINITIONS}
    assert named <= set(figures["definitions"])
    assert name not in BY_NAME or {"pipeline", "weighted", "won"} <= named
    assert {key for key in named if figures[key] is None} <= set(figures["reasons"])
    assert all(figures["reasons"].values())


def test_the_rows_of_a_table_add_up_to_its_total_in_csv(store: Store, desk: Desk, tmp_path: Path) -> None:
    northwind(desk)
    write(report(store, "weekly-pipeline"), tmp_path / "out.csv")
    lines = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    start = lines.index(["Expected to close, next 30 days"]) + 2
    rows = lines[start : start + 8]
    assert lines[start + 8][0] == "Total, 8 opportunities"
    assert sum(Decimal(row[4]) for row in rows) == Decimal(lines[start + 8][4]) == 379054
    assert sum(Decimal(row[6]) for row in rows) == Decimal(lines[start + 8][6]) == Decimal("191859.2")
