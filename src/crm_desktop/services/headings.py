"""What the heading rows of a list in groups say: the shared value, how many records, and what their numbers add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from crm_desktop.base.directions import isolated
from crm_desktop.base.i18n import _
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats, round_half_even
from crm_desktop.schema.kinds import Day, Link, Moment, Percent
from crm_desktop.services.totals import Total
from crm_desktop.storage.grouping import Heading

OPEN_SIGN, CLOSED_SIGN = "▾", "▸"
_DAYS = Day | Moment
PLACES = 2


def title_of(declared: Field, heading: Heading, formats: Formats) -> str:
    """Return the value that the records of a group share, as the user reads it."""
    key, kind = heading.key, declared.kind
    if key is None or key == "":
        return _("Without “{field}”").format(field=_(declared.title))
    if isinstance(kind, Link):
        return heading.name or _("(deleted)")
    if isinstance(kind, _DAYS):
        first = date.fromisoformat(f"{key}-01")
        return f"{formats.months[first.month - 1]} {first.year}"
    return kind.show(kind.load(key), formats)


def texts_of(
    declared: Field,
    heading: Heading,
    columns: Sequence[str],
    totals: Mapping[str, Total],
    formats: Formats,
    places: int = PLACES,
) -> tuple[str, ...]:
    """Return the cells of a heading row: its title in the first one, sums below their headings."""
    sign = CLOSED_SIGN if heading.is_closed else OPEN_SIGN
    title = f"{sign} {isolated(title_of(declared, heading, formats))} · {formats.number(heading.count)}"
    return (title, *(sum_text(totals.get(name), formats, places) for name in columns[1:]))


def sum_text(total: Total | None, formats: Formats, places: int = PLACES) -> str:
    """Return a sum as it is shown; "" where there is none, and a dash where it is refused."""
    if total is None or total.total is None:
        return "—" if total is not None and total.why else ""
    return formats.money(round_half_even(total.total, places))


def mean_text(total: Total | None, declared: Field, formats: Formats, places: int = PLACES) -> str:
    """Return a mean as it is shown, rounded to what the eye takes in."""
    if total is None or total.mean is None:
        return "—" if total is not None and total.why else ""
    if isinstance(declared.kind, Percent):
        return formats.percent(round_half_even(total.mean, 3))
    return formats.money(round_half_even(total.mean, 0 if abs(total.mean) >= Decimal(1000) else places))
