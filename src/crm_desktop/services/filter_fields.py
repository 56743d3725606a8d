"""Which fields a filter may ask about, and what they are called: the record's own, those of what it links to, and back."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, ENTITIES, Record
from crm_desktop.schema.kinds import Link
from crm_desktop.storage.filters import place_of

ARROW = " ▸ "


@dataclass(frozen=True)
class FieldChoice:
    """One field to ask about: its path, its title, and the title of the link that it is reached by."""

    path: str
    title: str
    through: str = ""

    @property
    def whole(self) -> str:
        """The title with the way there."""
        return f"{self.through}{ARROW}{self.title}" if self.through else self.title


def choices(model: type[Record]) -> list[FieldChoice]:
    """Return the fields of a record, then those of each record that it links to, then the records that link here."""
    own = [FieldChoice(name, title) for name, title in _fields(model)]
    back = [FieldChoice(path, title) for path, title in _backwards(model)]
    linked = []
    for name, link in model.links().items():
        through, target = _(model.fields()[name].title), BY_NAME[link.target]
        linked += [FieldChoice(f"{name}.{path}", title, through) for path, title in _fields(target)]
        if target.entity.has_page:
            linked += [FieldChoice(f"{name}.{path}", title, through) for path, title in _backwards(target)]
    return [*own, *back, *linked]


def title_of(model: type[Record], path: str) -> str:
    """Return what a path is called; raises KeyError."""
    head, _point, rest = path.partition(".")
    if rest:
        kind = model.fields()[head].kind
        assert isinstance(kind, Link)
        return f"{_(model.fields()[head].title)}{ARROW}{title_of(BY_NAME[kind.target], rest)}"
    place = place_of(model, head)
    if place.field is not None:
        return _(place.field.title)
    return next((title for back, title in _backwards(model) if back == head), _(place.model.entity.plural))


def _fields(model: type[Record]) -> list[tuple[str, str]]:
    """Return the names and titles of a record's own fields; what every record has comes last."""
    found = sorted(model.fields().items(), key=lambda one: one[0] in Record.__annotations__)
    return [(name, _(declared.title)) for name, declared in found]


def _backwards(model: type[Record]) -> list[tuple[str, str]]:
    """Return the paths and titles of the records that link to one of `model`."""
    found = []
    for other in ENTITIES:
        links = [name for name, link in other.links().items() if link.target == model.__tablename__]
        if not other.entity.has_page:
            continue
        for name in links:
            plural = _(other.entity.plural)
            title = plural if len(links) == 1 else f"{plural} ({_(other.fields()[name].title)})"
            found.append((f"{other.__tablename__}@{name}", title))
    return found
