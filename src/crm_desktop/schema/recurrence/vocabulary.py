"""The English words in which people say how something repeats, a reader of them, and what to say where it stops."""

from __future__ import annotations

import re

from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold
from crm_desktop.schema.recurrence.words import FEASTS, MONTHS, WEEKDAYS

UNITS = {
    "day": ("DAILY", 1), "week": ("WEEKLY", 1), "fortnight": ("WEEKLY", 2), "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3), "year": ("YEARLY", 1),
}  # fmt: skip
ADVERBS = {
    "daily": ("DAILY", 1), "weekly": ("WEEKLY", 1), "fortnightly": ("WEEKLY", 2), "biweekly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1), "quarterly": ("MONTHLY", 3), "semiannually": ("MONTHLY", 6),
    "semiannual": ("MONTHLY", 6), "semiyearly": ("MONTHLY", 6), "yearly": ("YEARLY", 1), "annually": ("YEARLY", 1),
}  # fmt: skip
EVERY = ("every", "each")
EXCEPT = ("except", "but", "without", "excluding")
FINER = {"hour", "hours", "hourly", "minute", "minutes", "minutely", "second", "seconds", "secondly"}
UNTIL = {"until", "till", "til", "through", "ending", "ends"}
TIMES = {"times", "time", "occurrences", "occurrence", "repetitions", "x"}
MONTH_OF = {
    name: number
    for number, title in enumerate(MONTHS, 1)
    for name in (title.lower(), title.lower()[:3], "sept" if number == 9 else title.lower())
}
WEEKDAY_OF = {
    name: number
    for number, (title, also) in enumerate(
        zip(WEEKDAYS, ("", "tues", "weds", "thur thurs", "", "", ""), strict=True),
    )
    for name in (title.lower(), f"{title.lower()}s", title.lower()[:3], *also.split())
}
ORDINAL_OF = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}
NUMBER_OF = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
FEAST_OF = {title.lower(): days for days, title in FEASTS.items()} | {
    "easter": 0, "pentecost": 49, "pentecost sunday": 49, "pentecost monday": 50, "whitsun": 49, "ascension": 39,
}  # fmt: skip
_TOKEN = re.compile(r"\d{1,2}:\d{2}|\d{1,6}(?:st|nd|rd|th)?|[^\W\d_]+|\S")
_NTH = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")


class Words:
    """The words of a text and how far they are read. What is taken is passed; what is not stays where it is."""

    def __init__(self, text: str) -> None:
        self._text = fold(text)
        self._found = list(_TOKEN.finditer(self._text))
        self.at = 0

    @property
    def next(self) -> str:
        """The word that comes next; "" at the end."""
        return self.ahead(0)

    def ahead(self, steps: int) -> str:
        """Return a word further on, or one that was passed."""
        at = self.at + steps
        return self._found[at].group() if 0 <= at < len(self._found) else ""

    def rest(self) -> str:
        """Return all that is not read yet, and pass it."""
        begin = self._found[self.at].start() if self.next else len(self._text)
        self.at = len(self._found)
        return self._text[begin:]

    def take(self, *words: str) -> bool:
        """Pass the next word if it is one of these."""
        if self.next not in words or not self.next:
            return False
        self.at += 1
        return True

    def take_all(self, *words: str) -> bool:
        """Pass these words if they follow one another here."""
        if any(self.ahead(steps) != word for steps, word in enumerate(words)):
            return False
        self.at += len(words)
        return True

    def number(self) -> int | None:
        """Pass a whole number in digits or as a word and return it."""
        word = self.next
        number = int(word) if word.isascii() and word.isdigit() else NUMBER_OF.get(word)
        self.at += number is not None
        return number

    def ordinal(self) -> int | None:
        """Pass "15th", "third", "last" or "2nd to last" and return its number, from the end below zero."""
        if self.take("last"):
            return -2 if self.take_all("but", "one") else -1
        if self.take("penultimate") or self.take_all("next", "to", "last"):
            return -2
        found = _NTH.fullmatch(self.next)
        number = int(found[1]) if found else ORDINAL_OF.get(self.next)
        if number is None or number == 0:
            return None
        self.at += 1
        return (
            -number
            if self.take_all("to", "last") or self.take_all("to", "the", "last") or self.take("last")
            else number
        )

    def clock(self) -> int | None:
        """Pass "18:30" and return the minutes since midnight."""
        hour, colon, minute = self.next.partition(":")
        if not colon or int(hour) > 23 or int(minute) > 59:
            return None
        self.at += 1
        return int(hour) * 60 + int(minute)

    def weekday(self) -> int | None:
        """Pass the name of a weekday and return it, Monday as 0."""
        found = WEEKDAY_OF.get(self.next)
        self.at += found is not None
        return found

    def month(self) -> int | None:
        """Pass the name of a month and return its number."""
        found = MONTH_OF.get(self.next)
        self.at += found is not None
        return found

    def feast(self) -> int | None:
        """Pass a day that is counted from Easter Sunday and return how many days after that it is."""
        for length in (2, 1):
            words = " ".join(self.ahead(step) for step in range(length))
            if words in FEAST_OF:
                self.at += length
                return FEAST_OF[words]
        before = self.at
        days = self.number()
        if days is not None and self.take("day", "days") and self.next in {"before", "after"}:
            sign = -1 if self.take("before") else 1
            self.take("after")
            if self.take("easter"):
                self.take("sunday")
                return sign * days
        self.at = before
        return None

    def working_day(self) -> bool:
        """Pass "working day", "workday", "business days" or "weekdays"."""
        if self.take("workday", "workdays", "weekday", "weekdays"):
            return True
        if self.next in {"working", "business", "work", "week"} and self.ahead(1) in {"day", "days"}:
            self.at += 2
            return True
        return False

    def weekend(self) -> bool:
        """Pass "weekend", "weekends" or "weekend day"."""
        if not self.take("weekend", "weekends"):
            return False
        self.take("day", "days")
        return True

    def unit(self) -> tuple[str, int] | None:
        """Pass "week" or "quarters" and return the frequency and how many of it that is."""
        found = UNITS.get(self.next) or UNITS.get(self.next.removesuffix("s"))
        self.at += found is not None
        return found


def finer() -> ValueError:
    """Return the refusal of what recurs within a day."""
    return ValueError(_("An activity recurs daily at most; choose days, weeks, months or years."))


def refusal(words: Words) -> ValueError:
    """Return what to say at a word that is not understood."""
    if words.next in FINER:
        return finer()
    if words.next in {"from", "starting", "beginning", "since", "start", "starts"}:
        return ValueError(_("The first day stands in “When”; leave it out here."))
    if words.next in {"never", "no", "not", "none"}:
        return ValueError(_("Leave this empty for what does not repeat."))
    if words.next in {"bimonthly", "biannually", "biennially", "semimonthly", "semiweekly"}:
        return ValueError(_("“{word}” is read in two ways; say “every 2 months”, for example.").format(word=words.next))
    if ":" in words.next[1:] or words.next in {"noon", "midnight", "morning", "afternoon", "evening"}:
        return ValueError(_("The hour stands in “When”; leave it out here."))
    if not words.next:
        return ValueError(_("Something is missing at the end."))
    return ValueError(_("“{word}” is not understood here.").format(word=words.next))
