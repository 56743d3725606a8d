"""An e-mail that was saved as a file (.eml) becomes an activity on the timeline of whom it was exchanged with.

The file itself hangs on the activity, so that nothing of it is lost: attachments, pictures, the other form of its text.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses
from html.parser import HTMLParser
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import clean, one_line
from crm_desktop.model import Activity, Contact
from crm_desktop.services import activities, attachments, records, related
from crm_desktop.storage.problems import reading

SUFFIX = ".eml"
LONGEST = 20_000
_SUBJECT = 200
_LINE_ENDS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"}
_UNSEEN = {"style", "script", "head", "title"}
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


@dataclass(frozen=True)
class Mail:
    """What an e-mail says; `people` are the addresses of sender and recipients, in this order."""

    name: str
    subject: str
    sent: datetime | None
    people: tuple[str, ...]
    text: str
    reference: str
    content: bytes


def read_mail(path: Path) -> Mail:
    """Read an e-mail. Raises UserError where the file is none."""
    with reading(path):
        if path.stat().st_size > attachments.MOST_BYTES:
            raise UserError(_("“{name}” is too large for an e-mail.").format(name=path.name))
        content = path.read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    headers = {name: _header(message, name) for name in ("From", "To", "Cc", "Subject", "Message-ID")}
    if not (headers["From"] or headers["To"]):
        raise UserError(_("“{name}” is no e-mail: it says neither from whom nor to whom.").format(name=path.name))
    people = getaddresses([headers["From"], headers["To"], headers["Cc"]])
    subject = one_line(headers["Subject"])[:_SUBJECT] or _("E-mail without a subject")
    addresses = tuple(dict.fromkeys(address.lower() for _name, address in people if "@" in address))
    return Mail(path.name, subject, _sent(message), addresses, _text(message), headers["Message-ID"].strip(), content)


def keep(session: Session, mail: Mail, on: tuple[str, int] | None = None) -> Activity:
    """Make the activity of an e-mail, on a record or on whom it was exchanged with; the same one twice is there once."""
    known = session.scalars(select(Activity).where(Activity.reference == mail.reference)).first()
    if mail.reference and known is not None:
        return known
    place = on or _whom(session, mail)
    links = activities.linked_to(session, *place) if place is not None else {}
    values = {"kind": "email", "name": mail.subject, "starts": mail.sent or dates.now(), "done": True,
              "outcome": mail.text or None, "reference": mail.reference or None}  # fmt: skip
    made = records.create(session, Activity, values | links)
    attachments.attach_content(session, Activity.__tablename__, made.id, mail.name, mail.content)
    return made


def _whom(session: Session, mail: Mail) -> tuple[str, int] | None:
    """Return the contact whom the first known address belongs to."""
    for address in mail.people:
        for found in related.with_address(session, address):
            return Contact.__tablename__, found
    return None


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text; one that is beyond repair counts as empty."""
    try:
        return clean(str(message.get(name) or ""))
    except (ValueError, LookupError, MessageError, IndexError, AttributeError):
        return ""


def _sent(message: EmailMessage) -> datetime | None:
    try:
        header = message.get("Date")
        at = getattr(header, "datetime", None)
    except (ValueError, LookupError, MessageError, IndexError, OverflowError):
        return None
    if not isinstance(at, datetime):
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)


def _text(message: EmailMessage) -> str:
    """Return the text of an e-mail, that of its HTML where it has no other."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        body = str(part.get_content())
    except (LookupError, ValueError, MessageError, KeyError):
        raw = part.get_payload(decode=True)
        body = raw.decode("utf-8", errors="replace") if isinstance(raw, bytes) else ""
    if part.get_content_subtype() == "html":
        body = _plain(body)
    text = _BLANK_LINES.sub("\n\n", clean(body)).strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _plain(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = "".join(reader.found).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


class _Words(HTMLParser):
    """Collects what a reader of HTML sees."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the library calls it
        self._unseen += tag in _UNSEEN
        if tag in _LINE_ENDS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _LINE_ENDS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data.replace("\n", " "))
