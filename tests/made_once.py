"""Books that are made once in a run and copied for each test: making one takes as long as twenty saves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm_desktop.base import dates

_made: dict[tuple[Callable[[Path], object], str, Any], bytes] = {}


def copied(path: Path, make: Callable[[Path], object]) -> Path:
    """Put the book that `make` makes and closes at `path`: one of that name, made at this moment of a standing clock."""
    key = make, path.name, getattr(dates.now, "at", None)
    if key in _made:
        path.write_bytes(_made[key])
    else:
        make(path)
        _made[key] = path.read_bytes()
    return path
