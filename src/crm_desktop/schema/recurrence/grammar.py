"""The clauses in which people say how something repeats, in any order: "every month", "on the 15th", "10 times".

All that they say must be understood; the days themselves are read by `named_days`.
"""

from __future__ import annotations

from crm_desktop.base.i18n import _
from crm_desktop.schema.recurrence import amounts, sayings
from crm_desktop.schema.recurrence.named_days import Said, days, listed, several
from crm_desktop.schema.recurrence.vocabulary import (
    ADVERBS,
    EVERY,
    EXCEPT,
    FINER,
    MONTH_OF,
    UNTIL,
    WEEKDAY_OF,
    Words,
    finer,
    refusal,
)
from crm_desktop.schema.recurrence.words import WORKING


def read(text: str) -> Said:
    """Return what a text says; raise ValueError with a sentence at the first word that says nothing."""
    words, said = Words(sayings.plain(text)), Said()
    while words.next:
        if words.take(",", ";", ".", "-", "and"):
            continue
        is_more, sizes = words.ahead(-1) == "and", said.sizes()
        _clause(words, said)
        if is_more and any(sizes) and any(new and not old for old, new in zip(sizes, said.sizes(), strict=True)):
            raise several()  # "on Monday and on the 15th" is not Monday the 15th
    return said


def _clause(words: Words, said: Said) -> None:
    """Read one clause."""
    if words.take(*EVERY):
        _every(words, said)
    elif words.next in ADVERBS:
        said.by_quarter |= words.next == "quarterly"
        _often(said, *ADVERBS[words.next])
        words.at += 1
    elif words.take(*UNTIL, "before"):
        said.is_before = words.ahead(-1) == "before"
        said.until = words.rest()
    elif words.take("of"):
        _of(words, said)
    elif words.take("only", "if", "in", "during", "on", "at", "for", *EXCEPT, "once", "twice", "weeks", "half"):
        words.at -= 1
        _by_first_word(words, said)
    elif not (amounts.times(words, said) or days(words, said)):
        raise refusal(words)


def _by_first_word(words: Words, said: Said) -> None:
    first = words.next
    words.at += 1
    if first == "only":
        return
    if first == "if":
        words.take("it")
        words.take("is", "falls")
        words.take("a", "on")
    elif first in {"in", "during"}:
        _in(words, said)
    elif first == "on":
        if not days(words, said):
            raise refusal(words)
    elif first == "at":
        amounts.hours(words, said)
    elif first == "for":
        amounts.span(words, said)
    elif first in EXCEPT:
        _except(words, said)
    elif first in {"once", "twice"}:
        _once(words, said, 1 if first == "once" else 2)
    elif first == "weeks":
        _weeks_begin(words, said)
    else:
        words.take("-")
        if not words.take("yearly", "year"):
            raise refusal(words)
        _often(said, "MONTHLY", 6)


def _often(said: Said, freq: str, interval: int) -> None:
    if said.freq and (said.freq, said.interval) != (freq, interval):
        raise ValueError(_("It says twice how often, and not the same; say it once."))
    said.freq, said.interval = freq, interval


def _every(words: Words, said: Said) -> None:
    """Read what follows "every": a number of days, weeks, months or years, weekdays, or a day of the month."""
    begin = words.at
    if words.next in FINER and (words.next != "second" or not words.ahead(1)):
        raise finer()
    number = 2 if words.take("other") else words.number()
    number = _nth_interval(words) if number is None else number
    if words.next in FINER and number is not None:
        raise finer()
    if number is not None and _every_nth(words, said, number):
        return
    if number is not None and number > 1 and words.working_day():
        raise _working_days()
    words.at = begin
    if ((number or 1) > 1 and not words.next.isdigit()) or not days(words, said):
        raise refusal(words)


def _every_nth(words: Words, said: Said, number: int) -> bool:
    """Read a unit or weekdays, of which each or each second is meant."""
    is_quarter = words.next.startswith("quarter")
    unit = words.unit()
    if unit:
        _often(said, unit[0], unit[1] * number)
        said.by_quarter |= is_quarter
    elif words.take_all("half", "year") or words.take_all("half", "-", "year"):
        _often(said, "MONTHLY", 6 * number)
    elif words.next in WEEKDAY_OF or words.next in {"weekend", "weekends"}:
        _often(said, "WEEKLY", number)
        days(words, said)
    elif number == 1 and words.working_day():
        _often(said, "WEEKLY", 1)
        said.by_day += [(0, day) for day in WORKING]
    elif number == 1 and words.next in MONTH_OF and not words.ahead(1)[:1].isdigit():
        _often(said, "YEARLY", 1)
        said.months += listed(words, words.month)
    else:
        return False
    return True


