"""Amounts in SQL: in what currency they are, which day's rate turns them into the base currency, and how they add up."""

from __future__ import annotations

from typing import Final

from crm_desktop.model import Record

_RATE_DAYS: Final = {"opportunity": "coalesce(t.closed_on, t.close_date, t.entered_on)"}
"""The day whose exchange rate holds, as `figures.deal` says; elsewhere amounts have no day of their own."""
_PART: Final = 20


def currency_sql(model: type[Record], base: str = ":base") -> tuple[str, str]:
    """Return the SQL of an amount's currency and of its rate's day, NULL for the base currency.

    The record is the row `t`; `base` is the SQL of the base currency.
    """
    code = f"coalesce(nullif(t.currency, ''), {base})" if "currency" in model.fields() else base
    return code, f"iif({code} = {base}, NULL, {_RATE_DAYS.get(model.__tablename__, 'NULL')})"


def sum_sql(value: str) -> str:
    """Return the SQL of a sum in two parts, because SQLite refuses a sum of 64-bit numbers that is longer than one."""
    return f"sum({value} >> {_PART}), sum({value} & {(1 << _PART) - 1})"


def sum_of(high: int | None, low: int | None) -> int:
    """Return the sum whose two parts these are."""
    return ((high or 0) << _PART) + (low or 0)
