"""The days that a phrase names after "on": "the 15th and the last day", "the first Monday", "Tuesday", "24 December".

What all clauses of a phrase say is gathered in `Said`; what it comes to as a rule is told by `spoken`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from crm_desktop.base.i18n import _
from crm_desktop.schema.recurrence.vocabulary import EVERY, MONTH_OF, WEEKDAY_OF, Words
from crm_desktop.schema.recurrence.words import WEEKEND, WORKING


@dataclass
class Said:
    """What was said so far.

    `fresh` are ordinals of which it is still open whether they count in months or years. `is_bare` tells that a weekday
    was named without "every" and not as "Mondays"; `by_quarter` that "every quarter" was said,
    `is_before` that what stands in `until` is already too late.
    """

    freq: str = ""
    interval: int = 1
    by_day: list[tuple[int, int]] = field(default_factory=list)
    sets: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)
    year_days: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    dates: list[tuple[int, int]] = field(default_factory=list)
    weeks: list[int] = field(default_factory=list)
    feasts: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    hours: list[int] = field(default_factory=list)
    minutes: list[int] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)
    without: list[int] = field(default_factory=list)
    shorter: int = 0
    quarter: bool = False
    by_quarter: bool = False
    is_bare: bool = False
    is_before: bool = False
    week_start: int = 0
    count: int | None = None
    until: str = ""
    span: tuple[int, str] | None = None

    def sizes(self) -> list[int]:
        """Return how many days of each kind were said; days of two kinds in one list are no rule."""
        numbers = [*self.month_days, *self.fresh]
        return [len(kind) for kind in (self.by_day, self.sets, numbers, self.weeks, self.feasts, self.dates)]


def days(words: Words, said: Said) -> bool:
    """Read days, as after "on": "the 15th and the last day", "the first Monday", "Tuesday", "24 December"."""
    said.month_days += said.fresh
    said.fresh = []
    begin, sizes = words.at, said.sizes()
    while True:
        before = words.at
        words.take("the", "a")
        if not _one_day(words, said):
            words.at = before
            return before != begin
        mark = words.at
        took_or = connect(words)
        if took_or and _shorter(words, said):
            return True
        if words.at == mark or not _starts_day(words):
            words.at = mark
            break
    if sum(now > size for now, size in zip(said.sizes(), sizes, strict=True)) > 1:
        raise several()
    return True


def several() -> ValueError:
    """Return the refusal of days that no one rule can name."""
    return ValueError(_("These days cannot be one series; make one for each."))


def connect(words: Words) -> bool:
    """Pass what stands between two days and tell whether it was "or"."""
    words.take(",")
    if words.take("or"):
        return True
    words.take("and", "&")
    return False


def listed(words: Words, one: Callable[[], int | None]) -> list[int]:
    """Pass a list such as "June, July and August" and return its numbers."""
    found: list[int] = []
    while True:
        mark = words.at
        if found:
            connect(words)
        words.take("the")
        number = one() if words.at > mark or not found else None
        if number is None:
            words.at = mark
            return found
        found.append(number)


def _starts_day(words: Words) -> bool:
    """Tell whether a day of a list begins here, and nothing else such as "10 times" or "every month"."""
    begin = words.at
    words.take("the", "a")
    found = _one_day(words, Said())
    words.at = begin
    return found


def _one_day(words: Words, said: Said) -> bool:
    """Read one day of a list, or weekdays that belong together."""
    begin = words.at
    feast = words.feast()
    if feast is not None:
        said.feasts.append(feast)
        return True
    if words.take(*EVERY):
        if words.next in WEEKDAY_OF:
            return _weekdays(words, said, 0, is_each=True)
        if words.take_all("day", "of") and words.next in {"week", "the"}:
            words.at -= 1
            return True
        words.at = begin
        return False
    nth = words.ordinal()
    if nth is not None:
        return _nth_day(words, said, nth)
    if words.next in WEEKDAY_OF:
        return _weekdays(words, said, 0)
    if words.working_day() or words.weekend():
        said.is_bare |= not words.ahead(-1).endswith("s")
        said.by_day += [(0, day) for day in _kind_of_day(words)]
        return True
    return _date(words, said)


def _nth_day(words: Words, said: Said, nth: int) -> bool:
    """Read what is the first, the 15th or the last."""
    if words.next in WEEKDAY_OF:
        return _weekdays(words, said, nth)
    if words.next in {"weekend", "weekends"} and words.ahead(1) not in {"day", "days"}:
        raise ValueError(_("Say which day of the weekend: “second Saturday of the month”."))
    if words.working_day() or words.weekend():
        kind = _kind_of_day(words)
        said.sets += [(one, kind) for one in _counted(said, nth)]
    elif words.take("week"):
        said.weeks.append(nth)
    elif words.next in MONTH_OF:
        said.dates += [(day, MONTH_OF[words.next]) for day in (*said.fresh, nth)]
        said.fresh = []
        words.at += 1
    elif words.next in {"month", "year", "quarter"}:
        words.at -= 1
        return False
    else:
        words.take("day", "days")
        said.fresh.append(nth)
    return True


def _counted(said: Said, nth: int) -> list[int]:
    """Return "first" and "third" of "the first and third Monday"; "the 15th and last Friday" are two things."""
    each, said.fresh = [*said.fresh, nth], []
    if len(set(each)) < len(each) or (nth <= 5 < max(each)):
        raise several()
    return each


def _weekdays(words: Words, said: Said, nth: int, *, is_each: bool = False) -> bool:
    """Read weekday names: "Monday and Thursday", "Monday to Friday", "Monday or Thursday" of which one is the last."""
    chosen, is_set = [WEEKDAY_OF[words.next]], False
    said.is_bare |= not (nth or is_each or words.next.endswith("days"))
    words.at += 1
    if words.next in {"to", "through", "-"} and words.ahead(1) in WEEKDAY_OF:
        last = WEEKDAY_OF[words.ahead(1)]
        words.at += 2
        chosen = [(chosen[0] + day) % 7 for day in range((last - chosen[0]) % 7 + 1)]
    while True:
        mark = words.at
        took_or = connect(words)
        day = words.weekday() if words.at > mark else None
        if day is None:
            words.at = mark
            break
        is_set = is_set or took_or
        chosen.append(day)
    each = _counted(said, nth) if nth else [nth]
    if is_set and nth:
        said.sets += [(one, tuple(sorted(chosen))) for one in each]
    else:
        said.by_day += [(one, day) for one in each for day in chosen]
    return True


def _kind_of_day(words: Words) -> tuple[int, ...]:
    """Return the weekdays of the working day or weekend that was passed."""
    return WEEKEND if any(words.ahead(-back).startswith("weekend") for back in (1, 2)) else WORKING


def _date(words: Words, said: Said) -> bool:
    """Read "24 December", "December 24th", "week 20" or a plain number as a day of the month."""
    begin = words.at
    if words.take("week", "weeks"):
        number = words.number()
        if number is not None:
            said.weeks.append(number)
            return True
    month = words.month()
    number = words.number() or (words.ordinal() if month else None)
    if number is not None and month is None and words.next in MONTH_OF:
        month = words.month()
    if number is not None and month is not None:
        said.dates += [(day, month) for day in (*said.fresh, number)]
        said.fresh = []
        return True
    if number is not None and words.next in {"", ",", "and", "of", "or", "until"} and words.ahead(-2) in {"on", "the"}:
        said.fresh.append(number)
        return True
    words.at = begin
    return False


def _shorter(words: Words, said: Said) -> bool:
    """Read "the last day" after "the 31st or"."""
    begin = words.at
    words.take("the")
    if not (words.take_all("last", "day") and said.fresh and 28 < said.fresh[-1] <= 31):
        words.at = begin
        return False
    words.take_all("of", "shorter", "months") or words.take_all("in", "shorter", "months")
    said.shorter = said.fresh.pop()
    return True
