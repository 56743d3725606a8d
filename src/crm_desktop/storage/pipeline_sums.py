"""Sums over all opportunities by stage and month, kept by triggers: a report and the head of a column read no deal.

The table `pipeline_sum` has a row for each stage, month of the expected close, currency, chance and forecast category.
In the book's own currency (the empty one) an amount is worth the same on each day; with a currency of its own it is
kept by the day of its exchange rate, so that a sum converts to the same figure as its amounts one by one.
Weighted sums are left to the reader: amount × chance leaves the 64 bits of SQLite too soon.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TypeAlias

_COLUMNS = ("stage_id", "amount", "currency", "probability", "category", "close_date", "closed_on", "entered_on")
_SUMS = ("n", "with_amount", "amount")
_CLOSED_ON = "iif((SELECT kind FROM stage WHERE id = {0}.stage_id) = 'open', NULL, {0}.closed_on)"
_KEY = {
    "stage_id": "{0}.stage_id",
    "month": "substr(ifnull({0}.close_date, ''), 1, 7)",
    "currency": "ifnull({0}.currency, '')",
    "day": f"iif(ifnull({{0}}.currency, '') = '', '', coalesce({_CLOSED_ON}, {{0}}.close_date, {{0}}.entered_on, ''))",
    "probability": "ifnull({0}.probability, -1)",
    "category": "ifnull({0}.category, '')",
}
_NAMES = ", ".join(_KEY)
_INTO = f"INSERT INTO pipeline_sum ({_NAMES}, {', '.join(_SUMS)})"
_ADDING = f"ON CONFLICT ({_NAMES}) DO UPDATE SET " + ", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMS)
_KEY_OF_ALL = ", ".join(_KEY.values()).format("o")
_ALL = f"SELECT {_KEY_OF_ALL}, count(*), count(o.amount), ifnull(sum(o.amount), 0) FROM opportunity o"
_GROUPED = f"GROUP BY {', '.join(map(str, range(1, len(_KEY) + 1)))}"


Sum: TypeAlias = tuple[int, str, str, str, int, str, int, int, int]
"""The key (stage, month, currency, day of the exchange rate, probability, category), the number of opportunities, of
those with an amount, and the sum of the amounts, in units of the file. -1 and "" are none."""


def read(raw: sqlite3.Connection, *, open_only: bool = False) -> Iterator[Sum]:
    """Yield every sum, stage by stage and month by month."""
    only = "WHERE stage_id IN (SELECT id FROM stage WHERE kind = 'open')" if open_only else ""
    return raw.execute(f"SELECT * FROM pipeline_sum {only} ORDER BY {_NAMES}")


def refill(raw: sqlite3.Connection) -> None:
    """Add everything up anew."""
    raw.execute("DELETE FROM pipeline_sum")
    raw.execute(f"{_INTO} {_ALL} {_GROUPED}")


def add(raw: sqlite3.Connection, ids: str) -> None:
    """Take in new opportunities whose triggers did not run; `ids` is a JSON array."""
    raw.execute(f"{_INTO} {_ALL} WHERE o.id IN (SELECT value FROM json_each(?)) {_GROUPED} {_ADDING}", (ids,))


def is_right(raw: sqlite3.Connection) -> bool:
    """Tell whether the sums are what they would be if they were added up anew."""
    kept, anew = "SELECT * FROM pipeline_sum", f"{_ALL} {_GROUPED}"
    differs = (f"SELECT 1 FROM ({one} EXCEPT {other})" for one, other in ((kept, anew), (anew, kept)))
    return raw.execute(f"{' UNION ALL '.join(differs)} LIMIT 1").fetchone() is None


def triggers() -> Iterator[tuple[str, ...]]:
    """Yield name, event, table, condition and statements of the triggers that keep the sums."""
    changes = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _COLUMNS)
    yield "sums_i", "INSERT", "opportunity", "1", _one_more("NEW")
    yield "sums_d", "DELETE", "opportunity", "1", *_one_less("OLD")
    yield (
        "sums_u",
        f"UPDATE OF {', '.join(_COLUMNS)}",
        "opportunity",
        changes,
        *_one_less("OLD"),
        _one_more("NEW"),
    )
    # only what is closed is worth its amount on the day of its closing
    yield (
        "sums_of_stage",
        "UPDATE OF kind",
        "stage",
        "OLD.kind IS NOT NEW.kind",
        "DELETE FROM pipeline_sum WHERE stage_id = NEW.id",
        f"{_INTO} {_ALL} WHERE o.stage_id = NEW.id {_GROUPED}",
    )


def _one_more(row: str) -> str:
    key = ", ".join(_KEY.values()).format(row)
    return f"{_INTO} VALUES ({key}, 1, {row}.amount IS NOT NULL, ifnull({row}.amount, 0)) {_ADDING}"


def _one_less(row: str) -> tuple[str, str]:
    where = " AND ".join(f"{name} = {value.format(row)}" for name, value in _KEY.items())
    less = (
        f"n = n - 1, with_amount = with_amount - ({row}.amount IS NOT NULL), amount = amount - ifnull({row}.amount, 0)"
    )
    return f"UPDATE pipeline_sum SET {less} WHERE {where}", f"DELETE FROM pipeline_sum WHERE n = 0 AND {where}"
