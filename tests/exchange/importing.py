"""Importing texts as if they were files, and reading back what they became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_desktop.base.task import Task
from crm_desktop.exchange import intake
from crm_desktop.exchange.outcome import Outcome
from crm_desktop.model import BY_NAME
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.kinds import Link
from crm_desktop.storage import health
from crm_desktop.storage.store import Store, raw_of

PEOPLE = "First name,Last name,Company,E-mail\nAnna,Lee,Acme,anna@acme.example\nBo,Berg,Acme,\nCy,Dee,Umbrella,\n"
ACCOUNTS = "Account,Sector,Part of\nAcme,retail,\nBluth,software,Acme\n"
PRODUCTS = "Product,Sales price\nGTX Pro,4821\nMG,55\n"
TEAMS = "Sales agent,Manager\nAnna Snelling,Dustin\n"
DEALS = (
    "Opportunity ID,Sales agent,Product,Account,Deal stage,Engage date,Close date,Close value\n"
    "A1,Anna Snelling,GTXPro,ACME,Won,2017-01-02,2017-02-03,4500\n"
    "A2,Anna Snelling,MG,,Lost,2017-01-05,2017-03-01,0\n"
    "A3,Bo Berg,GTXPro,bluth,Engaging,2017-03-05,,\n"
    "A4,Bo Berg,MG,Bluth,Prospecting,,,\n"
)


@dataclass
class Importing:
    """A book, and a folder for the files that are imported into it."""

    store: Store
    folder: Path

    def bring(self, locale: str = "en_US", **texts: str) -> Outcome:
        """Import texts; the name of each is that of its file without the suffix."""
        return self.bring_files([self.write(name, text) for name, text in texts.items()], locale)

    def try_out(self, **texts: str) -> Outcome:
        """Import texts in a dry run."""
        paths = [self.write(name, text) for name, text in texts.items()]
        return intake.bring_in(self.store, paths, formats_for(), Task(), dry_run=True)

    def bring_files(self, paths: Sequence[Path], locale: str = "en_US", entity: str = "") -> Outcome:
        """Import files."""
        model = BY_NAME[entity] if entity else None
        return intake.bring_in(self.store, paths, formats_for(locale), Task(), model=model)

    def write(self, name: str, text: str) -> Path:
        """Write a file and return its path."""
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        return path

    def rows(self, entity: str, *columns: str) -> list[tuple[Any, ...]]:
        """Return the values of all records in the order in which they came; links by name."""
        fields = BY_NAME[entity].fields()
        names = [
            f'(SELECT name FROM "{kind.target}" k WHERE k.id = t."{c}")'
            if isinstance(kind := fields[c].kind, Link)
            else f't."{c}"'
            for c in columns
        ]
        with self.store.read() as session:
            found = raw_of(session).execute(f'SELECT {", ".join(names)} FROM "{entity}" t ORDER BY id').fetchall()
        kinds = [fields[c].kind for c in columns]
        return [tuple(kind.load(raw) for kind, raw in zip(kinds, row, strict=True)) for row in found]

    def column(self, entity: str, name: str) -> list[Any]:
        """Return the values of one field."""
        return [row[0] for row in self.rows(entity, name)]

    def trail(self) -> list[tuple[Any, ...]]:
        """Return the trail of all opportunities: reference, day, stage, amount in units, from the list."""
        with self.store.read() as session:
            return (
                raw_of(session)
                .execute(
                    """SELECT o.reference, substr(s.since, 1, 10), g.name, s.amount / 10000, s.amount_from_list
                   FROM opportunity_state s JOIN opportunity o ON o.id = s.opportunity_id
                   LEFT JOIN stage g ON g.id = s.stage_id ORDER BY o.reference, s.since, s.id"""
                )
                .fetchall()
            )

    def content(self) -> str:
        """Return the hash of the user's records."""
        with self.store.read() as session:
            return health.content_hash(raw_of(session))


def counts(outcome: Outcome, entity: str) -> tuple[int, int, int, int]:
    """Return new, changed, same and refused."""
    sums = outcome.by_entity()[entity]
    return sums["new"], sums["changed"], sums["same"], sums["refused"]


def told(outcome: Outcome) -> list[tuple[int, str, bool]]:
    """Return line, reason and whether the row was refused, of each problem."""
    return [(problem.line, problem.reason, problem.refused) for problem in outcome.problems]
