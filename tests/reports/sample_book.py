"""The sample book, with what the sample has none of, so that no number of a report is nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from crm_desktop.model import Activity, Attendee, Contact
from crm_desktop.services import records, sample
from crm_desktop.storage.opening import create_store


def make(path: Path) -> None:
    store = create_store(path, title=sample.TITLE, currency="USD")
    sample.fill(store)
    with store.act("More of a life") as session:
        _enrich(session)
    store.close()


def _enrich(session: Session) -> None:
    """Give the sample what it has none of: outcomes, guests, steps from one to the next, postcodes, somebody new."""
    for key in range(10, 60, 3):
        records.update(session, records.find(session, Activity, key), {"outcome": "Agreed" if key % 2 else " "})
        guest = {"activity_id": key, "contact_id": key + 40, "presence": "absent" if key % 4 else "attended"}
        records.create(session, Attendee, {"name": f"Guest {key}", **guest})
    for key, step in enumerate(("active", "potential", "active", "inactive", "prospect") * 5, 1):
        records.update(
            session, records.find(session, Contact, key), {"status": step, "postcode": f"{9 * key % 7}{key}"}
        )
    records.create(session, Contact, {"name": "New", "birthday": date(1980, 11, 27), "city": "Oslo"})
    at = datetime(2026, 11, 19, 9, tzinfo=UTC)
    records.create(session, Activity, {"name": "Ask", "kind": "call", "starts": at, "done": False, "account_id": 3})
