"""How an entity presents itself: its names, icon, place in the navigation, and the sections of its form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """The declaration that stands on a model class.

    `group` is the heading in the navigation; an entity without one is edited elsewhere (Preferences, a record page).
    `keys` are the sets of columns that tell two records apart in an import, tried in order.
    `names` are what other programs call it, in the singular. `order` is the column by which lists sort a link to it.
    """

    title: str
    plural: str
    one: str
    many: str
    icon: str
    group: str = ""
    sections: tuple[str, ...] = ("",)
    keys: tuple[tuple[str, ...], ...] = (("reference",), ("name",))
    names: tuple[str, ...] = ()
    has_page: bool = True
    order: str = "name"
