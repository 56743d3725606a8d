"""Numbers, dates and money as the user's country writes them.

Babel knows the symbols and patterns; they are read once per locale, because a list paints thousands of cells and
asking Babel for each costs more than painting it. Those of the countries that Preferences offers stand here, because
loading Babel would take a tenth of the start; a test compares them with Babel's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Formats:
    """The separators and patterns of one locale; `months` are the short names, January first.

    `takes_words`: "tomorrow" is a day, which it is for somebody who types and never in a file.
    """

    code: str
    decimal: str
    group: str
    day_pattern: str
    day_order: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    first_weekday: int
    takes_words: bool = True

    def number(self, value: Decimal | int, places: int | None = None) -> str:
        """Return `value` grouped; `places` fixes the decimals, None shows as many as the value needs."""
        text = f"{value:,f}" if places is None else f"{round_half_even(Decimal(value), places):,f}"
        if places is None and "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.group).replace("-", "\u2212")

    def money(self, value: Decimal) -> str:
        """Return an amount without its currency: whole amounts without cents, others with two (or more, if it has)."""
        if value == value.to_integral_value():
            return self.number(value, 0)
        return self.number(value, 2) if value == value.quantize(_CENT, ROUND_HALF_EVEN) else self.number(value)

    def percent(self, fraction: Decimal) -> str:
        """Return a fraction as "60 %"."""
        return f"{self.number(fraction * 100)} %"

    def day(self, value: date) -> str:
        """Return a day in the locale's short form with a four-digit year."""
        return self.day_pattern.format(d=value.day, m=value.month, y=value.year)

    def day_in_words(self, value: date, *, year: bool = True) -> str:
        """Return "16 Nov 2026", or "16 Nov" without the year."""
        return f"{value.day} {self.months[value.month - 1]}" + (f" {value.year}" if year else "")

    def moment(self, value: datetime) -> str:
        """Return a moment as local day and time."""
        local = value.astimezone()
        return f"{self.day(local.date())} {local:%H:%M}"


def round_half_even(value: Decimal, places: int) -> Decimal:
    """Round once, half to even, to `places` decimals."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_BRITISH = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"
_GERMAN = "Jan Feb März Apr Mai Juni Juli Aug Sept Okt Nov Dez"
_FRENCH = "janv févr mars avr mai juin juil août sept oct nov déc"
_SPANISH = "ene feb mar abr may jun jul ago sept oct nov dic"
_AT_HAND = {
    code: Formats(code, decimal, group, pattern, order, tuple(months.split()), tuple(weekdays.split()), first)
    for code, decimal, group, pattern, order, months, weekdays, first in (
        ("en_US", ".", ",", "{m:d}/{d:d}/{y}", "mdy", _ENGLISH, "Mon Tue Wed Thu Fri Sat Sun", 6),
        ("en_GB", ".", ",", "{d:02d}/{m:02d}/{y}", "dmy", _BRITISH, "Mon Tue Wed Thu Fri Sat Sun", 0),
        ("de_DE", ",", ".", "{d:02d}.{m:02d}.{y}", "dmy", _GERMAN, "Mo Di Mi Do Fr Sa So", 0),
        ("fr_FR", ",", "\u202f", "{d:02d}/{m:02d}/{y}", "dmy", _FRENCH, "lun mar mer jeu ven sam dim", 0),
        ("es_ES", ",", ".", "{d:d}/{m:d}/{y}", "dmy", _SPANISH, "lun mar mié jue vie sáb dom", 0),
    )
}


def formats_for(code: str = "en_US") -> Formats:
    """Return the formats of a locale such as "de_DE"; an unknown code falls back to "en_US"."""
    return _AT_HAND.get(code) or formats_from_babel(code)


@lru_cache(maxsize=8)
def formats_from_babel(code: str) -> Formats:
    """Return the formats of a locale as Babel knows them; an unknown code falls back to "en_US"."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import get_date_format

    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        code = "en_US"
        locale = Locale.parse(code)
    pattern = get_date_format("short", locale).pattern
    order = "".join(c for c in "".join(dict.fromkeys(pattern.lower())) if c in "dmy")
    width = {"d": "02d" if "dd" in pattern else "d", "m": "02d" if "MM" in pattern else "d"}
    shown, last = [], ""
    for c in pattern.lower():
        if c in "dmy":
            if c != last:
                shown.append("{y}" if c == "y" else f"{{{c}:{width[c]}}}")
        else:
            shown.append(c)
        last = c
    symbols = locale.number_symbols["latn"]
    return Formats(
        code=code,
        decimal=str(symbols["decimal"]),
        group=str(symbols["group"]),
        day_pattern="".join(shown),
        day_order=order,
        months=tuple(str(locale.months["format"]["abbreviated"][m]).rstrip(".") for m in range(1, 13)),
        weekdays=tuple(str(locale.days["format"]["abbreviated"][d]).rstrip(".") for d in range(7)),
        first_weekday=int(locale.first_week_day),
    )
