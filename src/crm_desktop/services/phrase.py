"""One line as people jot it down, taken apart: "call Anna Berg @Acme re renewal 15k fri 15:00".

Nothing here looks into the book. Words belong to what stands before them: first the person, behind "@" the company,
behind "re" what it is about. An amount, a day and a time may stand anywhere; a weekday alone counts as one only where a
name cannot go on ("Sun Li" stays a person). Text in quotation marks is never taken for anything but a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, one_line
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.schema.formats import Formats
from crm_desktop.services import spoken_amount, spoken_time

LONGEST = 500
_KIND_WORDS = {
    "call": "call", "called": "call", "phone": "call", "phoned": "call", "ring": "call", "rang": "call",
    "meeting": "meeting", "meet": "meeting", "met": "meeting", "visit": "visit", "visited": "visit",
    "email": "email", "e-mail": "email", "mail": "email", "emailed": "email", "mailed": "email",
    "letter": "letter", "write": "letter", "wrote": "letter", "task": "task", "todo": "task", "to-do": "task",
}  # fmt: skip
_BEFORE_A_NAME = ("with", "to")
_ABOUT = ("re", "about", "regarding")
_CLOSES = ("closes", "closing", "close")
_TOKEN = re.compile(r'@?(?:"[^"]*"|“[^”]*”)|\S+')
_EMAIL = re.compile(r"[^@\s\"“]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?:\+|00)\d[\d()/.-]*")
_PHONE_GOES_ON = re.compile(r"[\d()/.-]*\d[\d()/.-]*")
_MINUTES = re.compile(r"(?:(?P<hours>\d{1,2}(?:[.,]\d)?)h|(?P<minutes>\d{1,3})(?:min|mins|minutes))", re.IGNORECASE)


@dataclass(frozen=True)
class Phrase:
    """What one line says.

    `when` is a moment in UTC; `is_timed` tells whether the line named the hour. `closes` is when the deal is expected to.
    """

    text: str
    kind: str = ""
    person: str = ""
    company: str = ""
    topic: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    when: datetime | None = None
    is_timed: bool = False
    closes: date | None = None
    minutes: int | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class _Token:
    text: str
    is_quoted: bool = False


def read(text: str, formats: Formats, home: str | None = None) -> Phrase:
    """Take a line apart; `home` is the book's currency. Raises UserError with what cannot be understood."""
    line = one_line(text)
    if len(line) > LONGEST:
        raise UserError(_("That is too long for one line; write the rest as a note."))
    phrase = _Reader(line, formats, home).phrase()
    if not (phrase.person or phrase.company or phrase.topic or phrase.email):
        raise UserError(_("Write a name: “call Anna Berg @Acme re renewal 15k fri 15:00”."))
    return phrase