def _nth_interval(words: Words) -> int | None:
    """Pass "second" in "every second Tuesday" and return its number; None where it is a day of the month or year.

    1 where nothing is counted, as in "every Tuesday".
    """
    is_word = words.next.isalpha()
    nth = words.ordinal()
    if nth is None:
        return None if words.feast() is not None else 1
    if is_word and nth > 1 and words.next in MONTH_OF:
        raise ValueError(_("That is read in two ways; say “every 2 January” or “every second year in January”."))
    at = words.at
    if nth < 0 or (nth == 1 and words.next in WEEKDAY_OF):
        return None
    if words.next in FINER or words.unit():
        is_day = words.next == "of"
        if is_day and nth > 1 and words.ahead(-1) in {"day", "days"}:
            raise ValueError(_("That is read in two ways; say “every 2 days” or “every month on the 2nd”."))
        words.at = at
        return None if is_day else nth
    if nth > 1 and words.working_day() and words.next != "of":
        raise _working_days()
    if words.next in {"weekend", "weekends"} and nth > 1:
        return None if words.ahead(1) in {"day", "days", "of"} else nth
    if words.next not in WEEKDAY_OF:
        return None
    while words.weekday() is not None:
        if words.ahead(1) in WEEKDAY_OF:
            words.take(",", "and", "or")
    is_day = words.next == "of"
    words.at = at
    return None if is_day else nth


def _working_days() -> ValueError:
    return ValueError(
        _(
            "Working days cannot be counted like this; say “every Monday, Wednesday and Friday” or “second working day of the month”."
        )
    )


def _of(words: Words, said: Said) -> None:
    """Read of what the days are: of the month, of the year, of June and July, of week 20."""
    if words.take("these"):
        words.take("only")
        said.places += listed(words, words.ordinal)
        return
    begin = words.at
    is_every = words.take(*EVERY)
    words.take("the", "a")
    if words.take("month", "months"):
        if words.ahead(begin - 2 - words.at) == "week":
            raise ValueError(
                _("Weeks are counted in the year, not in the month; say which days: “the first Monday of the month”.")
            )
        said.freq = said.freq or "MONTHLY"
        is_named = is_every or said.months or said.dates
        if said.freq == "YEARLY" and not is_named and (said.sets or said.by_day):
            raise ValueError(_("Say of which month of the year: “every year on the last Friday of May”."))
    elif words.take("year"):
        said.year_days += said.fresh
        said.fresh = []
        said.freq = said.freq or "YEARLY"
        if said.freq == "MONTHLY" and (said.sets or any(n for n, _day in said.by_day)):
            raise ValueError(_("A day of the year comes once a year; say “every year”."))
    elif words.take("quarter"):
        if not said.by_quarter:
            _often(said, "MONTHLY", 1)
        said.quarter = True
    elif words.next in MONTH_OF:
        said.freq = said.freq or "YEARLY"
        said.months += listed(words, words.month)
    elif is_every:
        _every(words, said)
    else:
        words.at = begin
        _in(words, said)


def _in(words: Words, said: Said) -> None:
    """Read months or weeks of the year."""
    months = listed(words, words.month)
    weeks = [] if months else listed(words, lambda: _week(words))
    if not months and not weeks:
        raise refusal(words)
    said.months += months
    said.weeks += weeks


def _week(words: Words) -> int | None:
    """Pass "week 20" or "last week" and return its number."""
    begin = words.at
    number = words.number() if words.take("week", "weeks") else words.ordinal()
    if number is None or not (words.ahead(-2).startswith("week") or words.take("week")):
        words.at = begin
        return None
    return number


def _once(words: Words, said: Said, times: int) -> None:
    """Read "once a week", "once every two weeks", or "once" alone."""
    if times > 1:
        amounts.refuse_so_often(words)
    if words.take("a", "per", *EVERY):
        _every(words, said)
    else:
        said.count = times


def _except(words: Words, said: Said) -> None:
    """Read weekdays that are left out."""
    words.take("not")
    words.take("on", "for")
    left_out = Said()
    if not days(words, left_out) or not left_out.by_day or any(n for n, _day in left_out.by_day):
        raise ValueError(
            _("Only weekdays can be left out here (“every day except Sunday”); leave out others in the calendar.")
        )
    said.without += [day for _n, day in left_out.by_day]


def _weeks_begin(words: Words, said: Said) -> None:
    words.take("beginning", "starting", "begin", "start")
    words.take("on")
    day = words.weekday()
    if day is None:
        raise refusal(words)
    said.week_start = day
