"""The figures' words in the user's language: `figures` knows no translations and leaves pattern and values apart."""

from __future__ import annotations

from datetime import date
from typing import Final

from crm_desktop.base.directions import isolated
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures.figure import Words
from crm_desktop.schema.formats import Formats

_WARNINGS: Final = {
    "no contact yet, {days} days after it was created, limit {limit}": N_(
        "no contact yet in {days} days, limit {limit}"
    ),
    "in its stage for {days} days, limit {limit}": N_("in stage for {days} days, limit {limit}"),
    "close date moved {times} times, first {first}": N_("close date moved {times} times"),
}


def sentence(words: str, formats: Formats) -> str:
    """Return the figures' words in the user's language, with their days and numbers as the locale writes them."""
    if not isinstance(words, Words):
        return words
    return _filled(_(words.pattern), words, formats)


def warning(reason: Words, day: date, formats: Formats) -> str:
    """Return why an opportunity needs attention on `day`, as a card has room for it: "overdue 3 days"."""
    match reason.values:
        case {"close_date": date() as close_date}:
            return count_of("overdue {n} day", "overdue {n} days", (day - close_date).days)
        case _:
            return _filled(_(_WARNINGS.get(reason.pattern, reason.pattern)), reason, formats)


def _filled(pattern: str, words: Words, formats: Formats) -> str:
    return pattern.format(**{name: _shown(value, formats) for name, value in words.values.items()})


def _shown(value: object, formats: Formats) -> str:
    match value:
        case Words():
            return sentence(value, formats)
        case str():
            return isolated(value)
        case date():
            return formats.day_in_words(value)
        case int():
            return formats.number(value)
        case _:
            return str(value)
