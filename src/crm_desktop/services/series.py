"""What recurs: one row stands for all days of a series, and a day that is done or changed becomes a record of its own.

Such a detached day knows its series and which of its days it was, and the series skips that moment. What concerns one
day, this and later ones or all of them is one step like any other; the days that are kept follow by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import Activity, Attendee
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.recurrence import changes, expansion, rule
from crm_desktop.schema.recurrence.expansion import Pattern
from crm_desktop.schema.recurrence.rule import Rule
from crm_desktop.services import records, series_shift

Which = Literal["one", "later", "all"]

_INSTANT = timedelta(milliseconds=1)
_OF_THE_SERIES = ("recurrence", "reference")


def is_series(activity: Activity) -> bool:
    """Tell whether an activity recurs."""
    return activity.recurrence is not None


def words(activity: Activity, formats: Formats) -> str:
    """Return in words when an activity recurs, "" for one that does not."""
    from crm_desktop.schema.recurrence import words as in_words

    return "" if activity.recurrence is None else in_words.of(rule.read(activity.recurrence), formats)


def pattern_of(activity: Activity) -> Pattern:
    """Return what the days of a series follow from."""
    names = ("starts", "all_day", "zone", "recurrence", "skipped", "added")
    return expansion.pattern_of({name: getattr(activity, name) for name in names})


def first_open(activity: Activity) -> datetime | None:
    """Return the first day of a series that is still to be done; None where it is over."""
    settled = activity.settled
    return expansion.first_from(pattern_of(activity), None if settled is None else dates.moment_of(settled))


def begins_by_rule(activity: Activity) -> bool:
    """Tell whether the start of a series is one of the days that its rule gives."""
    return _next_by_rule(activity, activity.starts) == activity.starts


def detach(session: Session, series: Activity, at: datetime) -> Activity:
    """Make a record of its own of the day of a series that begins at `at`. Raises UserError when it has none there."""
    _require(pattern_of(series), at)
    if first_open(series) == at:
        series.settled = dates.moment_text(at)  # nothing before it is owed: the next one is found from here
    one = _copy(session, series, {"starts": at, "series_id": series.id, "original": dates.moment_text(at)})
    _keep(session, series, skipped=_joined((series.skipped, dates.moment_text(at))))
    return one


def change(session: Session, series_id: int, at: datetime, which: Which, values: Mapping[str, Any]) -> Activity:
    """Change the day of a series that begins at `at`, it and those after it, or all; return what was changed.

    A new `starts` is that of this day, and the others move alike. Raises InvalidInput, and UserError.
    """
    series = find(session, series_id)
    if which == "one":
        if values.get("recurrence") not in (None, series.recurrence):
            raise InvalidInput({"recurrence": _("One day alone does not repeat. Change this and later ones, or all.")})
        one = detach(session, series, at)
        records.update(session, one, {name: value for name, value in values.items() if name != "recurrence"})
        return one
    whole = series if which == "all" or _begins_with(series, at) else _split(session, series, at)
    series_shift.change_all(session, whole, detached(session, whole.id), at, values)
    return whole


def skip(session: Session, series_id: int, at: datetime, which: Which) -> None:
    """Leave out the day of a series that begins at `at`, it and those after it, or all. What is done stays."""
    series = find(session, series_id)
    if which == "one":
        _require(pattern_of(series), at)
        _keep(session, series, skipped=_joined((series.skipped, dates.moment_text(at))))
        return
    gone = [one for one in detached(session, series_id) if not one.done]
    if which == "all" or _begins_with(series, at):
        records.delete(session, Activity, [*(one.id for one in gone), series_id])
    else:
        end_before(session, series, at)
        from_here = dates.moment_text(at)
        records.delete(session, Activity, [one.id for one in gone if (one.original or "") >= from_here])


def bring_back(session: Session, series_id: int, at: datetime) -> None:
    """Let a series have a day again that was left out. Raises UserError where it is a record of its own."""
    series, text = find(session, series_id), dates.moment_text(at)
    if any(one.original == text for one in detached(session, series_id)):
        raise UserError(_("This day of the series is a record of its own. Delete that first."))
    _keep(session, series, skipped=_joined(one for one in _moments(series.skipped) if one != text))


def end_before(session: Session, series: Activity, at: datetime) -> None:
    """Let a series end before a moment; what was detached of it stays."""
    text = dates.moment_text(at)
    if _next_by_rule(series, at) is not None:
        ended = changes.until_before(rule.read(series.recurrence or ""), pattern_of(series), at)
        records.update(session, series, {"recurrence": ended.text})
    _keep(
        session,
        series,
        skipped=_joined(one for one in _moments(series.skipped) if one < text),
        added=_joined(one for one in _moments(series.added) if one < text),
    )


def settle(session: Session, series: Activity, until: datetime) -> None:
    """Let nothing of a series that begins before `until` be owed any more."""
    text = dates.moment_text(until)
    if series.settled is None or series.settled < text:
        _keep(session, series, settled=text)


def find(session: Session, series_id: int) -> Activity:
    """Return a series; raises UserError when it is gone or recurs no more."""
    series = records.find(session, Activity, series_id)
    if not is_series(series):
        raise UserError(_("“{name}” does not repeat any more. Look at it anew.").format(name=series.name))
    return series


def detached(session: Session, series_id: int) -> list[Activity]:
    """Return the days of a series that are records of their own."""
    session.flush()
    return list(session.scalars(select(Activity).where(Activity.series_id == series_id).order_by(Activity.id)))


def _require(pattern: Pattern, at: datetime) -> None:
    if not expansion.between(pattern, at, at + _INSTANT):
        raise UserError(_("The series has no day there any more. Look at it anew and choose another one."))


def _next_by_rule(series: Activity, at: datetime) -> datetime | None:
    """Return what the rule of a series alone gives at a moment or next after it."""
    return expansion.first_from(replace(pattern_of(series), skipped=frozenset(), added=()), at)


def _begins_with(series: Activity, at: datetime) -> bool:
    """Tell whether no day of a series is before `at`, not even one that was given away."""
    first = expansion.first_from(replace(pattern_of(series), skipped=frozenset()), None)
    return first is None or first >= at


def _split(session: Session, series: Activity, at: datetime) -> Activity:
    """End a series before `at` and return the one that goes on from there."""
    _require(replace(pattern_of(series), skipped=frozenset()), at)
    text, whole = dates.moment_text(at), rule.read(series.recurrence or "")
    # where a day was added to those of the rule, the rule goes on with the next of its own
    begins = _next_by_rule(series, at)
    rest = changes.remaining(whole, pattern_of(series), at)
    if begins is None or rest is None:
        begins, rest = at, Rule("DAILY", count=1)
    values = {
        "starts": begins,
        "recurrence": rest.text,
        "skipped": _joined(one for one in _moments(series.skipped) if one >= text),
        "added": _joined(one for one in _moments(series.added) if one >= text),
        "settled": series.settled,
    }
    new = _copy(session, series, values)
    end_before(session, series, at)
    for one in detached(session, series.id):
        if (one.original or "") >= text:
            one.series_id = new.id
    session.flush()
    return new


def _copy(session: Session, series: Activity, values: Mapping[str, Any]) -> Activity:
    """Return a new activity like a series, entered when that was, with the same people."""
    whole = {name: series.value(name) for name in Activity.editable() if name not in _OF_THE_SERIES}
    new = records.create(session, Activity, {**whole, "created": series.created, **values})
    for person in session.scalars(select(Attendee).where(Attendee.activity_id == series.id).order_by(Attendee.id)):
        own = {name: person.value(name) for name in Attendee.editable() if name != "reference"}
        records.create(session, Attendee, {**own, "activity_id": new.id})
    return new


def _keep(session: Session, series: Activity, **values: str | None) -> None:
    """Store what a series keeps for itself."""
    for name, value in values.items():
        setattr(series, name, value)
    series.changed = dates.now()
    session.flush()


def _moments(text: str | None) -> list[str]:
    return (text or "").split()


def _joined(texts: Iterable[str | None]) -> str | None:
    """Return stored moments between blanks, in order and each once."""
    return " ".join(sorted({one for text in texts for one in _moments(text)})) or None
