"""Kinds that the file keeps as free text: what the user wrote, tidied and looked at for obvious slips."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm_desktop.base.i18n import _
from crm_desktop.base.text import clean, one_line
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds.kind import Kind

_DIGIT = re.compile(r"\d")


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
class Tags(Kind):
    """Several short words, kept as text between commas."""

    def parse(self, text: str, formats: Formats) -> str:
        # Google Contacts writes "Clients ::: * myContacts", where the star marks a group of its own
        parts = (one_line(part) for part in text.replace(";", ",").replace(":::", ",").split(","))
        return ", ".join(dict.fromkeys(part for part in parts if part and not part.startswith("* ")))
