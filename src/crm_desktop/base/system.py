"""What the system says of its user's country, asked before Qt is loaded: the first start needs no questions.

On macOS a program of the desktop is told nothing by its environment, so the system's own preferences are asked.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache

_CODE = re.compile(r"([a-z]{2,3})(?:[_-][A-Za-z]{4})?[_-]([A-Z]{2})\b")
_OF_LANGUAGE = {"en": "en_US"}
_EURO = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_CURRENCIES = dict.fromkeys(_EURO.split(), "EUR") | {
    "AU": "AUD", "BR": "BRL", "CA": "CAD", "CH": "CHF", "CN": "CNY", "CZ": "CZK", "DK": "DKK", "GB": "GBP", "HU": "HUF",
    "IL": "ILS", "IN": "INR", "JP": "JPY", "KR": "KRW", "LI": "CHF", "MX": "MXN", "NO": "NOK", "NZ": "NZD", "PL": "PLN",
    "RO": "RON", "SE": "SEK", "SG": "SGD", "TR": "TRY", "UA": "UAH", "US": "USD", "ZA": "ZAR",
}  # fmt: skip
_LETTER_PAPER = {"US", "CA", "MX", "CL", "CO", "PH"}
_MAC = "/usr/bin/defaults"


@cache
def locale_code() -> str:
    """Return the user's locale such as "de_DE"; "" where the system has none."""
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        said = os.environ.get(name)
        if said:
            return code_in(said)
    return code_in(_asked())


def code_in(text: str) -> str:
    """Return the locale that a name such as "de_AT.UTF-8" or "de-Latn-AT" means, "" for "C" and the like."""
    found = _CODE.match(text)
    return f"{found[1]}_{found[2]}" if found else _OF_LANGUAGE.get(text[:2], "") if text.isalpha() else ""


def currency(code: str = "") -> str:
    """Return the currency of the user's country, or of the one in `code`; "" where it is not known."""
    return _CURRENCIES.get((code or locale_code())[-2:], "")


def paper(code: str = "") -> str:
    """Return the paper of the user's country, or of the one in `code`; "" where the country is not known."""
    country = (code or locale_code())[-2:]
    return ("Letter" if country in _LETTER_PAPER else "A4") if country else ""


def _asked() -> str:
    if sys.platform == "win32":
        import ctypes

        name = ctypes.create_unicode_buffer(85)
        ctypes.windll.kernel32.GetUserDefaultLocaleName(name, len(name))
        return name.value
    if sys.platform == "darwin":
        import subprocess

        try:
            asked = [_MAC, "read", "-g", "AppleLocale"]
            done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=2)  # noqa: S603 - a whole path
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.strip()
    return ""
