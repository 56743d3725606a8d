"""What one upgrade of the file is."""

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
