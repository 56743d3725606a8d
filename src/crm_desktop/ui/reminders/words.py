"""How a reminder reads: what begins, how soon, and with whom."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from textwrap import shorten

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.services.reminders import Reminder
from crm_desktop.ui.forms.moments import day_in_words, when_in_words

_LONGEST = 60
_HOUR, _DAY = 60, 24 * 60


def quoted(name: str) -> str:
    """Return the name of something in the quotation marks of a step's title, cut where it is long."""
    return _("“{name}”").format(name=shorten(name, _LONGEST, placeholder=" …"))


def when(reminder: Reminder, now: datetime, formats: Formats) -> str:
    """Return "in 10 minutes · 15:00", of another day with the day, "all day" for whole days."""
    day = dates.local_day(reminder.at)
    if reminder.all_day:
        near = {dates.today(): _("all day today"), dates.today() + dates.DAY: _("all day tomorrow")}
        return near.get(day) or day_in_words(reminder.at, formats)
    is_today = day == dates.today()
    clock = f"{reminder.at.astimezone():%H:%M}" if is_today else when_in_words(reminder.at, formats)
    return f"{distance(reminder.at, now)} · {clock}"


def distance(at: datetime, now: datetime) -> str:
    """Return how far a moment is from now: "in 10 minutes", "now", "2 hours ago"."""
    minutes = (at - now) / timedelta(minutes=1)
    if -1 < minutes <= 0:
        return _("now")
    if minutes > 0:
        n = math.ceil(minutes)
        if n < _HOUR:
            return count_of("in {n} minute", "in {n} minutes", n)
        if n < 2 * _DAY:
            return count_of("in {n} hour", "in {n} hours", round(n / _HOUR))
        return count_of("in {n} day", "in {n} days", round(n / _DAY))
    n = math.floor(-minutes)
    if n < _HOUR:
        return count_of("{n} minute ago", "{n} minutes ago", n)
    if n < 2 * _DAY:
        return count_of("{n} hour ago", "{n} hours ago", round(n / _HOUR))
    return count_of("{n} day ago", "{n} days ago", round(n / _DAY))


def detail(reminder: Reminder, now: datetime, formats: Formats) -> str:
    """Return when it begins and with whom, in one line."""
    return " · ".join((when(reminder, now, formats), *reminder.people))
