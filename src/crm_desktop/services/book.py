"""The values of the book itself, its title and currency foremost."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.model import BookValue
from crm_desktop.services import past
from crm_desktop.storage.store import raw_of


def title(session: Session, moment: str | None = None) -> str:
    """Return the title that the window and the reports show, or that they showed at a stored moment."""
    return value(session, "title") if moment is None else _then(session, "title", moment)


def currency(session: Session, moment: str | None = None) -> str:
    """Return the ISO 4217 code of the currency in which sums are shown, or were at a stored moment."""
    return (value(session, "currency") if moment is None else _then(session, "currency", moment)) or "USD"


def uid(session: Session) -> str:
    """Return what tells this book from every other; its copies and backups bear it too."""
    return value(session, "uid")


def set_value(session: Session, name: str, text: str) -> None:
    """Change the title, the currency or another value of the book. Raises InvalidInput."""
    text = text.strip().upper() if name == "currency" else text.strip()
    if name == "currency" and not (len(text) == 3 and text.isascii() and text.isalpha()):
        raise InvalidInput(
            {"currency": _("“{text}” is no currency code; write three letters like USD or EUR.").format(text=text)}
        )
    found = session.scalar(select(BookValue).where(BookValue.name == name))
    if found is None:
        session.add(BookValue(name=name, value=text))
    elif found.value != text:
        found.value = text
    session.flush()


def value(session: Session, name: str) -> str:
    """Return what the book says under a name, "" where it says nothing."""
    row = (
        raw_of(session).execute("SELECT value FROM book_value WHERE name = ?", (name,)).fetchone()
    )  # asked by every sum
    return row[0] or "" if row else ""


def _then(session: Session, name: str, moment: str) -> str:
    held = past.changed(session, "book_value", ("value",), moment)
    row = raw_of(session).execute("SELECT id, value FROM book_value WHERE name = ?", (name,)).fetchone()
    return (held.get(row[0], {}).get("value", row[1]) or "") if row else ""
