"""Take a list out as CSV or workbook: the columns, rows and order of the list, in values that every program reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.exchange import csvfile
from crm_desktop.model import Record
from crm_desktop.schema.kinds import Choice, Day, Kind, Link, Moment, Money, Percent, Whole, Year
from crm_desktop.services import workbook
from crm_desktop.services.workbook import Item, Share, Sheet
from crm_desktop.storage.query import Listing, Query

SUFFIXES: Final = (".csv", workbook.SUFFIX)
T = TypeVar("T")


def whole(model: type[Record]) -> Query:
    """Return the query for every record with every field that an import takes back, oldest first."""
    return Query(model.__tablename__, tuple(model.editable()), sort="created")


def export(session: Session, query: Query, path: Path, task: Task | None = None) -> int:
    """Write the list to a file and return how many rows it has; its suffix says whether as CSV or workbook.

    In a CSV days are ISO and numbers plain; links are names in both.
    """
    refuse_other_suffix(path)
    fields = query.model.fields()
    shown = [fields[name] for name in query.columns]
    listing = Listing(query, limit=None)
    listing.open(session)
    count = 0

    def rows(cell: Callable[[Kind, Any], T]) -> Iterator[list[T]]:
        nonlocal count
        for row in (task or Task()).steps(listing.iterate(session), _("Exporting"), total=listing.count):
            count += 1
            yield [cell(field.kind, raw) for field, raw in zip(shown, row[1:], strict=True)]

    headings = [_(field.title) for field in shown]
    if path.suffix.lower() == workbook.SUFFIX:
        plural = _(query.model.entity.plural)
        workbook.write(path, [Sheet(plural, headings, rows(_item))], plural)
    else:
        csvfile.write_csv(path, headings, rows(_text))
    return count


def refuse_other_suffix(path: Path) -> None:
    """Raise UserError where a file name says another format than CSV or workbook."""
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(
            _("A list is exported as CSV or Excel workbook. Give a file name that ends in .csv or .xlsx, not “{name}”.")
            .format(name=path.name)
        )  # fmt: skip


def _item(kind: Kind, raw: Any) -> Item:
    """Return a value as a workbook keeps it: numbers and days as such, everything else as the CSV has it."""
    if isinstance(kind, Percent):
        fraction = kind.load(raw)
        return None if fraction is None else Share(fraction)
    if isinstance(kind, Day | Moment | Money | Whole) and not isinstance(kind, Year):
        value: Item = kind.load(raw)
        return value
    return _text(kind, raw)


def _text(kind: Kind, raw: Any) -> str:
    if isinstance(kind, Link):
        return str(raw or "")
    if isinstance(kind, Choice):
        return _(dict(kind.options).get(str(raw), str(raw))) if raw is not None else ""
    return kind.plain(kind.load(raw))
