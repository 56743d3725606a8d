"""A real book of business on the command line: four files in, two reports out, every figure computed a second time.

The second computation reads the files with `csv` and adds up with `Decimal`; nothing of the program is in it. It holds
to the same conventions:

- A deal is in the book from its engage date on; an open one without an engage date from the last day that the file
  mentions, which is 2017-12-31.
- Until it is closed, a deal is worth the list price of its product; from its close date on it is worth its close value.
- It is open in "Engaging" from its engage date on, in "Prospecting" without one. Prospecting counts 10 % (the default
  process), Engaging 20 %: halfway to Qualified, which counts 30 %.
- "GTXPro" in the pipeline is "GTX Pro" among the products.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.app import start

LAST_DAY = "2017-12-31"
CHANCE = {"Prospecting": Decimal("0.1"), "Engaging": Decimal("0.2")}
QUARTERS = (
    ("2017-01-01", "2017-03-31"),
    ("2017-04-01", "2017-06-30"),
    ("2017-07-01", "2017-09-30"),
    ("2017-10-01", "2017-12-31"),
)
DAYS = ("2017-06-30", "2017-12-31")
GROUPS = ("seller", "product", "account")
BESIDE = (*QUARTERS[3:], ("2018-01-01", "2018-03-31"), ("2018-04-01", "2018-06-30"), ("2018-07-01", "2018-09-30"))
"""The quarters of which three have a year before, all of it in the files."""
GOALS = {"Anna Snelling": ("2017-10-01", "2017-12-31", 80000), "Darcel Schlecht": ("2018-01-01", "2018-03-31", 120000)}


@dataclass(frozen=True)
class Deal:
    """A line of the pipeline."""

    seller: str
    product: str
    account: str | None
    stage: str
    engaged: str
    closed: str
    value: Decimal
    price: Decimal

    def is_closed(self, day: str) -> bool:
        return self.stage in {"Won", "Lost"} and self.closed <= day

    def is_open(self, day: str) -> bool:
        return (self.engaged or LAST_DAY) <= day and not self.is_closed(day)

    @property
    def chance(self) -> Decimal:
        return CHANCE["Engaging" if self.engaged else "Prospecting"]


@dataclass(frozen=True)
class Printed:
    """What the program printed, by report and day."""

    weekly: dict[str, Any]
    projection: dict[str, Any]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.fixture(scope="module")
def deals(real_data: Path) -> list[Deal]:
    """Every line of the pipeline, with its list price."""
    folder = real_data / "sales" / "maven_crm"
    products = {row["product"].replace(" ", ""): row for row in rows_of(folder / "products.csv")}
    found = []
    for row in rows_of(folder / "sales_pipeline.csv"):
        product = products[row["product"].replace(" ", "")]
        found.append(
            Deal(
                row["sales_agent"], product["product"], row["account"] or None, row["deal_stage"], row["engage_date"],
                row["close_date"], Decimal(row["close_value"] or 0), Decimal(product["sales_price"]),
            )
        )  # fmt: skip
    assert len(found) == 8800
    return found


@pytest.fixture(scope="module")
def printed(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Printed]]:
    """What the command line makes of the files: both reports as of both days."""
    folder = tmp_path_factory.mktemp("maven")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "LOG"):
            patch.setenv(f"CRM_DESKTOP_{name}", str(folder / name.lower()))
        book = str(folder / "maven.crm")
        files = sorted(map(str, (real_data / "sales" / "maven_crm").glob("*.csv")), reverse=True)
        assert start(["new", "--file", book]) == 0
        assert start(["import", "--file", book, *files]) == 0

        def report(name: str, *options: str) -> dict[str, Any]:
            output = folder / "out.json"
            assert start(["report", name, "--file", book, *options, "--output", str(output)]) == 0
            figures: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
            return figures

        year = ("--from", "2017-01-01", "--to", "2017-12-31")
        found = {
            day: Printed(report("weekly-pipeline", "--as-of", day), report("revenue-projection", "--as-of", day, *year))
            for day in DAYS
        }
        goals = folder / "goals.csv"
        lines = [f"{first},{name},{first},{last},{amount}" for name, (first, last, amount) in GOALS.items()]
        goals.write_text("\n".join(["Name,Seller,First day,Last day,Amount", *lines]), encoding="utf-8")
        assert start(["import", "--file", book, str(goals)]) == 0
        chosen = ("--with", "step=quarter", "--with", "by=seller", "--with", "sums=cumulative")
        beside = report("revenue-projection", "--from", BESIDE[0][0], "--to", BESIDE[-1][1], *chosen)
        yield {**found, "beside": Printed({}, beside)}


def won(deals: Iterable[Deal], first: str, last: str) -> list[Deal]:
    return [deal for deal in deals if deal.stage == "Won" and first <= deal.closed <= last]


def lost(deals: Iterable[Deal], first: str, last: str) -> list[Deal]:
    return [deal for deal in deals if deal.stage == "Lost" and first <= deal.closed <= last]


def total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def closing(deals: list[Deal], first: str, last: str) -> dict[str, Any]:
    """Return what was won and lost between two days, under the names of the reports."""
    in_favour, against = won(deals, first, last), lost(deals, first, last)
    decided = len(in_favour) + len(against)
    return {
        "won": total(deal.value for deal in in_favour),
        "won_count": len(in_favour),
        "lost": total(deal.value for deal in against),
        "lost_count": len(against),
        "win_rate": (Decimal(len(in_favour)) / decided).quantize(Decimal("1e-10")) if decided else None,
        "win_rate_of": [len(in_favour), decided],
    }


def opened(deals: list[Deal], day: str) -> dict[str, Any]:
    """Return what is open at the end of a day, at list price and weighted."""
    found = [deal for deal in deals if deal.is_open(day)]
    return {
        "count": len(found),
        "pipeline": total(deal.price for deal in found),
        "weighted": total(deal.price * deal.chance for deal in found),
    }


def exact(figures: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return printed figures as numbers."""
    return {name: Decimal(value) if isinstance(value := figures[name], str) else value for name in names}


