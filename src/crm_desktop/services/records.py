"""Create, edit, delete and restore a record of any entity, by its declared fields alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema import custom
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.storage import journal
from crm_desktop.storage.store import raw_of

R = TypeVar("R", bound=Record)


def values_of(record: Record) -> dict[str, Any]:
    """Return the values of a record by column name."""
    own = custom.fields_of(type(record).__tablename__)
    return {name: getattr(record, name) for name in type(record).declared()} | {
        name: record.value(name) for name in own
    }


def parse(model: type[Record], texts: Mapping[str, Any], formats: Formats) -> dict[str, Any]:
    """Return values for the texts of a form; links come as ids. Raises InvalidInput with every field that is wrong.

    A custom field that was deleted while somebody typed takes nothing.
    """
    values, wrong, fields = {}, {}, model.fields()
    for name, text in texts.items():
        if custom.is_custom(name) and name not in fields:
            continue
        declared = fields[name]
        try:
            if not isinstance(text, str):
                values[name] = text
            elif not text.strip():
                values[name] = None
            else:
                values[name] = declared.kind.parse(text, formats)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise InvalidInput(wrong)
    return values


def create(session: Session, model: type[R], values: Mapping[str, Any]) -> R:
    """Add a record; missing fields take their defaults. Raises InvalidInput."""
    return _add(session, model, prepared(session, model, values))


def create_filled(session: Session, model: type[R], values: Mapping[str, Any]) -> R:
    """Add a record from a form that was filled in: that must have what the book's own fields ask for, too."""
    asked = {
        n: _needed(f)
        for n, f in custom.fields_of(model.__tablename__).items()
        if f.required and _is_empty(values.get(n))
    }
    try:
        whole = prepared(session, model, values)
    except InvalidInput as error:
        raise InvalidInput(error.fields | asked) from error
    if asked:
        raise InvalidInput(asked)
    return _add(session, model, whole)


