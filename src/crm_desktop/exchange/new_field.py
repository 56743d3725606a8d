"""What a column that fits no field would be as a field of the user's own: its title, and the kind that all values are.

Doubt makes a text of it: numbers with leading zeros are no numbers, and few words that repeat themselves are choices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.exchange.mapping import Mapping, detect_decimal
from crm_desktop.model.custom import KINDS
from crm_desktop.schema import custom, days, reading
from crm_desktop.schema.days import detect_day_order
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Email, Kind, Moment, Money, Percent, Url, Whole
from crm_desktop.services import custom_fields
from crm_desktop.storage.store import Store

_LOOKED_AT = 2000
_MOST_CHOICES = 12
_LONG = 120
_CODE = re.compile(r"[+(]|0\d|\d{16}")
_Fits = Callable[[Sequence[str], Formats], bool]


@dataclass(frozen=True)
class Added:
    """A field that was added: by which name records have it, and what to say of it."""

    name: str
    sentence: str


def add(store: Store, mapping: Mapping, place: int, formats: Formats) -> Added:
    """Add the field that one column of a table would be, in one step. Raises UserError, also where its title is taken."""
    values, entity = proposed(mapping, place, formats), mapping.model.entity
    with store.act(_("Add the field “{name}”").format(name=values["name"])) as session:
        made = custom_fields.add_field(session, mapping.model.__tablename__, values)
    kind, many = KINDS.show(made.kind, formats).lower(), _(entity.plural).lower()
    sentence = _("“{name}” is a field of {many} now: {kind}. Preferences, Custom fields, has more of it.")
    return Added(custom.name_of(made.key), sentence.format(name=made.name, many=many, kind=kind))


def proposed(mapping: Mapping, place: int, formats: Formats) -> dict[str, Any]:
    """Return the values of the custom field that one column of a table would be."""
    rows = islice(mapping.table.rows, _LOOKED_AT)
    texts = [row.cells[place] for row in rows if row.cells and not reading.is_blank(row.cells[place], is_text=False)]
    title = one_line(mapping.table.headings[place])
    if not texts:
        return {"name": title, "kind": "text"}
    written = replace(
        formats,
        day_order=detect_day_order(texts) or formats.day_order,
        decimal=detect_decimal(texts) or formats.decimal,
        takes_words=False,
    )
    kind = next((code for code, fits in _TRIED if fits(texts, written)), "")
    if kind:
        return {"name": title, "kind": kind}
    words = list(dict.fromkeys(map(one_line, texts)))
    if len(words) <= _MOST_CHOICES and len(words) * 3 <= len(texts):
        return {"name": title, "kind": "choice", "options": "\n".join(words)}
    is_long = any("\n" in text or len(text) > _LONG for text in texts)
    return {"name": title, "kind": "long_text" if is_long else "text"}


def _all(kind: Kind, form: str = "") -> _Fits:
    """Return whether all texts are values of a kind, and look like ones."""
    pattern = re.compile(form)

    def fit(texts: Sequence[str], formats: Formats) -> bool:
        try:
            return all(pattern.search(text) and kind.parse(text, formats) is not None for text in texts)
        except ValueError:
            return False

    return fit


def _are_words_for_yes_and_no(texts: Sequence[str], _formats: Formats) -> bool:
    try:
        return all(not text.strip().isdigit() and reading.yes_no(text) in {True, False} for text in texts)
    except ValueError:
        return False


def _are_numbers(kind: Kind) -> _Fits:
    fits = _all(kind)
    return lambda texts, formats: not any(_CODE.match(text.strip()) for text in texts) and fits(texts, formats)


def _have_times(texts: Sequence[str], formats: Formats) -> bool:
    return _all(Moment())(texts, formats) and any(days.has_time(text) for text in texts)


_TRIED: tuple[tuple[str, _Fits], ...] = (
    ("yes_no", _are_words_for_yes_and_no),
    ("percent", _all(Percent(), r"%\s*$")),
    ("whole", _are_numbers(Whole())),
    ("moment", _have_times),
    ("day", _all(Day())),
    ("money", _are_numbers(Money())),
    ("email", _all(Email())),
    ("url", _all(Url(), r"(?i)^\s*(https?://|www\.)")),
)
"""The kinds in the order in which they are tried; the first that takes every text is it."""
