"""Which colour an entry has: by its kind, by who it belongs to, or by whom it is with."""

from __future__ import annotations

from typing import Literal

from crm_desktop.base.colours import HUES
from crm_desktop.base.i18n import N_
from crm_desktop.services.calendar import birthdays, closes
from crm_desktop.services.calendar.entry import Entry

By = Literal["kind", "seller", "account"]
COLOURED_BY: tuple[tuple[By, str], ...] = (("kind", N_("Kind")), ("seller", N_("Seller")), ("account", N_("Account")))
OF_NOBODY = "slate"
OF_KINDS = {
    "call": "blue",
    "meeting": "violet",
    "visit": "green",
    "email": "teal",
    "letter": "sky",
    "task": "amber",
    birthdays.KIND: "pink",
    closes.KIND: "red",
}
_IN_TURN = tuple(hue for hue in HUES if hue != OF_NOBODY)


def hue(entry: Entry, by: By = "kind") -> str:
    """Return the name of an entry's hue; it stays the same as long as the entry belongs to the same."""
    if by == "kind":
        return OF_KINDS.get(entry.kind, OF_NOBODY)
    whose = entry.owner_id if by == "seller" else entry.account_id
    return OF_NOBODY if whose is None else _IN_TURN[(whose - 1) % len(_IN_TURN)]
