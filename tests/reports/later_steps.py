"""What somebody may do to a book in the days after a report was printed, at random and one step a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.exchange import intake
from crm_desktop.model import (
    Account,
    Activity,
    Attendee,
    Contact,
    ExchangeRate,
    Goal,
    Manager,
    Opportunity,
    Product,
    Record,
    Seller,
    Stage,
)
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import book, lists, records, sales_process
from crm_desktop.storage import journal
from crm_desktop.storage.store import Store, raw_of
from tests.reports import later_days
from tests.reports.books import Desk

NAMED: Final[Sequence[type[Record]]] = (Seller, Account, Product, Stage, Manager, Contact)
DELETED: Final[Sequence[type[Record]]] = (Seller, Account, Product, Manager, Contact, Opportunity, Activity, Attendee)


class Hand:
    """Somebody at work after the day of the report; `chance` says what he does."""

    def __init__(self, desk: Desk, chance: Random, day: date, folder: Path) -> None:
        self._desk, self.chance, self._folder = desk, chance, folder
        self.day = day
        self.did: set[str] = set()
        """Which of the `STEPS` could be taken."""
        self._taken = 0

    @property
    def _store(self) -> Store:
        return self._desk.store

    def does(self, name: str) -> None:
        """Take one of the `STEPS` on the next day."""
        self.day += timedelta(days=1)
        self._desk.on(self.day)
        try:
            STEPS[name](self)
        except UserError:
            return  # such as the last open stage, which cannot go
        self.did.add(name)

    def acts(self, work: Callable[[Session], Any]) -> None:
        """Do something in a step of its own."""
        before = self._last()
        self._desk.does(work)
        self._taken += self._last() != before

    def any(self, session: Session, model: type[Record]) -> Any:
        """Return some record. Raises UserError where there is none."""
        found = session.scalars(select(model).order_by(model.__table__.c.id)).all()
        if not found:
            raise UserError("There is none any more.")
        return self.chance.choice(found)

    def id_or_none(self, session: Session, model: type[Record]) -> int | None:
        """Return the id of some record, or now and then None."""
        return None if self.chance.random() < 0.2 else self.any(session, model).id

    def changes(self, model: type[Record], values: Callable[[Session], dict[str, Any]]) -> None:
        """Change some record."""
        self.acts(lambda session: records.update(session, self.any(session, model), values(session)))

    def noon(self, days: int) -> datetime:
        """Return the noon of a day from the one of the step on."""
        return datetime.combine(self.day + timedelta(days=days), time(12)).astimezone()

    def renames(self) -> None:
        """Give something another name."""
        self.changes(self.chance.choice(NAMED), lambda _s: {"name": f"Renamed on {self.day}"})

    def deletes(self) -> None:
        """Delete something."""
        model = self.chance.choice(DELETED)
        self.acts(lambda session: records.delete(session, model, [self.any(session, model).id]))

    def brings_back(self) -> None:
        """Bring back something that was deleted."""

        def work(session: Session) -> None:
            raw = raw_of(session)
            gone = [one for model in DELETED for one in journal.deletions(raw, model.__tablename__)]
            if not gone:
                raise UserError("Nothing was deleted.")
            records.restore(session, self.chance.choice(gone).id)

        self.acts(work)

    def changes_a_deal(self) -> None:
        """Change an opportunity."""
        chance = self.chance

        def values(session: Session) -> dict[str, Any]:
            every = {
                "stage_id": self.any(session, Stage).id,
                "amount": chance.choice((None, Decimal(chance.randint(1, 9000)))),
                "currency": chance.choice((None, "EUR", "CHF")),
                "probability": Decimal(chance.randint(0, 100)) / 100,
                "category": chance.choice(("commit", "best_case", "omitted")),
                "close_date": self.day + timedelta(days=chance.randint(-60, 90)),
                "entered_on": self.day - timedelta(days=chance.randint(0, 90)),
                "owner_id": self.id_or_none(session, Seller),
                "account_id": self.id_or_none(session, Account),
                "product_id": self.id_or_none(session, Product),
                "contact_id": self.id_or_none(session, Contact),
                "source": chance.choice((None, "Fair", "Referral")),
                "loss_reason": chance.choice((None, "price", "duplicate", "Own words")),
            }
            return {name: every[name] for name in chance.sample(sorted(every), 3)}

        self.changes(Opportunity, values)

    def opens_a_deal(self) -> None:
        """Enter an opportunity with a new account."""

        def work(session: Session) -> None:
            account = records.create(session, Account, {"name": f"Account {self.day}"})
            stage = self.any(session, Stage)
            values = {"name": f"New on {self.day}", "amount": Decimal(777), "close_date": self.day}
            records.create(session, Opportunity, {**values, "account_id": account.id, "stage_id": stage.id})

        self.acts(work)

    def changes_a_goal(self) -> None:
        """Change a goal, or take it away."""
        if self.chance.random() < 0.5:
            self.changes(Goal, lambda _s: {"amount": Decimal(self.chance.randint(1, 9) * 1000)})
        else:
            self.acts(lambda session: records.delete(session, Goal, [self.any(session, Goal).id]))

    def changes_a_rate(self) -> None:
        """Change an exchange rate, take it away, or enter that of the day."""
        match self.chance.randrange(3):
            case 0:
                self.changes(ExchangeRate, lambda _s: {"amount": Decimal(self.chance.randint(1, 9))})
            case 1:
                self.acts(lambda session: records.delete(session, ExchangeRate, [self.any(session, ExchangeRate).id]))
            case _:
                self._desk.sets_rate("CHF", self.day, "1.5")
                self._taken += 1

    def settles(self) -> None:
        """Change the book's title or currency."""
        name, text = self.chance.choice((("title", f"Title of {self.day}"), ("currency", "EUR"), ("currency", "USD")))
        self.acts(lambda session: book.set_value(session, name, text))

    def changes_the_reasons(self) -> None:
        """Begin the list of the reasons of a loss, or change it."""

        def work(session: Session) -> None:
            known = lists.values(session, "loss_reason")
            if not known:
                lists.add_usual(session, "loss_reason")
                return
            change: dict[str, Any] = {"left_out": self.chance.random() < 0.5}
            if self.chance.random() < 0.5:
                change = {"name": f"Reason of {self.day}"}
            lists.edit_value(session, self.chance.choice(known), change)

        self.acts(work)

    def imports(self) -> None:
        """Import a file that changes opportunities and brings new ones."""

        def rows(session: Session) -> list[str]:
            found = session.execute(
                select(Opportunity.name, Account.name).join(Account, Opportunity.account_id == Account.id)
            )
            return [f"{name},{account},{self.chance.randint(1, 9999)}" for name, account in found]

        with self._store.read() as session:
            lines = ["Opportunity,Account,Amount", *rows(session)[:4], f"Imported {self.day},Import Ltd,5"]
        self._imports_lines(Opportunity, lines)

    def spells_anew(self) -> None:
        """Import a file that renames an account, whose opportunities may be named after it."""
        self._imports_lines(Account, ["Account ID,Account", f"A1,Spelled on {self.day}"])

    def _imports_lines(self, model: type[Record], lines: list[str]) -> None:
        path = self._folder / f"{self.day}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        before = self._last()
        intake.bring_in(self._store, [path], formats_for("en_US"), Task(), model=model)
        self._taken += self._last() != before

    def undoes(self) -> None:
        """Take back some of the steps, and perhaps repeat one."""
        for _step in range(min(self._taken, self.chance.randint(1, 3))):
            self._store.undo()
            self._taken -= 1
        if self.chance.random() < 0.4 and self._store.redo() is not None:
            self._taken += 1

    def _last(self) -> int | None:
        step = self._store.next_undo()
        return None if step is None else step.id


