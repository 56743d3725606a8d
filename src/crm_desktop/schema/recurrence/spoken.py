"""How something repeats, read from plain English words or from the text of an RRULE.

It understands all that `words` says, and much of what people say besides; a text in which one word is not understood
is refused, for half a rule is a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.schema import days
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.recurrence import expansion, grammar
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.named_days import Said, several
from crm_desktop.schema.recurrence.rule import Rule
from crm_desktop.schema.recurrence.vocabulary import MONTH_OF, Words

_RULE = re.compile(r"\s*(RRULE\s*:|[A-Z]+\s*=)", re.IGNORECASE)


def rule_of(text: str, formats: Formats) -> Rule:
    """Return the rule that a text means; "until June" is the end of the next June.

    Raises ValueError with a sentence that says what is wrong, and examples where the words are not understood.
    """
    if _RULE.match(text):
        rule = rules.read(text)
    else:
        try:
            rule = _rule(grammar.read(one_line(text)), formats)
        except ValueError as error:
            raise ValueError(_shown(text, str(error))) from None
    if expansion.never_happens(rule):
        raise ValueError(_("This never happens: there is no such day. Choose another one."))
    return rule


def _shown(text: str, why: str) -> str:
    line = one_line(text)
    if why.startswith(_("“{word}” is not understood here.").format(word=line.lower())):
        return _("{why} You can write “every second Tuesday until June” or “every weekday, 10 times”.").format(why=why)
    sentence = _(
        "“{text}”: {why} You can write “every second Tuesday until June”, “last working day of the month” or “every weekday, 10 times”."
    )
    return sentence.format(text=line if len(line) <= 60 else f"{line[:60]}…", why=why)


def _rule(said: Said, formats: Formats) -> Rule:
    """Return what the clauses come to."""
    if len([end for end in (said.count, said.until, said.span) if end]) > 1:
        raise ValueError(_("It ends after a number of times or on a day, not both; leave one of them out."))
    said.month_days += said.fresh
    _join_dates(said)
    _join_quarter(said)
    freq = said.freq or _implied(said)
    by_day, places = _weekdays(said, freq)
    month_days = said.month_days
    if said.shorter:
        month_days, places = list(range(28, said.shorter + 1)), [-1]
    rule = Rule(
        freq,
        said.interval,
        by_day=tuple(by_day),
        by_month_day=tuple(month_days),
        by_year_day=tuple(said.year_days),
        by_week_no=tuple(said.weeks),
        by_month=tuple(said.months or _of_quarter(said)),
        by_set_pos=tuple(places),
        by_hour=tuple(said.hours),
        by_minute=tuple(said.minutes),
        by_second=tuple(said.seconds),
        by_easter=tuple(said.feasts),
        week_start=said.week_start,
    )
    return rules.read(_ending(_without(rule, said), said, formats).text)


def _join_dates(said: Said) -> None:
    """Make days and months of the dates: 24 and 26 December, but not 1 May and 24 December."""
    if not said.dates:
        return
    month_days, months = {day for day, _month in said.dates}, {month for _day, month in said.dates}
    if len(set(said.dates)) != len(month_days) * len(months) or said.month_days or said.months:
        raise several()
    said.month_days, said.months = list(month_days), list(months)
    said.freq = said.freq or "YEARLY"


def _join_quarter(said: Said) -> None:
    """Make "of the quarter" of a day that is said of "every quarter"; alone it is every third month from the first."""
    if not said.by_quarter or not (said.quarter or said.month_days or said.by_day or said.sets or said.shorter):
        return
    if said.months:
        raise ValueError(_("A quarter has no months of its own; say “every year on 15 March”."))
    if said.interval != 3:
        raise ValueError(_("Say it in months: “every 6 months on the 1st”."))
    said.interval, said.quarter = 1, True


def _implied(said: Said) -> str:
    """Return how often something takes place where only days were said: mondays, the 15th, Easter Monday."""
    if said.feasts or said.weeks or said.year_days:
        return "YEARLY"
    if said.month_days or said.shorter or said.sets or any(n for n, _day in said.by_day):
        return "MONTHLY"
    if said.by_day:
        return "WEEKLY"
    if said.months:
        return "YEARLY"
    raise ValueError(_("It does not say how often."))


def _weekdays(said: Said, freq: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the weekdays, and which of them where it is the last working day."""
    counts = said.sets or any(n for n, _day in said.by_day)
    if counts and freq not in {"MONTHLY", "YEARLY"}:
        raise ValueError(_("The first, second or last of a weekday is one of a month or a year; say “of the month”."))
    is_other = said.month_days or said.shorter or said.year_days or said.weeks or said.feasts or said.places
    if said.is_bare and not is_other and freq in {"MONTHLY", "YEARLY"}:
        raise ValueError(_("Say which one it is: “every month on the first Monday”, or “every Monday”."))
    if not said.sets:
        return said.by_day, said.places
    if len({weekdays for _n, weekdays in said.sets}) > 1 or said.by_day or said.places:
        raise several()
    return [(0, day) for day in said.sets[0][1]], [n for n, _weekdays in said.sets]


def _of_quarter(said: Said) -> list[int]:
    """Return the months in which the first or the last day of a quarter lies."""
    if not said.quarter:
        return []
    places = [*said.month_days, *(n for n, _days in said.by_day), *(n for n, _days in said.sets)]
    if not places or not (max(places) < 0 or min(places) > 0):
        raise ValueError(_("Say which day of the quarter: “last working day of the quarter”."))
    return [3, 6, 9, 12] if max(places) < 0 else [1, 4, 7, 10]


