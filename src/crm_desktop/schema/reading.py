"""What people and programs write into a number or a yes-or-no, and what is meant by it.

Everything here is pure: text in, value out, or ValueError with one sentence that names the text. Guessing is kept
to rules that can be said in a line; what they leave open is refused, because a wrong amount is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, one_line
from crm_desktop.schema.currencies import currency_of
from crm_desktop.schema.days import AmbiguousDay, day, detect_day_order, moment

__all__ = [
    "AmbiguousDay",
    "amount",
    "day",
    "detect_day_order",
    "detect_decimal",
    "is_blank",
    "moment",
    "percent",
    "shares",
    "whole",
    "yes_no",
]

_TICK = Decimal("0.0001")
_MOST = Decimal(2**63 - 1).scaleb(-4)
_LONGEST = 80
_SIMPLE = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]{1,2})?")
_WITH_EXPONENT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?e[-+]?[0-9]{1,3}", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"([^\d(]*)\((.*)\)([^\d)]*)")
# A point right after a letter ends an abbreviation ("Rs.500"), anywhere else it begins a fraction ("$.50").
_AMOUNT = re.compile(r"(?P<before>\D*?)(?P<number>(?:(?<![^\W\d_])[.,])?\d(?:[\d.,' ]*\d)?)(?P<after>\D*)")
_NO_CENTS = re.compile(r"([.,])(?:--?)?(?=\s|$)")
_TIMES = re.compile(
    r"(k|tsd|thousand|m|mm|mn|mio|million|millions|b|bn|mrd|billion|billions)(?:\.|\b)\s*", re.IGNORECASE
)
_ZEROS = {"k": 3, "t": 3, "m": 6, "b": 9}
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "﹣": "-", "’": "'", "‘": "'", "٬": "'", "٫": ".", "٪": "%"}
    | dict.fromkeys("\u200b\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff")
)
_YES = ("yes", "y", "true", "t", "1", "on", "x", "✓", "✔", "☑", "☒", "ja", "j", "oui", "o", "si", "s", "wahr", "vrai", "verdadero")  # fmt: skip
_NO = ("no", "n", "false", "f", "0", "off", "✗", "✘", "☐", "nein", "non", "falsch", "faux", "falso")
_BLANK = (
    "null",
    "(null)",
    "<null>",
    "n/a",
    "na",
    "#n/a",
    "nan",
    "none",
    "nil",
    "(none)",
    "(blank)",
    r"\n",
    "-",
    "--",
    "–",
    "—",
    ".",
    "?",
    "0/0/00",  # as Outlook writes an empty day
    "0/0/0000",
    "0000-00-00",
)


def amount(text: str, decimal: str = ".", home: str | None = None) -> tuple[Decimal, str | None]:
    """Return an amount of at most four decimals and the ISO 4217 code written with it, if there is one.

    A single separator with exactly three digits behind it and one to three before it ("1,234") is grouping, unless it
    is `decimal`; "0.125" and "1234.567" cannot be grouped and so have a fraction. Any other text says by itself which
    separator is which. `home` is the currency of the book: it decides what "$" or "kr" stands for.
    Binary noise ("1100.0400000001") is rounded away, more decimals are refused; so is what is beyond 64 bits.
    """
    if _SIMPLE.fullmatch(text):
        return Decimal(text), None
    plain = _plain(text)
    if len(plain) <= _LONGEST and _WITH_EXPONENT.fullmatch(plain):
        return _kept(Decimal(plain), text, 4), None
    bracketed = _IN_BRACKETS.fullmatch(plain)
    negative = bracketed is not None
    found = _AMOUNT.fullmatch("".join(bracketed.groups()) if bracketed else plain)
    if found is None or len(plain) > _LONGEST:
        raise _no_amount(text)
    no_cents = _NO_CENTS.match(found["after"])
    value = _number(
        found["number"], no_cents[1] if no_cents and "-" in no_cents[0] else "." if "٫" in text else decimal
    )
    if value is None:
        raise _no_amount(text)
    before, after = found["before"].strip(), found["after"][no_cents.end() if no_cents else 0 :].strip()
    signs = [c for c in before if c in "+-"] + [c for c in after[-1:] if c in "+-"]
    if len(signs) + negative > 1:
        raise _no_amount(text)
    zeros, currency = _around(re.sub(r"[-+]", "", before), after.rstrip("+-"), home, text)
    value = value.scaleb(zeros)
    return _kept(-value if negative or "-" in signs else value, text, 4), currency


def detect_decimal(texts: Iterable[str]) -> str | None:
    """Return the decimal sign ("." or ",") that a column of amounts forces; None if none does, or two disagree."""
    forced = set()
    for text in texts:
        found = _AMOUNT.fullmatch(_plain(text))
        value = _number(found["number"], ".") if found else None
        if found is None or value is None or value != _number(found["number"], ","):
            continue
        marks = re.findall(r"[.,]", found["number"])
        if marks:
            groups = marks.count(marks[-1]) > 1
            forced.add(marks[-1] if not groups else "." if marks[-1] == "," else ",")
    return forced.pop() if len(forced) == 1 else None


def whole(text: str) -> int:
    """Return a whole number; "2822.0" is one, and a single separator before three digits is always grouping."""
    plain = _plain(text)
    found = re.fullmatch(r"([-+]?)\s*([\d.,' ]*\d)\s*(.*?)", plain) if len(plain) <= _LONGEST else None
    value = _number(found[2], None) if found else None
    times = _TIMES.fullmatch(found[3]) if found and found[3] else None
    if found is None or value is None or (found[3] and not times):
        raise ValueError(_("“{text}” is no whole number; write one like 1250.").format(text=_shown(text)))
    value = value.scaleb(_ZEROS[times[1][0].lower()] if times else 0)
    if value != value.to_integral_value() or value >= 2**63:
        raise ValueError(_("“{text}” is no whole number that can be kept.").format(text=_shown(text)))
    return -int(value) if found[1] == "-" else int(value)


def percent(text: str, decimal: str = ".") -> Decimal:
    """Return a fraction of one: "60", "60 %" and "60,0%" are 0.6, and "0.6" is 0.006; at most two decimals."""
    plain = _plain(text)
    found = re.fullmatch(r"([-+]?)\s*([.,]?\d(?:[\d.,' ]*\d)?)\s*(?:%|percent|pct)?", plain, re.IGNORECASE)
    value = _number(found[2], "." if "٫" in text else decimal) if found and len(plain) <= _LONGEST else None
    if found is None or value is None:
        raise ValueError(_("“{text}” is no percentage; write one like 60 or 60 %.").format(text=_shown(text)))
    return _kept(value.scaleb(-2) * (-1 if found[1] == "-" else 1), text, 2)


def shares(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the texts of a column of percentages that fractions of one would be, and those that only percentages are.

    Of "0.2", "1", "20" and "20 %" these are the first two and the last two.
    """
    fractions, percentages = [], []
    for text in texts:
        number = _plain(text).removesuffix("%")
        try:
            value = amount(number)[0]
        except ValueError:
            continue
        if value > 1 or number != _plain(text):
            percentages.append(text)
        elif value > 0:
            fractions.append(text)
    return fractions, percentages


