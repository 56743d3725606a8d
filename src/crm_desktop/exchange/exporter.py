"""Take a list out as CSV: the columns, rows and order of the list, in values that every program reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.exchange import csvfile
from crm_desktop.model import Record
from crm_desktop.schema.kinds import Choice, Kind, Link
from crm_desktop.storage.query import Listing, Query


def whole(model: type[Record]) -> Query:
    """Return the query for every record with every field that an import takes back, oldest first."""
    return Query(model.__tablename__, tuple(model.editable()), sort="created")


def export(session: Session, query: Query, path: Path, task: Task | None = None) -> int:
    """Write the list to a CSV file and return how many rows it has. Days are ISO, numbers plain, links names."""
    refuse_other_suffix(path)
    fields = query.model.fields()
    shown = [fields[name] for name in query.columns]
    listing = Listing(query, limit=None)
    listing.open(session)
    count = 0

    def rows() -> Iterator[list[str]]:
        nonlocal count
        for row in (task or Task()).steps(listing.iterate(session), _("Exporting"), total=listing.count):
            count += 1
            yield [_text(field.kind, raw) for field, raw in zip(shown, row[1:], strict=True)]

    csvfile.write_csv(path, [_(field.title) for field in shown], rows())
    return count


def refuse_other_suffix(path: Path) -> None:
    """Raise UserError where a file name says another format than CSV."""
    if path.suffix.lower() != ".csv":
        raise UserError(
            _("A list is exported as CSV. Give a file name that ends in .csv, not “{name}”.").format(name=path.name)
        )


def _text(kind: Kind, raw: Any) -> str:
    if isinstance(kind, Link):
        return str(raw or "")
    if isinstance(kind, Choice):
        return _(dict(kind.options).get(str(raw), str(raw))) if raw is not None else ""
    return kind.plain(kind.load(raw))
