"""One calendar on its way into the book: each event makes an activity, or changes the one that it is known by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.exchange import ical_onwards
from crm_desktop.exchange.ical_change import change
from crm_desktop.exchange.ical_deleted import Deleted
from crm_desktop.exchange.ical_event import Event
from crm_desktop.exchange.ical_family import Family, family_of
from crm_desktop.exchange.ical_in import Calendar
from crm_desktop.exchange.ical_known import key_of, reference_of
from crm_desktop.exchange.ical_past import Past
from crm_desktop.exchange.ical_people import People
from crm_desktop.exchange.ical_recurrence import joined
from crm_desktop.exchange.ical_same import moments_of
from crm_desktop.exchange.outcome import Tally
from crm_desktop.exchange.table import Row
from crm_desktop.model import Activity
from crm_desktop.schema.recurrence import expansion
from crm_desktop.services import records
from crm_desktop.services.series import skip
from crm_desktop.storage.store import raw_of

_OF_THE_SERIES = ("name", "kind", "contact_id", "account_id", "opportunity_id")


@dataclass
class Taking:
    """One calendar on its way into the book; `known` holds the activities by the UID of their event."""

    session: Session
    calendar: Calendar
    deleted: Deleted
    known: dict[str, int]
    owner_id: int | None
    is_taken_for_done: bool = False
    undated: int = 0
    gone: list[str] = field(default_factory=list)
    stayed_out: int = 0
    given_away: dict[int, set[str]] = field(default_factory=dict)
    families: dict[int, Family] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = People(self.session, self.deleted)
        self.tally = Tally(self.calendar.name, "activity", headings=(_("Event"),), of_events=True)
        self.tally.same = self.calendar.superseded

    def take(self, event: Event) -> None:
        """Make the activity of an event, or change the one that is there."""
        try:
            if self._stays_out(event):
                self._leave_out()
            elif event.replaces is not None:
                self._take_changed_day(event)
            elif event.is_cancelled:
                self._pass_over(event)
            elif not self._goes_on(event):
                self._store(event, self.known.get(event.uid), event.values)
        except UserError as problem:
            self.tally.refused += 1
            self.tally.add_problem(Row(event.line, (event.title,)), str(problem), refused=True)

    def mark_changed_days(self) -> None:
        """Take the days that others stand for out of series that were in the book and not in the file."""
        for series_id, moments in self.given_away.items():
            series = self.session.get(Activity, series_id)
            if series is not None and series.recurrence and not moments <= moments_of(series.skipped):
                series.take({"skipped": joined(moments_of(series.skipped) | moments), "changed": dates.now()})

    def notes(self) -> list[str]:
        """Return the sentences on what was settled for the user."""
        said = [_("“{title}” was cancelled there; it is still in the book.").format(title=title) for title in self.gone]
        if self.undated:
            said.append(
                count_of(
                    "{n} task has no day; it stands on today.",
                    "{n} tasks have no day; they stand on today.",
                    self.undated,
                )
            )
        if self.stayed_out:
            said.append(
                count_of(
                    "{n} event was deleted in this book and stays out; Edit ▸ Restore deleted records brings it back.",
                    "{n} events were deleted in this book and stay out; Edit ▸ Restore deleted records brings them back.",
                    self.stayed_out,
                )
            )
        return said

    def _stays_out(self, event: Event) -> bool:
        """Tell whether what an event would bring was deleted here."""
        keys = {event.uid, reference_of(event)}
        return not (event.is_cancelled or keys & self.known.keys()) and any(
            self.deleted.has(key, event.modified) for key in keys
        )

    def _pass_over(self, event: Event) -> None:
        activity = self.session.get(Activity, self.known.get(event.uid, 0))
        if activity is not None and not activity.done:
            self.gone.append(activity.name)

    def _goes_on(self, event: Event) -> bool:
        """Let a series of the book go on as an event from one of its days; tell whether there was one for that."""
        if event.follows is None or event.uid in self.known:
            return False
        uid, at = event.follows
        series = self.session.get(Activity, self.known.get(uid, 0))
        if series is None or not series.recurrence:
            return False
        try:
            new = ical_onwards.cut_in_book(self.session, self._family(series).holder(at), event, at)
        except UserError:  # it has no day there: what goes on is another series
            return False
        if new is None:
            return False
        new.take({"reference": event.uid})
        self.known[event.uid] = new.id
        self.families.clear()
        change(self.session, new, dict(event.values), event.modified)
        self.people.add(new, event.people)
        self.tally.new += 1
        return True

    def _take_changed_day(self, event: Event) -> None:
        """Put an event into the place of one day of its series; without the series it is an event of its own."""
        series_id = self.known.get(event.uid)
        series = self.session.get(Activity, series_id) if series_id is not None else None
        original = dates.moment_text(event.moment)
        if event.is_onwards and self._take_onwards(event, series):
            return
        if series is None:
            if not event.is_cancelled:
                self._store(event, self.known.get(reference_of(event)), event.values)
            return
        row = self._family(series).record_of(original) or self.known.get(reference_of(event))
        own = self.session.get(Activity, row) if row is not None else None
        if row is not None and self.deleted.has_row(row, event.modified):
            self._leave_out()
        elif own is not None and own.recurrence:  # from that day on another series stands here, which is newer
            self.tally.same += 1
        elif series.recurrence:
            self._take_day_of(series, event, original, own)
        elif not event.is_cancelled:
            self._store(event, row, event.values)

    def _take_day_of(self, series: Activity, event: Event, original: str, own: Activity | None) -> None:
        """Change the record of a day of a series, or make one."""
        part = self._family(series).holder(event.moment)
        is_day = own is not None and own.series_id is not None
        if not is_day:
            self._give_away(part, original, event)
        if event.is_cancelled:
            return
        place = {"series_id": part.id, "original": original}
        if own is None:
            usual = {name: getattr(part, name) for name in _OF_THE_SERIES}
            self._store(event, None, usual | event.values | place)
            return
        if not is_day:  # it came before its series
            own.take(place | {"reference": None})
        self._store(event, own.id, event.values)

    def _give_away(self, series: Activity, original: str, event: Event) -> None:
        """Take a day out of a series, unless it is cancelled only and was brought back here since."""
        if event.is_cancelled and original not in moments_of(series.skipped):
            past = Past(raw_of(self.session), Activity.__tablename__, series.id)
            if not past.without_old("skipped", {original}, event.modified):
                return
        self.given_away.setdefault(series.id, set()).add(original)

    def _leave_out(self) -> None:
        self.stayed_out += 1
        self.tally.same += 1

    def _family(self, series: Activity) -> Family:
        if series.id not in self.families:
            self.families[series.id] = family_of(self.session, series, self.deleted)
        return self.families[series.id]

    def _take_onwards(self, event: Event, series: Activity | None) -> bool:
        """Change a day of a series of the book and all later ones; tell whether that was done, or say that it was not."""
        own = reference_of(event)
        if own in self.known:
            self._store(event, self.known[own], event.values)
            return True
        if event.is_cancelled and series is not None and series.recurrence:
            skip(self.session, series.id, event.moment, "later")
            return True
        if self._goes_on(replace(event, uid=own, follows=(event.uid, event.moment))):
            return True
        self.tally.add_problem(Row(event.line, (event.title,)), ical_onwards.why_not(), refused=False)
        return False

    def _store(self, event: Event, row: int | None, values: dict[str, Any]) -> None:
        activity = self.session.get(Activity, row) if row is not None else None
        if activity is None:
            self._make(event, values)
            self.tally.new += 1
            return
        is_other = change(self.session, activity, dict(values), event.modified)
        is_other |= self.people.add(activity, event.people, event.modified)
        self.tally.changed += is_other
        self.tally.same += not is_other

    def _make(self, event: Event, values: dict[str, Any]) -> None:
        new = {"name": _("Without a title"), "kind": "meeting", "owner_id": self.owner_id} | values
        if "series_id" not in values:
            new |= key_of(event)
        if "starts" not in new:
            new |= {"starts": _midnight(), "all_day": True}
            self.undated += not new.get("done")
        is_past = dates.local_day(new["starts"]) < dates.today()
        if new.get("recurrence"):
            new |= {"settled": dates.moment_text(dates.now()), "done": False}
        elif is_past and not event.is_task and "done" not in new:
            new["done"] = self.is_taken_for_done = True
        contact = self.people.first(event.people)
        if contact is not None and new.get("contact_id") is None:
            new["contact_id"] = contact
        made = records.create(self.session, Activity, new)
        self.known[event.uid if event.replaces is None else reference_of(event)] = made.id
        self.people.add(made, event.people)


def _midnight() -> datetime:
    return expansion.moment(datetime.combine(dates.today(), time()), None)
