"""What the steps made in forms are called in Undo and in the history: which record, and which of its fields."""

from __future__ import annotations

from collections.abc import Iterable

from crm_desktop.base.i18n import _, grouped
from crm_desktop.base.text import one_line
from crm_desktop.model import Record

_LONGEST = 40


def short(name: str) -> str:
    """Return a name as one line of at most 40 letters."""
    line = one_line(name)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def edit_title(model: type[Record], name: str, columns: Iterable[str]) -> str:
    """Return "Edit Condax: phone, website" for a change of these columns."""
    titles = [_(declared.title).lower() for column, declared in model.fields().items() if column in set(columns)]
    return _("Edit {name}: {fields}").format(name=short(name), fields=", ".join(titles))


def new_title(model: type[Record], name: str) -> str:
    """Return "New account: Condax"."""
    return _("New {title}: {name}").format(title=_(model.entity.title).lower(), name=short(name))


def kept_title(model: type[Record], name: str, others: int) -> str:
    """Return what storing the drafts of a record, and of so many others, at the next start is called."""
    words = {"title": _(model.entity.title).lower(), "name": short(name), "n": grouped(others)}
    if others:
        return _("Edit {title} “{name}” and {n} more, kept from last time").format(**words)
    return _("Edit {title} “{name}”, kept from last time").format(**words)
