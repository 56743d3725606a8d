"""A rule in plain words: "Every second Tuesday until 30 June 2027". `spoken` reads all of them back.

What a rule asks first ("every month on the last working day") is said as people say it; each part that is left over
follows as a clause of its own ("only in June and July"), so that also an odd rule is said whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import product

from crm_desktop.base.i18n import N_, NN_, _, count_of
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.recurrence.rule import Rule

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
FEASTS = {
    -47: N_("Shrove Tuesday"),
    -46: N_("Ash Wednesday"),
    -3: N_("Maundy Thursday"),
    -2: N_("Good Friday"),
    0: N_("Easter Sunday"),
    1: N_("Easter Monday"),
    39: N_("Ascension Day"),
    49: N_("Whit Sunday"),
    50: N_("Whit Monday"),
    60: N_("Corpus Christi"),
}
"""Days that are counted from Easter Sunday."""
WORKING, WEEKEND = (0, 1, 2, 3, 4), (5, 6)

_OFTEN = {
    "DAILY": (N_("Every day"), N_("Every second day"), NN_("Every {n} day", "Every {n} days")),
    "WEEKLY": (N_("Every week"), N_("Every second week"), NN_("Every {n} week", "Every {n} weeks")),
    "MONTHLY": (N_("Every month"), N_("Every second month"), NN_("Every {n} month", "Every {n} months")),
    "YEARLY": (N_("Every year"), N_("Every second year"), NN_("Every {n} year", "Every {n} years")),
}
_ORDINALS = {
    1: N_("first"), 2: N_("second"), 3: N_("third"), 4: N_("fourth"), 5: N_("fifth"), -1: N_("last"),
}  # fmt: skip
_SHORTER = {(28, 29): 29, (28, 29, 30): 30, (28, 29, 30, 31): 31}
_MANY = 6  # so many times of day are still read with ease


def of(rule: Rule, formats: Formats) -> str:
    """Return a rule in words; weekdays stand as the week of the user's country has them."""
    said = _said(rule, formats.first_weekday)
    sentence = ", ".join(said)
    if rule.until is not None:
        return _("{rule} until {day}").format(rule=sentence, day=last_day(rule.until))
    if rule.count is not None:
        times = _("once") if rule.count == 1 else count_of("{n} time", "{n} times", rule.count)
        return f"{sentence}, {times}"
    return sentence


def last_day(until: date | datetime) -> str:
    """Return the last day of a rule, by the local clock; with its time where that does not end the day."""
    local = until.astimezone() if isinstance(until, datetime) and until.tzinfo else until
    day = _("{day} {year}").format(day=date_words(local.day, local.month), year=local.year)
    if not isinstance(local, datetime) or (local.hour, local.minute) == (23, 59):
        return day
    return f"{day} {local:%H:%M}"


