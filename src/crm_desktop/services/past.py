"""What records held at a past moment, read backwards from the journal: names, links, limits, and what was deleted since.

Only what changed since is read, so that a report of today costs nothing more. A step that was undone counts as never
taken, whenever that was.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.storage.store import raw_of

_SINCE = """
SELECT j.row, j.op, j.before FROM journal j JOIN action a ON a.id = j.action
WHERE j.action >= (SELECT min(id) FROM action WHERE at > :moment) AND a.at > :moment AND NOT a.undone
  AND j.tbl = :table ORDER BY j.id DESC
"""


def changed(session: Session, table: str, columns: Collection[str], moment: str) -> dict[int, dict[str, Any]]:
    """Return, by row, the stored values at a stored moment of those `columns` that changed since, all of a deleted row's.

    What came into the book later, such as an imported history, counts as it is now, or as it was when it was deleted.
    """
    found: dict[int, dict[str, Any]] = {}
    gone: dict[int, dict[str, Any]] = {}
    for row, operation, before in raw_of(session).execute(_SINCE, {"moment": moment, "table": table}):
        if operation == "I":
            found.pop(row, None)
            continue
        image = json.loads(before)
        held = {column: image[column] for column in columns if column in image}
        if operation == "D":
            gone.setdefault(row, held)
        if held:
            found.setdefault(row, {}).update(held)  # the oldest change comes last and says what was there
    return {**gone, **found}


def column(session: Session, table: str, name: str, moment: str) -> dict[int, Any]:
    """Return what a column held at a stored moment by row, deleted rows included; empty ones are left out.

    Rows that came later are in it too: nothing of the past leads to them.
    """
    today = raw_of(session).execute(f'SELECT id, "{name}" FROM "{table}" WHERE "{name}" IS NOT NULL')
    values = dict(today.fetchall())
    for row, held in changed(session, table, (name,), moment).items():
        values[row] = held[name]
    return {row: value for row, value in values.items() if value is not None}