def prepared(session: Session, model: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole values of a new record: defaults taken, settled, and nothing that is needed missing."""
    return preparing(session, model)(values)


def preparing(session: Session, model: type[Record]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what does the work of `prepared` for thousands of records, with the fields read once."""
    fields = model.editable()
    defaults = {name: f.default for name, f in fields.items() if f.default is not None}
    fixed = {name: default for name, default in defaults.items() if not callable(default)}
    made = [(name, default) for name, default in defaults.items() if callable(default)]
    needed = [name for name, f in fields.items() if _is_needed(name, f)]

    def prepare(values: Mapping[str, Any]) -> dict[str, Any]:
        new = fixed | {name: value for name, value in values.items() if value is not None}
        for name, default in made:
            if name not in new:
                new[name] = default()
        model.settle(session, new, {})
        if any(_is_empty(new.get(name)) for name in needed):
            _require(model, new)
        return new

    return prepare


def update(session: Session, record: Record, values: Mapping[str, Any]) -> bool:
    """Change the given fields and return whether anything was different. Raises InvalidInput."""
    changed = differences(session, type(record), {**values_of(record), "id": record.id}, values)
    if not changed:
        return False
    _store(session, record, {**record.at_columns(changed), "changed": dates.now()})
    return True


def differences(
    session: Session, model: type[Record], before: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values that a record with the values `before` would get and has not. Raises InvalidInput."""
    defaults = {name: f.default for name, f in model.fields().items() if f.default is not None}
    new = {
        name: _default(defaults[name]) if value is None and name in defaults else value
        for name, value in values.items()
    }
    model.settle(session, new, dict(before))
    changed = {name: value for name, value in new.items() if value != before.get(name)}
    if changed:
        _require(model, {**before, **changed}, emptied=[name for name, value in changed.items() if _is_empty(value)])
    return changed


def find(session: Session, model: type[R], record_id: int) -> R:
    """Return a record; raises UserError when it was deleted meanwhile."""
    record = session.get(model, record_id)
    if record is None:
        raise UserError(_("This record was deleted. Undo the deletion to bring it back."))
    return record


def delete(session: Session, model: type[Record], ids: Iterable[int]) -> int:
    """Delete records and return how many. Raises UserError where others cannot do without one of them."""
    gone = 0
    try:
        for record_id in ids:
            record = session.get(model, record_id)
            if record is not None:
                session.delete(record)
                gone += 1
        session.flush()
    except IntegrityError as error:
        title = _(model.entity.title)
        raise UserError(
            _("{title}: others still use it. Give those another one first, then delete it.").format(title=title)
        ) from error
    return gone


def restore(session: Session, deletion: int) -> None:
    """Bring back a deleted record (`deletion`: the id of its entry in the journal) with what went along with it.

    Rows that the same step deleted because of it come back too, and links that it emptied are set again where
    nobody has put another one since. Raises UserError when the record is there already, or cannot be without one that
    is gone.
    """
    raw = raw_of(session)
    found = next(iter(journal.change(raw, deletion)), None)
    if (
        found is None
        or found.operation != "D"
        or raw.execute(f'SELECT 1 FROM "{found.table}" WHERE id = ?', (found.row,)).fetchone()
    ):
        raise UserError(_("This record is not deleted any more."))
    raw.execute("PRAGMA defer_foreign_keys = 1")
    try:
        _insert(raw, found.table, found.before)
    except sqlite3.IntegrityError as error:
        raise UserError(_("It belongs to another record that is deleted too. Bring that one back first.")) from error
    for other in journal.changes_of(raw, found.step.id):
        if other.operation == "D" and other.table != found.table and _belongs(other, found):
            _insert(raw, other.table, other.before)
        elif other.operation == "U" and other.table in BY_NAME:
            for column, kind in BY_NAME[other.table].links().items():
                if (
                    kind.target == found.table
                    and other.before.get(column) == found.row
                    and other.after.get(column) is None
                ):
                    raw.execute(
                        f'UPDATE "{other.table}" SET "{column}" = ? WHERE id = ? AND "{column}" IS NULL',
                        (found.row, other.row),
                    )


def _belongs(child: journal.Change, parent: journal.Change) -> bool:
    if child.before.get("entity_name") == parent.table and child.before.get("record_id") == parent.row:
        return True
    model = BY_NAME.get(child.table)
    return model is not None and any(
        kind.target == parent.table and child.before.get(column) == parent.row and kind.on_delete == "CASCADE"
        for column, kind in model.links().items()
    )


def _insert(raw: Any, table: str, image: dict[str, Any]) -> None:
    """Insert an image without links to records that are gone meanwhile."""
    model = BY_NAME.get(table)
    whole = dict(image)
    for column, kind in (model.links() if model else {}).items():
        if (
            whole.get(column) is not None
            and not raw.execute(f'SELECT 1 FROM "{kind.target}" WHERE id = ?', (whole[column],)).fetchone()
        ):
            whole[column] = None
    if not raw.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (whole["id"],)).fetchone():
        journal.insert_image(raw, table, whole)


def _default(default: Any) -> Any:
    return default() if callable(default) else default


def _require(model: type[Record], values: Mapping[str, Any], emptied: Collection[str] = ()) -> None:
    """Raise InvalidInput for what every record needs, and for what the book asks for and was `emptied` here."""
    missing = {
        name: _needed(f)
        for name, f in model.editable().items()
        if _is_empty(values.get(name)) and (_is_needed(name, f) or (f.required and name in emptied))
    }
    if missing:
        raise InvalidInput(missing)


def _add(session: Session, model: type[R], whole: Mapping[str, Any]) -> R:
    record = model()
    record.take(whole)
    session.add(record)
    _flush(session)
    return record


def _store(session: Session, record: Record, values: Mapping[str, Any]) -> None:
    """Write columns of a stored record in one statement: a flush, which looks for what may have changed, takes thrice."""
    _flush(session)
    connection, columns = session.connection(), record.__table__.c
    dumps = [columns[name].type.bind_processor(connection.dialect) for name in values]
    dumped = [dump(value) if dump else value for dump, value in zip(dumps, values.values(), strict=True)]
    assignments = ", ".join(f'"{name}" = ?' for name in values)
    sql = f'UPDATE "{record.__tablename__}" SET {assignments} WHERE id = ?'
    with _links_kept():
        raw_of(connection).execute(sql, (*dumped, record.id))
    for name, value in values.items():
        set_committed_value(record, name, value)


def _needed(declared: Field) -> str:
    return _("{title} is needed.").format(title=_(declared.title))


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _is_needed(name: str, declared: Field) -> bool:
    """Tell whether no record can do without a field; the book's own are asked of whoever fills in a form, no more."""
    return declared.required and declared.default is None and not custom.is_custom(name)


def _flush(session: Session) -> None:
    with _links_kept():
        session.flush()


@contextmanager
def _links_kept() -> Iterator[None]:
    """Say in words that a record is gone to which something inside links."""
    try:
        yield
    except (IntegrityError, sqlite3.IntegrityError) as error:
        raise UserError(
            _("The record links to another one that was deleted meanwhile. Choose another and save again.")
        ) from error


def labels(session: Session, kind: Link, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of linked records by id."""
    wanted = sorted(set(ids))
    marks = ", ".join("?" * len(wanted))
    return dict(
        raw_of(session).execute(f'SELECT id, name FROM "{kind.target}" WHERE id IN ({marks})', wanted).fetchall()
    )
