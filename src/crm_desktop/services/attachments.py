"""Files on a record: put into the book, opened as a copy, found by their name.

The copy that is opened is private and read-only: what somebody changes in it would otherwise be lost without a word.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.paths import written_whole
from crm_desktop.base.text import one_line
from crm_desktop.model import BY_NAME, Attachment
from crm_desktop.services import records
from crm_desktop.storage import blobs
from crm_desktop.storage.problems import reading, writing
from crm_desktop.storage.store import raw_of

MOST_BYTES = 100 * 1024 * 1024
_PROGRAMS = frozenset({
    ".app", ".appimage", ".bat", ".bin", ".cmd", ".com", ".command", ".cpl", ".desktop", ".dll", ".exe", ".gadget", ".hta", ".inf",
    ".jar", ".js", ".jse", ".lnk", ".msc", ".msi", ".msp", ".pif", ".ps1", ".py", ".pyw", ".reg", ".run", ".scf", ".scr", ".sh",
    ".url", ".vb", ".vbe", ".vbs", ".workflow", ".ws", ".wsf", ".wsh",
})  # fmt: skip
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*\0', "_"))
_READ_ONLY = stat.S_IRUSR


def attach(session: Session, entity: str, record_id: int, path: Path) -> Attachment:
    """Put a file on a record; the same file twice on one record is there once. Raises UserError."""
    with reading(path):
        if path.is_dir():
            raise IsADirectoryError
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UserError(
                _("“{name}” is larger than {most} MB. Keep it in a folder and note where it is.").format(
                    name=path.name, most=MOST_BYTES // 1024 // 1024
                )
            )
        content = path.read_bytes()
    return attach_content(session, entity, record_id, path.name, content)


def attach_content(session: Session, entity: str, record_id: int, name: str, content: bytes) -> Attachment:
    """Put a content on a record under the name of a file. Raises UserError."""
    records.find(session, BY_NAME[entity], record_id)
    digest = blobs.keep(raw_of(session), content)
    values = {"name": file_name(name), "digest": digest, "entity_name": entity, "record_id": record_id}
    known = session.scalars(select(Attachment).filter_by(**values)).first()
    return known or records.create(session, Attachment, values | {"size": len(content)})


def attachments_of(session: Session, entity: str, record_id: int) -> Sequence[Attachment]:
    """Return the files on a record, newest first."""
    here = select(Attachment).where(Attachment.entity_name == entity, Attachment.record_id == record_id)
    return session.scalars(here.order_by(Attachment.created.desc(), Attachment.id.desc())).all()


def content_of(session: Session, attachment_id: int) -> tuple[str, bytes]:
    """Return the name and the content of a file. Raises UserError where it is lost."""
    found = records.find(session, Attachment, attachment_id)
    content = blobs.content(raw_of(session), found.digest)
    if content is None:
        raise UserError(_("The content of “{name}” is lost. Restore a backup that has it.").format(name=found.name))
    return found.name, content


def save_as(session: Session, attachment_id: int, target: Path) -> None:
    """Write a file out, in place of one of that name. Raises UserError."""
    _name, content = content_of(session, attachment_id)
    with writing(target), written_whole(target) as part:
        part.write_bytes(content)


def copy_to_open(session: Session, attachment_id: int, folder: Path) -> Path:
    """Write a private read-only copy below `folder` for the system's program to open, and return where it is.

    Raises UserError, also for programs: those are saved and started by hand, or better not.
    """
    name, content = content_of(session, attachment_id)
    if is_program(name):
        raise UserError(_("“{name}” is a program, and no document. Save it if you trust it.").format(name=name))
    digest = records.find(session, Attachment, attachment_id).digest
    target = folder / digest[:16] / name
    with writing(target):
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with written_whole(target) as part:
                part.write_bytes(content)
            target.chmod(_READ_ONLY)
    return target


def is_program(name: str) -> bool:
    """Tell whether opening a file of that name would run it."""
    return any(suffix.lower() in _PROGRAMS for suffix in Path(name.rstrip(". ")).suffixes[-1:])


def file_name(name: str) -> str:
    """Return a name that every system can write, as close to `name` as can be."""
    plain = one_line(name).translate(_FORBIDDEN).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return (f"{stem[:180]}{dot}{suffix[:20]}" if stem else plain[:200]) or _("file")
