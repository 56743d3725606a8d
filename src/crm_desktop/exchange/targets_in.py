"""What an import of products and accounts owes to the deals that came before them.

Whatever order the files come in, the book is the same in the end: a deal that was named after its product and account
is spelled as they are, and a deal that waits for the list price takes it. Of a deal that came today the past is put
right as well: nothing has happened to it, it is only known better now. Of an older one that holds for the days before
it came into the book; a report of a day since then may have been printed, and stays as it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import grouped, ngettext
from crm_desktop.exchange.particulars import Particulars
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.services.rewriting import Change
from crm_desktop.storage.store import raw_of

_PRICE = "(SELECT price FROM product WHERE product.id = product_id)"
_WAITING = f"amount IS NULL AND amount_from_list AND {_PRICE} IS NOT NULL"
_STOOD_IN = f"""
amount_from_list AND kind = 'open' AND product_id IN (SELECT value FROM json_each(:products)) AND {_PRICE} IS NOT NULL
AND amount IS (SELECT l.amount FROM opportunity_state l WHERE l.opportunity_id = opportunity_state.opportunity_id
               AND l.kind IN ('won', 'lost') AND (l.since, l.id) > (opportunity_state.since, opportunity_state.id)
               ORDER BY l.since, l.id LIMIT 1)
"""
"""States of closed deals in which the value at the close stands, because the product had no price."""
_ACCOUNT = "(SELECT name FROM account WHERE account.id = account_id)"
_PRODUCT = "(SELECT name FROM product WHERE product.id = product_id)"
_NAMED = {"product": f"{{}} || ifnull(', ' || {_ACCOUNT}, '')", "account": f"ifnull({_PRODUCT} || ', ', '') || {{}}"}
_COLUMNS = ", ".join(TRACKED)
_STANDING = f"""
INSERT INTO opportunity_state(opportunity_id, kind, since, {_COLUMNS})
SELECT o.id, s.kind, o.created, {", ".join(f"s.{column}" for column in TRACKED)} FROM opportunity o JOIN opportunity_state s
ON s.id = (SELECT l.id FROM opportunity_state l WHERE l.opportunity_id = o.id AND l.since <= o.created
           ORDER BY l.since DESC, l.id DESC LIMIT 1)
WHERE o.id = :id AND o.created <= :yesterday AND s.since < o.created
"""
"""What an older deal was when it came into the book, as a state of its own: what was before it may be put right."""
_PUT_RIGHT = "since < (SELECT iif(created <= :yesterday, created, '9') FROM opportunity WHERE id = opportunity_id)"


@dataclass
class TargetsIn(Particulars):
    """One import of products or accounts."""

    _priced: list[int] = field(default_factory=list)

    def changed(self, changes: list[Change]) -> None:
        """Let deals that are named after a record follow its spelling; remember products that had no price."""
        for change in changes:
            if change.after.get("price") is not None and change.before["price"] is None:
                self._priced.append(change.id)
            if "name" in change.after:
                self._respell(change.id, change.before["name"], change.after["name"])

    def finish(self) -> None:
        """Give deals that wait for a list price the price that has come meanwhile."""
        if self.links.own != "product":
            return
        raw = raw_of(self.session)
        found = raw.execute(f"SELECT DISTINCT opportunity_id FROM opportunity_state WHERE {_WAITING}")
        raw.executemany(_STANDING, [{"id": deal, **_yesterday()} for (deal,) in found.fetchall()])
        price = f"SET amount = {_PRICE} WHERE {_WAITING}"
        raw.execute(f"UPDATE opportunity_state {price} AND {_PUT_RIGHT}", _yesterday())
        stood_in = f"UPDATE opportunity_state SET amount = {_PRICE} WHERE {_STOOD_IN} AND {_PUT_RIGHT}"
        raw.execute(stood_in, {"products": json.dumps(self._priced), **_yesterday()})
        taken = _update_deals(raw, price, [_yesterday()])
        if taken:
            sentence = ngettext(
                "{n} opportunity had waited for the list price of its product and took it.",
                "{n} opportunities had waited for the list price of their product and took it.",
                taken,
            )
            self.notes.append(sentence.format(n=grouped(taken)))

    def _respell(self, record_id: int, old: str, new: str) -> None:
        raw, own = raw_of(self.session), self.links.own
        before, after = _NAMED[own].format("?2"), _NAMED[own].format("?3")
        sql = f"SELECT {after}, id, name FROM opportunity WHERE {own}_id = ?1 AND name = {before}"
        found = [
            {"new": name, "id": deal, "old": stood, **_yesterday()}
            for name, deal, stood in raw.execute(sql, (record_id, old, new)).fetchall()
        ]
        raw.executemany(_STANDING, found)
        past = f"UPDATE opportunity_state SET name = :new WHERE opportunity_id = :id AND name = :old AND {_PUT_RIGHT}"
        raw.executemany(past, found)
        _update_deals(raw, "SET name = :new WHERE id = :id", found)


def _yesterday() -> dict[str, str]:
    return {"yesterday": dates.moment_text(dates.end_of(dates.today() - dates.DAY))}


def _update_deals(raw: sqlite3.Connection, change: str, found: Sequence[Mapping[str, Any]]) -> int:
    """Change deals and return how many: to one of today nothing happens by that, to an older one it happens now."""
    with _without_trail(raw):
        count = raw.executemany(f"UPDATE opportunity {change} AND created > :yesterday", found).rowcount
    return count + raw.executemany(f"UPDATE opportunity {change} AND created <= :yesterday", found).rowcount


@contextmanager
def _without_trail(raw: sqlite3.Connection) -> Iterator[None]:
    raw.execute("UPDATE acting SET trailing = 0")
    try:
        yield
    finally:
        raw.execute("UPDATE acting SET trailing = 1")
