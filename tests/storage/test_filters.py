"""The language of filters: every operator of every kind, links both ways, relative days, and its kept form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.base.spans import USUAL, Calendar
from crm_desktop.model import Account, Activity, Contact, Opportunity, Record, Stage
from crm_desktop.services import records
from crm_desktop.storage import filter_sql, filters
from crm_desktop.storage.filter_operators import operators
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store, raw_of
from tests.conftest import FrozenClock

OPEN_DEAL = Group("all", (Rule("stage_id.kind", "any_of", ("open",)),))
FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path, clock: FrozenClock) -> Iterator[Store]:
    """Three accounts with people, deals and activities, on Friday 20 November 2026."""
    store = create_store(tmp_path / "book.crm")
    with store.act("Fill") as session:
        stages = {stage.name: stage.id for stage in session.query(Stage)}

        def make(model: type[Record], **values: Any) -> int:
            return records.create(session, model, values).id

        ace = make(
            Account,
            name="Ace Ünal",
            industry="software",
            employees=50,
            founded=1999,
            status="active",
            turnover=Decimal("1000.5"),
            tags="key, west",
            website="ace.example",
            about="Two\nlines",
        )
        bolt = make(Account, name="Bolt", industry="retail", employees=500, tags="keyhole", parent_id=ace)
        make(Account, name="Cord")
        anna = make(Contact, name="Anna", account_id=ace, birthday=date(1980, 5, 1), email="anna@ace.example")
        make(Contact, name="Bram", account_id=bolt)
        make(Contact, name="Chioma")
        deal = make(
            Opportunity,
            name="Pro",
            account_id=ace,
            contact_id=anna,
            stage_id=stages["Proposal"],
            amount=Decimal(500),
            close_date=date(2026, 12, 20),
            probability=Decimal("0.6"),
        )
        make(
            Opportunity,
            name="Old",
            account_id=ace,
            stage_id=stages["Won"],
            amount=Decimal(900),
            close_date=date(2026, 11, 2),
            amount_from_list=True,
        )
        make(Opportunity, name="New", account_id=bolt, stage_id=stages["Qualified"])
        make(
            Activity,
            name="Talk",
            kind="call",
            starts=datetime(2026, 11, 18, 9, tzinfo=UTC),
            done=True,
            opportunity_id=deal,
            account_id=ace,
            contact_id=anna,
        )
        make(
            Activity,
            name="Plan",
            kind="meeting",
            starts=datetime(2026, 11, 27, 9, tzinfo=UTC),
            opportunity_id=deal,
            account_id=ace,
        )
    yield store
    store.close()  # fmt: skip


def names(store: Store, entity: type[Record], found: Group | Rule, days: Calendar = USUAL) -> str:
    """Return the names of what a filter finds."""
    group = found if isinstance(found, Group) else Group("all", (found,))
    filters.check(entity, group)
    condition = filter_sql.condition(entity, group, days)
    with store.read() as session:
        sql = f'SELECT name FROM "{entity.__tablename__}" t WHERE {{}} ORDER BY name'
        rows = raw_of(session).execute(sql.format(condition.sql), condition.values).fetchall()
        by_row = raw_of(session).execute(sql.format(condition.by_row), condition.values).fetchall()
    assert rows == by_row
    return " ".join(row[0].split()[0] for row in rows)


CASES: tuple[tuple[type[Record], Rule, str], ...] = (
    (Account, Rule("name", "contains", "UNA"), "Ace"),
    (Account, Rule("name", "contains_not", "unal"), "Bolt Cord"),
    (Account, Rule("name", "is", "ace unal"), "Ace"),
    (Account, Rule("name", "is_not", "Bolt"), "Ace Cord"),
    (Account, Rule("name", "starts", "bo"), "Bolt"),
    (Account, Rule("name", "ends", "RD"), "Cord"),
    (Account, Rule("website", "contains", "ACE"), "Ace"),
    (Account, Rule("website", "contains_not", "ace"), "Bolt Cord"),
    (Account, Rule("website", "is_not", "ace.example"), "Bolt Cord"),
    (Account, Rule("website", "empty"), "Bolt Cord"),
    (Account, Rule("website", "filled"), "Ace"),
    (Account, Rule("about", "contains", "lines"), "Ace"),
    (Account, Rule("name", "empty"), ""),
    (Account, Rule("employees", "eq", 50), "Ace"),
    (Account, Rule("employees", "ne", 50), "Bolt Cord"),
    (Account, Rule("employees", "lt", 500), "Ace"),
    (Account, Rule("employees", "le", 500), "Ace Bolt"),
    (Account, Rule("employees", "gt", 50), "Bolt"),
    (Account, Rule("employees", "ge", 50), "Ace Bolt"),
    (Account, Rule("employees", "between", (500, 51)), "Bolt"),
    (Account, Rule("employees", "empty"), "Cord"),
    (Account, Rule("employees", "filled"), "Ace Bolt"),
    (Account, Rule("founded", "eq", 1999), "Ace"),
    (Account, Rule("turnover", "gt", "1000.4999"), "Ace"),
    (Account, Rule("turnover", "gt", "1000.5"), ""),
    (Account, Rule("turnover", "between", ("1000", "1001")), "Ace"),
    (Account, Rule("industry", "any_of", ("software", "retail")), "Ace Bolt"),
    (Account, Rule("industry", "none_of", ("software",)), "Bolt Cord"),
    (Account, Rule("industry", "empty"), "Cord"),
    (Account, Rule("status", "any_of", ("active",)), "Ace"),
    (Account, Rule("status", "none_of", ("active",)), "Bolt Cord"),
    (Account, Rule("tags", "has_tag", "Key"), "Ace"),
    (Account, Rule("tags", "has_not_tag", "key"), "Bolt Cord"),
    (Account, Rule("tags", "empty"), "Cord"),
    (Account, Rule("parent_id", "is", 1), "Bolt"),
    (Account, Rule("parent_id", "is_not", 1), "Ace Cord"),
    (Account, Rule("parent_id", "filled"), "Bolt"),
    (Account, Rule("id", "any_of", (1, 3, 99)), "Ace Cord"),
    (Account, Rule("id", "none_of", (1,)), "Bolt Cord"),
    (Account, Rule("parent_id.name", "starts", "ace"), "Bolt"),
    (Account, Rule("parent_id.name", "is_not", "Bolt"), "Ace Bolt Cord"),
    (Account, Rule("opportunity@account_id", "has", OPEN_DEAL), "Ace Bolt"),
    (Account, Rule("opportunity@account_id", "has_none", OPEN_DEAL), "Cord"),
    (Account, Rule("opportunity@account_id", "has", Group()), "Ace Bolt"),
    (Account, Rule("activity@account_id", "has", Group("all", (
        Rule("kind", "any_of", ("call",)), Rule("starts", "last", (1, "weeks"))))), "Ace"),
    (Account, Rule("activity@account_id", "has", Group("all", (
        Rule("kind", "any_of", ("call",)), Rule("starts", "last", (2, "days"))))), ""),
    (Opportunity, Rule("stage_id.kind", "any_of", ("open",)), "New Pro"),
    (Opportunity, Rule("stage_id.probability", "ge", "1"), "Old"),
    (Opportunity, Rule("probability", "eq", "0.6"), "Pro"),
    (Opportunity, Rule("amount_from_list", "is", True), "Old"),
    (Opportunity, Rule("amount_from_list", "is", False), "New Pro"),
    (Opportunity, Rule("activity@opportunity_id", "has_none", Group("all", (Rule("done", "is", False),))), "New Old"),
    (Opportunity, Rule("account_id.activity@account_id", "has_none", Group()), "New"),
    (Contact, Rule("account_id.industry", "any_of", ("software",)), "Anna"),
    (Contact, Rule("account_id.industry", "none_of", ("software",)), "Bram Chioma"),
    (Contact, Rule("account_id.parent_id.name", "contains", "ace"), "Bram"),
    (Contact, Rule("account_id.opportunity@account_id", "has_none", OPEN_DEAL), "Chioma"),
    (Contact, Rule("last_contact", "not_for", (30, "days")), "Bram Chioma"),
    (Contact, Rule("last_contact", "not_for", (2, "days")), "Anna Bram Chioma"),
    (Contact, Rule("last_contact", "last", (3, "days")), "Anna"),
    (Contact, Rule("birthday", "before", "1980-05-02"), "Anna"),
    (Activity, Rule("starts", "on", "2026-11-18"), "Talk"),
    (Activity, Rule("starts", "before", "today"), "Talk"),
    (Activity, Rule("starts", "after", "2026-11-18"), "Plan"),
    (Activity, Rule("starts", "next", (1, "weeks")), ""),
    (Activity, Rule("starts", "next", (8, "days")), "Plan"),
    (Activity, Rule("starts", "between", ("2026-11-27", "2026-11-18")), "Plan Talk"),
    (Activity, Rule("starts", "in", "this_week"), "Talk"),
    (Activity, Rule("starts", "in", "next_week"), "Plan"),
)  # fmt: skip


@pytest.mark.parametrize(("entity", "rule", "expected"), CASES, ids=lambda case: str(case)[:60])
def test_a_rule_finds(book: Store, entity: type[Record], rule: Rule, expected: str) -> None:
    assert names(book, entity, rule) == expected


def test_every_operator_of_every_kind_is_in_the_table() -> None:
    tried = {(_kind(entity, rule), rule.op) for entity, rule, _expected in CASES}
    wanted = {
        (type(f.kind).__name__, op.name)
        for entity in (Account, Opportunity, Contact, Activity)
        for f in entity.fields().values()
        for op in operators(f.kind)
    }
    same = {"LongText": "Text", "Email": "Text", "Phone": "Text", "Url": "Text", "Year": "Whole", "Money": "Whole",
            "Percent": "Whole", "Moment": "Day", "Anniversary": "Day"}  # fmt: skip
    told = {(same.get(kind, kind), op) for kind, op in tried}
    missing = {(same.get(kind, kind), op) for kind, op in wanted} - told
    assert missing == {
        ("Choice", "filled"), ("Recurrence", "empty"), ("Recurrence", "filled"), ("Day", "empty"), ("Day", "filled"),
        ("Link", "empty"), ("Tags", "filled"),
    }  # fmt: skip


def _kind(entity: type[Record], rule: Rule) -> str:
    place = filters.place_of(entity, rule.field)
    return type(place.field.kind).__name__ if place.field is not None else ""


@pytest.mark.parametrize(
    ("entity", "path", "there", "gone"),
    [
        (Account, "industry", "Ace Bolt", "Cord"),
        (Contact, "birthday", "Anna", "Bram Chioma"),
        (Contact, "account_id", "Anna Bram", "Chioma"),
        (Account, "tags", "Ace Bolt", "Cord"),
    ],
)
def test_what_is_empty_is_not_filled(book: Store, entity: type[Record], path: str, there: str, gone: str) -> None:
    assert names(book, entity, Rule(path, "filled")) == there
    assert names(book, entity, Rule(path, "empty")) == gone


BIG, SOFT = Rule("employees", "gt", 100), Rule("industry", "any_of", ("software",))


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (Group(), "Ace Bolt Cord"),
        (Group("all", (BIG, SOFT)), ""),
        (Group("any", (BIG, SOFT)), "Ace Bolt"),
        (Group("none", (BIG, SOFT)), "Cord"),
        (Group("none", (BIG,)), "Ace Cord"),
        (Group("all", (Group("any", (BIG, SOFT)), Rule("tags", "has_tag", "west"))), "Ace"),
        (Group("all", (Group("none", ()), BIG)), "Bolt"),
        (Group("any", (Group(),)), "Ace Bolt Cord"),
    ],
)
def test_groups_join_their_rules(book: Store, group: Group, expected: str) -> None:
    assert names(book, Account, group) == expected


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("yesterday", "2026-11-19", "2026-11-19"),
        ("tomorrow", "2026-11-21", "2026-11-21"),
        ("this_week", "2026-11-16", "2026-11-22"),
        ("last_week", "2026-11-09", "2026-11-15"),
        ("next_week", "2026-11-23", "2026-11-29"),
        ("this_month", "2026-11-01", "2026-11-30"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("next_month", "2026-12-01", "2026-12-31"),
        ("this_quarter", "2026-10-01", "2026-12-31"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("next_quarter", "2027-01-01", "2027-03-31"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
        ("next_year", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_span_is_worked_out_from_today(span: str, first: str, last: str) -> None:
    found = Calendar().span(span, date(2026, 11, 20))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_weeks_and_quarters_begin_where_the_user_says() -> None:
    days = Calendar(first_weekday=6, fiscal_month=2)
    friday = date(2026, 11, 20)
    assert days.span("this_week", friday).first == date(2026, 11, 15)
    assert days.span("this_quarter", friday).first == date(2026, 11, 1)
    assert days.span("this_year", friday).first == date(2026, 2, 1)


def test_a_kept_filter_means_another_month_when_the_month_is_over(book: Store, clock: FrozenClock) -> None:
    closes = Rule("close_date", "in", "next_month")
    assert names(book, Opportunity, closes) == "Pro"
    clock.forward(days=31)
    assert names(book, Opportunity, closes) == ""
    assert names(book, Opportunity, Rule("close_date", "in", "this_month")) == "Pro"


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Rule("birthday", "next", (30, "days")), "Noel Twelfth"),
        (Rule("birthday", "next", (60, "days")), "New Noel Twelfth"),
        (Rule("birthday", "in", "this_month"), ""),
        (Rule("birthday", "in", "next_month"), "Noel Twelfth"),
        (Rule("birthday", "in", "this_year"), "Anna New Noel Twelfth"),
        (Rule("birthday", "last", (7, "months")), "Anna"),
        (Rule("birthday", "before", "1980-01-01"), "Noel"),
    ],
)
def test_a_birthday_comes_round_every_year(book: Store, span: Rule, expected: str) -> None:
    with book.act("Birthdays") as session:
        for name, day in (("Noel", (1970, 12, 18)), ("Twelfth", (1990, 12, 12)), ("New", (2001, 1, 2))):
            records.create(session, Contact, {"name": name, "birthday": date(*day)})
    assert names(book, Contact, span) == expected


def test_a_moment_belongs_to_the_local_day(book: Store) -> None:
    with book.act("Late") as session:
        midnight = datetime(2026, 11, 20).astimezone()
        records.create(session, Activity, {"name": "Midnight", "starts": midnight})
    assert names(book, Activity, Rule("starts", "in", "today")) == "Midnight"
    assert names(book, Activity, Rule("starts", "before", "today")) == "Talk"


@pytest.mark.parametrize(
    "rule",
    [
        Rule("nothing", "is", "x"),
        Rule("name", "gt", "x"),
        Rule("name.more", "is", "x"),
        Rule('name" OR 1 --', "is", "x"),
        Rule("opportunity@owner_id", "has", Group()),
        Rule("contact@nothing", "has", Group()),
        Rule("account_id.nothing", "is", "x"),
        Rule("opportunity@contact_id", "has", None),
        Rule("last_contact", "last", (0, "days")),
        Rule("last_contact", "last", (3, "years")),
        Rule("last_contact", "on", "soon"),
        Rule("last_contact", "in", "this_age"),
        Rule("status", "any_of", "active"),
        Rule("name", "contains", None),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: Rule) -> None:
    with pytest.raises(ValueError, match=r"."):
        filters.check(Contact, Group("all", (rule,)))


def test_a_filter_keeps_what_is_known_when_a_field_is_gone() -> None:
    kept = Rule("title", "is", "CEO")
    found, lost = filters.known(Contact, Group("all", (Rule("gone", "is", 1), Group("any", (kept,)))))
    assert (found, lost) == (Group("all", (Group("any", (kept,)),)), ["gone"])


def test_the_kept_form_of_a_filter_comes_back_whole() -> None:
    for _entity, rule, _expected in CASES:
        group = Group("none", (rule, Group("any", (rule,))))
        assert filters.from_json(filters.as_json(group)) == group


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"all":3}', '{"some":[]}', '{"all":[{"op":"is"}]}', '{"all":[3]}'])
def test_a_kept_form_that_is_none_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="Make it anew"):
        filters.from_json(text)


def test_a_filter_knows_the_tables_that_it_looks_at() -> None:
    found = Group("all", (Rule("account_id.opportunity@account_id", "has", OPEN_DEAL),))
    assert filters.tables_of(Contact, found) == {"account", "opportunity", "stage"}


def test_stages_and_codes_are_quick_and_texts_are_not() -> None:
    assert filter_sql.is_quick(Opportunity, OPEN_DEAL)
    assert filter_sql.is_quick(Contact, Group("all", (Rule("status", "any_of", ("active",)),)))
    assert not filter_sql.is_quick(Contact, Group("all", (Rule("title", "contains", "x"),)))
    assert not filter_sql.is_quick(Contact, Group("any", (Rule("status", "any_of", ("active",)),)))
