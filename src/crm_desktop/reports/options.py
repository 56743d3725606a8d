"""What can be chosen for a report: declared as fields, so that the window and the command line ask for the same things.

A report computes with the options alone and reads no settings: the same book and options always give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.letterhead import PLAIN, Letterhead
from crm_desktop.base.text import fold, squash
from crm_desktop.figures.customers import USUAL, Limits
from crm_desktop.model import Seller
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Choice, Day, Link
from crm_desktop.services import letterhead
from crm_desktop.storage.store import raw_of

FIELDS: Final[Mapping[str, Field]] = {
    "as_of": Field(Day(is_past=True), N_("As of"), help=N_("The book as it was at the end of this day; empty: today.")),
    "first": Field(Day(), N_("From"), help=N_("Empty: the current fiscal quarter.")),
    "last": Field(Day(), N_("To"), help=N_("Empty: to the end of the next fiscal quarter.")),
    "seller": Field(Link("seller"), N_("Seller"), help=N_("Empty: the whole team.")),
}
PAST: Final[Mapping[str, Field]] = {
    "first": Field(Day(is_past=True), N_("From"), help=N_("Empty: the beginning of the fiscal year.")),
    "last": Field(Day(), N_("To"), help=N_("Empty: the day of the report.")),
}
"""The period of a report that looks back."""
_KEYS: Final = {"as_of": "--as-of", "first": "--from", "last": "--to", "seller": "--seller"}
"""How an option is typed on the command line, where it is not typed by its key."""
_MOST_YEARS = 10
_SUGGESTED = 3


@dataclass(frozen=True)
class Options:
    """The choices for one report, and what it needs to know of the user: formats, fiscal year, name, letterhead.

    `chosen` holds what only this report asks for, by the key of the option.
    """

    as_of: date
    period: Period
    seller: int | None = None
    formats: Formats = field(kw_only=True)
    fiscal_month: int = 1
    author: str = ""
    chosen: Mapping[str, Any] = field(default_factory=dict)
    house: Letterhead = PLAIN
    limits: Limits = USUAL
    """What fewer than five customers are scored by."""


def pick(title: str, choices: Sequence[tuple[str, str]], *, help: str = "") -> Field:  # noqa: A002 - as `field` has it
    """Declare an option of which one of a few is chosen, at first the first."""
    return Field(Choice(tuple(choices)), title, help=help, default=choices[0][0])


def fields(*keys: str) -> Mapping[str, Field]:
    """Return the options of those keys."""
    return {key: FIELDS[key] for key in keys}


def past_fields(*keys: str) -> Mapping[str, Field]:
    """Return the options of those keys for a report that looks back on its period."""
    return {key: PAST.get(key, FIELDS[key]) for key in keys}


def parse(
    declared: Mapping[str, Field],
    chosen: Mapping[str, Any],
    formats: Formats,
    session: Session,
    *,
    fiscal_month: int = 1,
    author: str = "",
    limits: Limits = USUAL,
) -> Options:
    """Return the options of texts (from the command line) or values (from the window); what is missing has a default.

    A seller is an id or a name. Raises InvalidInput with every option that is wrong.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, value in chosen.items():
        if key not in declared:
            wrong[key] = _unknown(key, declared)
        elif value is not None and value != "":
            try:
                values[key] = _value(declared[key], value, formats, session)
            except ValueError as error:
                wrong[key] = str(error)
    if "as_of" in values and values["as_of"] > dates.today():
        wrong["as_of"] = _("This day has not come yet. Choose today or a day before it; empty is today.")
    if wrong:
        raise InvalidInput(wrong)
    as_of = values.get("as_of") or dates.today()
    chosen_days = values.get("first"), values.get("last")
    looks_back = declared.get("first") is PAST["first"]
    period = (_past if looks_back else _ahead)(*chosen_days, as_of, fiscal_month)
    own = {key: values.get(key, option.default) for key, option in declared.items() if key not in FIELDS}
    return Options(
        as_of, period, values.get("seller"), formats=formats, fiscal_month=fiscal_month, author=author, chosen=own,
        house=letterhead.read(session), limits=limits,
    )  # fmt: skip


