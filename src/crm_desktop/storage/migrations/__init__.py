"""The upgrades of the file, one frozen module per schema version, in order. Version 1 is the first, so there is none.

A module is called `to_0002` and has a `MIGRATION`. It never imports the model: the model goes on, the step stays. It
says everything itself, in Alembic's operations or in SQL. `batch_alter_table` makes a table anew: give it
`table_kwargs={"sqlite_autoincrement": True}` and make the indexes over expressions again, Alembic sees neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


@dataclass(frozen=True)
class Migration:
    """One upgrade, to schema `version`; `rows` says how many rows of which table come (+) or go (-) with it.

    `rows` is asked before, with the number of rows of each table then.
    """

    version: int
    upgrade: Callable[[Operations], None]
    rows: Callable[[Mapping[str, int]], Mapping[str, int]] = field(default=lambda before: {})  # noqa: ARG005


MIGRATIONS: tuple[Migration, ...] = ()
