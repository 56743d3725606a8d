"""The past that an import gives to the deals of one file, as states of their trail.

A file tells when a deal entered the pipeline and when it was closed, and what it was worth then. Where the open deals
of the file have amounts, the closed ones had theirs before they were closed too. Elsewhere nobody knew that value:
until then the product's list price stands, marked so, and where there is none yet, the one value that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.model import Stage
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.schema.kinds import Percent
from crm_desktop.storage.store import raw_of

_PERCENT = Percent()


@dataclass
class DealTrail:
    """The states of new deals: `entry` is the stage in which the dated ones began, `horizon` the file's last day.

    `price` returns the list price of a product in file values; None where the amounts of the file hold before a closing.
    """

    session: Session
    stages: Mapping[int, Stage]
    entry: Stage | None
    horizon: date | None
    price: Callable[[int], int | None] | None
    undated: int = 0
    """How many open deals have no day of entry; counted on the way."""

    def states(self, new: Iterable[range]) -> Iterator[tuple[Any, ...]]:
        """Yield the states of deals in file values, those of each deal the oldest first."""
        columns = ", ".join(f'"{column}"' for column in TRACKED)
        sql = f"SELECT id, entered_on, {columns} FROM opportunity WHERE id >= ? AND id < ? ORDER BY id"
        for ids in new:
            for row in raw_of(self.session).execute(sql, (ids.start, ids.stop)).fetchall():
                yield from self._past(row[0], row[1], dict(zip(TRACKED, row[2:], strict=True)))

    def _past(self, deal: int, entered: str | None, now: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        stage, closed = self.stages[now["stage_id"]], now["closed_on"]
        if stage.kind == "open":
            self.undated += entered is None
            known = entered or (self.horizon.isoformat() if self.horizon else None)
            since = noon_of(min(known, dates.today().isoformat())) if known else dates.moment_text(dates.now())
            yield deal, stage.kind, since, *now.values()
            return
        if entered is not None and self.entry is not None:
            yield deal, self.entry.kind, noon_of(min(entered, closed)), *self._before(now, self.entry).values()
        yield deal, stage.kind, noon_of(closed), *now.values()

    def _before(self, now: dict[str, Any], entry: Stage) -> dict[str, Any]:
        """Return what a closed deal was when it entered the pipeline."""
        return now | {
            "stage_id": entry.id,
            "probability": _PERCENT.dump(entry.probability),
            "category": entry.category,
            "closed_on": None,
            **self._worth(now["product_id"], now["amount"]),
        }

    def _worth(self, product: int | None, amount: int | None) -> dict[str, Any]:
        """Return what a closed deal was worth before; nothing at the close tells of nothing before."""
        if self.price is None or product is None:
            return {"amount": amount, "amount_from_list": 0}
        price = self.price(product)
        return {"amount": (amount or None) if price is None else price, "amount_from_list": 1}


@lru_cache(maxsize=4096)
def noon_of(day: str) -> str:
    """Return the moment that stands for a day in the trail."""
    return dates.moment_text(dates.noon(date.fromisoformat(day)))
