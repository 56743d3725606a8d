"""The order in which the book writes the names of contacts: "Anna Berg" or "Berg, Anna".

The name is kept whole in each record, so that lists are in its order at any size; another order writes it anew.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import Contact
from crm_desktop.model.contact import name_order, whole_name
from crm_desktop.services import book
from crm_desktop.storage import bulk
from crm_desktop.storage.store import raw_of


def order(session: Session) -> str:
    """Return the order that holds: a code of `NAME_ORDERS`."""
    return name_order(session)


def use_order(session: Session, wanted: str, task: Task | None = None) -> int:
    """Write names in another order; a name that was not made from its parts stays. Return how many changed."""
    task, before = task or Task(), name_order(session)
    book.set_value(session, "name_order", wanted)
    session.info["name_order"] = wanted
    rows = raw_of(session).execute("SELECT id, name, first_name, last_name FROM contact").fetchall()
    anew = [
        (record_id, whole_name(first, last, wanted))
        for record_id, name, first, last in task.steps(rows, _("Writing the names"))
        if (first or last) and name == whole_name(first, last, before)
    ]
    return bulk.update_rows(session, Contact, ("name",), anew, task)