def _unknown(key: str, declared: Mapping[str, Field]) -> str:
    """Return that a report has no such option, and which it has, as they are typed."""
    known = ", ".join(_KEYS.get(one, one) for one in declared)
    told = _("The report has no option “{option}”; it has: {known}.") if known else _("The report has no options.")
    return told.format(option=_KEYS.get(key, key), known=known)


def _value(declared: Field, value: Any, formats: Formats, session: Session) -> Any:
    if not isinstance(value, str):
        return value
    match declared.kind:
        case Link(target="seller"):
            return _seller_named(session, value)
        case Link(target=target):
            return _record_named(session, target, value)
        case kind:
            return kind.parse(value, formats)


def _ahead(first: date | None, last: date | None, as_of: date, fiscal_month: int) -> Period:
    """Return the days from `first` to `last`; without them from this fiscal quarter to the end of the next."""
    start = first or dates.quarter_of(min(as_of, last or as_of), fiscal_month).first
    return _period(start, last or dates.quarter_of(dates.add_months(max(as_of, start), 3), fiscal_month).last)


def _past(first: date | None, last: date | None, as_of: date, fiscal_month: int) -> Period:
    """Return the days from `first` to `last`; without them the fiscal year up to the day of the report."""
    if first is not None and last is None and first > as_of:
        raise InvalidInput(
            {
                "first": _(
                    "The period begins after the day of the report; choose an earlier first day, or a last one too."
                )
            }
        )
    end = last or as_of
    return _period(first or dates.fiscal_year_of(end, fiscal_month).first, end)


def _period(start: date, end: date) -> Period:
    if end < start:
        raise InvalidInput({"last": _("The period ends before it begins; choose a later last day.")})
    if dates.add_months(start, 12 * _MOST_YEARS) <= end:
        raise InvalidInput(
            {"last": _("The period is longer than {n} years; choose a shorter one.").format(n=_MOST_YEARS)}
        )
    return Period(start, end)


def _seller_named(session: Session, text: str) -> int:
    """Return the id of the seller of that name, whatever its case, accents and spacing."""
    sellers = [(row.id, row.name) for row in session.execute(select(Seller.id, Seller.name).order_by(Seller.name))]
    found = [(key, name) for key, name in sellers if name == text] or [
        (key, name) for key, name in sellers if squash(name) == squash(text)
    ]
    if len(found) > 1:
        raise ValueError(
            _("{n} sellers are called “{name}”; give them different names first.").format(n=len(found), name=text)
        )
    if found:
        return int(found[0][0])
    if not sellers:
        raise ValueError(_("No seller is called “{name}”: the book has no sellers yet.").format(name=text))
    alike = _alike(text, [name for _key, name in sellers])
    if alike:
        names = ", ".join(f"“{name}”" for name in alike)
        raise ValueError(_("No seller is called “{name}”. Did you mean {names}?").format(name=text, names=names))
    raise ValueError(_("No seller is called “{name}”; the list of sellers has all names.").format(name=text))


def _record_named(session: Session, target: str, text: str) -> int:
    """Return the id of the record of an entity that has a name, whatever its case, accents and spacing."""
    rows = raw_of(session).execute(f'SELECT id, name FROM "{target}"').fetchall()
    found = [key for key, name in rows if name == text] or [key for key, name in rows if squash(name) == squash(text)]
    if len(found) == 1:
        return int(found[0])
    if found:
        raise ValueError(
            _("{n} of them are called “{name}”; choose one in the window.").format(n=len(found), name=text)
        )
    alike = ", ".join(f"“{name}”" for name in _alike(text, [name for _key, name in rows]))
    known = (
        _("There is no “{name}”. Did you mean {names}?")
        if alike
        else _("There is no “{name}”; its list has all names.")
    )
    raise ValueError(known.format(name=text, names=alike))


def _alike(text: str, names: Sequence[str]) -> list[str]:
    """Return the few names that come closest: those that hold the words of `text`, else those spelled much like it."""
    import difflib

    words = fold(text).split()
    holding = [name for name in names if all(word in fold(name) for word in words)]
    folded = {fold(name): name for name in names}
    spelled = [folded[name] for name in difflib.get_close_matches(fold(text), list(folded), _SUGGESTED)]
    return (holding or spelled)[:_SUGGESTED]
