"""What an import of products and accounts owes to the deals that came before them.

Whatever order the files come in, the book is the same in the end: a deal that was named after its product and account
is spelled as they are, and a deal that waits for the list price takes it. Its past is put right as well: nothing has
happened to it, it is only known better now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from crm_desktop.base.i18n import grouped, ngettext
from crm_desktop.exchange.particulars import Particulars
from crm_desktop.services.rewriting import Change
from crm_desktop.storage.store import raw_of

_PRICE = "(SELECT price FROM product WHERE product.id = product_id)"
_WAITING = f"amount IS NULL AND amount_from_list AND {_PRICE} IS NOT NULL"
_ACCOUNT = "(SELECT name FROM account WHERE account.id = account_id)"
_PRODUCT = "(SELECT name FROM product WHERE product.id = product_id)"
_NAMED = {"product": f"{{}} || ifnull(', ' || {_ACCOUNT}, '')", "account": f"ifnull({_PRODUCT} || ', ', '') || {{}}"}


class TargetsIn(Particulars):
    """One import of products or accounts."""

    def changed(self, changes: list[Change]) -> None:
        """Let deals that are named after a record follow its spelling."""
        for change in changes:
            if "name" in change.after:
                self._respell(change.id, change.before["name"], change.after["name"])

    def finish(self) -> None:
        """Give deals that wait for a list price the price that has come meanwhile."""
        if self.links.own == "product":
            raw = raw_of(self.session)
            with _without_trail(raw):
                for table in ("opportunity_state", "opportunity"):
                    taken = raw.execute(f"UPDATE {table} SET amount = {_PRICE} WHERE {_WAITING}").rowcount
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
        found = raw.execute(
            f"SELECT {after}, id, name FROM opportunity WHERE {own}_id = ?1 AND name = {before}", (record_id, old, new)
        ).fetchall()
        with _without_trail(raw):
            raw.executemany("UPDATE opportunity_state SET name = ? WHERE opportunity_id = ? AND name = ?", found)
            raw.executemany("UPDATE opportunity SET name = ? WHERE id = ? AND name = ?", found)


@contextmanager
def _without_trail(raw: sqlite3.Connection) -> Iterator[None]:
    raw.execute("UPDATE acting SET trailing = 0")
    try:
        yield
    finally:
        raw.execute("UPDATE acting SET trailing = 1")
