"""The calendar on paper: it looks like the window, and nothing that is in the calendar is missing."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm_desktop.base import workday
from crm_desktop.base.errors import UserError
from crm_desktop.base.workday import Workday
from crm_desktop.model import Account, Activity, Contact, Opportunity, Seller, Stage
from crm_desktop.reports import calendar_legend, calendar_report, text_out
from crm_desktop.reports.calendar_grids import Agenda, DayGrid, MonthGrid
from crm_desktop.reports.document import Document
from crm_desktop.services import records
from crm_desktop.storage.store import Store
from tests.reports.books import report
from tests.reports.conftest import Print
from tests.reports.samples import NASTY

pytestmark = pytest.mark.usefixtures("clock")
Add = Callable[..., int]
FRIDAY = 20


@pytest.fixture
def add(store: Store) -> Add:
    """Put something on a day of November 2026, by the local clock."""

    def add_one(name: str, *when: int, **more: Any) -> int:
        with store.act("Add") as session:
            return put(session, name, *when, **more)

    return add_one


def put(session: Session, name: str, day: int = FRIDAY, hour: int = 10, minute: int = 0, **more: Any) -> int:
    starts = datetime(2026, 11, day, hour, minute).astimezone(UTC)
    values = {"name": name, "kind": "call", "minutes": 60, "starts": starts, **more}
    return records.create(session, Activity, values).id


def words(printed: Print, document: Document) -> str:
    return " ".join(page.extract_text() for page in printed(document).pages)


def grid(document: Document) -> DayGrid:
    (block,) = document.blocks
    assert isinstance(block, DayGrid)
    return block


@pytest.mark.parametrize(
    ("view", "title", "is_wide"),
    [
        ("day", "Friday 20 November 2026", False),
        ("work", "16 – 20 November 2026", True),
        ("week", "15 – 21 November 2026", True),
        ("month", "November 2026", True),
        ("agenda", "20 November – 17 December 2026", False),
    ],
)
def test_each_view_prints_its_days_on_paper_that_suits_it(
    store: Store, add: Add, printed: Print, view: str, title: str, is_wide: bool
) -> None:
    add("Call Dario")
    document = report(store, "calendar", view=view)
    assert document.title == title
    first = printed(document).pages[0]
    assert (first.mediabox.width > first.mediabox.height) == is_wide
    assert "Call Dario" in first.extract_text()
    assert "Page 1 of 1" in first.extract_text()


def test_a_grid_shows_the_hours_of_work(store: Store, add: Add) -> None:
    add("Call Dario")
    assert grid(report(store, "calendar", view="week")).hours == (9, 17)


@pytest.mark.parametrize(
    ("hour", "minutes", "hours"),
    [
        (7, 30, (7, 17)),
        (16, 90, (9, 18)),
        (20, 0, (9, 21)),
        (22, 240, (9, 17)),
        (21, 180, (9, 22)),
        (4, 180, (6, 17)),
        (8, 60, (8, 17)),
    ],
)
def test_what_lies_outside_the_hours_of_work_makes_the_grid_longer(
    store: Store, add: Add, hour: int, minutes: int, hours: tuple[int, int]
) -> None:
    add("Early or late", 18, hour, minutes=minutes)
    assert grid(report(store, "calendar", view="week")).hours == hours


def test_who_works_at_night_gets_all_hours(store: Store, add: Add, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: workday.use(Workday()))
    workday.use(Workday(datetime(2026, 1, 1, 22).time(), datetime(2026, 1, 1, 6).time()))
    assert grid(report(store, "calendar", view="day")).hours == (0, 24)


@pytest.mark.parametrize("view", ["day", "work", "week", "month", "agenda"])
def test_every_entry_is_printed_however_full_the_days_are(store: Store, printed: Print, view: str) -> None:
    with store.act("Add") as session:
        for n in range(40):
            title, is_bar = f"Entry {n:04d} with a title that is much too long for the room that it gets", n % 4 == 0
            put(session, title, FRIDAY, 9 + n % 7, n, minutes=1440 if is_bar else 30, all_day=is_bar)
    found = re.findall(r"Entry (\d{4})", words(printed, report(store, "calendar", view=view)))
    assert set(found) == {f"{n:04d}" for n in range(40)}


def test_a_full_day_of_a_month_says_how_many_more_there_are_and_lists_them_behind(store: Store, printed: Print) -> None:
    with store.act("Add") as session:
        for n in range(36):
            put(session, f"Call {n:02d}", FRIDAY, 9, n)
    first, second = (page.extract_text() for page in printed(report(store, "calendar", view="month")).pages)
    shown = set(re.findall(r"Call \d\d", first))
    more = int(re.search(r"\+ (\d+) more", first).group(1))  # type: ignore[union-attr]  # that it is there is the test
    assert 0 < len(shown) < 36
    assert more == 36 - len(shown)
    assert "In full" in second
    assert set(re.findall(r"Call \d\d", second)) == {f"Call {n:02d}" for n in range(36)} - shown


def test_a_title_that_is_cut_is_written_out_behind_with_its_hours(store: Store, add: Add, printed: Print) -> None:
    long = "Ask about the contract, the price, the date of delivery and the people who will use it"
    add(long, 18, 9, minutes=15)
    first, second = (page.extract_text() for page in printed(report(store, "calendar", view="week")).pages)
    assert long not in first
    assert "…" in first
    assert f"Wed 18 Nov, 09:00 – 09:15 · {long}" in second


def test_what_fits_is_not_written_twice(store: Store, add: Add, printed: Print) -> None:
    add("Call Dario")
    assert words(printed, report(store, "calendar", view="week")).count("Call Dario") == 1


def test_a_long_title_takes_as_many_lines_of_its_month_as_there_are(store: Store, printed: Print) -> None:
    with store.act("Add") as session:
        for day in range(14, 21):
            put(session, "Ask about the contract, the price and the day of delivery", day, 9)
            put(
                session, "Walk through the plant and measure the floor of each hall", day, 0, all_day=True, minutes=1440
            )
    (page,) = (
        page.extract_text().replace("\n", " ") for page in printed(report(store, "calendar", view="month")).pages
    )
    assert "…" not in page
    assert page.count("price and the day") == page.count("the floor of each hall") == 7


def test_who_and_where_that_has_no_room_in_a_week_is_written_out_behind(store: Store, add: Add, printed: Print) -> None:
    with store.act("New") as session:
        account = records.create(session, Account, {"name": "Sonron Automotive and Machine Tools"}).id
    add("Visit and measure the site", 18, 9, minutes=45, account_id=account)
    add("Call", 18, 9, 15, minutes=30)
    first, second = (page.extract_text() for page in printed(report(store, "calendar", view="week")).pages)
    assert "Wed 18 Nov, 09:00 – 09:45 · Visit and measure the site · Sonron Automotive and Machine Tools" in second
    assert "Wed 18 Nov, 09:15" not in second
    assert ("Call\n" in first, "Meeting" in first, "09:15" in first) == (True, False, True)


def test_a_list_writes_everything_out_and_names_what_goes_on_on_each_of_its_days(
    store: Store, add: Add, printed: Print
) -> None:
    long = "Ask about the contract, the price, the date of delivery and the people who will use it"
    add(long, 23)
    add("Trade fair", FRIDAY, 0, minutes=2 * 1440, all_day=True)
    document = report(store, "calendar", view="agenda", days="4")
    (agenda,) = document.blocks
    assert isinstance(agenda, Agenda)
    assert [(day.title, [one.title for one in day.entries], *day.hours) for day in agenda.days] == [
        ("Friday 20 November 2026", ["Trade fair"], "day 1 of 2"),
        ("Saturday 21 November 2026", ["Trade fair"], "day 2 of 2"),
        ("Monday 23 November 2026", [long], "10:00 – 11:00"),
    ]
    assert long in words(printed, document).replace("\n", " ")


def test_a_list_names_what_goes_over_midnight_once_with_the_day_of_its_end(store: Store, add: Add) -> None:
    add("Night train", 25, 23, 30)
    (agenda,) = report(store, "calendar", view="agenda", days="10").blocks
    assert isinstance(agenda, Agenda)
    assert [day.hours for day in agenda.days] == [("23:30 – 00:30 (Thu)",)]


def test_what_lies_in_the_night_stands_at_the_head_and_foot_of_its_day(store: Store, add: Add, printed: Print) -> None:
    add("Backup", 17, 23, 30)
    add("Call Dario", 17)
    document = report(store, "calendar", view="week")
    assert grid(document).hours == (9, 17)
    (page,) = (page.extract_text() for page in printed(document).pages)
    assert "Later: 23:30 Backup" in page
    assert "Earlier: – 00:30 Backup" in page


def test_what_has_no_room_is_written_out_in_the_order_of_time(store: Store, add: Add, printed: Print) -> None:
    long = "and the contract, the price, the date of delivery and all the people who will use it"
    for name, day, more in (
        ("C", 19, {"minutes": 15}),
        ("A", 16, {"minutes": 15}),
        ("B", 18, {"minutes": 1440, "all_day": True}),
    ):
        add(f"{name} {long} {long}", day, 0 if name == "B" else 9, **more)
    last = printed(report(store, "calendar", view="week")).pages[-1].extract_text()
    assert re.findall(rf"([ABC]) {long[:12]}", last) == ["A", "B", "C"]


def test_a_list_of_days_without_anything_says_so(store: Store, add: Add, printed: Print) -> None:
    assert "Nothing stands in the calendar" in words(printed, report(store, "calendar", view="agenda"))


def test_layers_and_sellers_are_left_out_on_paper_too(store: Store, add: Add) -> None:
    with store.act("New") as session:
        seller = records.create(session, Seller, {"name": "Maureen"}).id
        records.create(session, Contact, {"name": "Hana", "birthday": date(1980, 11, 19), "owner_id": seller})
        stage = session.query(Stage).order_by(Stage.position).first()
        assert stage is not None
        deal = {"name": "GTX", "stage_id": stage.id, "close_date": date(2026, 11, 18), "amount": Decimal(5)}
        records.create(session, Opportunity, deal)
    add("Call", 18)
    add("Do", 19, kind="task", owner_id=seller)

    def titles(**chosen: Any) -> set[str]:
        return {entry.title for entry in grid(report(store, "calendar", view="week", **chosen)).entries}

    assert titles() == {"Call", "Do", "Birthday: Hana", "Expected close: GTX"}
    assert titles(closes="no", tasks="no") == {"Call", "Birthday: Hana"}
    assert titles(seller="maureen") == {"Do", "Birthday: Hana"}
    assert "Maureen" in report(store, "calendar", seller="maureen").subtitle
    assert report(store, "calendar", tasks="no").subtitle.endswith("Activities, Birthdays, Expected closes")


def test_colours_tell_kinds_sellers_or_accounts_apart(store: Store, add: Add) -> None:
    add("Call")
    add("Visit", kind="visit")

    def hues(by: str) -> list[str]:
        block = grid(report(store, "calendar", view="day", by=by))
        return [block.said[entry.key].hue for entry in block.entries]

    assert len(set(hues("kind"))) == 2
    assert len(set(hues("seller"))) == 1


@pytest.mark.parametrize("view", ["day", "week", "month", "agenda"])
def test_one_line_above_the_days_says_what_the_colours_stand_for(store: Store, add: Add, view: str) -> None:
    with store.act("New") as session:
        seller = records.create(session, Seller, {"name": "Maureen"}).id
    add("Plan", FRIDAY, 16, owner_id=seller)
    add("Held", FRIDAY, 8, kind="visit", done=True)

    def legend(by: str) -> tuple[tuple[str, str], ...]:
        (block,) = report(store, "calendar", view=view, by=by).blocks
        assert isinstance(block, DayGrid | MonthGrid | Agenda)
        return block.legend

    assert legend("kind") == (("blue", "Call"), ("", "Done"))
    assert [name for _hue, name in legend("seller")] == ["Maureen", "Done"]


def test_a_legend_that_is_longer_than_its_line_says_how_many_more_there_are() -> None:
    (line,) = calendar_legend.parts_of(tuple(("blue", f"Account {n:02d}") for n in range(40)), 400)
    assert isinstance(line, calendar_legend.LegendLine)
    assert "".join(run.text for run in line.more.runs) == f"+ {40 - len(line.names)} more"
    assert 3 < len(line.names) < 12


def test_the_figures_are_the_entries_with_their_exact_times(store: Store, add: Add, tmp_path: Path) -> None:
    call = add("=Call", minutes=45)
    add("Fair", 19, 0, minutes=2 * 1440, all_day=True)
    document = report(store, "calendar", view="month")
    text_out.write_csv(document, tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as stream:
        _title, _blank, heads, fair, told = csv.reader(stream)
    assert heads[:4] == ["From", "To", "Subject", "Details"]
    assert fair[:3] == ["2026-11-19", "2026-11-20", "Fair"]
    assert told[2] == "'=Call"
    text_out.write_json(document, tmp_path / "c.json")
    data = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert [one["title"] for one in data["entries"]] == ["Fair", "=Call"]
    assert data["entries"][1]["record"] == {"entity": "activity", "id": call}
    assert (data["view"], data["first"], data["last"]) == ("month", "2026-11-01", "2026-11-30")


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("view", ["day", "month", "agenda"])
def test_what_a_user_wrote_is_printed_as_it_is(store: Store, add: Add, printed: Print, view: str, text: str) -> None:
    add(text, location=text)
    assert len(printed(report(store, "calendar", view=view)).pages) >= 1


def test_weeks_begin_and_are_numbered_as_the_country_does(store: Store, add: Add) -> None:
    (month,) = report(store, "calendar", view="month").blocks
    assert isinstance(month, MonthGrid)
    assert month.names[0] == "Sun"
    assert [number for number, _days in month.weeks] == ["45", "46", "47", "48", "49"]
    assert [day.title for day in month.weeks[4][1]] == ["29", "30", "1 Dec", "2", "3", "4", "5"]


def test_the_same_calendar_gives_the_same_pages(store: Store, add: Add, printed: Print, tmp_path: Path) -> None:
    add("Call Dario")
    seen = []
    for _ in range(2):
        printed(report(store, "calendar", view="month"))
        seen.append((tmp_path / "printed.pdf").read_bytes())
    assert seen[0] == seen[1]


def test_too_many_entries_for_paper_are_refused_in_words(
    store: Store, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_report, "MOST", 2)
    for n in range(3):
        add(f"Call {n}")
    for view in ("day", "month"):
        with pytest.raises(UserError, match="More than 2 entries"):
            report(store, "calendar", view=view)
