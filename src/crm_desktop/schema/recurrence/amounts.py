"""The clauses that say how many there are: "10 times", "for 10 weeks", or at which hours of one day.

"Three times a week" looks like one of them and is none, for it does not say on which days.
"""

from __future__ import annotations

from crm_desktop.base.i18n import _
from crm_desktop.schema.recurrence.named_days import Said, listed
from crm_desktop.schema.recurrence.vocabulary import EVERY, TIMES, Words, refusal


def times(words: Words, said: Said) -> bool:
    """Read "10 times"."""
    begin = words.at
    number = words.number()
    if number is None or not words.take(*TIMES):
        words.at = begin
        return False
    refuse_so_often(words)
    said.count = number
    return True


def refuse_so_often(words: Words) -> None:
    """Refuse "three times a week": a rule names the days."""
    begin = words.at
    words.take("in", "of")
    is_each = words.take("a", "per", *EVERY) or (words.at > begin and words.take("the"))
    unit = words.unit()
    words.at = begin
    if not (is_each and unit):
        return
    if unit[0] == "DAILY":
        raise ValueError(_("Say at which hours instead: “every day at 06:00 and 18:00”."))
    if unit[0] == "WEEKLY":
        raise ValueError(_("Say on which days instead: “every Monday and Thursday”."))
    raise ValueError(_("Say on which days instead: “every month on the 1st and the 15th”."))


def span(words: Words, said: Said) -> None:
    """Read "for 10 weeks" or "for 10 times"."""
    words.take("the", "next")
    if times(words, said):
        return
    number = 1 if words.take("a") else words.number()
    unit = words.unit()
    if number is None or unit is None:
        raise refusal(words)
    said.span = number * unit[1], unit[0]


def hours(words: Words, said: Said) -> None:
    """Read "at 06:00 and 18:00" or "at the hours 6 and 18"."""
    words.take("the")
    named = {"hours": said.hours, "minutes": said.minutes, "seconds": said.seconds}.get(words.next)
    if named is not None:
        words.at += 1
        named += listed(words, lambda: None if words.ahead(1) in TIMES else words.number())
        return
    clock = {divmod(minutes, 60) for minutes in listed(words, words.clock)}
    at_hours, at_minutes = {hour for hour, _minute in clock}, {minute for _hour, minute in clock}
    if not clock:
        raise ValueError(
            _("The time of day is that of the first one; leave it out, or write it like “at 06:00 and 18:00”.")
        )
    if len(clock) != len(at_hours) * len(at_minutes):
        raise ValueError(_("These times of day cannot be one series; make one for each."))
    said.hours += at_hours
    said.minutes += at_minutes