def _without(rule: Rule, said: Said) -> Rule:
    """Return the rule without the weekdays that are left out."""
    if not said.without:
        return rule
    if rule.freq == "DAILY" and rule.interval == 1 and not rule.by_day:
        rule = replace(rule, freq="WEEKLY", by_day=tuple((0, day) for day in range(7)))
    left = tuple(one for one in rule.by_day if one[1] not in said.without)
    if rule.freq != "WEEKLY" or not left or len(left) == len(rule.by_day):
        raise ValueError(
            _("Only weekdays can be left out here (“every day except Sunday”); leave out others in the calendar.")
        )
    return replace(rule, by_day=left)


def _ending(rule: Rule, said: Said, formats: Formats) -> Rule:
    """Return the rule with its end."""
    if said.until:
        read = _day_before if said.is_before else _last_day
        return replace(rule, until=read(said.until.strip(" .,"), formats))
    return replace(rule, count=said.count if said.span is None else _count(rule, *said.span))


def _count(rule: Rule, number: int, unit: str) -> int:
    """Return how many there are in a number of days, weeks, months or years, where the rule alone tells."""
    odd = rule.by_set_pos or rule.by_year_day or rule.by_week_no or rule.by_hour or rule.by_easter
    each = max(1, len(rule.by_day), len(rule.by_month_day) if rule.freq in {"MONTHLY", "YEARLY"} else 1)
    is_plain = each == 1 or rule.freq == "WEEKLY" or (rule.freq == "MONTHLY" and all(n for n, _day in rule.by_day))
    periods = {
        ("DAILY", "DAILY"): 1, ("DAILY", "WEEKLY"): 7, ("WEEKLY", "WEEKLY"): 1, ("MONTHLY", "MONTHLY"): 1,
        ("MONTHLY", "YEARLY"): 12, ("YEARLY", "YEARLY"): 1,
    }.get((rule.freq, unit))  # fmt: skip
    if periods is None or (odd and each > 1) or not is_plain or (rule.by_month and rule.freq != "YEARLY"):
        raise ValueError(_("How many that is depends on the first day; say “10 times” or “until 30 June”."))
    return -(-number * periods // rule.interval) * each


def _last_day(text: str, formats: Formats) -> date | datetime:
    """Return the last day: of a month ("june", "the end of june 2027"), of the year, or a day as it is written."""
    today = dates.today()
    found = _end_of_span(Words(text), today) or _named_day(text, today)
    if found is not None:
        return found
    if re.fullmatch(r"\d{4}", text):
        sentence = _("Say whether that is the end of {year} or of the year before: “until the end of {year}”.")
        raise ValueError(sentence.format(year=text))
    if days.has_time(text):
        return days.moment(text, formats.day_order, today)
    return days.day(text, formats.day_order, today)


def _day_before(text: str, formats: Formats) -> date | datetime:
    """Return the last day before one, or before the first of a month."""
    if re.fullmatch(r"(the )?(this|next) (month|quarter|year)", text):
        raise ValueError(_("Say until which day: “until the end of June”."))
    last = _last_day(text, formats)
    if re.match(r"(the )?end of", text):
        return last
    if isinstance(last, datetime):
        return last - timedelta(minutes=1)
    is_month = all(word in MONTH_OF or re.fullmatch(r"\d{4}", word) for word in text.split())
    return (last.replace(day=1) if is_month else last) - timedelta(days=1)


def _end_of_span(words: Words, today: date) -> date | None:
    """Return the day of "the end of the year", "the end of 2027" or "next month"."""
    words.take("the")
    is_end = words.take_all("end", "of")
    ahead = 1 if words.take("next") else 0
    if not (is_end or ahead) and words.next != "this":
        return None
    words.take("the", "this")
    if words.ahead(1):
        return None
    if words.next == "month":
        return dates.month_of(dates.add_months(today.replace(day=1), ahead)).last
    if words.next == "year":
        return date(today.year + ahead, 12, 31)
    return days.day(f"{words.next}-12-31") if re.fullmatch(r"\d{4}", words.next) else None


def _named_day(text: str, today: date) -> date | None:
    """Return the day of "june", "june 2027", "30 june" or "june 30th, 2027"."""
    words = Words(text)
    words.take("the")
    words.take_all("end", "of")
    number = words.number() if words.ahead(1) in MONTH_OF else words.ordinal()
    words.take("of")
    month = words.month()
    if month is None:
        return None
    if number is None and len(words.next) != 4:
        number = words.ordinal() or words.number()
    words.take(",")
    year = words.number() if len(words.next) == 4 else None
    return None if words.next else _in_month(text, today, year, month, number)


def _in_month(text: str, today: date, year: int | None, month: int, number: int | None) -> date:
    """Return the day of a month, or its last day; without a year the next one from today on."""
    for one in (year,) if year is not None else range(today.year, today.year + 9):
        last = dates.month_of(date(one, month, 1)).last
        if number is not None and not 1 <= number <= last.day:
            continue
        day = last if number is None else last.replace(day=number)
        if year is not None or day >= today:
            return day
    raise ValueError(_("“{text}” is no day of the calendar.").format(text=text))
