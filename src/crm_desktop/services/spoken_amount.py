"""Amounts as people jot them down: "15k", "$1,500.50", "500 EUR", "EUR 1.5m".

An amount says that it is one, by a sign, by the code of a currency, or by "k" and the like: "40 seats" is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from crm_desktop.base.errors import UserError
from crm_desktop.schema import reading
from crm_desktop.schema.currencies import currency_of

_AMOUNT = re.compile(
    r"(?P<sign>[^\w\s.,'-]{1,2}|[A-Z]{3})?(?P<number>\d[\d.,']*)(?P<times>k|m|mm|mn|mio|b|bn|tsd|mrd)?(?P<after>[^\w\s.,'-]{1,2}|[A-Z]{3})?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+\u2212]?\d+(?:[.,]\d+)*")


def amount(words: Sequence[str], decimal: str, home: str | None) -> tuple[int, Decimal, str | None] | None:
    """Return of how many of the words an amount is made, the amount and its currency; None where none begins here.

    `decimal` and `home` are as `reading.amount` has them. Raises UserError for an amount that cannot be read.
    """
    for size in (2, 1):
        match = _AMOUNT.fullmatch("".join(words[:size])) if len(words) >= size else None
        if match is None or (size > 1 and not _is_currency_beside(words[:size])):
            continue
        signs = [sign for sign in (match["sign"], match["after"]) if sign]
        if not (signs or match["times"]) or not all(currency_of(sign) is not None for sign in signs):
            continue
        written = filter(None, (match["sign"], match["number"] + (match["times"] or ""), match["after"]))
        try:
            return (size, *reading.amount(" ".join(written), decimal, home))
        except ValueError as wrong:
            raise UserError(str(wrong)) from wrong
    return None


def is_bare_number(word: str) -> bool:
    """Tell whether a word is a number that says nothing of what it counts."""
    return _NUMBER.fullmatch(word) is not None


def _is_currency_beside(words: Sequence[str]) -> bool:
    """Tell whether one of two words is a currency by itself: "15k EUR", "USD 500"."""
    signs = [word for word in words if not any(letter.isdigit() for letter in word)]
    return len(signs) == 1 and currency_of(signs[0]) is not None and (signs[0].isupper() or not signs[0].isalpha())
