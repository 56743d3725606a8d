"""The day of the latest contact with a record, kept on it so that a list of any size shows it and is put in order by it.

With a contact it is also the last meeting that he or she came to as one of several, and never one to which he or she
did not come. Like the next step it follows by triggers, also while undo replays, and stands outside the journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from crm_desktop.model.activity import IS_CONTACT
from crm_desktop.model.attendee import CAME, STAYED_AWAY

WITH_LAST_CONTACT = ("account", "contact", "opportunity")

_KINDS = ", ".join(f"'{kind}'" for kind in IS_CONTACT)
_AWAY = ", ".join(f"'{presence}'" for presence in STAYED_AWAY)
_TELLING = f"IN ('{CAME}', {_AWAY})"


def latest(name: str, also: str = "1") -> str:
    """Return the SQL of the day of the latest contact with a row of the table `name`; `also` narrows the activities `a`."""
    own = f'SELECT a.starts FROM activity a WHERE a.{name}_id = "{name}".id AND {_counts(name, "a")} AND {also}'
    if name == "contact":
        met = (
            f"SELECT a.starts FROM attendee t JOIN activity a ON a.id = t.activity_id "
            f"WHERE t.contact_id = \"{name}\".id AND t.presence = '{CAME}' AND {_is_contact('a')} AND {also}"
        )
        own = f"{own} UNION ALL {met}"
    return f"(SELECT date(max(starts), 'localtime') FROM ({own}))"


def triggers(is_replaying: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the triggers as name, event, table, condition and statement; `is_replaying` is the SQL that says so."""
    for name in WITH_LAST_CONTACT:
        link, day = f"{name}_id", "date(NEW.starts, 'localtime')"
        anew = f'UPDATE "{name}" SET last_contact = {latest(name)} WHERE id'
        later = f"UPDATE \"{name}\" SET last_contact = {day} WHERE id = NEW.{link} AND ifnull(last_contact, '') < {day}"
        is_one = f"NEW.{link} IS NOT NULL AND {_counts(name, 'NEW')}"
        yield f"last_contact_{name}_i", "INSERT", "activity", is_one, later
        event = f"UPDATE OF {link}, done, kind, starts"
        yield f"last_contact_{name}_u", event, "activity", "1", f"{anew} IN (OLD.{link}, NEW.{link})"
        yield f"last_contact_{name}_d", "DELETE", "activity", f"OLD.{link} IS NOT NULL", f"{anew} = OLD.{link}"
        # undo brings a deleted record back before or after its activities: it asks for itself as well
        yield f"last_contact_{name}_back", "INSERT", name, is_replaying, f"{anew} = NEW.id"
    anew = f"UPDATE contact SET last_contact = {latest('contact')} WHERE id"
    of_it = f"{anew} IN (SELECT contact_id FROM attendee WHERE activity_id = NEW.id)"
    yield "last_contact_others_u", "UPDATE OF done, kind, starts", "activity", "1", of_it
    yield "last_contact_others_back", "INSERT", "activity", is_replaying, of_it
    was, is_now = (f"{row}.contact_id IS NOT NULL AND {row}.presence {_TELLING}" for row in ("OLD", "NEW"))
    yield "last_contact_attendee_i", "INSERT", "attendee", is_now, f"{anew} = NEW.contact_id"
    event = "UPDATE OF contact_id, activity_id, presence"
    both = f"{anew} IN (OLD.contact_id, NEW.contact_id)"
    yield "last_contact_attendee_u", event, "attendee", f"({was}) OR ({is_now})", both
    yield "last_contact_attendee_d", "DELETE", "attendee", was, f"{anew} = OLD.contact_id"


def follow_many(raw: sqlite3.Connection, table: str, among: str, ids: str) -> None:
    """Do the work of the triggers for rows that were put into `table` at once; `among` is the SQL that `ids` fills."""
    if table == "activity":
        for name in WITH_LAST_CONTACT:
            _move(raw, name, among, ids)
        _renew(raw, f"SELECT contact_id FROM attendee WHERE activity_id {among}", ids)
    elif table == "attendee":
        _renew(raw, f"SELECT contact_id FROM attendee WHERE id {among} AND presence {_TELLING}", ids)
    elif table in WITH_LAST_CONTACT:
        met = f'EXISTS (SELECT 1 FROM activity WHERE {table}_id = "{table}".id)'
        if table == "contact":
            met = f"({met} OR EXISTS (SELECT 1 FROM attendee WHERE contact_id = contact.id))"
        raw.execute(f'UPDATE "{table}" SET last_contact = {latest(table)} WHERE id {among} AND {met}', (ids,))


def _move(raw: sqlite3.Connection, name: str, among: str, ids: str) -> None:
    """Move the last contacts on to the days of new activities where these are later."""
    raw.execute(
        f"""UPDATE "{name}" SET last_contact = latest.day FROM (
              SELECT a.{name}_id AS link, date(max(a.starts), 'localtime') AS day FROM activity a
              WHERE a.id {among} AND {_counts(name, "a")} GROUP BY a.{name}_id
            ) AS latest WHERE id = latest.link AND ifnull(last_contact, '') < latest.day""",
        (ids,),
    )


def _renew(raw: sqlite3.Connection, contacts: str, ids: str) -> None:
    raw.execute(f"UPDATE contact SET last_contact = {latest('contact')} WHERE id IN ({contacts})", (ids,))


def _counts(name: str, row: str) -> str:
    """Return the SQL of whether an activity is contact with the record of the table `name` that it is with."""
    if name != "contact":
        return _is_contact(row)
    away = (
        f"SELECT 1 FROM attendee t WHERE t.activity_id = {row}.id AND t.contact_id = {row}.contact_id "
        f"AND t.presence IN ({_AWAY})"
    )
    return f"{_is_contact(row)} AND NOT EXISTS ({away})"


def _is_contact(row: str) -> str:
    return f"{row}.done AND {row}.kind IN ({_KINDS})"