def grouped(deals: list[Deal], name: str) -> dict[str | None, list[Deal]]:
    groups: dict[str | None, list[Deal]] = {}
    for deal in deals:
        groups.setdefault(getattr(deal, name), []).append(deal)
    return groups


@pytest.mark.parametrize("day", DAYS)
def test_what_was_won_and_lost_agrees_with_the_files(deals: list[Deal], printed: dict[str, Printed], day: str) -> None:
    quarter = next(q for q in QUARTERS if q[0] <= day <= q[1])
    weekly = printed[day].weekly
    for scope, first in (("quarter", quarter[0]), ("year", "2017-01-01"), ("to_date", "2016-01-01")):
        expected = closing(deals, first, day)
        assert exact(weekly[scope], expected) == expected, scope
    expected = closing(deals, quarter[0], day)
    assert exact(weekly, expected) == expected


@pytest.mark.parametrize(("day", "count"), [("2017-06-30", 778), ("2017-12-31", 789)])
def test_losses_without_a_value_make_no_win_rate_by_value(
    deals: list[Deal], printed: dict[str, Printed], day: str, count: int
) -> None:
    quarter = next(q for q in QUARTERS if q[0] <= day <= q[1])
    found = lost(deals, quarter[0], day)
    assert (len(found), total(deal.value for deal in found)) == (count, Decimal(0))
    weekly = printed[day].weekly
    assert weekly["win_rate_by_value"] is weekly["needed_coverage"] is None
    for name in ("win_rate_by_value", "needed_coverage"):
        assert weekly["reasons"][name] == f"the {count} lost opportunities have no value"


@pytest.mark.parametrize("day", DAYS)
def test_what_is_open_agrees_with_the_files(deals: list[Deal], printed: dict[str, Printed], day: str) -> None:
    weekly, expected = printed[day].weekly, opened(deals, day)
    assert expected["count"] == {"2017-06-30": 1686, "2017-12-31": 2089}[day]
    assert (weekly["pipeline_count"], weekly["weighted_count"]) == (expected["count"], expected["count"])
    assert exact(weekly, ("pipeline", "weighted")) == {name: expected[name] for name in ("pipeline", "weighted")}


@pytest.mark.parametrize("day", DAYS)
def test_the_stages_agree_with_the_files(deals: list[Deal], printed: dict[str, Printed], day: str) -> None:
    shown = {row["stage"]: exact(row, ("count", "pipeline", "weighted")) for row in printed[day].weekly["by_stage"]}
    engaged = {"Engaging": [d for d in deals if d.engaged], "Prospecting": [d for d in deals if not d.engaged]}
    expected = {stage: opened(found, day) for stage, found in engaged.items()}
    assert {stage: row for stage, row in shown.items() if row["count"]} == {
        stage: row for stage, row in expected.items() if row["count"]
    }


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("group", GROUPS)
def test_every_group_agrees_with_the_files(
    deals: list[Deal], printed: dict[str, Printed], day: str, group: str
) -> None:
    quarter = next(q for q in QUARTERS if q[0] <= day <= q[1])
    shown = {row[group]: row for row in printed[day].weekly[f"by_{group}"]}
    for name, found in grouped(deals, group).items():
        expected = {**opened(found, day), **closing(found, quarter[0], day)}
        to_date = closing(found, "2016-01-01", day)
        if not (expected["count"] or to_date["won_count"] or to_date["lost_count"]):
            assert name not in shown
            continue
        assert exact(shown[name], expected) == expected, name
        assert exact(shown[name]["to_date"], to_date) == to_date, name


