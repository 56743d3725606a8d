"""What a card says: the texts that are painted, read out and shown in the tooltip."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats
from crm_desktop.services.badges import Sign
from crm_desktop.services.board import Card

SOON = timedelta(days=7)
_HALF_A_YEAR = timedelta(days=183)
"""A day that is nearer needs no year."""


def price(card: Card, formats: Formats) -> str:
    """Return the amount in the card's own currency, or that it has none."""
    return _("no amount") if card.amount is None else with_currency(formats.money(card.amount), card.currency)


def ending(card: Card, formats: Formats) -> tuple[str, str]:
    """Return when the deal closes or closed, and the name of the colour: "overdue 3 days" in red, soon in green."""
    today = dates.today()
    if card.kind != "open":
        word = _("won {day}") if card.kind == "won" else _("lost {day}")
        return (word.format(day=_day(card.closed_on, today, formats)) if card.closed_on else ""), _TONES[card.kind]
    if card.close_date is None:
        return "", "muted"
    if card.close_date < today:
        late = (today - card.close_date).days
        return count_of("overdue {n} day", "overdue {n} days", late), "danger"
    day = _("today") if card.close_date == today else _day(card.close_date, today, formats)
    return _("closes {day}").format(day=day), "won" if card.close_date - today <= SOON else "muted"


def signs(card: Card, formats: Formats) -> list[Sign]:
    """Return the signs at the foot of a card, without what stands beside the amount already."""
    said = ending(card, formats)[0]
    return [sign for sign in card.badges if sign.text != said]


def sentence(card: Card, formats: Formats) -> str:
    """Return the whole card for the tooltip and for those who hear it."""
    parts = [card.name, card.account, price(card, formats), ending(card, formats)[0]]
    if card.kind == "open" and card.probability is not None:
        parts.append(formats.percent(card.probability))
    return "\n".join(filter(None, [*parts, *(sign.text for sign in signs(card, formats))]))


def as_table(cards: Iterable[Card], formats: Formats) -> str:
    """Return cards as lines of a table for the clipboard: name, account, amount, when they close."""
    rows = ((card.name, card.account, price(card, formats), ending(card, formats)[0]) for card in cards)
    return "".join("\t".join(" ".join(text.split()) for text in row) + "\n" for row in rows)


def chance(probability: Decimal | None, formats: Formats) -> str:
    """Return the probability of a stage, nothing where a column has none."""
    return "" if probability is None else formats.percent(probability)


def _day(day: date, today: date, formats: Formats) -> str:
    return formats.day_in_words(day, year=abs(day - today) > _HALF_A_YEAR)


_TONES = {"won": "won", "lost": "muted"}
