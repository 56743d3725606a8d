"""Any filter finds in SQL what Python finds by looking at one record after another."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.model import Account, Opportunity
from crm_desktop.services import records
from crm_desktop.storage import filters
from crm_desktop.storage.filter_operators import operators
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.store import Store

Row = Mapping[str, Any]
WORDS = ("Ace", "ünal", "bolt & co", "北京", "", "x")
TAGS = ("key", "west", "keyhole")
KINDS = {
    "name": "text", "website": "text", "employees": "number", "status": "choice",
    "industry": "choice", "tags": "tags", "parent_id": "link",
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[Row], list[Row]]]:
    """A hundred accounts that hang on each other, and some deals, as they are in Python too."""
    chance = random.Random(3)
    accounts: list[Row] = []
    deals: list[Row] = []
    store = create_store(tmp_path_factory.mktemp("random") / "book.crm")
    with store.act("Fill") as session:
        for number in range(1, 101):
            values = {
                "name": chance.choice([word for word in WORDS if word]),
                "website": chance.choice([None, *(word for word in WORDS if word)]),
                "employees": chance.choice([None, 0, 5, 50, 500]),
                "status": chance.choice(["prospect", "active", "inactive"]),
                "industry": chance.choice([None, "software", "Retail"]),
                "tags": chance.choice([None, "key", "keyhole", "key, west"]),
                "parent_id": chance.choice([None, chance.randrange(1, number)]) if number > 1 else None,
            }
            records.create(session, Account, values)
            accounts.append({**values, "id": number})
        for number in range(1, 61):
            day = chance.choice([None, dates.today() - timedelta(days=chance.randrange(-40, 80))])
            deal = {"name": "D", "stage_id": 1, "close_date": day}
            records.create(session, Opportunity, deal)
            deals.append({**deal, "id": number})
    yield store, accounts, deals
    store.close()


def values_for(kind: str, op: str) -> st.SearchStrategy[Any]:
    """Return what an operator of a kind may be compared with."""
    match (kind, op):
        case (_, "empty" | "filled"):
            return st.none()
        case ("number", "between"):
            return st.tuples(st.sampled_from([0, 5, 50]), st.sampled_from([5, 50, 500]))
        case ("number", _):
            return st.sampled_from([0, 5, 50])
        case ("choice", _):
            return st.lists(st.sampled_from(["prospect", "active", "software", "retail"]), max_size=2).map(tuple)
        case ("tags", _):
            return st.sampled_from(TAGS)
        case ("link", _):
            return st.integers(1, 20)
    return st.sampled_from([word for word in WORDS if word] + ["a", "UNAL", "&", "京"])


def rules() -> st.SearchStrategy[Rule]:
    """Return conditions on accounts, also through their parent."""

    def of(field: str) -> st.SearchStrategy[Rule]:
        kind = Account.fields()[field].kind
        ops = st.sampled_from([op.name for op in operators(kind)])
        made = ops.flatmap(lambda op: values_for(KINDS[field], op).map(lambda value: Rule(field, op, value)))
        through = made.map(lambda rule: Rule(f"parent_id.{rule.field}", rule.op, rule.value))
        return st.one_of(made, through)

    return st.sampled_from(sorted(KINDS)).flatmap(of)


def back(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return groups of conditions, and conditions on the accounts that hang on this one."""
    groups = st.builds(Group, st.sampled_from(["all", "any", "none"]), st.lists(inner, max_size=3).map(tuple))
    has = st.builds(Rule, st.just("account@parent_id"), st.sampled_from(["has", "has_none"]), groups)
    return st.one_of(groups, has)


# three levels by hand: `st.recursive` reads the source of `back`, which may have moved in the file since it was loaded
deep = st.one_of(rules(), back(st.one_of(rules(), back(rules()))))
filters_of_any_shape = st.builds(Group, st.sampled_from(["all", "any", "none"]), st.lists(deep, max_size=3).map(tuple))


