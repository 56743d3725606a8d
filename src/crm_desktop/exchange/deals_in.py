"""What an import knows of opportunities beyond their columns: their true past.

A file tells when a deal entered the pipeline and when it was closed, and what it was worth then. Before it was closed
nobody knew that value: until then the product's list price stands, marked so. An open deal without an entry day is
known from the last day that the file mentions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model import Stage
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.services import pipeline
from crm_desktop.storage.store import raw_of

State = dict[str, Any]


class DealsIn:
    """One import of opportunities: the stages it uses, the list prices, and the last day that the file mentions."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.horizon: date | None = None
        self.entry_stage: Stage | None = None
        self.stages = {stage.id: stage for stage in pipeline.stages(session)}
        self.products: dict[int, tuple[str, Any]] = {
            i: (name, price) for i, name, price in raw_of(session).execute("SELECT id, name, price FROM product")
        }
        self.accounts: dict[int, str] = dict(raw_of(session).execute("SELECT id, name FROM account").fetchall())

    def look(self, rows: Iterable[dict[str, Any]]) -> None:
        """Learn from all rows: the last day mentioned, and the stage in which dated deals begin."""
        dated = set()
        for values in rows:
            for name in ("entered_on", "closed_on", "close_date"):
                day = values.get(name)
                if day is not None and day <= dates.today() and (self.horizon is None or day > self.horizon):
                    self.horizon = day
            stage = self.stages.get(values.get("stage_id") or 0)
            if stage is not None and stage.kind == "open" and values.get("entered_on"):
                dated.add(stage.position)
        self.entry_stage = next(
            (s for s in self.stages.values() if s.kind == "open" and s.position in dated), None
        ) or next((s for s in self.stages.values() if s.kind == "open"), None)

    def complete(self, values: dict[str, Any], *, is_new: bool) -> None:
        """Fill in what the row leaves open: the name, the day of closing, the list price."""
        stage = self.stages.get(values.get("stage_id") or 0)
        if stage is not None and stage.kind != "open" and "closed_on" not in values and values.get("close_date"):
            values["closed_on"] = values.pop("close_date")
        if not is_new:
            return
        if not values.get("name"):
            parts = (
                self.products.get(values.get("product_id") or 0, ("", None))[0],
                self.accounts.get(values.get("account_id") or 0, ""),
            )
            values["name"] = ", ".join(filter(None, parts)) or values.get("reference")
        if stage is None or stage.kind == "open":
            if values.get("amount") is None and values.get("product_id"):
                values["amount"] = _price(self.products.get(values["product_id"]))
                values["amount_from_list"] = True

    def trail(self, deal: dict[str, Any]) -> list[State]:
        """Return the states of a new deal, oldest first."""
        stage = self.stages[deal["stage_id"]]
        entered, closed = deal.get("entered_on"), deal.get("closed_on")
        now = {name: deal.get(name) for name in TRACKED}
        if stage.kind == "open":
            since = entered or self.horizon
            return [_state(now, stage, min(since, dates.today()) if since else None)]
        states = [_state(now, stage, closed)]
        if entered is not None and self.entry_stage is not None:
            price = _price(self.products.get(deal.get("product_id") or 0))
            before = now | {
                "stage_id": self.entry_stage.id,
                "probability": self.entry_stage.probability,
                "category": self.entry_stage.category,
                "closed_on": None,
                "amount": price if deal.get("product_id") else now["amount"],
                "amount_from_list": bool(deal.get("product_id")),
            }
            states.insert(0, _state(before, self.entry_stage, min(entered, closed) if closed else entered))
        return states


def fill_list_prices(session: Session) -> int:
    """Give deals that wait for a list price the price that has come meanwhile; return how many."""
    raw = raw_of(session)
    price = "(SELECT price FROM product WHERE product.id = product_id)"
    waiting = f"amount IS NULL AND amount_from_list AND {price} IS NOT NULL"
    raw.execute("UPDATE acting SET trailing = 0")
    raw.execute(f"UPDATE opportunity_state SET amount = {price} WHERE {waiting}")
    filled = raw.execute(f"UPDATE opportunity SET amount = {price} WHERE {waiting}").rowcount
    raw.execute("UPDATE acting SET trailing = 1")
    return filled


def date_closing(session: Session, deal: int, closed_on: date) -> None:
    """Let the closing that this step wrote into the trail lie on its true day, not on today."""
    raw_of(session).execute(
        """UPDATE opportunity_state SET since = max(:day, ifnull((SELECT max(b.since) FROM opportunity_state b
             WHERE b.opportunity_id = :deal AND b.id < opportunity_state.id), :day))
           WHERE opportunity_id = :deal AND kind <> 'open' AND since > :day
             AND id = (SELECT max(id) FROM opportunity_state WHERE opportunity_id = :deal)""",
        {"day": dates.moment_text(dates.noon(closed_on)), "deal": deal},
    )


def _state(values: State, stage: Stage, since: date | None) -> State:
    return values | {"kind": stage.kind, "since": dates.noon(since) if since else dates.now()}


def _price(product: tuple[str, Any] | None) -> Any:
    return None if product is None or product[1] is None else Decimal(product[1]).scaleb(-4)
