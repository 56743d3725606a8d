"""An e-mail that waits to be sent: a file (.eml) that mail programs open as a draft, with files attached.

The program sends nothing itself: it has no network.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from crm_desktop.base import dates
from crm_desktop.base.paths import written_whole
from crm_desktop.base.text import one_line

_ANY = "application/octet-stream"


def write_draft(path: Path, subject: str, text: str, attached: Sequence[tuple[str, Path]]) -> None:
    """Write a draft; `attached` are pairs of a shown name and the file. Raises OSError as the system reports it."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(dates.now())
    message["X-Unsent"] = "1"  # what Outlook and Apple's Mail know a draft by
    message.set_content(text)
    for name, file in attached:
        main, _slash, sub = (mimetypes.guess_type(name)[0] or _ANY).partition("/")
        message.add_attachment(file.read_bytes(), maintype=main, subtype=sub, filename=one_line(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as part:
        part.write_bytes(message.as_bytes())
