"""The fields that a user adds to an entity: adding, changing, moving and deleting them, each a step that Undo takes back.

A deleted field leaves its values where they are: nobody sees them, and when its deletion is undone they are there.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.base.text import squash
from crm_desktop.model import BY_NAME, ENTITIES, CustomField, Record
from crm_desktop.model.custom import SECTION, options_in
from crm_desktop.schema.custom import key_for, name_of, sql_of
from crm_desktop.services import records
from crm_desktop.storage import bulk
from crm_desktop.storage.store import raw_of

GAP = 10


def with_custom_fields() -> list[type[Record]]:
    """Return the entities that can have fields of the user's own: those with a page."""
    return [model for model in ENTITIES if model.entity.has_page]


def custom_fields(session: Session, entity: str) -> list[CustomField]:
    """Return the custom fields of an entity in their order."""
    own = select(CustomField).where(CustomField.entity_name == entity)
    return list(session.scalars(own.order_by(CustomField.position, CustomField.id)))


def add_field(session: Session, entity: str, values: Mapping[str, Any]) -> CustomField:
    """Add a field behind the others of an entity. Raises InvalidInput, also where its title is taken."""
    _require_free_title(session, entity, values.get("name"))
    others = custom_fields(session, entity)
    usual = {"section": SECTION, "position": others[-1].position + GAP if others else 0}
    own = {"entity_name": entity, "key": _new_key(values.get("name"))}
    return records.create(session, CustomField, {**usual, **values, **own})


def edit_field(session: Session, field: CustomField, values: Mapping[str, Any]) -> bool:
    """Change a field and return whether anything was different. Raises InvalidInput.

    A choice that was rewritten in its line is renamed, in the records as well. The kind is open until a record has a
    value; a field of another kind gets another key, because its past is that of another field.
    """
    new = dict(values)
    if "name" in new:
        _require_free_title(session, field.entity_name, new["name"], field)
    if new.get("kind", field.kind) != field.kind or new.get("target", field.target) != field.target:
        _require_unused(session, field)
        new["key"] = _new_key(field.name)
    if "options" in new and field.kind == "choice":
        _rename_choices(session, field, options_in(field.options), options_in(new["options"]))
    return records.update(session, field, new)


def move_field(session: Session, field: CustomField, step: int) -> None:
    """Move a field up (-1) or down (1) among those of its entity."""
    ordered = custom_fields(session, field.entity_name)
    place = next(place for place, other in enumerate(ordered) if other.id == field.id)
    if 0 <= place + step < len(ordered):
        ordered.insert(place + step, ordered.pop(place))
        for number, other in enumerate(ordered):
            records.update(session, other, {"position": number * GAP})


def delete_field(session: Session, field: CustomField) -> None:
    """Delete a field; the values stay in the records, and with them what Undo needs."""
    records.delete(session, CustomField, [field.id])


def count_values(session: Session, field: CustomField) -> int:
    """Return how many records have a value in a field."""
    sql = f'SELECT count(*) FROM "{field.entity_name}" WHERE {sql_of(name_of(field.key))} IS NOT NULL'
    return int(raw_of(session).execute(sql).fetchone()[0])


def sections_of(entity: str) -> Sequence[str]:
    """Return the titles of the sections in which a field can stand."""
    return [title for title in dict.fromkeys((SECTION, *BY_NAME[entity].sections())) if title]


def _new_key(title: Any) -> str:
    """Return a key that no field of this book ever had: what the history tells under it is told of one field only."""
    return f"{key_for(str(title or ''))}_{secrets.token_hex(3)}"


def _require_free_title(session: Session, entity: str, title: Any, own: CustomField | None = None) -> None:
    """Refuse a title that another field has: an import could not tell the two."""
    wanted = squash(str(title or ""))
    taken = [words for f in BY_NAME[entity].declared().values() for words in (f.title, _(f.title))]
    taken += [other.name for other in custom_fields(session, entity) if own is None or other.id != own.id]
    if wanted and wanted in map(squash, taken):
        raise InvalidInput({"name": _("There is a field of that title already; choose another.")})


def _require_unused(session: Session, field: CustomField) -> None:
    if count_values(session, field):
        raise InvalidInput({"kind": _("Records have values of this kind already; add a new field instead.")})


def _rename_choices(session: Session, field: CustomField, old: list[str], new: list[str]) -> None:
    """Let the records follow where a choice was rewritten; one that was only taken away stays what it is in them."""
    if len(old) != len(new):
        return
    model, name = BY_NAME[field.entity_name], name_of(field.key)
    sought = f'SELECT id FROM "{model.__tablename__}" WHERE {sql_of(name)} = ?'
    for before, after in zip(old, new, strict=True):
        if after not in old and before not in new:
            ids = [row[0] for row in raw_of(session).execute(sought, (before,))]
            bulk.update_rows(session, model, [name], ((record_id, after) for record_id in ids), Task())
