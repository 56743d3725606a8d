"""A day of a series that is changed together with all after it (RANGE=THISANDFUTURE): there a series of its own begins.

That is what "this and later ones" is in the program, and in a book it is done by the same means: what was left out or
stands apart from that day on belongs to the new series. A file is cut in the same way while it is read, so that the same
one again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.exchange.ical_event import Event
from crm_desktop.exchange.ical_recurrence import ONCE, Recurring
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import changes, expansion, moving
from crm_desktop.schema.recurrence import rule as rules
from crm_desktop.schema.recurrence.expansion import Pattern
from crm_desktop.services import series as in_book
from crm_desktop.services import series_shift
from crm_desktop.services.series_shift import Move

_INSTANT = timedelta(milliseconds=1)
_USUAL = ("name", "kind")

Key = tuple[str, str]
"""The UID of a series and the stored moment of one of its days."""


def why_not() -> str:
    """Return what to say where only the one day can be taken."""
    return _("It changes all later ones of a series too; only this one was taken.")


def cut_all(whole: dict[str, Event], changed: dict[Key, Event], onwards: Mapping[Key, Event]) -> list[Event]:
    """Cut series where all later ones are changed; return the changes that can be kept for their one day only.

    What goes on is among the `whole` from then on, and what is `changed` of it belongs there. A change of a series that
    is not in the file becomes one of those `changed`: the book may know the series.
    """
    lost = list[Event]()
    for (uid, moment), change in sorted(onwards.items(), key=lambda one: one[0], reverse=True):
        if uid not in whole:
            changed.setdefault((uid, moment), change)
        elif not _cut(whole, changed, change):
            lost.append(change)
            changed.setdefault((uid, moment), replace(change, is_onwards=False))
    return sorted(lost, key=lambda one: one.line)


def _cut(whole: dict[str, Event], changed: dict[Key, Event], change: Event) -> bool:
    """Cut a series before the day of a change; return whether that could be done."""
    series, at = whole[change.uid], change.moment
    recurs = series.recurring
    if recurs is None or series.is_cancelled or not expansion.between(_pattern(recurs), at, at + _INSTANT):
        return False
    is_first = expansion.first_from(replace(_pattern(recurs), skipped=frozenset()), None) == at
    if change.is_cancelled:
        whole[change.uid] = replace(series, is_cancelled=True) if is_first else _with(series, _until(recurs, at))
        return True
    later = [key for key in changed if key[0] == change.uid and key[1] >= dates.moment_text(at)]
    try:
        rest, find = _moved(_rest(recurs, at), at, _start(change, recurs), [changed[key].moment for key in later])
    except ValueError:
        return False
    new = _going_on(series, change, rest, "" if is_first else f" {dates.moment_text(at)}")
    if not is_first:
        whole[change.uid] = _with(series, _until(recurs, at))
    whole[new.uid] = new
    for key in later:
        one = changed.pop(key)
        moment = find(one.moment)
        changed[new.uid, dates.moment_text(moment)] = replace(one, uid=new.uid, replaces=moment)
    return True


def _going_on(series: Event, change: Event, rest: Recurring, apart: str) -> Event:
    """Return what goes on from a series, `apart` from it in its UID, or in its place."""
    values = {name: series.values[name] for name in _USUAL if name in series.values} | change.values
    values |= {"starts": rest.starts} | ({} if rest.zone is None else {"zone": rest.zone})
    follows = (change.uid, change.moment) if apart else None
    new = replace(change, uid=change.uid + apart, replaces=None, replaces_zone="", is_onwards=False, follows=follows)
    return _with(replace(new, values=values), rest)


def cut_in_book(session: Session, whole: Activity, event: Event, at: datetime) -> Activity | None:
    """Let a series of the book go on from its day at `at` as one of its own, kept as that of an event.

    None where it does not begin before that day. Raises UserError where it has no day there.
    """
    first = expansion.first_from(replace(in_book.pattern_of(whole), skipped=frozenset()), None)
    if first is None or first >= at:
        return None
    return in_book.change(session, whole.id, at, "later", {"starts": event.values["starts"]})


def _pattern(recurs: Recurring) -> Pattern:
    return Pattern(recurs.starts, recurs.all_day, recurs.zone, recurs.rule, recurs.skipped, tuple(sorted(recurs.added)))


def _with(event: Event, recurs: Recurring) -> Event:
    return replace(event, recurring=recurs, values=event.values | recurs.values)


def _next_by_rule(recurs: Recurring, at: datetime) -> datetime | None:
    return expansion.first_from(Pattern(recurs.starts, recurs.all_day, recurs.zone, recurs.rule), at)


def _until(recurs: Recurring, at: datetime) -> Recurring:
    """Return what a series has before a moment."""
    text, rule = dates.moment_text(at), recurs.rule
    if _next_by_rule(recurs, at) is not None:
        rule = changes.until_before(rules.read(rule), _pattern(recurs), at).text
    skipped, added = (frozenset(one for one in days if one < text) for days in (recurs.skipped, recurs.added))
    return replace(recurs, rule=rule, skipped=skipped, added=added)


def _rest(recurs: Recurring, at: datetime) -> Recurring:
    """Return what a series has from a moment on."""
    text, begins = dates.moment_text(at), _next_by_rule(recurs, at)
    left = changes.remaining(rules.read(recurs.rule), _pattern(recurs), at)
    skipped, added = (frozenset(one for one in days if one >= text) for days in (recurs.skipped, recurs.added))
    if begins is None or left is None:
        return replace(recurs, starts=at, rule=ONCE, skipped=skipped, added=added)
    return replace(recurs, starts=begins, rule=left.text, skipped=skipped, added=added)


def _start(change: Event, recurs: Recurring) -> datetime:
    """Return by the clock of a series when its changed day begins."""
    starts: datetime = change.values["starts"]
    if change.values["all_day"]:
        return datetime.combine(expansion.wall(starts, None).date(), time())
    return expansion.wall(starts, expansion.zone_of(recurs.zone))


def _moved(
    rest: Recurring, at: datetime, to: datetime, later: Iterable[datetime]
) -> tuple[Recurring, Callable[[datetime], datetime]]:
    """Return a series whose day at `at` begins at the wall time `to`, and what finds its days. Raises ValueError."""
    zone = expansion.zone_of(rest.zone)
    move = Move(expansion.wall(at, zone), to, (zone, zone))
    rule, begins = moving.moved(rules.read(rest.rule), expansion.wall(rest.starts, zone), move.at, to, move.zones)
    new = replace(rest, starts=expansion.moment(begins, zone), rule=rule.text)
    kept = [dates.moment_of(one) for one in (*rest.skipped, *rest.added)]
    was, now = (Pattern(one.starts, one.all_day, one.zone, one.rule) for one in (rest, new))
    find = series_shift.same_numbers(was, now, move, [*kept, *later])
    skipped, added = (
        frozenset(dates.moment_text(find(dates.moment_of(one))) for one in days) for days in (rest.skipped, rest.added)
    )
    return replace(new, skipped=skipped, added=added), find