def joined(parts: Iterable[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    *most, last = parts
    return _("{these} and {last}").format(these=", ".join(most), last=last) if most else last


def date_words(day: int, month: int) -> str:
    """Return "24 December"."""
    return _("{day} {month}").format(day=day, month=_(MONTHS[month - 1]))


def _said(rule: Rule, first_weekday: int) -> list[str]:
    """Return the sentence of a rule without its end, and the clauses that follow it."""
    weekdays = _in_order({day for n, day in rule.by_day if n == 0}, first_weekday)
    if rule.freq == "WEEKLY" and weekdays:
        main, names = _weekly(rule, weekdays), {"by_day"}
    else:
        when, names = _main(rule, weekdays)
        main = _("{often} {when}").format(often=_often(rule), when=when) if when else _often(rule)
    return [main, *_clauses(rule, weekdays, names)]


def _in_order(weekdays: set[int], first_weekday: int) -> tuple[int, ...]:
    """Return weekdays as the week of the country has them, but those that follow one another from their first."""
    begins = [day for day in weekdays if (day - 1) % 7 not in weekdays]
    first = begins[0] if len(begins) == 1 else first_weekday
    return tuple(sorted(weekdays, key=lambda day: (day - first) % 7))


def _clauses(rule: Rule, weekdays: tuple[int, ...], names: set[str]) -> list[str]:
    """Return a clause for each part of a rule that is not among `names`, because the sentence says it."""
    said: list[tuple[str, object, Callable[[], str]]] = [
        ("by_month", rule.by_month, lambda: _("only in {months}").format(months=_months(rule))),
        ("by_week_no", rule.by_week_no, lambda: _("only in {weeks}").format(weeks=_weeks(rule))),
        ("by_year_day", rule.by_year_day, lambda: _("only on {days}").format(days=_year_days(rule))),
        ("by_month_day", rule.by_month_day, lambda: _("only on {days} of the month").format(days=_month_days(rule))),
        ("by_day", rule.by_day, lambda: _only_weekdays(rule, weekdays)),
        ("by_easter", rule.by_easter, lambda: _("only on {days}").format(days=_feasts(rule))),
        ("time", rule.by_hour or rule.by_minute or rule.by_second, lambda: _times(rule)),
        ("by_set_pos", rule.by_set_pos, lambda: _("of these only {places}").format(places=_places(rule))),
    ]
    clauses = [say() for name, values, say in said if values and name not in names]
    if rule.week_start:
        clauses.append(_("weeks beginning on {weekday}").format(weekday=_(WEEKDAYS[rule.week_start])))
    return clauses


def _often(rule: Rule) -> str:
    once, twice, (one, many) = _OFTEN[rule.freq]
    return _(once) if rule.interval == 1 else _(twice) if rule.interval == 2 else count_of(one, many, rule.interval)


def _weekly(rule: Rule, weekdays: tuple[int, ...]) -> str:
    if rule.interval == 1:
        if tuple(sorted(weekdays)) == WORKING:
            return _("Every weekday")
        return _("Every {weekdays}").format(weekdays=_names(weekdays))
    if rule.interval == 2 and len(weekdays) == 1:
        return _("Every second {weekday}").format(weekday=_names(weekdays))
    return _("{often} on {weekdays}").format(often=_often(rule), weekdays=_names(weekdays))


def _main(rule: Rule, weekdays: tuple[int, ...]) -> tuple[str, set[str]]:
    """Return what follows "every month" or "every year", and which parts of the rule it says."""
    if rule.freq not in {"MONTHLY", "YEARLY"}:
        return "", set()
    when, names = _month_day(rule) or _weekdays(rule, weekdays) or _year_day(rule, weekdays) or ("", set())
    if rule.freq == "MONTHLY" or names & {"by_year_day", "by_week_no", "by_easter"}:
        return (_("on {days}").format(days=when) if when else ""), names
    months = _months(rule)
    if not when:
        return (_("in {months}").format(months=months) if months else ""), {"by_month"}
    if len(rule.by_month) == 1 == len(rule.by_month_day) and rule.by_month_day[0] > 0 and "by_month_day" in names:
        return _("on {days}").format(days=date_words(rule.by_month_day[0], rule.by_month[0])), {*names, "by_month"}
    if months:
        return _("on {days} of {months}").format(days=when, months=months), {*names, "by_month"}
    of_all = _("on {days} of every month") if "by_month_day" in names else _("on {days} of the year")
    return of_all.format(days=when), names


def _month_day(rule: Rule) -> tuple[str, set[str]] | None:
    month_days = rule.by_month_day
    others = (rule.by_day, rule.by_year_day, rule.by_week_no, rule.by_hour, rule.by_minute, rule.by_second)
    if rule.freq == "MONTHLY" and rule.by_set_pos == (-1,) and month_days in _SHORTER and not any(others):
        whole = _("the {nth} or the last day of shorter months").format(nth=_nth(_SHORTER[month_days]))
        return whole, {"by_month_day", "by_set_pos"}
    return (_month_days(rule), {"by_month_day"}) if month_days else None


def _weekdays(rule: Rule, weekdays: tuple[int, ...]) -> tuple[str, set[str]] | None:
    others = (rule.by_year_day, rule.by_week_no, rule.by_hour, rule.by_minute, rule.by_second)
    if not rule.by_day or rule.by_year_day or rule.by_week_no:
        return None
    is_set = len(weekdays) == len(rule.by_day) and not any(others)
    if rule.by_set_pos and is_set and (rule.freq == "MONTHLY" or len(rule.by_month) <= 1):
        kind = _kind_of_day(weekdays)
        return joined(_the(n, kind) for n in rule.by_set_pos), {"by_day", "by_set_pos"}
    return _nth_weekdays(rule, weekdays), {"by_day"}


def _year_day(rule: Rule, weekdays: tuple[int, ...]) -> tuple[str, set[str]] | None:
    if rule.freq != "YEARLY" or rule.by_month:
        return None
    if rule.by_year_day:
        return _year_days(rule), {"by_year_day"}
    if rule.by_week_no and len(weekdays) == len(rule.by_day):
        names = _names(weekdays) if weekdays else _("every day")
        return _("{weekdays} of {weeks}").format(weekdays=names, weeks=_weeks(rule)), {"by_week_no", "by_day"}
    return (_feasts(rule), {"by_easter"}) if rule.by_easter else None


def _kind_of_day(weekdays: tuple[int, ...]) -> str:
    """Return what a day that is one of `weekdays` is called."""
    if tuple(sorted(weekdays)) == WORKING:
        return _("working day")
    if tuple(sorted(weekdays)) == WEEKEND:
        return _("weekend day")
    *most, last = (_(WEEKDAYS[day]) for day in weekdays)
    return _("{these} or {last}").format(these=", ".join(most), last=last) if most else last


def _names(weekdays: Iterable[int]) -> str:
    return joined(_(WEEKDAYS[day]) for day in weekdays)


def _nth_weekdays(rule: Rule, weekdays: tuple[int, ...]) -> str:
    """Return "every Monday and Tuesday", or "every Monday, the first Friday and the last Friday"."""
    nth = sorted((one for one in rule.by_day if one[0]), key=lambda one: (one[0] < 0, one))
    days = [*(_(WEEKDAYS[day]) for day in weekdays), *(_the(n, _(WEEKDAYS[day])) for n, day in nth)]
    return _("every {weekdays}").format(weekdays=joined(days)) if weekdays else joined(days)


def _the(n: int, what: str) -> str:
    """Return "the last working day"."""
    return _("the {nth} {what}").format(nth=_(_ORDINALS[n]) if n in _ORDINALS else _nth(n), what=what)


def _nth(n: int) -> str:
    """Return "15th", "last" or "2nd to last"."""
    if n < 0:
        return _("last") if n == -1 else _("{nth} to last").format(nth=_nth(-n))
    teens = 10 < n % 100 < 14
    forms = {1: _("{n}st"), 2: _("{n}nd"), 3: _("{n}rd")}
    return (_("{n}th") if teens else forms.get(n % 10, _("{n}th"))).format(n=n)


def _month_days(rule: Rule) -> str:
    return joined(
        _("the {nth}").format(nth=_nth(n)) if n > 0 else _("the {nth} day").format(nth=_nth(n))
        for n in rule.by_month_day
    )


def _months(rule: Rule) -> str:
    return joined(_(MONTHS[month - 1]) for month in rule.by_month) if rule.by_month else ""


def _places(rule: Rule) -> str:
    return joined(_("the {nth}").format(nth=_nth(n)) for n in rule.by_set_pos)


def _year_days(rule: Rule) -> str:
    days = joined(_("the {nth}").format(nth=_nth(n)) for n in rule.by_year_day)
    return _("{days} day of the year").format(days=days)


def _weeks(rule: Rule) -> str:
    return joined(
        _("week {n}").format(n=n) if n > 0 else _("the {nth} week").format(nth=_nth(n)) for n in rule.by_week_no
    )


def _feasts(rule: Rule) -> str:
    return joined(_feast(days) for days in rule.by_easter)


def _feast(days: int) -> str:
    if days in FEASTS:
        return _(FEASTS[days])
    if days < 0:
        return count_of("{n} day before Easter Sunday", "{n} days before Easter Sunday", -days)
    return count_of("{n} day after Easter Sunday", "{n} days after Easter Sunday", days)


def _times(rule: Rule) -> str:
    """Return the times of day where the rule names them itself: "at 06:00 and 18:00"."""
    if rule.by_hour and rule.by_minute and not rule.by_second and len(rule.by_hour) * len(rule.by_minute) <= _MANY:
        return _("at {times}").format(
            times=joined(f"{h:02d}:{m:02d}" for h, m in product(rule.by_hour, rule.by_minute))
        )
    said = (
        (rule.by_hour, _("at the hours {numbers}")),
        (rule.by_minute, _("at the minutes {numbers}")),
        (rule.by_second, _("at the seconds {numbers}")),
    )
    return ", ".join(text.format(numbers=joined(map(str, numbers))) for numbers, text in said if numbers)


def _only_weekdays(rule: Rule, weekdays: tuple[int, ...]) -> str:
    if len(weekdays) == len(rule.by_day):
        return _("only on {days}").format(days=_names(weekdays))
    of_year = rule.freq == "YEARLY" and not rule.by_month
    form = _("only on {days} of the year") if of_year else _("only on {days} of the month")
    return form.format(days=_nth_weekdays(rule, weekdays))
