"""The book proves its own health: structure, links, counts, what is kept twice, the journal, and one number for it all.

The content hash is the same for the same records however they came in: in another order, under other ids, on another
day. It is a sum of the hashes of single records, so that a million of them need no sorting and no memory.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.model import ENTITIES
from crm_desktop.model.record import Record
from crm_desktop.schema import custom
from crm_desktop.storage import blobs, derived, inspection, search_index, search_terms
from crm_desktop.storage.store import Store
from crm_desktop.storage.tables import journaled_columns, journaled_tables

_MODULUS = 2**256


@dataclass(frozen=True)
class Health:
    """What a check found. Empty lists are good; `sentences` says all of it to the user."""

    structure: tuple[str, ...]
    derived: tuple[str, ...]
    search: tuple[str, ...]
    journal: tuple[str, ...]
    counts: Mapping[str, int]
    content_hash: str
    sentences: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.structure or self.derived or self.search or self.journal)


def check(store: Store, task: Task | None = None) -> Health:
    """Look at everything; takes the book for itself meanwhile (about half a minute for a million contacts)."""
    task = task or Task()
    with store.driver() as raw, inspection.lenient(raw):
        task.say(_("Checking the file"), 0, 5)
        structure = inspection.flaws(raw, full=True)
        if structure:
            return _health(structure, [], [], [], {}, "")
        task.say(_("Checking counts and sort keys"), 1, 5)
        twice = [*derived.wrong(raw), *blobs.flaws(raw)]
        task.say(_("Checking the search index"), 2, 5)
        lost = list(_search_flaws(raw, task))
        task.say(_("Checking the history"), 3, 5)
        history = list(_journal_flaws(raw))
        task.say(_("Reading all records"), 4, 5)
        return _health(structure, twice, lost, history, inspection.entity_counts(raw), content_hash(raw, task))


def content_hash(raw: sqlite3.Connection, task: Task | None = None) -> str:
    """Return the SHA-256 that stands for all records of the user, in hexadecimal; no proof against forgery."""
    task = task or Task()
    whole = hashlib.sha256()
    for model in ENTITIES:
        rows = raw.execute(f'SELECT {_content(model)} FROM "{model.__tablename__}"')
        n = total = 0
        for (text,) in task.steps(rows, _("Reading all records"), every=4096):
            n += 1
            total += int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
        whole.update(f"{model.__tablename__} {n} {total % _MODULUS:x}\n".encode())
    return whole.hexdigest()


def _content(model: type[Record]) -> str:
    """Return the SQL of one text per record: its fields as the file keeps them, links by what they point to."""
    name, links = model.__tablename__, model.links()
    parts = []
    for column, declared in model.fields().items():
        if declared.derived or column in {"created", "changed"}:
            continue
        if column in links:
            parts.append(_named(links[column].target, custom.sql_of(column, f'"{name}"')))
        elif column == "record_id" and "entity_name" in model.fields():
            here = f'"{name}".record_id'
            others = [other.__tablename__ for other in ENTITIES if other is not model]
            cases = " ".join(f"WHEN '{other}' THEN {_named(other, here)}" for other in others)
            parts.append(f"CASE entity_name {cases} END")
        else:
            parts.append(custom.sql_of(column, f'"{name}"'))
    return f"json_array({', '.join(parts)})"


def _named(target: str, row: str) -> str:
    return f'(SELECT json_array(target.name, target.reference) FROM "{target}" AS target WHERE target.id = {row})'


def _search_flaws(raw: sqlite3.Connection, task: Task) -> Iterator[str]:
    """Compare how many records each part of a word leads to with how many have it, and follow a sample both ways."""
    expected: Counter[str] = Counter()
    for model in search_index.searched_models():
        columns = ", ".join(custom.sql_of(column) for column in search_index.searched(model))
        rows = raw.execute(f'SELECT {columns} FROM "{model.__tablename__}"')
        for texts in task.steps(rows, _("Checking the search index"), every=1024):
            expected.update(search_terms.terms_of(search_terms.body_of(texts)))
    raw.execute("CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, search_term, row)")
    try:
        found = dict(raw.execute("SELECT term, doc FROM search_terms").fetchall())
    finally:
        raw.execute("DROP TABLE temp.search_terms")
    wrong = [part for part in found.keys() | expected.keys() if found.get(part) != expected.get(part)]
    if wrong:
        yield f"{len(wrong)} words and parts of words lead to too few or too many records"
    elif not search_index.is_right(raw):
        yield "a sample of records is not found"


def _journal_flaws(raw: sqlite3.Connection) -> Iterator[str]:
    """Ask whether Undo and Redo would find what they need."""
    (orphans,) = raw.execute("SELECT count(*) FROM journal WHERE action NOT IN (SELECT id FROM action)").fetchone()
    if orphans:
        yield f"{orphans} entries without a step"
    (mixed,) = raw.execute(
        "SELECT count(*) FROM action WHERE NOT undone AND id > (SELECT min(id) FROM action WHERE undone)"
    ).fetchone()
    if mixed:
        yield f"{mixed} steps after one that is undone"
    (wrong,) = raw.execute(
        "SELECT count(*) FROM journal WHERE NOT json_valid(ifnull(before, '{}')) OR NOT json_valid(ifnull(after, '{}'))"
    ).fetchone()
    if wrong:
        yield f"{wrong} entries that cannot be read"
        return
    yield from _last_entries(raw)


def _last_entries(raw: sqlite3.Connection) -> Iterator[str]:
    """Compare the last entry of each row with the row itself."""
    tables = {table.name: set(journaled_columns(table)) for table in journaled_tables()}
    newest = """SELECT tbl, row, op, after FROM journal WHERE id IN (
                  SELECT max(j.id) FROM journal j JOIN action a ON a.id = j.action WHERE NOT a.undone GROUP BY tbl, row)
                AND action IN (SELECT id FROM action WHERE NOT ended)"""
    for table, row, operation, after in raw.execute(newest):
        if table not in tables:
            yield f"{table} is no table"
            continue
        values = json.loads(after) if operation == "U" else {}
        if not values.keys() <= tables[table]:
            yield f"{table} has no {', '.join(values.keys() - tables[table])}"
            continue
        columns = "".join(f', "{column}"' for column in values)
        found = raw.execute(f'SELECT id{columns} FROM "{table}" WHERE id = ?', (row,)).fetchone()
        if (found is None) != (operation == "D") or (found and list(found[1:]) != list(values.values())):
            yield f"{table} {row} is not as its history says"


def _health(
    structure: list[str], twice: list[str], lost: list[str], history: list[str], counts: Mapping[str, int], content: str
) -> Health:
    said = (
        (structure, _("The file is whole."), _("The file is damaged: restore the newest backup.")),
        (twice, _("Counts and sort keys are right."), _("Counts or sort keys are wrong.")),
        (lost, _("The search finds every record."), _("The search misses records.")),
        (history, _("Undo and history are right."), _("Undo or history is wrong.")),
    )
    sentences = (bad if found else good for found, good, bad in (said[:1] if structure else said))
    return Health(tuple(structure), tuple(twice), tuple(lost), tuple(history), counts, content, tuple(sentences))