def shapes_stages(hand: Hand) -> None:
    """Change the sales process."""
    chance = hand.chance
    values = chance.choice(
        (
            {"limit_in_stage": chance.randint(1, 9), "limit_without_contact": None},
            {"limit_without_contact": chance.randint(1, 9)},
            {"probability": Decimal(chance.randint(0, 100)) / 100},
            {"category": chance.choice(("commit", "best_case", "omitted"))},
            {"kind": chance.choice(("open", "won", "lost"))},
        )
    )
    hand.changes(Stage, lambda _s: dict(values))


def orders_stages(hand: Hand) -> None:
    """Move a stage, add one or delete one."""

    def work(session: Session) -> None:
        stage = hand.any(session, Stage)
        match hand.chance.randrange(3):
            case 0:
                sales_process.move_stage(session, stage, hand.chance.choice((-1, 1)))
            case 1:
                sales_process.add_stage(session, stage.pipeline_id)
            case _:
                sales_process.delete_stage(session, stage)

    hand.acts(work)


def changes_the_team(hand: Hand) -> None:
    """Give a seller another manager or territory, or an account another parent or industry."""
    if hand.chance.random() < 0.5:
        hand.changes(
            Seller, lambda session: {"manager_id": hand.id_or_none(session, Manager), "territory": f"{hand.day}"}
        )
    else:
        hand.changes(
            Account, lambda session: {"parent_id": hand.id_or_none(session, Account), "industry": f"{hand.day}"}
        )


def prices_a_product(hand: Hand) -> None:
    """Give a product another list price."""
    hand.changes(Product, lambda _s: {"price": Decimal(hand.chance.randint(1, 900))})


def merges(hand: Hand) -> None:
    """Make one of two accounts: the links of one go to the other, then it is deleted."""

    def work(session: Session) -> None:
        accounts = session.scalars(select(Account.id).order_by(Account.id)).all()
        if len(accounts) < 2:
            raise UserError("There is only one.")
        kept, gone = hand.chance.sample(accounts, 2)
        for model in (Opportunity, Contact, Activity):
            for one in session.scalars(select(model).where(model.__table__.c.account_id == gone)):
                records.update(session, one, {"account_id": kept})
        records.delete(session, Account, [gone])

    hand.acts(work)


STEPS: Final[dict[str, Callable[[Hand], None]]] = {
    step.__name__: step
    for step in (
        Hand.renames, Hand.deletes, Hand.brings_back, shapes_stages, orders_stages, changes_the_team, prices_a_product,
        merges, Hand.changes_a_deal, Hand.opens_a_deal, later_days.changes_an_activity, later_days.plans,
        later_days.changes_a_contact, later_days.meets_somebody, later_days.finishes, later_days.changes_a_series,
        later_days.logs, later_days.says_who_came, later_days.adds_a_guest, Hand.changes_a_goal, Hand.changes_a_rate,
        Hand.settles, Hand.changes_the_reasons, Hand.imports, Hand.spells_anew, Hand.undoes,
    )
}  # fmt: skip
