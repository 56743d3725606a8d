"""What the tests of the command line type, and what they read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]


def content(run: Run, book: Path) -> str:
    return str(json.loads(run("check", "--file", book, "--json")[1])["content_hash"])