def holds(one: Rule | Group, row: Row, accounts: list[Row]) -> bool:
    """Tell whether a record fulfils a condition, by the plain meaning of the words."""
    if isinstance(one, Group):
        told = [holds(inner, row, accounts) for inner in one.rules if not _is_nothing(inner)]
        if not told:
            return True
        return {"all": all(told), "any": any(told), "none": not any(told)}[one.joint]
    if "@" in one.field:
        below = any(holds(one.value, other, accounts) for other in accounts if other["parent_id"] == row["id"])
        return below == (one.op == "has")
    if one.field.startswith("parent_id."):
        field = one.field.partition(".")[2]
        if row["parent_id"] is None:
            return _compares(KINDS[field], Rule(field, one.op, one.value), None)
        return holds(Rule(field, one.op, one.value), accounts[row["parent_id"] - 1], accounts)
    return _compares(KINDS[one.field], one, row[one.field])


def _is_nothing(one: Rule | Group) -> bool:
    return isinstance(one, Group) and filters.is_empty(one)


def _compares(kind: str, rule: Rule, value: Any) -> bool:
    op, wanted = rule.op, rule.value
    if op in {"empty", "filled"}:
        return (value is None) == (op == "empty")
    if kind == "number":
        return bool(_compares_numbers(op, wanted, value))
    if kind == "link":
        return bool((value == wanted) == (op == "is"))
    if kind == "choice":
        return (value is not None and fold(value) in {fold(one) for one in wanted}) == (op == "any_of")
    if kind == "tags":
        return (wanted in (value or "").split(", ")) == (op == "has_tag")
    text, sought = fold(value) if value is not None else None, fold(wanted)
    found = {
        "contains": lambda: text is not None and sought in text,
        "is": lambda: text == sought,
        "starts": lambda: text is not None and text.startswith(sought),
        "ends": lambda: text is not None and text.endswith(sought),
    }[op.removesuffix("_not")]()
    return found != op.endswith("_not")


def _compares_numbers(op: str, wanted: Any, value: Any) -> bool:
    if op == "ne":
        return value is None or value != wanted
    if value is None:
        return False
    if op == "between":
        return bool(min(wanted) <= value <= max(wanted))
    return bool({"eq": value == wanted, "lt": value < wanted, "le": value <= wanted, "gt": value > wanted, "ge": value >= wanted}[op])  # fmt: skip


@given(found=filters_of_any_shape)
@settings(max_examples=150)
def test_sql_finds_what_python_finds(book: tuple[Store, list[Row], list[Row]], found: Group) -> None:
    store, accounts, _deals = book
    filters.check(Account, found)
    listing = Listing(Query("account", ("name",), filter=found))
    with store.read() as session:
        listing.open(session)
        ids = {row[0] for row in listing.iterate(session)}
    assert ids == {row["id"] for row in accounts if holds(found, row, accounts)}
    assert filters.from_json(filters.as_json(found)) == found
    gathered = Listing(Query("account", ("name",), filter=found))
    gathered.gather(Task(), partial(store.read, patient=True))
    with store.read() as session:
        assert [row[0] for row in gathered.iterate(session)] == [row[0] for row in listing.iterate(session)]


@given(
    op=st.sampled_from(["last", "next", "not_for"]),
    count=st.integers(1, 60),
    unit=st.sampled_from(["days", "weeks", "months"]),
)
def test_spans_of_days_are_those_of_the_calendar(
    book: tuple[Store, list[Row], list[Row]], op: str, count: int, unit: str
) -> None:
    store, _accounts, deals = book
    today = dates.today()
    whole = {"days": 1, "weeks": 7}.get(unit, 0) * count

    def away(sign: int) -> date:
        return dates.add_months(today, sign * count) if unit == "months" else today + timedelta(days=sign * whole)

    fits: dict[str, Callable[[Any], bool]] = {
        "last": lambda day: day is not None and away(-1) < day <= today,
        "next": lambda day: day is not None and today <= day < away(1),
        "not_for": lambda day: day is None or day <= away(-1),
    }
    listing = Listing(Query("opportunity", ("name",), filter=Group("all", (Rule("close_date", op, (count, unit)),))))
    with store.read() as session:
        listing.open(session)
        ids = {row[0] for row in listing.iterate(session)}
    assert ids == {row["id"] for row in deals if fits[op](row["close_date"])}
