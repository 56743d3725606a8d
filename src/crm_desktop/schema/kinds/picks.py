"""Kinds whose values are picked rather than written: yes or no, one of a few, another record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line, squash
from crm_desktop.schema import reading
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds.kind import Align, Kind


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
