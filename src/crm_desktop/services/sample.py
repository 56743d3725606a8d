"""An invented book of business to look around in: a territory of fifteen months, the same for everyone on the same day.

Everything is seeded and counted back from today, so that the calendar, the week's bridge and the forecast are alive
whenever it is made. Names of companies and people are made up; their addresses end in `.example`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.task import Task
from crm_desktop.base.text import fold
from crm_desktop.model import (
    Account,
    Activity,
    Contact,
    Goal,
    Note,
    Opportunity,
    OpportunityState,
    Product,
    Record,
    Seller,
    Stage,
)
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.services import pipeline, records, sample_week, series
from crm_desktop.storage import bulk
from crm_desktop.storage.store import Store

TITLE = "Northwind territory"
SEED = 47
DEALS = 270
RECENT = 56
COMPANIES = (
    ("Betasoloin Optik", "Optics", "Jena", "Germany"), ("Bioplex Labs", "Medical", "Basel", "Switzerland"),
    ("Cancity Retail", "Retail", "Leeds", "United Kingdom"), ("Codehow Software", "Software", "Milano", "Italy"),
    ("Condax Freight", "Logistics", "Rotterdam", "Netherlands"), ("Conecom Networks", "Telecom", "Lyon", "France"),
    ("Dambase Media", "Marketing", "København", "Denmark"), ("Domzoom Studios", "Entertainment", "Praha", "Czechia"),
    ("Donquad Technik", "Machinery", "Linz", "Austria"), ("Doncon Construction", "Construction", "Cork", "Ireland"),
    ("Faxquote Office", "Services", "Antwerpen", "Belgium"), ("Finhigh Capital", "Finance", "Luxembourg", "Luxembourg"),
    ("Finjob Staffing", "Services", "Helsinki", "Finland"), ("Fasehatice Textil", "Textiles", "Porto", "Portugal"),
    ("Ganjaflex Foods", "Food", "Bologna", "Italy"), ("Golddex Trading", "Finance", "Genève", "Switzerland"),
    ("Green-Plus Energie", "Energy", "Freiburg im Breisgau", "Germany"), ("Hottechi Elektronik", "Electronics", "Stuttgart", "Germany"),
    ("Inity Design", "Marketing", "Malmö", "Sweden"), ("Isdom Clinics", "Medical", "Utrecht", "Netherlands"),
    ("Kan-code Systems", "Software", "Gdańsk", "Poland"), ("Kinnamplus Care", "Medical", "Oslo", "Norway"),
    ("Labdrill Mining", "Mining", "Kiruna", "Sweden"), ("Mathtouch Schulen", "Education", "Wien", "Austria"),
    ("Nam-zim Agrar", "Agriculture", "Debrecen", "Hungary"), ("Opentech Werkzeugmaschinenvertriebsgesellschaft", "Machinery", "Chemnitz", "Germany"),
    ("Plexzap Power", "Energy", "Aarhus", "Denmark"), ("Rangreen Parks", "Services", "Bristol", "United Kingdom"),
    ("Ron-tech Robotics", "Machinery", "Torino", "Italy"), ("Silis Glas", "Materials", "Mainz", "Germany"),
    ("Singletechno Retail", "Retail", "Barcelona", "Spain"), ("Sonron Audio", "Electronics", "Eindhoven", "Netherlands"),
    ("Stanredtax Advisers", "Finance", "Edinburgh", "United Kingdom"), ("Streethex Mobility", "Automotive", "Göteborg", "Sweden"),
    ("Sumace Insurance", "Finance", "Zürich", "Switzerland"), ("Sunnamplex Solar", "Energy", "Sevilla", "Spain"),
    ("Treequote Forestry", "Agriculture", "Umeå", "Sweden"), ("Vehement Capital", "Finance", "Paris", "France"),
    ("Xx-holding Hotels", "Hospitality", "Lisboa", "Portugal"), ("Yearin Water", "Utilities", "Tallinn", "Estonia"),
    ("Zathunicon Space", "Aerospace", "Toulouse", "France"), ("Zencorporation Trade", "Retail", "Vilnius", "Lithuania"),
    ("شركة النور للتجارة", "Retail", "دبي", "United Arab Emirates"), ("東西貿易株式会社", "Electronics", "大阪", "Japan"),
)  # fmt: skip
FIRST = ("Anna", "Bram", "Chioma", "Dario", "Eun-ji", "Farid", "Greta", "Hana", "Ivo", "Jun", "Kemi", "Lars", "Mina", "Noor", "Olga", "Pavel", "Rosa", "Søren", "Tomás", "Ute", "Vera", "Wim", "Yusuf", "Zoë")  # fmt: skip
LAST = ("Lindqvist", "de Wit", "Obi", "Conti", "Park", "Haddad", "Olsen", "Novák", "Petrov", "Watanabe", "Ade", "Holm", "Rahimi", "Aziz", "Müller", "García", "O’Brien", "Nowak", "Silva", "Fischer", "Dubois", "Virtanen")  # fmt: skip
TITLES = ("CEO", "CFO", "CTO", "Head of IT", "Buyer", "Plant manager", "Purchasing", "VP Operations", "Director", "Office manager", "Controller")  # fmt: skip
PRODUCTS = (("GTX Basic", "GTX", 550), ("GTX Pro", "GTX", 4821), ("GTX Plus Basic", "GTX", 1096), ("GTX Plus Pro", "GTX", 5482), ("GTK 500", "GTK", 26768), ("MG Special", "MG", 55), ("MG Advanced", "MG", 3393))  # fmt: skip
SELLERS = (("Maureen Marcano", "North"), ("Daniell Hammack", "South"), ("Vicki Laflamme", "West"))
DONE = (("call", N_("Agreed on the scope of the pilot")), ("call", N_("Budget question, will ask the board")), ("email", N_("Sent the proposal")), ("meeting", N_("Demo for the plant team")), ("visit", N_("Walk through the site")), ("email", N_("Answered questions on the contract")))  # fmt: skip
NEXT = (("call", N_("Call about the offer")), ("meeting", N_("Review the proposal together")), ("task", N_("Send references")), ("visit", N_("Visit and measure the site")), ("task", N_("Prepare the quote")))  # fmt: skip
REASONS = ("price", "competitor", "no_budget", "no_decision", "fit")


def fill(store: Store, task: Task | None = None) -> None:
    """Put the sample book into a new file, as one step."""
    with store.act(_("Sample data")) as session:
        _Maker(session, task or Task()).make()


@dataclass
class _Deal:
    """A deal on its way: what it is now and the states that it was in."""

    values: dict[str, Any]
    states: list[dict[str, Any]] = field(default_factory=list)


class _Maker:
    def __init__(self, session: Session, task: Task) -> None:
        self.session, self.task = session, task
        self.dice = random.Random(SEED)  # noqa: S311 - invented data, no secret
        self.today = dates.today()
        stages = pipeline.stages(session)
        self.open = [stage for stage in stages if stage.kind == "open"]
        self.won = next(stage for stage in stages if stage.kind == "won")
        self.lost = next(stage for stage in stages if stage.kind == "lost")

    def make(self) -> None:
        """Make everything, targets of links first."""
        self.sellers = self._add(
            Seller, [{"name": n, "territory": t, "email": _address(n, "northwind.example")} for n, t in SELLERS]
        )
        self.products = self._add(Product, [{"name": n, "family": f, "price": Decimal(p)} for n, f, p in PRODUCTS])
        self.accounts = self._add(Account, [self._account(*company) for company in COMPANIES])
        people = [self._person(index) for index in range(len(COMPANIES) * 3)]
        self.contacts = self._add(Contact, people)
        self.people = [(i, p["account_id"]) for i, p in zip(self.contacts, people, strict=True)]
        self._make_goals()
        self.deals = [self._deal(index) for index in range(DEALS)]
        self._store_deals()
        self._make_activities()

    def _add(self, model: type[Record], rows: list[dict[str, Any]]) -> Sequence[int]:
        columns = [*model.editable(), "created", "changed"]
        kinds = [model.fields()[name].kind for name in columns]
        whole = [records.prepared(self.session, model, row) for row in rows]
        raw = [
            [
                kind.dump(row.get(name) or (dates.now() if name in {"created", "changed"} else row.get(name)))
                for name, kind in zip(columns, kinds, strict=True)
            ]
            for row in whole
        ]
        return bulk.insert_rows(self.session, model, columns, raw, self.task, trail=False)

    def _account(self, name: str, industry: str, city: str, country: str) -> dict[str, Any]:
        word = fold(name.split(maxsplit=1)[0]).replace("-", "")
        host = f"{word if word.isascii() else 'trade'}.example"
        return {
            "name": name, "industry": industry, "city": city, "country": country, "website": f"www.{host}", "email": f"office@{host}",
            "phone": f"+{self.dice.randint(30, 49)} {self.dice.randint(10, 99)} 555 {self.dice.randint(1000, 9999)}",
            "employees": self.dice.choice((9, 40, 120, 350, 900, 2400)), "founded": self.dice.randint(1952, 2019),
            "status": self.dice.choice(("prospect", "potential", "active", "active", "inactive")), "owner_id": self.dice.choice(self.sellers),
        }  # fmt: skip

    def _person(self, index: int) -> dict[str, Any]:
        account = index % len(COMPANIES)
        first, last = FIRST[index % len(FIRST)], LAST[(index * 5 + index // len(FIRST)) % len(LAST)]
        return {
            "first_name": first, "last_name": last, "account_id": self.accounts[account], "title": self.dice.choice(TITLES),
            "status": self.dice.choice(("prospect", "potential", "active", "active", "inactive")), "email": _address(f"{first} {last}", f"a{account}.example"),
            "mobile": f"+{self.dice.randint(30, 49)} 333 555 {self.dice.randint(1000, 9999)}", "owner_id": self.dice.choice(self.sellers),
            "birthday": date(self.dice.randint(1958, 1999), self.dice.randint(1, 12), self.dice.randint(1, 28)), "source": self.dice.choice(("Trade fair", "Web form", "Referral", "Cold call")),
        }  # fmt: skip

    def _make_goals(self) -> None:
        year = dates.fiscal_year_of(self.today)
        quarters = [dates.quarter_of(dates.add_months(year.first, 3 * n)) for n in range(4)]
        rows = [
            {"name": f"Q{n} {q.first.year}", "first_day": q.first, "last_day": q.last, "amount": Decimal(900_000)}
            for n, q in enumerate(quarters, 1)
        ]
        share = (Decimal(380_000), Decimal(300_000), Decimal(220_000))
        rows += [
            {**row, "seller_id": seller, "amount": amount}
            for row in rows
            for seller, amount in zip(self.sellers, share, strict=True)
        ]
        self._add(Goal, rows)

    def _deal(self, index: int) -> _Deal:
        """Let a deal enter on some day and run through its stages until it is decided or today has come."""
        is_recent = index >= DEALS - RECENT
        age = self.dice.randint(1, 75) if is_recent else self.dice.randint(60, 450)
        day = self.today - timedelta(days=age)
        contact, account = self.dice.choice(self.people)
        product = self.dice.randrange(len(PRODUCTS))
        name, _family, price = PRODUCTS[product]
        seats = max(1, round(self.dice.choice((3_000, 8_000, 14_000, 22_000, 30_000, 60_000)) / price / 5) * 5)
        values: dict[str, Any] = {
            "name": f"{name}, {seats} seats" if seats > 1 else name, "account_id": account, "contact_id": contact, "product_id": self.products[product],
            "amount": Decimal(price * seats), "owner_id": self.dice.choice(self.sellers), "entered_on": day,
            "close_date": day + timedelta(days=self.dice.randint(35, 100)), "source": self.dice.choice(("Trade fair", "Web form", "Referral", None)),
        }  # fmt: skip
        deal = _Deal(values)
        for stage in self.open:
            self._enter(deal, stage, day)
            day += timedelta(days=self.dice.randint(5, 24))
            if self.dice.random() < 0.4:
                self._reconsider(deal, day - timedelta(days=3))
            if day > self.today:
                return self._look_again(deal)
            if self.dice.random() < 0.11:
                return self._lose(deal, day)
        if self.dice.random() < 0.3:
            return self._lose(deal, day)
        deal.values |= {"closed_on": day}
        self._enter(deal, self.won, day)
        return deal

    def _look_again(self, deal: _Deal) -> _Deal:
        """Give most open deals whose day of closing has passed a new one, as a tidy seller does."""
        if deal.values["close_date"] <= self.today and self.dice.random() < 0.8:
            deal.values["close_date"] = self.today + timedelta(days=self.dice.randint(3, 50))
            self._keep_state(deal, self.today - timedelta(days=self.dice.randint(1, 9)))
        return deal

    def _lose(self, deal: _Deal, day: date) -> _Deal:
        deal.values |= {"closed_on": day, "loss_reason": self.dice.choice(REASONS)}
        self._enter(deal, self.lost, day)
        return deal

    def _reconsider(self, deal: _Deal, day: date) -> None:
        """Let the amount or the expected day of closing change under way."""
        if day > self.today:
            return
        if self.dice.random() < 0.5:
            deal.values["amount"] = (
                deal.values["amount"] * self.dice.choice((Decimal("0.8"), Decimal("1.25"), Decimal("1.5")))
            ).quantize(Decimal(1))
        else:
            deal.values["close_date"] += timedelta(days=self.dice.randint(14, 45))
        self._keep_state(deal, day)

    def _enter(self, deal: _Deal, stage: Stage, day: date) -> None:
        deal.values |= {"stage_id": stage.id, "probability": stage.probability, "category": stage.category}
        self._keep_state(deal, day)

    def _keep_state(self, deal: _Deal, day: date) -> None:
        kind = (
            self.won.kind
            if deal.values["stage_id"] == self.won.id
            else self.lost.kind
            if deal.values["stage_id"] == self.lost.id
            else "open"
        )
        deal.states.append(
            {name: deal.values.get(name) for name in TRACKED}
            | {"kind": kind, "since": min(dates.noon(day), dates.now()), "amount_from_list": False}
        )

    def _store_deals(self) -> None:
        self.deal_ids = self._add(Opportunity, [deal.values for deal in self.deals])
        table = OpportunityState.__table__
        columns = [column.name for column in table.columns if column.name != "id"]
        rows = []
        for deal_id, deal in zip(self.deal_ids, self.deals, strict=True):
            for state in deal.states:
                whole = state | {"opportunity_id": deal_id}
                rows.append(
                    [
                        t.kind.dump(whole[n]) if hasattr(t := table.columns[n].type, "kind") else whole[n]
                        for n in columns
                    ]
                )
        bulk.insert_rows(self.session, OpportunityState, columns, rows, self.task)

    def _make_activities(self) -> None:
        rows: list[dict[str, Any]] = []
        for deal_id, deal in zip(self.deal_ids, self.deals, strict=True):
            links = {name: deal.values[name] for name in ("account_id", "contact_id", "owner_id")} | {
                "opportunity_id": deal_id
            }
            last = deal.values.get("closed_on") or self.today
            day = deal.values["entered_on"]
            while day < last:
                kind, text = self.dice.choice(DONE)
                rows.append(
                    {"kind": kind, "name": _(text), "starts": self._at(day), "minutes": 30, "done": True, **links}
                )
                day += timedelta(days=self.dice.randint(5, 32))
            if not deal.values.get("closed_on") and self.dice.random() < 0.6:
                kind, text = self.dice.choice(NEXT)
                ahead = self.today + timedelta(days=self.dice.randint(-2, 14))
                rows.append(
                    {"kind": kind, "name": _(text), "starts": self._at(ahead), "minutes": 45, "done": False, **links}
                )
        rows += sample_week.rows(self.today, self.accounts, self.sellers[0])
        self._add(Activity, rows)
        self._settle_series()
        text = _("Met at the trade fair; wants a pilot before the summer.")
        self._add(Note, [{"name": text, "entity_name": "account", "record_id": i} for i in self.accounts[::6]])

    def _settle_series(self) -> None:
        """Let nothing be owed of the series from before today: whoever looks around has missed none."""
        until = datetime.combine(self.today, time()).astimezone(UTC)
        for one in self.session.scalars(select(Activity).where(Activity.recurrence.is_not(None))):
            series.settle(self.session, one, until)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self.dice.randint(8, 16), self.dice.choice((0, 15, 30, 45)))).astimezone(UTC)


def _address(name: str, host: str) -> str:
    word = "".join(c for c in fold(name).replace(" ", ".") if (c.isascii() and c.isalnum()) or c == ".")
    return f"{word.strip('.') or 'office'}@{host}"
