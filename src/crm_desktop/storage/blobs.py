"""The attachment store: contents of files inside the book, by their SHA-256, outside the journal.

A content is never changed: a step and its undo only move the small records that name it, or the value of the book that
names its logo. What none of them and no step of the history names any more is swept when the book is closed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

LOGO = "house_logo"
"""The value of the book that names the content of its logo."""
_UNUSED = f"""
digest NOT IN (SELECT digest FROM attachment)
AND digest NOT IN (SELECT value FROM book_value WHERE name = '{LOGO}' AND value IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM journal j WHERE j.tbl IN ('attachment', 'book_value')
    AND (instr(j.before, blob.digest) OR instr(j.after, blob.digest)))
"""


def keep(raw: sqlite3.Connection, content: bytes) -> str:
    """Put a content into the store, where it is not there yet, and return its digest."""
    digest = hashlib.sha256(content).hexdigest()
    raw.execute("INSERT OR IGNORE INTO blob (digest, content) VALUES (?, ?)", (digest, content))
    return digest


def content(raw: sqlite3.Connection, digest: str) -> bytes | None:
    """Return a content, None where the store has none of that digest."""
    row = raw.execute("SELECT content FROM blob WHERE digest = ?", (digest,)).fetchone()
    return bytes(row[0]) if row else None


def sweep(raw: sqlite3.Connection) -> int:
    """Remove what nothing names any more, undo included, and return how many contents that were."""
    return raw.execute(f"DELETE FROM blob WHERE {_UNUSED}").rowcount


def flaws(raw: sqlite3.Connection) -> Iterator[str]:
    """Yield what is wrong with the store: contents that are lost or are not what their digest says."""
    (lost,) = raw.execute("SELECT count(*) FROM attachment WHERE digest NOT IN (SELECT digest FROM blob)").fetchone()
    if lost:
        yield f"{lost} attachments have lost their content"
    names_logo = (
        "SELECT count(*) FROM book_value WHERE name = ? AND value <> '' AND value NOT IN (SELECT digest FROM blob)"
    )
    if raw.execute(names_logo, (LOGO,)).fetchone()[0]:
        yield "the logo of the letterhead has lost its content"
    ids = [row[0] for row in raw.execute("SELECT id FROM blob").fetchall()]
    for blob_id in ids:
        digest, held = raw.execute("SELECT digest, content FROM blob WHERE id = ?", (blob_id,)).fetchone()
        if hashlib.sha256(held).hexdigest() != digest:
            yield f"the content of attachment {digest[:12]} is damaged"
