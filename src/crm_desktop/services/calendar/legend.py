"""What the colours of a calendar tell apart, in words: the same beside the days, in the window and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import N_, _
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.services.calendar import birthdays, closes, hues
from crm_desktop.services.calendar.hues import By

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry

TITLES = {**dict(ACTIVITY_KINDS.options), birthdays.KIND: N_("Birthday"), closes.KIND: N_("Expected close")}
"""What each kind of entry is called."""


def legend(entries: Iterable[Entry], by: By) -> list[tuple[str, str]]:
    """Return hue and title of what entries are coloured by: kinds in their order, else the commonest first."""
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        title = {"kind": _(TITLES.get(entry.kind, "")), "seller": entry.owner, "account": entry.account}[by]
        if title or by != "kind":
            found[hues.hue(entry, by), title or (_("Nobody") if by == "seller" else _("Without an account"))] += 1
    if by == "kind":
        order = list(hues.OF_KINDS.values())
        return sorted(found, key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    return [one for one, _count in found.most_common()]
