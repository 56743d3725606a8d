"""What other programs call our fields: headings, squashed to letters and digits, that lead to a field.

Where several headings of a file mean the same field, the best wins: the field's own title and the name of its column,
then its `names` in their order. A field whose own title stands among its `names` says by that how much it is worth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_desktop.base.i18n import _
from crm_desktop.base.text import squash
from crm_desktop.model import ENTITIES, Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Link

# as in: Deal - Title · Account: Account Name · Contact1 First Name
_PREFIXED = re.compile(r"\s*([^\W\d_][\w ]*?)(?: - |: ?|1 )\s*(.+)")
_OF_AN_API = "property_"


def match(headings: Sequence[str], model: type[Record]) -> tuple[str | None, ...]:
    """Return the field of each heading, None where there is none; a field is filled by one heading only."""
    ranks = {name: ranked(name, declared, model) for name, declared in model.editable().items()}
    wanted = []
    whole = {text for known in ranks.values() for text in known}
    for place, heading in enumerate(headings):
        meant = squash(heading)
        if meant not in whole:
            meant = meaning(heading, model)
        wanted += [(known[meant], place, name) for name, known in ranks.items() if meant in known]
    found: list[str | None] = [None] * len(headings)
    for _rank, place, name in sorted(wanted):
        if found[place] is None and name not in found:
            found[place] = name
    return tuple(found)


def ranked(name: str, declared: Field, model: type[Record]) -> dict[str, int]:
    """Return the squashed headings of a field with their ranks, the best 0."""
    own = (name, name.removesuffix("_id"), declared.title, _(declared.title))
    keys = []
    if name == "reference":
        keys = [f"{word} id" for word in (*model.entity.names, model.__tablename__)]
    elif isinstance(declared.kind, Link):
        keys = [f"{declared.title} id", f"{declared.kind.target} id", f"{declared.kind.target} reference"]
    ranks: dict[str, int] = {}
    for rank, text in enumerate((*declared.names, *keys), 1):
        ranks.setdefault(squash(text), rank)
    for text in own:
        ranks.setdefault(squash(text), 0)
    return ranks


def meaning(heading: str, model: type[Record]) -> str:
    """Return a heading, squashed, without the kind of record that it names before the field.

    Empty where it names a field of another record than the one in the row.
    """
    text = heading.removeprefix(_OF_AN_API)
    found = _PREFIXED.fullmatch(text)
    if found is None:
        return squash(text)
    word, rest = squash(found[1]), squash(found[2])
    if word in _words(model):
        return rest
    if any(word in _words(other) for other in ENTITIES if other.entity.has_page):
        return word if rest in {"name", f"{word}name"} else ""
    return squash(text)


def _words(model: type[Record]) -> set[str]:
    return {squash(word) for word in (model.__tablename__, model.entity.title, *model.entity.names)}