class _Reader:
    """Walks over the tokens of a line once, from left to right."""

    def __init__(self, line: str, formats: Formats, home: str | None) -> None:
        self._formats, self._home = formats, home
        self._tokens = [_token(match.group()) for match in _TOKEN.finditer(line)]
        self._found = Phrase(line)
        self._words: dict[str, list[str]] = {"person": [], "company": [], "topic": []}
        self._segment = "person"
        self._day: date | None = None
        self._at: time | None = None
        self._is_closed = False

    def phrase(self) -> Phrase:
        """Return what the line says."""
        place = self._take_kind()
        while place < len(self._tokens):
            place += self._take(place)
        person, company, topic = (" ".join(self._words[name]).strip(" ,;") for name in ("person", "company", "topic"))
        return replace(
            self._found, person=person, company=company, topic=topic, when=self._when(), is_timed=self._at is not None
        )

    def _take_kind(self) -> int:
        """Take the word for what was done, and return where the rest begins."""
        first = self._tokens[0] if self._tokens else _Token("", is_quoted=True)
        kind = "" if first.is_quoted else _kind_of(first.text.rstrip(":"))
        if not kind:
            return 0
        self._found = replace(self._found, kind=kind)
        return 2 if self._is_word(1, _BEFORE_A_NAME) else 1

    def _take(self, place: int) -> int:
        """Take what begins here and return of how many tokens it is."""
        for taken in (self._take_mark, self._take_reach, self._take_amount, self._take_minutes, self._take_when):
            if not self._tokens[place].is_quoted or taken == self._take_mark:
                size = taken(place)
                if size:
                    return size
        text = self._tokens[place].text
        if self._segment == "person" and spoken_amount.is_bare_number(text) and not self._tokens[place].is_quoted:
            raise UserError(
                _("“{text}” is neither an amount nor a time; write “{text} USD”, “$ {text}” or “10:00”.").format(
                    text=text
                )
            )
        ends = text.endswith(":") and self._segment != "topic" and not self._tokens[place].is_quoted
        self._add(text.rstrip(":") if ends else text)
        if ends:
            self._begin("topic")
        return 1

    def _add(self, word: str) -> None:
        if self._is_closed and self._segment != "topic":
            self._begin("topic")
        self._words[self._segment].append(word)

    def _begin(self, segment: str) -> None:
        self._segment, self._is_closed = segment, False

    def _close(self) -> None:
        """Let plain words behind this one be what it is about, where a name has been said before it."""
        self._is_closed = bool(self._words["person"] or self._words["company"])

    def _take_mark(self, place: int) -> int:
        """Take "@Acme", "at Acme" or "re", which say what the next words are."""
        token = self._tokens[place]
        if token.text.startswith("@"):
            if self._words["company"]:
                raise UserError(_("Two companies are one too many: name one behind “@”."))
            self._begin("company")
            name = token.text[1:].strip('"“”')
            if not name and place + 1 >= len(self._tokens):
                raise UserError(_("Write the company's name behind “@”."))
            if name:
                self._words["company"].append(name)
            return 1
        if token.is_quoted:
            return 0
        if self._is_word(place, _ABOUT) or fold(token.text) == "re:":
            self._begin("topic")
            return 1
        if self._is_word(place, _BEFORE_A_NAME) and self._can_turn_to_person(place + 1):
            self._words["topic"], self._words["person"] = self._words["person"], []
            return 1
        if self._is_word(place, _CLOSES):
            return self._take_closing(place)
        if self._is_word(place, (spoken_time.AT,)) and self._can_go_to_company(place + 1):
            self._begin("company")
            return 1
        return 0

    def _can_turn_to_person(self, place: int) -> bool:
        """Tell whether the words so far say what is done, and a name follows: "lunch with Anna", "send it to Bo"."""
        says_what = self._segment == "person" and self._words["person"] and not self._words["topic"]
        return bool(says_what) and place < len(self._tokens) and not self._tokens[place].text.startswith("@")

    def _take_closing(self, place: int) -> int:
        """Take the day on which a deal is expected to close; without a day behind it the word is one like others."""
        run = [token.text.rstrip(",") for token in self._tokens[place + 1 : place + 1 + spoken_time.MOST_WORDS]]
        for size in range(len(run), 0, -1):
            found = spoken_time.moment(run[:size], self._formats.day_order)
            if found is not None and found[0] is not None:
                self._found = replace(self._found, closes=found[0])
                self._close()
                return size + 1
        return 0

    def _can_go_to_company(self, place: int) -> bool:
        """Tell whether "at" stands between a person and a company, and not before a time."""
        if self._segment != "person" or not self._words["person"] or place >= len(self._tokens):
            return False
        return self._tokens[place].is_quoted or not self._tokens[place].text[0].isdigit()

    def _take_reach(self, place: int) -> int:
        text = self._tokens[place].text
        if _EMAIL.fullmatch(text):
            self._found = replace(self._found, email=text)
            self._close()
            return 1
        if not _PHONE.fullmatch(text):
            return 0
        size = 1
        while place + size < len(self._tokens) and _PHONE_GOES_ON.fullmatch(self._tokens[place + size].text):
            size += 1
        self._found = replace(self._found, phone=" ".join(token.text for token in self._tokens[place : place + size]))
        self._close()
        return size

    def _take_amount(self, place: int) -> int:
        texts = [token.text for token in self._tokens[place : place + 2] if not token.is_quoted]
        found = spoken_amount.amount(texts, self._formats.decimal, self._home)
        if found is None:
            return 0
        if self._found.amount is not None:
            raise UserError(_("Two amounts are one too many."))
        size, amount, currency = found
        self._found = replace(self._found, amount=amount, currency=currency)
        self._close()
        return size

    def _take_minutes(self, place: int) -> int:
        match = _MINUTES.fullmatch(self._tokens[place].text)
        if match is None:
            return 0
        hours = Decimal((match["hours"] or "0").replace(",", "."))
        self._found = replace(self._found, minutes=int(match["minutes"] or hours * 60))
        self._close()
        return 1

    def _take_when(self, place: int) -> int:
        """Take the longest run of words that is a day, a time, or both."""
        run = []
        for token in self._tokens[place : place + spoken_time.MOST_WORDS]:
            if token.is_quoted:
                break
            run.append(token.text.rstrip(","))
        for size in range(len(run), 0, -1):
            found = spoken_time.moment(run[:size], self._formats.day_order)
            if found is not None and self._may_be_a_day(place, run[:size]):
                self._keep(found)
                return size
        if spoken_time.is_impossible(run[0]):
            raise UserError(_("“{text}” is no day of the calendar.").format(text=run[0]))
        return 0

    def _keep(self, found: tuple[date | None, time | None]) -> None:
        day, at = found
        if (day and self._day) or (at and self._at):
            raise UserError(_("Two times are one too many: say one day and one time."))
        self._day, self._at = day or self._day, at or self._at
        self._close()

    def _may_be_a_day(self, place: int, run: list[str]) -> bool:
        """Tell whether these words are not rather part of a name, as in "Sun Li"."""
        if len(run) > 1 or any(letter.isdigit() for letter in run[0]) or fold(run[0]) in spoken_time.CLEAR_DAYS:
            return True
        if self._segment == "person" and not self._words["person"]:
            return False
        if run[0].islower() and any(word[0].isupper() for word in self._words[self._segment]):
            return True
        behind = place + 1
        if behind >= len(self._tokens) or self._is_closed:
            return True
        ahead = self._tokens[behind]
        return not ahead.is_quoted and (
            ahead.text.startswith("@")
            or ahead.text[0].isdigit()
            or self._is_word(behind, (*_ABOUT, spoken_time.AT, "re:"))
        )

    def _when(self) -> datetime | None:
        return None if self._day is None and self._at is None else spoken_time.on(self._day, self._at)

    def _is_word(self, place: int, words: tuple[str, ...]) -> bool:
        return (
            place < len(self._tokens) and not self._tokens[place].is_quoted and fold(self._tokens[place].text) in words
        )


def _token(text: str) -> _Token:
    if text[0] in '"“' and len(text) > 1:
        return _Token(text.strip('"“”'), is_quoted=True)
    return _Token(text, is_quoted=text[:2] in ('@"', "@“"))


def _kind_of(word: str) -> str:
    """Return the kind of activity that a word names, in English or in the language of the window."""
    folded = fold(word)
    named = {fold(_(title)): kind for kind, title in ACTIVITY_KINDS.options}
    return _KIND_WORDS.get(folded) or named.get(folded, "")
