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
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import activities, book, lists, records, sales_process, series
from crm_desktop.storage import journal
from crm_desktop.storage.store import Store, raw_of
from tests.reports.books import FRIDAY as PRINTED
from tests.reports.books import Desk

NAMED: Final[Sequence[type[Record]]] = (Seller, Account, Product, Stage, Manager, Contact)
DELETED: Final[Sequence[type[Record]]] = (Seller, Account, Product, Manager, Contact, Opportunity, Activity, Attendee)


class Hand:
    """Somebody at work after the day of the report; `chance` says what he does."""

    def __init__(self, desk: Desk, chance: Random, day: date, folder: Path) -> None:
        self._desk, self._chance, self._folder = desk, chance, folder
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
        return self._chance.choice(found)

    def id_or_none(self, session: Session, model: type[Record]) -> int | None:
        """Return the id of some record, or now and then None."""
        return None if self._chance.random() < 0.2 else self.any(session, model).id

    def changes(self, model: type[Record], values: Callable[[Session], dict[str, Any]]) -> None:
        """Change some record."""
        self.acts(lambda session: records.update(session, self.any(session, model), values(session)))

    def noon(self, days: int) -> datetime:
        """Return the noon of a day from the one of the step on."""
        return datetime.combine(self.day + timedelta(days=days), time(12)).astimezone()

    def renames(self) -> None:
        """Give something another name."""
        self.changes(self._chance.choice(NAMED), lambda _s: {"name": f"Renamed on {self.day}"})

    def deletes(self) -> None:
        """Delete something."""
        model = self._chance.choice(DELETED)
        self.acts(lambda session: records.delete(session, model, [self.any(session, model).id]))

    def brings_back(self) -> None:
        """Bring back something that was deleted."""

        def work(session: Session) -> None:
            raw = raw_of(session)
            gone = [one for model in DELETED for one in journal.deletions(raw, model.__tablename__)]
            if not gone:
                raise UserError("Nothing was deleted.")
            records.restore(session, self._chance.choice(gone).id)

        self.acts(work)

    def shapes_stages(self) -> None:
        """Change the sales process."""
        chance = self._chance
        values = chance.choice(
            (
                {"limit_in_stage": chance.randint(1, 9), "limit_without_contact": None},
                {"limit_without_contact": chance.randint(1, 9)},
                {"probability": Decimal(chance.randint(0, 100)) / 100},
                {"category": chance.choice(("commit", "best_case", "omitted"))},
                {"kind": chance.choice(("open", "won", "lost"))},
            )
        )
        self.changes(Stage, lambda _s: dict(values))

    def orders_stages(self) -> None:
        """Move a stage, add one or delete one."""

        def work(session: Session) -> None:
            stage = self.any(session, Stage)
            match self._chance.randrange(3):
                case 0:
                    sales_process.move_stage(session, stage, self._chance.choice((-1, 1)))
                case 1:
                    sales_process.add_stage(session, stage.pipeline_id)
                case _:
                    sales_process.delete_stage(session, stage)

        self.acts(work)

    def changes_a_deal(self) -> None:
        """Change an opportunity."""
        chance = self._chance

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

    def changes_an_activity(self) -> None:
        """Move an activity, link it otherwise, finish it or take it back."""
        chance = self._chance

        def values(session: Session) -> dict[str, Any]:
            every = {
                "starts": self.noon(chance.randint(-40, 20)),
                "name": f"Renamed on {self.day}",
                "minutes": chance.choice((None, 30, 3 * DAY_MINUTES)),
                "all_day": chance.random() < 0.3,
                "location": chance.choice((None, "Hall 4")),
                "owner_id": self.id_or_none(session, Seller),
                "kind": chance.choice(("call", "task", "visit")),
                "done": chance.random() < 0.5,
                "account_id": self.id_or_none(session, Account),
                "contact_id": self.id_or_none(session, Contact),
                "opportunity_id": self.id_or_none(session, Opportunity),
            }
            return {name: every[name] for name in chance.sample(sorted(every), 3)}

        self.changes(Activity, values)

    def plans(self) -> None:
        """Enter something for days that were printed already, once or every week."""

        def work(session: Session) -> None:
            starts = PRINTED + timedelta(days=self._chance.randint(1, 14))
            values = {"name": f"Planned on {self.day}", "starts": datetime.combine(starts, time(9)).astimezone()}
            recurrence = self._chance.choice((None, "FREQ=WEEKLY"))
            records.create(session, Activity, {**values, "kind": "call", "recurrence": recurrence})

        self.acts(work)

    def finishes(self) -> None:
        """Finish an activity, or the next day of a series."""
        self.acts(lambda session: activities.finish(session, self.any(session, Activity), "Talked."))

    def changes_a_series(self) -> None:
        """Leave out days of a series, or move them."""

        def work(session: Session) -> None:
            one = session.scalars(select(Activity).where(Activity.recurrence.is_not(None))).first()
            first = None if one is None else series.first_open(one)
            if one is None or first is None:
                raise UserError("There is no series, or it is over.")
            which: series.Which = self._chance.choice(("one", "later", "all"))
            if self._chance.random() < 0.5:
                series.skip(session, one.id, first, which)
            else:
                series.change(session, one.id, first, which, {"starts": first + timedelta(days=1)})

        self.acts(work)

    def logs(self) -> None:
        """Log a call of the day."""
        self.acts(lambda session: activities.log(session, "call", "Hello", "account", self.any(session, Account).id))

    def changes_a_contact(self) -> None:
        """Change when somebody was born, the step of a lead, where it came from, whose it is."""
        chance = self._chance

        def values(session: Session) -> dict[str, Any]:
            every = {
                "birthday": chance.choice((None, date(1970, 11, 24), date(1980, 12, 2), date(1990, 5, 5))),
                "status": chance.choice(("prospect", "potential", "active", "inactive")),
                "source": chance.choice((None, "Fair", "Referral")),
                "owner_id": self.id_or_none(session, Seller),
                "account_id": self.id_or_none(session, Account),
            }
            return {name: every[name] for name in chance.sample(sorted(every), 3)}

        self.changes(Contact, values)

    def meets_somebody(self) -> None:
        """Enter a contact whose birthday was near when it was printed."""
        values = {"first_name": "Later", "last_name": f"{self.day}", "birthday": date(1975, 11, 26)}
        self.acts(lambda session: records.create(session, Contact, values))

    def prices_a_product(self) -> None:
        """Give a product another list price."""
        self.changes(Product, lambda _s: {"price": Decimal(self._chance.randint(1, 900))})

    def merges(self) -> None:
        """Make one of two accounts: the links of one go to the other, then it is deleted."""

        def work(session: Session) -> None:
            kept, gone = self.any(session, Account).id, self.any(session, Account).id
            if kept == gone:
                raise UserError("It is the same.")
            for model in (Opportunity, Contact, Activity):
                for one in session.scalars(select(model).where(model.__table__.c.account_id == gone)):
                    records.update(session, one, {"account_id": kept})
            records.delete(session, Account, [gone])

        self.acts(work)

    def says_who_came(self) -> None:
        """Change the presence of somebody who was asked to a meeting."""
        self.changes(Attendee, lambda _s: {"presence": self._chance.choice(("attended", "absent", "invited"))})

    def adds_a_guest(self) -> None:
        """Note that somebody else was at a meeting too."""

        def work(session: Session) -> None:
            activity, contact = self.any(session, Activity), self.any(session, Contact)
            values = {"activity_id": activity.id, "contact_id": contact.id, "presence": "attended"}
            records.create(session, Attendee, {"name": contact.name, **values})

        self.acts(work)

    def changes_a_goal(self) -> None:
        """Change a goal, or take it away."""
        if self._chance.random() < 0.5:
            self.changes(Goal, lambda _s: {"amount": Decimal(self._chance.randint(1, 9) * 1000)})
        else:
            self.acts(lambda session: records.delete(session, Goal, [self.any(session, Goal).id]))

    def changes_a_rate(self) -> None:
        """Change an exchange rate, take it away, or enter that of the day."""
        match self._chance.randrange(3):
            case 0:
                self.changes(ExchangeRate, lambda _s: {"amount": Decimal(self._chance.randint(1, 9))})
            case 1:
                self.acts(lambda session: records.delete(session, ExchangeRate, [self.any(session, ExchangeRate).id]))
            case _:
                self._desk.sets_rate("CHF", self.day, "1.5")
                self._taken += 1

    def settles(self) -> None:
        """Change the book's title or currency."""
        name, text = self._chance.choice((("title", f"Title of {self.day}"), ("currency", "EUR"), ("currency", "USD")))
        self.acts(lambda session: book.set_value(session, name, text))

    def changes_the_reasons(self) -> None:
        """Begin the list of the reasons of a loss, or change it."""

        def work(session: Session) -> None:
            known = lists.values(session, "loss_reason")
            if not known:
                lists.add_usual(session, "loss_reason")
                return
            change: dict[str, Any] = {"left_out": self._chance.random() < 0.5}
            if self._chance.random() < 0.5:
                change = {"name": f"Reason of {self.day}"}
            lists.edit_value(session, self._chance.choice(known), change)

        self.acts(work)

    def changes_the_team(self) -> None:
        """Give a seller another manager or territory, or an account another parent or industry."""
        if self._chance.random() < 0.5:
            self.changes(
                Seller, lambda session: {"manager_id": self.id_or_none(session, Manager), "territory": f"{self.day}"}
            )
        else:
            self.changes(
                Account, lambda session: {"parent_id": self.id_or_none(session, Account), "industry": f"{self.day}"}
            )

    def imports(self) -> None:
        """Import a file that changes opportunities and brings new ones."""

        def rows(session: Session) -> list[str]:
            found = session.execute(
                select(Opportunity.name, Account.name).join(Account, Opportunity.account_id == Account.id)
            )
            return [f"{name},{account},{self._chance.randint(1, 9999)}" for name, account in found]

        with self._store.read() as session:
            lines = ["Opportunity,Account,Amount", *rows(session)[:4], f"Imported {self.day},Import Ltd,5"]
        path = self._folder / f"{self.day}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        before = self._last()
        intake.bring_in(self._store, [path], formats_for("en_US"), Task(), model=Opportunity)
        self._taken += self._last() != before

    def undoes(self) -> None:
        """Take back some of the steps, and perhaps repeat one."""
        for _step in range(min(self._taken, self._chance.randint(1, 3))):
            self._store.undo()
            self._taken -= 1
        if self._chance.random() < 0.4 and self._store.redo() is not None:
            self._taken += 1

    def _last(self) -> int | None:
        step = self._store.next_undo()
        return None if step is None else step.id


STEPS: Final[dict[str, Callable[[Hand], None]]] = {
    step.__name__: step
    for step in (
        Hand.renames, Hand.deletes, Hand.brings_back, Hand.shapes_stages, Hand.orders_stages, Hand.changes_a_deal,
        Hand.opens_a_deal, Hand.changes_an_activity, Hand.plans, Hand.changes_a_contact, Hand.meets_somebody,
        Hand.prices_a_product, Hand.merges, Hand.finishes, Hand.changes_a_series, Hand.logs,
        Hand.says_who_came, Hand.adds_a_guest, Hand.changes_a_goal, Hand.changes_a_rate, Hand.settles, Hand.changes_the_reasons,
        Hand.changes_the_team, Hand.imports, Hand.undoes,
    )
}  # fmt: skip
