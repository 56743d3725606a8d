"""What somebody asks for who looks for time: "30 minutes this week", "an hour in 3 days", "90 min tuesday afternoon"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import fold, one_line
from crm_desktop.services import spoken_time
from crm_desktop.services.calendar import ways
from crm_desktop.services.calendar.free import Ask
from crm_desktop.services.calendar.free_day import AFTERNOON, ALL_HOURS, MORNING, Hours

LEAST, MOST = 5, 12 * 60
"""Minutes that can be asked for."""
USUAL = timedelta(days=13)
"""Without a word about it, today and so many days are looked through."""
_EXAMPLES = N_(
    "Write how long and when, such as “30 minutes this week”, “1 hour tomorrow morning” or “90 min next week”."
)
_LENGTH = re.compile(
    r"(?:find |look for )?(?:me )?(?:"
    r"(?P<half>(?:a )?half an? hour)|(?P<and_half>an? hour and a half)|(?P<one>an? hour|one hour)|"
    r"(?P<hours>\d{1,2}) ?h(?:ours?)?(?: (?:and )?)?(?P<more>\d{1,2}) ?(?:minutes?|mins?|m)?|"
    r"(?P<number>\d{1,3}(?:[.,]\d{1,2})?) ?(?P<unit>minutes?|mins?|m|hours?|hrs?|h)"
    r")(?![a-z0-9])(?: (?:free|slot|time|off))*(?P<when>.*)"
)
_AHEAD = re.compile(
    r"(?:with)?in (?:the )?next (?P<n>\d{1,3}) (?P<unit>days?|weeks?)|(?:the )?next (?P<n2>\d{1,3}) (?P<unit2>days?|weeks?)"
)
_PART = re.compile(r"(?:(?P<when>.*?),? ?(?:\b(?:in|during) the )?)(?P<part>morning|afternoon)s?")
_PARTS = {"morning": MORNING, "afternoon": AFTERNOON}
_LEADING = re.compile(r"^(?:in|on|for|during|at some time) (?=\S)")
_WEEKDAY = re.compile(r"(?:(?:this|next) )?(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?")
_MONTHS_AHEAD = {"this month": 0, "next month": 1}
_WEEKS_AHEAD = {"this week": 0, "next week": 1}


def ask_of(text: str, first_weekday: int = 0) -> Ask:
    """Return what a text asks for; a week begins on `first_weekday`, 0 is Monday.

    Raises UserError with examples where it says nothing that is understood.
    """
    said = _LENGTH.fullmatch(fold(one_line(text)))
    if said is None:
        raise UserError(_(_EXAMPLES))
    minutes = _minutes(said)
    if not LEAST <= minutes <= MOST:
        raise UserError(_("Ask for {least} minutes to {hours} hours at a time.").format(least=LEAST, hours=MOST // 60))
    when, hours = _hours(said["when"].strip(" ,"))
    first, last = _days(when, first_weekday)
    if last < dates.today():
        raise UserError(_("These days are over. Ask for some that are still to come."))
    weekday = first.weekday() if _WEEKDAY.fullmatch(_LEADING.sub("", when)) else None
    return Ask(minutes, max(first, dates.today()), last, hours, weekday)


def _minutes(said: re.Match[str]) -> int:
    if said["half"]:
        return 30
    if said["and_half"]:
        return 90
    if said["one"]:
        return 60
    if said["hours"]:
        return int(said["hours"]) * 60 + int(said["more"])
    number = float(said["number"].replace(",", "."))
    return round(number * (60 if said["unit"].startswith("h") else 1))


def _hours(text: str) -> tuple[str, Hours]:
    """Return the days of a text and the part of them: "tomorrow" of "tomorrow morning", "today" of "this afternoon"."""
    said = _PART.fullmatch(text)
    if said is None:
        return text, ALL_HOURS
    return "today" if said["when"] == "this" else said["when"], _PARTS[said["part"]]


def _days(text: str, first_weekday: int) -> tuple[date, date]:
    """Return the first and last day that a text means."""
    today = dates.today()
    if not text:
        return today, today + USUAL
    ahead = _AHEAD.fullmatch(text)
    if ahead:
        days = int(ahead["n"] or ahead["n2"]) * (7 if (ahead["unit"] or ahead["unit2"]).startswith("week") else 1)
        return today, today + timedelta(days=max(1, days) - 1)
    when = _LEADING.sub("", text)
    if when in _WEEKS_AHEAD:
        week = ways.week_start(today + timedelta(weeks=_WEEKS_AHEAD[when]), first_weekday)
        return week, week + timedelta(days=6)
    if when in _MONTHS_AHEAD:
        month = dates.month_of(dates.add_months(today.replace(day=1), _MONTHS_AHEAD[when]))
        return month.first, month.last
    # "in 3 days" is a day of its own, "on tuesday" is one without its first word
    found = spoken_time.moment(text.split(" "), None) or spoken_time.moment(when.split(" "), None)
    if found is None or found[0] is None or found[1] is not None:
        raise UserError(_(_EXAMPLES))
    return found[0], found[0]
