"""From the data of the day to the lines that are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from crm_desktop.base import dates
from crm_desktop.base.directions import joined
from crm_desktop.base.i18n import _
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats
from crm_desktop.services.agenda import Birthday, Errand
from crm_desktop.services.attention import NextStep
from crm_desktop.services.today import Deal
from crm_desktop.storage.journal import Step
from crm_desktop.ui.forms.moments import day_in_words, when, when_in_words
from crm_desktop.ui.today.entries import Entry


def errands(found: Iterable[Errand], formats: Formats) -> list[Entry]:
    """Return the lines of what is planned."""
    return [
        Entry(
            errand.step.name,
            joined(errand.people),
            moment_of(errand.step, formats),
            selects=("activity", errand.step.id),
            opens=errand.on or ("activity", errand.step.id),
            after_tone="danger" if errand.step.is_overdue else "muted",
            can_finish=True,
            at=errand.step.at,
        )
        for errand in found
    ]


def moment_of(step: NextStep, formats: Formats) -> str:
    """Return when something is planned for: the time today, else the day and the time."""
    if dates.local_day(step.starts) == dates.today():
        return _("all day") if step.all_day else f"{step.starts.astimezone():%H:%M}"
    return (day_in_words if step.all_day else when_in_words)(step.starts, formats)


def warned(found: Iterable[Deal], currency: str, formats: Formats) -> list[Entry]:
    """Return the lines of opportunities with the reasons why they need attention."""
    return [
        _deal(deal, "; ".join(deal.reasons), amount(deal, currency, formats), icon="warning", detail_tone="warning")
        for deal in found
    ]


def bare(found: Iterable[Deal], currency: str, formats: Formats) -> list[Entry]:
    """Return the lines of opportunities with their account and expected close."""
    return [_deal(deal, _below(deal, formats), amount(deal, currency, formats), icon="opportunity") for deal in found]


def birthdays(found: Iterable[Birthday], formats: Formats) -> list[Entry]:
    """Return the lines of birthdays, with the age where it is known."""
    return [
        Entry(
            near.name,
            joined((_age(near), near.account)),
            _("today") if near.day == dates.today() else day_words(near.day, formats),
            selects=("contact", near.id),
            opens=("contact", near.id),
            icon="birthday",
        )
        for near in found
    ]


def changes(steps: Iterable[Step], formats: Formats) -> list[Entry]:
    """Return the lines of what was done last."""
    return [Entry(step.title, "", when(step.at, formats), icon="history") for step in steps]


def amount(deal: Deal, currency: str, formats: Formats) -> str:
    """Return the amount with its currency, else the book's; nothing where there is none."""
    return "" if deal.amount is None else with_currency(formats.money(deal.amount), deal.currency or currency)


def day_words(day: date, formats: Formats) -> str:
    """Return "Tue 17 Nov", with the year where it is another one."""
    year = day.year != dates.today().year
    return f"{formats.weekdays[day.weekday()]} {formats.day_in_words(day, year=year)}"


def _deal(deal: Deal, detail: str, after: str, *, icon: str, detail_tone: str = "muted") -> Entry:
    text = joined((deal.name, deal.account)) if deal.account and detail_tone == "warning" else deal.name
    here = ("opportunity", deal.id)
    return Entry(text, detail, after, here, here, icon, detail_tone, after_tone="ink")


def _below(deal: Deal, formats: Formats) -> str:
    closes = "" if deal.close_date is None else _("closes {day}").format(day=day_words(deal.close_date, formats))
    return joined((deal.account, closes))


def _age(near: Birthday) -> str:
    return "" if near.age is None else _("turns {n}").format(n=near.age)
