"""Changing a record as forms and lists do: by the texts of its fields, and a series with all of its days.

A list shows a series as one record. Another time there is meant for all of its days, also for those that stand apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from crm_desktop.model import Activity, Record
from crm_desktop.schema import zones
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import records, series, series_shift
from crm_desktop.storage.store import raw_of

R = TypeVar("R", bound=Record)

_INSTANT = timedelta(milliseconds=1)
_OF_ALL_DAYS = {"starts", "all_day", "zone", "recurrence"}


def save(session: Session, model: type[R], record_id: int | None, texts: Mapping[str, Any], formats: Formats) -> R:
    """Store the texts of a form in a new record, or in the one with `record_id`. Raises InvalidInput."""
    values = records.parse(model, texts, formats)
    if record_id is None:
        return records.create_filled(session, model, values)
    record = records.find(session, model, record_id)
    update(session, record, values)
    return record


def update(session: Session, record: Record, values: Mapping[str, Any]) -> bool:
    """Change the given fields and return whether anything was different. Raises InvalidInput."""
    if not (isinstance(record, Activity) and series.is_series(record) and _OF_ALL_DAYS & values.keys()):
        return records.update(session, record, values)
    before, whole = records.values_of(record), _completed(values)
    starts: datetime | None = whole.get("starts")
    # the days of a rule are none that follow from a start between them
    between = starts if starts is not None and not series.begins_by_rule(record) else None
    if between is not None:
        whole["starts"] = _same_day(record, between)
    series_shift.change_all(session, record, series.detached(session, record.id), record.starts, whole)
    if between is not None and series.is_series(record):
        records.update(session, record, {"starts": between})
    return records.values_of(record) != before


def take_over(session: Session, record: Record, values: Mapping[str, Any]) -> bool:
    """Give a record to the letter what a file says and return whether anything was different. Raises InvalidInput.

    A series that takes place at another time takes along what stands apart; one that only begins or ends on another of
    its days takes place where it did.
    """
    if not (isinstance(record, Activity) and series.is_series(record) and values.get("recurrence", True)):
        return records.update(session, record, values)
    if _keeps_its_days(record, values):
        return records.update(session, record, values)
    is_other = update(session, record, values)
    # a rule that was moved may be told in other words, and would differ from those of the file for ever
    return records.update(session, record, values) or is_other


def series_among(session: Session, model: type[Record], ids: Iterable[int], values: Mapping[str, Any]) -> list[int]:
    """Return which of some records are series whose days the values concern: each is to be changed by `update`."""
    if model is not Activity or not _OF_ALL_DAYS & values.keys():
        return []
    sql = "SELECT id FROM activity WHERE recurrence IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    return [row for (row,) in raw_of(session).execute(sql, (json.dumps(list(ids)),))]


def _completed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in which what was emptied of the times has what a new series has."""
    whole, fields = dict(values), Activity.fields()
    for name in ("starts", "all_day"):
        if name in whole and whole[name] is None:
            default = fields[name].default
            whole[name] = default() if callable(default) else default
    if "zone" in whole and not whole["zone"]:
        whole["zone"] = zones.local_name()
    return whole


def _same_day(record: Activity, to: datetime) -> datetime:
    """Return the time of day of `to` on the date on which a series begins."""
    zone = expansion.zone_of(record.zone)
    day = expansion.wall(record.starts, zone).date()
    return expansion.moment(datetime.combine(day, expansion.wall(to, zone).time()), zone)


def _keeps_its_days(record: Activity, values: Mapping[str, Any]) -> bool:
    """Tell whether a series is to begin on one of its days, by the clock that it goes by."""
    if any(values.get(name, getattr(record, name)) != getattr(record, name) for name in ("all_day", "zone")):
        return False
    starts = values.get("starts", record.starts)
    return starts == record.starts or bool(expansion.between(series.pattern_of(record), starts, starts + _INSTANT))
