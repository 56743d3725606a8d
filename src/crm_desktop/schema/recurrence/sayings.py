"""Turns of phrase that say what plainer words say, and those that nobody can read in one way alone.

They are told before the grammar reads a text, so that it has to know only one way to say a thing. What follows "until"
is a day, and there only the names of days are made plain.
"""

from __future__ import annotations

import re

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import fold

_WEEKDAY = r"(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\b"
_WEEKDAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days"
_ORDINAL = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
)
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PERIOD = r"(?:(?:the|each|every|a) )?(?:month|quarter|year)\b"
_BEFORE = r"(?<!\bday )(?<!\bdays )before"  # and not "2 days before Easter"
_END = re.compile(rf"\b(?:until|till|til|{_BEFORE}|ending|ends|through(?! {_WEEKDAY}))\b")
_END_FIRST = re.compile(
    rf"\b(until|till|til|{_BEFORE}) (.+?),? ((?:every|each|daily|weekly|fortnightly|monthly|quarterly"
    rf"|yearly|annually|on {_WEEKDAY}|(?:for )?{_NUMBER} times)\b.*)"
)
_NAMED = [
    (re.compile(r"\bnew year(?:['‘’]?s)? eve\b"), "31 december"),
    (re.compile(r"\bnew year(?:['‘’]?s)?(?: day)?\b"), "1 january"),
    (re.compile(r"\bchristmas eve\b"), "24 december"),
    (re.compile(r"\bchristmas(?: day)?\b"), "25 december"),
    (re.compile(r"\bboxing day\b"), "26 december"),
    (re.compile(r"(?<![\d.])(\d{1,2})\. (?=[a-z]{3})"), r"\1 "),
]
_PLAINER = [
    (re.compile(r"[\s,]*\b(?:forever|for ever|indefinitely)$"), ""),
    (re.compile(r"\beveryday\b"), "every day"),
    (re.compile(r"\b(bi|semi)[- ](?=weekly|monthly|annual|yearly)"), r"\1"),
    (re.compile(r"(?<=[a-z])\s*[/+]\s*(?=[a-z0-9])"), " and "),
    (re.compile(rf"\b({_ORDINAL})-(?=last\b|to[- ](?:the[- ])?last\b)"), r"\1 "),
    (re.compile(r"\bto-last\b"), "to last"),
    (re.compile(r"\b(?:on )?(?:every |each )?alternat(?:e|ing)\b"), "every other"),
    (re.compile(rf"\bfrom (?={_WEEKDAY} ?(?:to|through|-) ?{_WEEKDAY})"), ""),
    (re.compile(rf"\b(?:but )?not (?:on )?(?={_WEEKDAY}|weekends?\b)"), "except "),
    (re.compile(rf"\b(?:(?:at|on) )?(?:the )?(?:beginning|start) of (?={_PERIOD})"), "first day of "),
    (re.compile(rf"\b(?:(?:at|on) )?(?:the )?end of (?={_PERIOD})"), "last day of "),
    (re.compile(r"\bin (?=(?:every|each) (?:\w+ )?(?:months?|quarters?|years?)\b)"), "of "),
    (re.compile(r"\bfirst (?:two|2)(?= (?:working |business )?[a-z]+s\b)"), "first and second"),
    (re.compile(r"\bfirst (?:three|3)(?= (?:working |business )?[a-z]+s\b)"), "first, second and third"),
    (re.compile(r"\blast (?:two|2)(?= (?:working |business )?[a-z]+s\b)"), "second last and last"),
    (re.compile(rf"^(?:the next |next |for )?({_NUMBER}) ({_WEEKDAYS})$"), r"every \2, \1 times"),
    (re.compile(r"(?:^|(?<=\bon )|(?<=\bthe )|(?<=\bmonthly ))day (\d{1,2})\b(?! of (?:the )?week| times| x\b)"), r"\1th"),
    (re.compile(r"(?:^|(?<=\band )|(?<=\bthe )|(?<=\bon )|(?<=, )|(?<=\bevery )|(?<=\beach ))(\d{1,2})\.(?=\s|,|$)"), r"\1th"),
    (re.compile(r"\bmonthly (\d{1,2})$"), r"monthly on the \1th"),
]  # fmt: skip
_UNCLEAR = [
    (
        re.compile(rf"\b{_WEEKDAY},? (?:first|last) day of\b"),
        N_("Say which of the weekdays it is: “last Friday of the month”."),
    ),
    (
        re.compile(
            r"\b\d{1,2}(?:[:.]\d{2})? ?(?:am|pm|a\.m\.|p\.m\.|o['‘’]?clock)(?!\w)|\bin the (?:morn|even|aftern)"
        ),
        N_("The hour stands in “When”; leave it out here."),
    ),
    (
        re.compile(rf"\b{_ORDINAL}\s*[-–—]\s*(?:the )?(?:{_ORDINAL}\b|last\b(?!-))"),
        N_("Say each of the days: “every month on the 1st, the 2nd and the 3rd”."),
    ),
]


def plain(text: str) -> str:
    """Return a text, folded, as the grammar reads it; raise ValueError with a sentence where it is unclear."""
    text = _END_FIRST.sub(r"\3 \1 \2", fold(text).rstrip(" !"))
    end = _END.search(text)
    begin, rest = (text[: end.start()], text[end.start() :]) if end else (text, "")
    begin = _each(_PLAINER, begin.strip())
    for pattern, why in _UNCLEAR:
        if pattern.search(begin):
            raise ValueError(_(why))
    return _each(_NAMED, f"{begin} {rest}".strip())


def _each(turns: list[tuple[re.Pattern[str], str]], text: str) -> str:
    """Return a text with each of the turns made plain, in their order."""
    for pattern, plainer in turns:
        text = pattern.sub(plainer, text)
    return text
