"""What somebody may do in a calendar, and with the people in it, in the days after a report was printed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.model import Account, Activity, Attendee, Contact, Opportunity, Seller
from crm_desktop.model.activity import DAY_MINUTES
from crm_desktop.services import activities, records, series
from tests.reports.books import FRIDAY as PRINTED

if TYPE_CHECKING:
    from tests.reports.later_steps import Hand


def changes_an_activity(hand: Hand) -> None:
    """Move an activity, link it otherwise, finish it or take it back."""
    chance = hand.chance

    def values(session: Session) -> dict[str, Any]:
        every = {
            "starts": hand.noon(chance.randint(-40, 20)),
            "name": f"Renamed on {hand.day}",
            "minutes": chance.choice((None, 30, 3 * DAY_MINUTES)),
            "all_day": chance.random() < 0.3,
            "location": chance.choice((None, "Hall 4")),
            "owner_id": hand.id_or_none(session, Seller),
            "kind": chance.choice(("call", "task", "visit")),
            "done": chance.random() < 0.5,
            "account_id": hand.id_or_none(session, Account),
            "contact_id": hand.id_or_none(session, Contact),
            "opportunity_id": hand.id_or_none(session, Opportunity),
        }
        return {name: every[name] for name in chance.sample(sorted(every), 3)}

    hand.changes(Activity, values)


def plans(hand: Hand) -> None:
    """Enter something for days that were printed already, once or every week."""

    def work(session: Session) -> None:
        starts = PRINTED + timedelta(days=hand.chance.randint(1, 14))
        values = {"name": f"Planned on {hand.day}", "starts": datetime.combine(starts, time(9)).astimezone()}
        recurrence = hand.chance.choice((None, "FREQ=WEEKLY"))
        records.create(session, Activity, {**values, "kind": "call", "recurrence": recurrence})

    hand.acts(work)


def finishes(hand: Hand) -> None:
    """Finish an activity, or the next day of a series."""
    hand.acts(lambda session: activities.finish(session, hand.any(session, Activity), "Talked."))


def changes_a_series(hand: Hand) -> None:
    """Leave out days of a series, or move them."""

    def work(session: Session) -> None:
        one = session.scalars(select(Activity).where(Activity.recurrence.is_not(None))).first()
        first = None if one is None else series.first_open(one)
        if one is None or first is None:
            raise UserError("There is no series, or it is over.")
        which: series.Which = hand.chance.choice(("one", "later", "all"))
        if hand.chance.random() < 0.5:
            series.skip(session, one.id, first, which)
        else:
            series.change(session, one.id, first, which, {"starts": first + timedelta(days=1)})

    hand.acts(work)


def logs(hand: Hand) -> None:
    """Log a call of the day."""
    hand.acts(lambda session: activities.log(session, "call", "Hello", "account", hand.any(session, Account).id))


def changes_a_contact(hand: Hand) -> None:
    """Change when somebody was born, the step of a lead, where it came from, whose it is."""
    chance = hand.chance

    def values(session: Session) -> dict[str, Any]:
        every = {
            "birthday": chance.choice((None, date(1970, 11, 24), date(1980, 12, 2), date(1990, 5, 5))),
            "status": chance.choice(("prospect", "potential", "active", "inactive")),
            "source": chance.choice((None, "Fair", "Referral")),
            "owner_id": hand.id_or_none(session, Seller),
            "account_id": hand.id_or_none(session, Account),
        }
        return {name: every[name] for name in chance.sample(sorted(every), 3)}

    hand.changes(Contact, values)


def meets_somebody(hand: Hand) -> None:
    """Enter a contact whose birthday was near when it was printed."""
    values = {"first_name": "Later", "last_name": f"{hand.day}", "birthday": date(1975, 11, 26)}
    hand.acts(lambda session: records.create(session, Contact, values))


def says_who_came(hand: Hand) -> None:
    """Change the presence of somebody who was asked to a meeting."""
    hand.changes(Attendee, lambda _s: {"presence": hand.chance.choice(("attended", "absent", "invited"))})


def adds_a_guest(hand: Hand) -> None:
    """Note that somebody else was at a meeting too."""

    def work(session: Session) -> None:
        activity, contact = hand.any(session, Activity), hand.any(session, Contact)
        values = {"activity_id": activity.id, "contact_id": contact.id, "presence": "attended"}
        records.create(session, Attendee, {"name": contact.name, **values})

    hand.acts(work)
