"""A kind knows text: how a value is parsed, shown, aligned and kept in the file.

Each kind is a frozen dataclass, so that the window can `match` on it and mypy can see that none was forgotten. The
file keeps integers and text only (`dump`, `load`): money as ten-thousandths, a percentage as ten-thousandths of the
whole, days as ISO text, moments as UTC text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.text import clean, one_line, squash
from crm_desktop.schema import days, reading
from crm_desktop.schema.formats import Formats

SCALE = 10_000
_DIGIT = re.compile(r"\d")
Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Kind:
    """What all kinds share: a value is text, shown as it is."""

    @property
    def align(self) -> Align:
        """Where a cell of this kind puts its text."""
        return "left"

    @property
    def is_text(self) -> bool:
        """Whether the file keeps free text, which sorts by its folded form."""
        return True

    @property
    def is_number(self) -> bool:
        """Whether the file keeps an integer."""
        return False

    def parse(self, text: str, formats: Formats) -> Any:
        """Return the value of a non-empty text; raise ValueError with a sentence that says what is wrong."""
        return one_line(text)

    def show(self, value: Any, formats: Formats) -> str:
        """Return the value as the user reads it; the empty value is the empty text."""
        return "" if value is None else str(value)

    def plain(self, value: Any) -> str:
        """Return the value for other programs: ISO days, numbers with a point, no grouping."""
        return "" if value is None else str(value)

    def dump(self, value: Any) -> str | int | None:
        """Return what the file keeps."""
        return value  # type: ignore[no-any-return]

    def load(self, raw: Any) -> Any:
        """Return the value of what the file keeps."""
        return raw


@dataclass(frozen=True)
class Text(Kind):
    """One line."""


@dataclass(frozen=True)
class LongText(Kind):
    """Several lines."""

    def parse(self, text: str, formats: Formats) -> str:
        return clean(text).strip()


@dataclass(frozen=True)
class Email(Kind):
    """One e-mail address."""

    def parse(self, text: str, formats: Formats) -> str:
        address = one_line(text).removeprefix("mailto:")
        name, at, host = address.rpartition("@")
        if not (name and at and host) or " " in address or host.startswith(".") or host.endswith("."):
            raise ValueError(
                _("“{text}” is no e-mail address; write one like anna@example.com.").format(text=address[:80])
            )
        return address


@dataclass(frozen=True)
class Phone(Kind):
    """A telephone number, kept as it was typed."""

    def parse(self, text: str, formats: Formats) -> str:
        number = one_line(text)
        if not _DIGIT.search(number):
            raise ValueError(_("“{text}” holds no digits; write a telephone number.").format(text=number[:80]))
        return number


@dataclass(frozen=True)
class Url(Kind):
    """A web address; a scheme other than http and https is refused, because a click opens it."""

    def parse(self, text: str, formats: Formats) -> str:
        address = one_line(text)
        scheme, colon, _rest = address.partition("://")
        if (
            (colon and scheme.lower() not in {"http", "https"})
            or " " in address
            or (not colon and ":" in address.split("/")[0].rstrip("0123456789:"))
        ):
            raise ValueError(_("“{text}” is no web address; write one like www.example.com.").format(text=address[:80]))
        return address


@dataclass(frozen=True)
class _Number(Kind):
    @property
    def align(self) -> Align:
        return "right"

    @property
    def is_text(self) -> bool:
        return False

    @property
    def is_number(self) -> bool:
        return True


@dataclass(frozen=True)
class Whole(_Number):
    """A whole number between `least` and `most`."""

    least: int = -(2**53)
    most: int = 2**53

    def parse(self, text: str, formats: Formats) -> int:
        value = reading.whole(text)
        if not self.least <= value <= self.most:
            raise ValueError(
                _("{value} is outside {least} to {most}.").format(value=value, least=self.least, most=self.most)
            )
        return value

    def show(self, value: int | None, formats: Formats) -> str:
        return "" if value is None else formats.number(value)


@dataclass(frozen=True)
class Year(Whole):
    """A calendar year, shown without grouping."""

    least: int = 1
    most: int = 9999

    def show(self, value: int | None, formats: Formats) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True)
class _Scaled(_Number):
    def dump(self, value: Decimal | None) -> int | None:
        return None if value is None else int((value * SCALE).to_integral_value())

    def load(self, raw: int | None) -> Decimal | None:
        return None if raw is None else Decimal(raw).scaleb(-4)

    def plain(self, value: Decimal | None) -> str:
        return "" if value is None else _shortest(value)


@dataclass(frozen=True)
class Money(_Scaled):
    """An exact amount with up to four decimals; its currency stands in a field of its own."""

    def parse(self, text: str, formats: Formats) -> Decimal:
        return reading.amount(text, decimal=formats.decimal)[0]

    def show(self, value: Decimal | None, formats: Formats) -> str:
        return "" if value is None else formats.money(value)


@dataclass(frozen=True)
class Percent(_Scaled):
    """A share between 0 and 100 %, held as a fraction: 60 % is Decimal("0.6")."""

    def parse(self, text: str, formats: Formats) -> Decimal:
        value = reading.percent(text)
        if not 0 <= value <= 1:
            raise ValueError(_("“{text}” is outside 0 to 100 %.").format(text=one_line(text)[:80]))
        return value

    def show(self, value: Decimal | None, formats: Formats) -> str:
        return "" if value is None else formats.percent(value)

    def plain(self, value: Decimal | None) -> str:
        return "" if value is None else _shortest(value * 100)


@dataclass(frozen=True)
class Day(Kind):
    """A local calendar day."""

    @property
    def is_text(self) -> bool:
        return False

    def parse(self, text: str, formats: Formats) -> date:
        return days.day(text, order=formats.day_order, today=dates.today() if formats.takes_words else None)

    def show(self, value: date | None, formats: Formats) -> str:
        return "" if value is None else formats.day(value)

    def dump(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def load(self, raw: str | None) -> date | None:
        return None if raw is None else date.fromisoformat(raw)


@dataclass(frozen=True)
class Anniversary(Day):
    """A day that comes round each year, such as a birthday."""


@dataclass(frozen=True)
class Moment(Kind):
    """A point in time, held in UTC and shown in local time."""

    @property
    def is_text(self) -> bool:
        return False

    def parse(self, text: str, formats: Formats) -> datetime:
        return days.moment(text, order=formats.day_order, today=dates.today() if formats.takes_words else None)

    def show(self, value: datetime | None, formats: Formats) -> str:
        return "" if value is None else formats.moment(value)

    def plain(self, value: datetime | None) -> str:
        return "" if value is None else dates.moment_text(value)

    def dump(self, value: datetime | None) -> str | None:
        return None if value is None else dates.moment_text(value)

    def load(self, raw: str | None) -> datetime | None:
        return None if raw is None else dates.moment_of(raw)


@dataclass(frozen=True)
class YesNo(Kind):
    """Yes or no."""

    @property
    def is_text(self) -> bool:
        return False

    @property
    def is_number(self) -> bool:
        return True

    @property
    def align(self) -> Align:
        return "center"

    def parse(self, text: str, formats: Formats) -> bool:
        return reading.yes_no(text)

    def show(self, value: bool | None, formats: Formats) -> str:
        return "" if value is None else _("Yes") if value else _("No")

    def plain(self, value: bool | None) -> str:
        return "" if value is None else "yes" if value else "no"

    def dump(self, value: bool | None) -> int | None:
        return None if value is None else int(value)

    def load(self, raw: int | None) -> bool | None:
        return None if raw is None else bool(raw)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few codes, each with its title; an `open` choice also takes words of the user's own.

    `also` are words of other programs with the codes that they mean. `list` names the list of the book whose words an
    open choice offers.
    """

    options: tuple[tuple[str, str], ...] = ()
    open: bool = False
    also: tuple[tuple[str, str], ...] = ()
    list: str = ""

    def parse(self, text: str, formats: Formats) -> str:
        wanted = one_line(text)
        for code, title in self.options:
            if squash(wanted) in {squash(code), squash(title), squash(_(title))}:
                return code
        meant = next((code for word, code in self.also if squash(word) == squash(wanted)), None)
        if meant is not None:
            return meant
        if self.open:
            return wanted
        known = ", ".join(_(title) for _code, title in self.options)
        raise ValueError(_("“{text}” is not one of: {known}.").format(text=wanted[:80], known=known))

    def show(self, value: str | None, formats: Formats) -> str:
        return "" if value is None else _(dict(self.options).get(value, value))


@dataclass(frozen=True)
class Tags(Kind):
    """Several short words, kept as text between commas."""

    def parse(self, text: str, formats: Formats) -> str:
        # Google Contacts writes "Clients ::: * myContacts", where the star marks a group of its own
        parts = (one_line(part) for part in text.replace(";", ",").replace(":::", ",").split(","))
        return ", ".join(dict.fromkeys(part for part in parts if part and not part.startswith("* ")))


@dataclass(frozen=True)
class Link(Kind):
    """One record of the entity `target`, held as its id; its text is that record's name.

    `on_delete` says what happens here when the target is deleted: "SET NULL", "CASCADE" or "RESTRICT". With `makes`, an
    import that names nobody known makes the record, and says so.
    """

    target: str = ""
    on_delete: str = "SET NULL"
    makes: bool = False

    def parse(self, text: str, formats: Formats) -> Any:
        raise ValueError(_("Links are picked from the list of records."))

    @property
    def is_text(self) -> bool:
        return False

    @property
    def is_number(self) -> bool:
        return True


def _shortest(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
