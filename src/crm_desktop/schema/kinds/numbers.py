"""Kinds that the file keeps as integers and that stand at the right: counts, money, shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.schema import reading
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds.kind import Align, Kind

SCALE = 10_000


def _shortest(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
    """An exact amount with up to four decimals; its currency stands in a field of its own.

    `is_price`: it is what one piece costs, so that several have a mean and no sum.
    """

    is_price: bool = False

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
