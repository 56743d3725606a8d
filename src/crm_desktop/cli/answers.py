"""How the command line speaks: answers for people or for programs, progress, the formats of the user's country."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crm_desktop.base.errors import UserError
from crm_desktop.base.settings import Settings
from crm_desktop.base.task import Progress, Task
from crm_desktop.schema.country import formats_of
from crm_desktop.schema.formats import Formats


class WrongUsage(UserError):
    """What was typed names something that no book has: no such report, kind of record, day or format."""


def answer(chosen: argparse.Namespace, data: Any, lines: Sequence[str]) -> None:
    """Print the answer, for people or for programs."""
    if chosen.json:
        print(json.dumps(data, ensure_ascii=not _is_unicode(), indent=2))
    elif lines:
        print("\n".join(lines))


def formats() -> Formats:
    """Return how the user writes dates and numbers."""
    return formats_of(Settings())


def progress() -> Task:
    """Return a task that shows its progress on a terminal and says nothing in a pipe."""
    if not sys.stderr.isatty():
        return Task()

    def show(at: Progress) -> None:
        is_over = bool(at.total) and at.done >= at.total
        share = f" {at.done * 100 // at.total} %" if at.total else f" {at.done:,}" if at.done else ""
        print(f"\r{'' if is_over else at.title + share}\033[K", end="", file=sys.stderr, flush=True)

    return Task(show)


@contextmanager
def usage() -> Iterator[None]:
    """Count what is wrong inside as typed wrongly."""
    try:
        yield
    except UserError as error:
        raise WrongUsage(str(error)) from error


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
