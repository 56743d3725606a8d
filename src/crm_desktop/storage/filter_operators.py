"""The ways to compare a field in a filter, by its kind. Their names are kept in the file and never change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from crm_desktop.base.i18n import N_
from crm_desktop.schema.kinds import Choice, Day, Kind, Link, Moment, Recurrence, Tags, YesNo


@dataclass(frozen=True)
class Operator:
    """One way to compare. `takes` says what value it needs; `is_of_empty`: an empty field fulfils it."""

    name: str
    title: str
    takes: Literal["", "one", "two", "several", "span", "count", "group"] = "one"
    is_of_empty: bool = False


_EMPTY = (Operator("empty", N_("is empty"), "", is_of_empty=True), Operator("filled", N_("is not empty"), ""))
_TEXT = (
    Operator("contains", N_("contains")),
    Operator("contains_not", N_("does not contain"), is_of_empty=True),
    Operator("is", N_("is")),
    Operator("is_not", N_("is not"), is_of_empty=True),
    Operator("starts", N_("starts with")),
    Operator("ends", N_("ends with")),
    *_EMPTY,
)
_NUMBER = (
    Operator("eq", "="),
    Operator("ne", "≠", is_of_empty=True),
    Operator("lt", "<"),
    Operator("le", "≤"),
    Operator("gt", ">"),
    Operator("ge", "≥"),
    Operator("between", N_("between"), "two"),
    *_EMPTY,
)
_DAYS = (
    Operator("in", N_("is"), "span"),
    Operator("on", N_("on")),
    Operator("before", N_("before")),
    Operator("after", N_("after")),
    Operator("between", N_("between"), "two"),
    Operator("last", N_("in the last"), "count"),
    Operator("next", N_("in the next"), "count"),
    Operator("not_for", N_("not for"), "count", is_of_empty=True),
    *_EMPTY,
)
_CHOICE = (
    Operator("any_of", N_("is any of"), "several"),
    Operator("none_of", N_("is none of"), "several", is_of_empty=True),
    *_EMPTY,
)
_LINK = (Operator("is", N_("is")), Operator("is_not", N_("is not"), is_of_empty=True), *_EMPTY)
_TAGS = (Operator("has_tag", N_("has")), Operator("has_not_tag", N_("has not"), is_of_empty=True), *_EMPTY)
_YES_NO = (Operator("is", N_("is")),)
AMONG = (Operator("any_of", N_("is any of"), "several"), Operator("none_of", N_("is none of"), "several"))
BACKWARDS: Final = (Operator("has", N_("has"), "group"), Operator("has_none", N_("has no"), "group", is_of_empty=True))


def operators(kind: Kind) -> tuple[Operator, ...]:
    """Return the operators of a kind, the usual one first."""
    match kind:
        case Day() | Moment():
            return _DAYS
        case YesNo():
            return _YES_NO
        case Link():
            return _LINK
        case Choice():
            return _CHOICE
        case Tags():
            return _TAGS
        case Recurrence():
            return _EMPTY[::-1]
    return _NUMBER if kind.is_number else _TEXT
