"""The book's own title and currency."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.model import BookValue
from crm_desktop.storage.store import raw_of


def title(session: Session) -> str:
    """Return the title that the window and the reports show."""
    return _value(session, "title")


def currency(session: Session) -> str:
    """Return the ISO 4217 code of the currency in which sums are shown."""
    return _value(session, "currency") or "USD"


def uid(session: Session) -> str:
    """Return what tells this book from every other; its copies and backups bear it too."""
    return _value(session, "uid")


def set_value(session: Session, name: str, value: str) -> None:
    """Change the title or the currency. Raises InvalidInput."""
    value = value.strip().upper() if name == "currency" else value.strip()
    if name == "currency" and not (len(value) == 3 and value.isascii() and value.isalpha()):
        raise InvalidInput(
            {"currency": _("“{text}” is no currency code; write three letters like USD or EUR.").format(text=value)}
        )
    found = session.scalar(select(BookValue).where(BookValue.name == name))
    if found is None:
        session.add(BookValue(name=name, value=value))
    elif found.value != value:
        found.value = value
    session.flush()


def _value(session: Session, name: str) -> str:
    row = (
        raw_of(session).execute("SELECT value FROM book_value WHERE name = ?", (name,)).fetchone()
    )  # asked by every sum
    return row[0] or "" if row else ""