def yes_no(text: str) -> bool:
    """Return what a word or a tick says."""
    word = fold(_plain(text))
    if word not in _YES and word not in _NO:
        raise ValueError(_("“{text}” is neither yes nor no.").format(text=_shown(text)))
    return word in _YES


def is_blank(text: str, is_text: bool) -> bool:
    """Tell whether a cell holds no value: "N/A" is none for a number or a day, but a person may be called Null."""
    stripped = text.strip().strip("\ufeff\u200b")
    return not stripped or (not is_text and stripped.casefold() in _BLANK)


def _plain(text: str) -> str:
    """Return `text` with the digits, signs and blanks of all scripts as the ASCII ones."""
    if text.isascii():
        return text.strip()
    signs = text.translate(_SIGNS)
    return "".join(_ascii(c) for c in signs).strip()


def _ascii(c: str) -> str:
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    if "\uff01" <= c <= "\uff5e":
        return chr(ord(c) - 0xFEE0)
    return " " if c.isspace() else c


def _number(digits: str, decimal: str | None) -> Decimal | None:
    """Return the value of digits and separators, None where they make no number."""
    marks = [c for c in digits if not c.isdigit()]
    if not marks:
        return Decimal(digits)
    last, others = marks[-1], set(marks[:-1])
    before, _mark, fraction = digits.rpartition(last)
    alone = not others and last != decimal and len(fraction) == 3 and re.fullmatch(r"[1-9]\d{0,2}", before)
    if last in " '" or last in others or alone:
        return _grouped(digits, last) if others <= {last} else None
    group = others.pop() if others else ""
    integer = (_grouped(before, group) if not others else None) if group else Decimal(before or 0)
    return None if integer is None else Decimal(f"{integer}.{fraction}")


def _grouped(digits: str, mark: str) -> Decimal | None:
    """Return the value of groups of three, or of the Indian groups of two before the last three."""
    sep = re.escape(mark)
    fits = re.fullmatch(rf"[1-9]\d{{0,2}}(?:{sep}\d{{3}})+|[1-9]\d?(?:{sep}\d{{2}})+{sep}\d{{3}}", digits)
    return Decimal(digits.replace(mark, "")) if fits else None


def _around(before: str, after: str, home: str | None, text: str) -> tuple[int, str | None]:
    """Return how many zeros and which currency the words before and after the digits mean."""
    codes = [word for word in (before.strip(),) if word]
    zeros = 0
    if after and currency_of(after, home) is None:
        times = _TIMES.match(after)
        if times is None:
            raise _no_amount(text)
        zeros, after = _ZEROS[times[1][0].lower()], after[times.end() :]
    codes += [after] if after else []
    known = {currency_of(word, home) for word in codes}
    if None in known or len(known) > 1:
        raise _no_amount(text)
    return zeros, (known.pop() or None) if known else None


def _kept(value: Decimal, text: str, places: int) -> Decimal:
    """Return `value` in ten-thousandths; `places` is how many decimals the user may write, for the sentence."""
    if value.copy_abs() > _MOST:
        raise ValueError(_("“{text}” is too large to keep.").format(text=_shown(text)))
    _sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "digits were matched, so that it is finite"
    if exponent >= -4:
        return value.quantize(Decimal(1)) if exponent > 0 else value
    kept = value.quantize(_TICK, ROUND_HALF_EVEN)
    noise = max(Decimal("1e-8"), value.copy_abs() * Decimal("1e-15"))
    if kept != value and (len(digits) < 12 or (kept - value).copy_abs() > noise):
        sentence = _("“{text}” has more decimals than the {places} that can be kept; round it.")
        raise ValueError(sentence.format(text=_shown(text), places=places))
    return kept


def _no_amount(text: str) -> ValueError:
    return ValueError(_("“{text}” is no amount; write one like 1250.50.").format(text=_shown(text)))


def _shown(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