@pytest.mark.parametrize("day", DAYS)
def test_the_bridge_of_the_week_agrees_with_the_files(deals: list[Deal], printed: dict[str, Printed], day: str) -> None:
    bridge = exact(printed[day].weekly["bridge"], ("start", "new", "won", "lost", "end", "created_and_closed"))
    before = printed[day].weekly["bridge_since"]
    was_open = [deal for deal in deals if deal.is_open(before)]
    assert bridge == {
        "start": total(deal.price for deal in was_open),
        "new": total(deal.price for deal in deals if deal.is_open(day) and not deal.is_open(before)),
        "won": total(deal.price for deal in was_open if deal.is_closed(day) and deal.stage == "Won"),
        "lost": total(deal.price for deal in was_open if deal.is_closed(day) and deal.stage == "Lost"),
        "end": total(deal.price for deal in deals if deal.is_open(day)),
        "created_and_closed": total(
            deal.value for deal in deals if deal.is_closed(day) and before < deal.engaged and before < deal.closed
        ),
    }
    assert bridge["start"] + bridge["new"] - bridge["won"] - bridge["lost"] == bridge["end"]


@pytest.mark.parametrize("day", DAYS)
def test_revenue_by_quarter_agrees_with_the_files(deals: list[Deal], printed: dict[str, Printed], day: str) -> None:
    shown = printed[day].projection["by_quarter"]
    assert [(row["first"], row["last"]) for row in shown] == list(QUARTERS)
    for row in shown:
        found = won(deals, row["first"], min(row["last"], day))
        assert (Decimal(row["won"]), row["won_count"]) == (total(d.value for d in found), len(found)), row["first"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("group", GROUPS)
def test_revenue_of_every_group_by_quarter_agrees_with_the_files(
    deals: list[Deal], printed: dict[str, Printed], day: str, group: str
) -> None:
    shown = {row[group]: row for row in printed[day].projection[f"by_{group}"]}
    for name, found in grouped(deals, group).items():
        for place, (first, last) in enumerate(QUARTERS):
            expected = total(deal.value for deal in won(found, first, min(last, day)))
            if name not in shown:
                assert not expected, name
                continue
            column = shown[name]["columns"][place]
            assert (column["first"], Decimal(column["won"])) == (first, expected), name
    assert total(Decimal(row["won"]) for row in shown.values()) == total(d.value for d in won(deals, "2017-01-01", day))


@pytest.mark.parametrize("day", DAYS)
def test_revenue_of_a_company_counts_all_that_belong_to_it(
    deals: list[Deal], printed: dict[str, Printed], real_data: Path, day: str
) -> None:
    accounts = rows_of(real_data / "sales" / "maven_crm" / "accounts.csv")
    parents = {row["account"]: row["subsidiary_of"] or row["account"] for row in accounts}
    shown = {row["company"]: Decimal(row["won"]) for row in printed[day].projection["by_company"] if row["company"]}
    assert len(shown) == len(set(parents.values()))
    for company, amount in shown.items():
        found = [deal for deal in deals if deal.account and parents[deal.account] == company]
        assert amount == total(deal.value for deal in won(found, "2017-01-01", day)), company


def test_what_stands_beside_each_seller_and_quarter_agrees_with_the_files(
    deals: list[Deal], printed: dict[str, Printed]
) -> None:
    projection = printed["beside"].projection
    shown = {row["seller"]: row for row in projection["by_seller"] if row["seller"]}
    assert len(shown) == 30
    for name, found in [*grouped(deals, "seller").items(), ("", deals)]:
        columns = shown[name]["columns"] if name else projection["projection"]
        for column, (_first, last) in zip(columns, BESIDE, strict=True):
            now = total(deal.value for deal in won(found, BESIDE[0][0], last))
            before = total(deal.value for deal in won(found, "2016-10-01", f"{int(last[:4]) - 1}{last[4:]}"))
            assert (Decimal(column["won"]), Decimal(column["won_last_year"])) == (now, before), (name, last)
            change = ((now - before) / before).quantize(Decimal("1e-10")) if before else None
            assert exact(column, ["change_on_last_year"]) == {"change_on_last_year": change}, (name, last)
    for name, (first, last, goal) in GOALS.items():
        reached = total(deal.value for deal in won(deals, first, last) if deal.seller == name) / goal
        expected = {"goal": Decimal(goal), "attainment": reached, "projected_attainment": reached}
        assert exact(shown[name], expected) == expected, name
    assert {row["goal"] for name, row in shown.items() if name not in GOALS} == {None}


def test_the_year_is_the_sum_of_its_quarters(deals: list[Deal], printed: dict[str, Printed]) -> None:
    projection = printed["2017-12-31"].projection
    assert Decimal(projection["won"]) == sum(Decimal(row["won"]) for row in projection["by_quarter"])
    assert Decimal(projection["won"]) == total(deal.value for deal in won(deals, "2017-01-01", "2017-12-31"))
    assert (projection["won_count"], Decimal(projection["won"])) == (4238, Decimal(10005534))
