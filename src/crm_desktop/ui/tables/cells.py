"""What a cell of a list says, and in which colour: the text that is painted, copied and read out.

A day that the program keeps by itself (the last contact) is told as "2 days ago"; days that the user wrote stay days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.directions import left_to_right
from crm_desktop.base.i18n import _, count_of
from crm_desktop.model.account import LIFECYCLE
from crm_desktop.model.pipeline import CATEGORIES, STAGE_KINDS
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Kind, Link, Phone
from crm_desktop.ui.labels import PillKind

EMPTY = "—"
WAITING = "…"

TONES: dict[Kind, dict[str, PillKind]] = {
    LIFECYCLE: {"active": "won", "potential": "primary", "prospect": "violet", "inactive": ""},
    STAGE_KINDS: {"won": "won", "lost": "danger", "open": ""},
    CATEGORIES: {"commit": "primary", "best_case": "violet", "pipeline": "", "closed": "won", "omitted": ""},
}
"""The colours of codes that mean a state; a kind that is not here is plain text."""


def days_ago(day: date, today: date) -> str:
    """Return "today", "yesterday" or "12 days ago"; a day to come is "in 3 days"."""
    past = (today - day).days
    if past == 0:
        return _("today")
    if past == 1:
        return _("yesterday")
    if past == -1:
        return _("tomorrow")
    if past > 0:
        return count_of("{n} day ago", "{n} days ago", past)
    return count_of("in {n} day", "in {n} days", -past)


def shower(declared: Field, formats: Formats) -> Callable[[Any], str]:
    """Return the function that puts a raw value of the file into words; a link's raw value is its name."""
    kind = declared.kind
    if isinstance(kind, Link):
        return lambda raw: raw or ""
    if isinstance(kind, Phone):
        return lambda raw: left_to_right(_one_line(raw))
    if isinstance(kind, Day) and declared.derived:
        return lambda raw: days_ago(date.fromisoformat(raw), dates.today()) if raw else ""
    if type(kind).load is Kind.load and type(kind).show is Kind.show:
        return _one_line
    return lambda raw: kind.show(kind.load(raw), formats)


def tone(declared: Field, formats: Formats) -> dict[str, PillKind]:
    """Return the colours of a column's texts as they are shown; without any, its cells are plain."""
    kind = declared.kind
    return {kind.show(code, formats): look for code, look in TONES.get(kind, {}).items()}


def _one_line(raw: Any) -> str:
    text = "" if raw is None else str(raw)
    return " ".join(text.split()) if "\n" in text else text
