"""Reports to begin with: somebody who never built one chooses what comes near, and changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crm_desktop.base.i18n import N_
from crm_desktop.services.pivot import COUNT, Definition, Measure
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.pivoting import Axis

_OPEN: Final = Group("all", (Rule("stage_id.kind", "any_of", ("open",)),))
_WON: Final = Group("all", (Rule("stage_id.kind", "any_of", ("won",)),))
_LOST: Final = Group("all", (Rule("stage_id.kind", "any_of", ("lost",)),))
_DONE: Final = Group("all", (Rule("done", "is", value=True),))
_AMOUNT: Final = Measure("sum", "amount")

STARTS: Final[Mapping[str, Definition]] = {
    N_("Open amount by seller and stage"): Definition(
        "opportunity", (Axis("owner_id"),), Axis("stage_id"), (_AMOUNT,), _OPEN, drawn="stacked"
    ),
    N_("Open opportunities by month of close and seller"): Definition(
        "opportunity", (Axis("close_date", "month"), Axis("owner_id")), None, (COUNT, _AMOUNT), _OPEN, drawn="bars"
    ),
    N_("Open opportunities by size and stage"): Definition(
        "opportunity", (Axis("amount", "10000"),), Axis("stage_id"), (COUNT,), _OPEN, drawn="stacked"
    ),
    N_("Won by account and year"): Definition(
        "opportunity", (Axis("account_id"),), Axis("closed_on", "year"), (COUNT, _AMOUNT), _WON, by=1, top=20
    ),
    N_("Lost by reason and seller"): Definition(
        "opportunity", (Axis("loss_reason"),), Axis("owner_id"), (COUNT, _AMOUNT), _LOST, by=1
    ),
    N_("Activities by kind and month"): Definition(
        "activity", (Axis("kind"),), Axis("starts", "month"), (COUNT,), _DONE
    ),
    N_("Activities by seller and weekday"): Definition(
        "activity", (Axis("owner_id"),), Axis("starts", "weekday"), (COUNT,), _DONE
    ),
    N_("Contacts by status and source"): Definition(
        "contact", (Axis("source"),), Axis("status"), (COUNT,), by=0, drawn="stacked"
    ),
    N_("Accounts by industry and owner"): Definition(
        "account", (Axis("industry"),), Axis("owner_id"), (COUNT,), by=0, drawn="bars"
    ),
}  # fmt: skip
"""By what they are called; each asks only for fields that every book has."""
