"""What an import of contacts knows beyond their columns: a name that stands in parts, or only in the address."""

from __future__ import annotations

import re
from typing import Any

from crm_desktop.exchange.cells import Parsed
from crm_desktop.exchange.particulars import Particulars

_BETWEEN_WORDS = re.compile(r"[._\-+]+|\d+")


class PeopleIn(Particulars):
    """One import of contacts."""

    naming = ("name", "first_name", "last_name", "email")

    def known_by(self, values: dict[str, Any]) -> dict[str, Any]:
        """Put the name together where it stands in parts."""
        if "name" in values:
            return values
        return {**values, "name": " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))}

    def complete_new(self, parsed: Parsed) -> None:
        """Name a person of whom nothing but the address is known."""
        values = parsed.values
        if "email" in values and not any(name in values for name in ("name", "first_name", "last_name")):
            values["name"] = name_in(values["email"])


def name_in(address: str) -> str:
    """Return the name that an e-mail address holds: "anna.lee2@example.com" is "Anna Lee"."""
    local = address.partition("@")[0]
    return " ".join(_BETWEEN_WORDS.sub(" ", local).split()).title() or local
