"""What a record page says of a record at a glance: its filled fields in words, the ways to reach somebody first.

All of it follows from the declared kinds; nothing here knows an entity. What the headline says is not said twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QUrl

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import Record
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Anniversary, Day, Email, Link, LongText, Money, Phone, Url, YesNo
from crm_desktop.ui import outside
from crm_desktop.ui.tables.cells import days_ago

ADDRESS = ("street", "postcode", "city", "region", "country")
_NEVER = frozenset({"name", "created", "changed", "reference", "currency"})
_REACH = (Email, Phone, Url)
_NEAR = 90


@dataclass(frozen=True)
class Fact:
    """One line: the field that is edited for it, its title, what it says, and a remark after that.

    A click on the text opens an `address` outside the program, or the record that it `opens`.
    """

    field: str
    title: str
    text: str
    remark: str = ""
    address: QUrl | None = None
    opens: tuple[str, int] | None = None
    is_long: bool = False


def facts_of(
    model: type[Record],
    values: Mapping[str, Any],
    names: Mapping[str, str],
    formats: Formats,
    currency: str,
    said: Collection[str] = (),
) -> list[Fact]:
    """Return what is known of a record; the fields in `said` are told elsewhere."""
    fields = {
        name: declared
        for name, declared in model.fields().items()
        if not declared.derived
        and name not in _NEVER
        and name not in said
        and values.get(name) not in (None, "", False)
    }
    reach = [name for name, declared in fields.items() if isinstance(declared.kind, _REACH)]
    address = [name for name in ADDRESS if name in fields]
    rest = [name for name in fields if name not in reach and name not in address]
    shown = [_fact(name, fields[name], values, names, formats, currency) for name in reach]
    shown += _address(address, values)
    shown += [_fact(name, fields[name], values, names, formats, currency) for name in rest]
    name = fold(str(values.get("name") or ""))
    return [fact for fact in shown if fold(fact.text) not in name or fact.opens or fact.address]


def next_time(day: date, today: date) -> date:
    """Return the next day, today included, on which a day of the year comes round; 29 February is the day before in other years."""
    for year in (today.year, today.year + 1):
        try:
            coming = day.replace(year=year)
        except ValueError:
            coming = date(year, 2, 28)
        if coming >= today:
            return coming
    raise AssertionError("a day comes round every year")


def _fact(
    name: str, declared: Field, values: Mapping[str, Any], names: Mapping[str, str], formats: Formats, currency: str
) -> Fact:
    kind, value, title = declared.kind, values[name], _(declared.title)
    match kind:
        case Link():
            return Fact(name, title, one_line(names.get(name, "")), opens=(kind.target, value))
        case Money():
            return Fact(name, title, with_currency(kind.show(value, formats), values.get("currency") or currency))
        case Anniversary():
            return Fact(name, title, kind.show(value, formats), _ahead(next_time(value, dates.today())))
        case Day():
            return Fact(name, title, kind.show(value, formats), _ahead(value))
        case LongText():
            return Fact(name, title, str(value), is_long=True)
        case YesNo():
            return Fact(name, title, kind.show(value, formats))
        case _:
            text = one_line(kind.show(value, formats))
            address = outside.address_of(kind, text)
            host = outside.real_host(address) if address is not None else ""
            return Fact(name, title, text, _("leads to {host}").format(host=host) if host else "", address)


def _ahead(day: date) -> str:
    """Return "in 13 days" for a day that is near."""
    today = dates.today()
    return days_ago(day, today) if today <= day <= today + _NEAR * dates.DAY else ""


def _address(columns: list[str], values: Mapping[str, Any]) -> Iterator[Fact]:
    if not columns:
        return
    parts = {column: one_line(str(values[column])) for column in columns}
    if "postcode" in parts and "city" in parts:
        parts["city"] = f"{parts.pop('postcode')} {parts['city']}"
    text = ", ".join(parts.values())
    yield Fact(columns[0], _(N_("Address")), text, address=outside.on_map(text))
